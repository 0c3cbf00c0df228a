"""Several at the same moment, in threads with connections of their own: on SQLite and on PostgreSQL."""

from __future__ import annotations

import pytest

from feedback.models import Box, Held, Round, Turnout
from feedback.recompute.pulse import look
from teams.actions.errors import ActionRefused
from tests.feedback.pulse_scene import (
    MONDAY,
    OVER,
    have_answered,
    opened,
    people_of,
    said_in,
    says,
    sums,
)
from tests.goals.reliability.together import at_once, good

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def people(north):
    """Six agents of North; the round is open."""
    found = people_of(north, 6)
    opened()
    return found


def test_case_20_all_who_answer_at_once_are_counted(people, north):
    scores = (1, 5, 5, 3, 5, 1)
    acts = [
        lambda one=one, score=score: says(one, score, f"word {one.pk}")
        for one, score in zip(people, scores, strict=True)
    ]
    assert good(at_once(*acts)) == [True] * 6
    assert sums(north) == [2, 0, 1, 0, 3]
    assert said_in(north).words == tuple(sorted(f"word {one.pk}" for one in people))
    assert have_answered(*people)


def test_case_20_who_presses_twice_is_counted_once(people, north):
    outcomes = good(at_once(*(lambda: says(people[0], 4),) * 3))
    assert sorted(outcomes) == [False, False, True]
    assert sums(north) == [0, 0, 0, 1, 0]


def test_case_21_two_workers_open_one_round_and_close_it_once(north):
    people = people_of(north, 5)
    good(at_once(*(lambda: look(MONDAY),) * 2))
    assert Round.objects.count() == Turnout.objects.count() == Held.objects.count() == 1
    for person in people:
        says(person, 3)
    good(at_once(*(lambda: look(OVER),) * 2))
    assert Round.objects.get().closed_at == OVER
    assert Box.objects.count() == 1


def test_what_comes_while_the_week_closes_is_in_the_result_or_refused(people, north):
    for person in people[:5]:
        says(person, 3)

    def late() -> bool:
        try:
            return says(people[5], 5)
        except ActionRefused:
            return False

    counted, _ = good(at_once(late, lambda: look(OVER)))
    assert sums(north) == [0, 0, 5, 0, int(counted)]
