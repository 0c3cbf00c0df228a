"""How many statements the mirror takes: on file, and the same with twelve times the data."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from escalations.actions.answers import agree as say_yes
from escalations.actions.aside import rate
from feedback.actions.one_to_ones.agreements import agree
from feedback.actions.one_to_ones.meetings import book, hold
from feedback.actions.one_to_ones.series import begin_series
from teams.actions import create_person, join_team
from teams.actions.huddle_record import commit_to
from teams.actions.huddles import make_ready
from teams.models import Role
from tests.cast import PASSWORD, SINCE
from tests.escalations.scene import sent
from tests.feedback.ideas_scene import agreed, an_idea
from tests.feedback.kudos_scene import thanks
from tests.guards import kept
from tests.teams.decisions_scene import decided

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _noon(time_machine):
    time_machine.move_to(NOW, tick=False)


def some(leader, north, number):
    """So many of everything that the mirror counts, each with somebody of its own."""
    huddle = make_ready(leader, north, NOW.date(), now=NOW)
    for n in range(number):
        name = f"p{number}x{n}"
        person = create_person(None, name=f"Person {name}", username=name, password=PASSWORD)
        join_team(None, person, north, Role.AGENT, SINCE)
        series = begin_series(leader, person, now=NOW - 30 * DAY)
        at = NOW - 25 * DAY + timedelta(hours=n)
        hold(leader, book(leader, series, starts_at=at, now=at - DAY), now=at)
        agree(leader, series, owner=leader, words=f"Ask {name}", due_on=NOW.date(), now=NOW - DAY)
        agreed(leader, an_idea(person, north, f"Idea {name}"))
        thanks(leader, person, now=NOW - timedelta(hours=n + 1))
        case = sent(person, now=NOW - DAY)
        say_yes(leader, case, now=NOW - DAY)
        rate(person, case, help="helped", now=NOW)
        commit_to(leader, huddle, words=f"Ring {name}", whose=leader.pk, now=NOW)
        decided(leader, north, f"Decided {name}", now=NOW)


@pytest.mark.parametrize("name", ["teams:mirror", "teams:mirror_figure"])
def test_a_page_takes_as_many_statements_with_twelve_times_the_data(
    client_of, statements, supervisor, north, name
):
    client = client_of(supervisor)
    where = reverse(name, args=["thanks"] if name == "teams:mirror_figure" else [])
    some(supervisor, north, 1)
    few = statements(client, where)
    some(supervisor, north, 11)
    assert (few, statements(client, where)) == (kept(name, "supervisor"), kept(name, "supervisor"))
