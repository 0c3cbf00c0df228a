"""What is kept of a goal's page is shared by those who see the same of it, and by nobody else."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from goals.actions.notes import add_note
from goals.queries.eyes import eyes_of
from goals.queries.state import read_state
from teams.actions import create_person, join_team
from teams.models import Role
from tests.cast import SINCE
from tests.goals.november import a_goal_of, novembers_readings, work_out
from tests.scene import NOW, a_metric

KEPT = 6
"""Session, person, memberships, state: what every page takes, however much of it was kept."""


@pytest.fixture(autouse=True)
def _morning(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def goal(north, manager, supervisor, agent, colleague):
    metric = a_metric()
    novembers_readings(metric, north, agent, colleague)
    made = a_goal_of(metric, manager, team=north, name="Solve 4,200 requests")
    work_out()
    return made


@pytest.fixture
def another(north):
    person = create_person(None, name="Ivo Lang", username="ivo", password="a fine long passphrase")
    join_team(None, person, north, Role.SUPERVISOR, SINCE)
    return person


@pytest.fixture
def look(goal, client_of):
    def page(person):
        client = client_of(person)
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(reverse("goals:goal", args=[goal.pk]))
        assert answer.status_code == 200
        return answer.content.decode(), len(captured)

    return page


def test_two_supervisors_of_a_team_share_a_page(look, supervisor, another):
    first, read = look(supervisor)
    second, kept = look(another)
    assert read > 2 * KEPT
    assert kept <= KEPT
    assert "Ivo Lang" in second
    assert "Ivo Lang" not in first


def test_whoever_owns_it_has_a_page_of_their_own(look, supervisor, manager):
    assert "Adjust goal" not in look(supervisor)[0]
    assert "Adjust goal" in look(manager)[0]
    assert "Adjust goal" not in look(supervisor)[0]


def test_an_agent_shares_with_nobody(look, supervisor, agent, colleague):
    assert "Dele Adeyemi" in look(supervisor)[0]
    mine, read = look(agent)
    assert "Dele Adeyemi" not in mine
    assert read > 2 * KEPT
    theirs, read = look(colleague)
    assert "Jin Park" not in theirs
    assert read > 2 * KEPT


def test_what_somebody_writes_shows_at_once(look, goal, supervisor, another):
    look(supervisor)
    look(another)
    add_note(another, goal, day=NOW.date(), text="The carrier was on strike.", now=NOW)
    assert "The carrier was on strike." in look(supervisor)[0]
    mine = look(another)[0]
    assert "your note of" in mine
    assert "your note of" not in look(supervisor)[0]


def test_a_stranger_finds_nothing_however_often_it_was_looked_at(
    look, goal, manager, stranger, client_of
):
    look(manager)
    assert client_of(stranger).get(reverse("goals:goal", args=[goal.pk])).status_code == 404


def test_eyes_differ_by_role(db, manager, supervisor, another, agent, colleague, administrator):
    state = read_state()
    assert eyes_of(supervisor, state) == eyes_of(another, state)
    people = [manager, supervisor, agent, colleague, administrator]
    assert len({eyes_of(person, state) for person in people}) == len(people)
