"""How many statements the pages of learning take: on file, and the same with fifty times the data."""

import pytest
from django.urls import reverse

from teams.actions.learning_paths import add_step
from teams.actions.learning_together import ask_for
from teams.models import GivenPath, LearningPath, Membership, Role, User
from tests.cast import SINCE
from tests.guards import kept
from tests.teams.learning_scene import NOW, TODAY, a_path, finish, given

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def path(north, supervisor, manager, agent, colleague):
    made = a_path(supervisor, north)
    given(supervisor, made, agent)
    other = a_path(manager, name="Chat", kind="everyone")
    finish(agent, other)
    given(supervisor, other, colleague)
    a_path(supervisor, north, "Nobody’s yet")
    ask_for(agent, words="French", now=NOW)
    return made


def much(path, supervisor, north):
    people = User.objects.bulk_create(User(username=f"u{n}", name=f"P {n}") for n in range(50))
    Membership.objects.bulk_create(
        Membership(user=one, team=north, role=Role.AGENT, starts_on=SINCE) for one in people
    )
    for n in range(10):
        add_step(supervisor, path, title=f"More {n}", due_days=20 + n, now=NOW)
    paths = LearningPath.objects.bulk_create(
        LearningPath(name=f"Path {n}", why="So.", kind="need", team=north, made_at=NOW)
        for n in range(50)
    )
    GivenPath.objects.bulk_create(
        GivenPath(
            path=one, person=person, how="given", given_at=NOW, begins_on=TODAY,
            done_at=NOW if place % 2 else None, finished_at=NOW if place % 2 else None,
        )
        for place, person in enumerate(people)
        for one in (paths[place], path)
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("teams:learning", "agent"),
        ("teams:learning_path", "agent"),
        ("teams:learning_team", "supervisor"),
        ("teams:learning_give", "supervisor"),
    ],
)
def test_case_22_a_page_takes_as_many_statements_with_fifty_times_the_data(
    request, client_of, statements, path, supervisor, north, name, role
):
    client = client_of(request.getfixturevalue(role))
    where = reverse(name, args=[path.pk] if name == "teams:learning_path" else [])
    assert statements(client, where) == kept(name, role)
    much(path, supervisor, north)
    assert statements(client, where) == kept(name, role)
