"""Two at once, on connections of their own."""

from threading import Barrier, Thread

import pytest
from django.db import connection, connections

from feedback.actions.ideas import back_idea
from feedback.models import Idea, IdeaStep, Support
from teams.actions import create_person, join_team
from teams.actions.errors import Stale
from teams.models import Role
from tests.cast import PASSWORD, SINCE
from tests.feedback.ideas_scene import NOW, agreed, an_idea, anew, declined

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="SQLite lets one writer in at a time"
    ),
]


def together(*acts):
    """Run all of them at the same moment; what they raised."""
    gate, raised = Barrier(len(acts)), []

    def run(act):
        try:
            gate.wait()
            act()
        except Exception as error:  # noqa: BLE001 - what it is, the test asks
            raised.append(error)
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


@pytest.fixture
def idea(north, supervisor, manager, agent):
    return an_idea(agent, north)


def test_ten_who_back_it_at_once_are_counted_ten(idea, north):
    people = []
    for n in range(10):
        person = create_person(None, name=f"P {n}", username=f"p{n}", password=PASSWORD)
        join_team(None, person, north, Role.AGENT, SINCE)
        people.append(person)
    raised = together(*(lambda p=person: back_idea(p, idea, now=NOW) for person in people * 2))
    assert raised == []
    assert anew(idea).backed == Support.objects.count() == 10


def test_of_two_answers_at_once_one_counts_and_the_other_is_told(idea, supervisor, manager):
    leaders = (supervisor, manager)
    raised = together(*(lambda by=one: agreed(by, idea, version=idea.version) for one in leaders))
    assert [type(error) for error in raised] == [Stale]
    assert IdeaStep.objects.count() == 1


def test_the_same_idea_sent_twice_at_once_is_one(north, supervisor, agent):
    raised = together(*(lambda: an_idea(agent, north) for _ in range(4)))
    assert raised == []
    assert Idea.objects.count() == 1


def test_yes_and_no_at_once_leave_one_answer(idea, supervisor, manager):
    raised = together(lambda: agreed(supervisor, idea), lambda: declined(manager, idea))
    found = anew(idea)
    # No may follow yes, as somebody may think again; yes never follows no.
    assert (found.state, len(raised)) in {("declined", 0), ("declined", 1), ("agreed", 0)}
    assert found.steps.count() + len(raised) == 2
