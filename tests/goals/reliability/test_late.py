"""Case 18: late, corrected, withdrawn, out of order, and metrics that are put away."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from django.db import transaction
from django.db.models import ProtectedError
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from goals.actions.goal_states import archive_goal, resume_goal
from goals.actions.metrics import archive_metric, restore_metric
from goals.ingest.records import Record
from goals.models import Goal, Metric, Progress, Snapshot, TeamDay
from goals.recompute import run
from teams.actions.errors import ActionRefused
from teams.models import Team, User
from tests.goals.engine.numbers import NOW, at, make_goal, make_metric, progress_of, record, send
from tests.goals.reliability.figures import assert_as_rebuilt, figures, open_figures, open_names
from tests.goals.reliability.house import House

pytestmark = pytest.mark.django_db

LONG = bool(os.environ.get("LEADWELL_LONG_TESTS"))
MANY = settings(
    max_examples=100 if LONG else 5,
    deadline=None,
    # What is drawn is a seed: there is nothing to make smaller.
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture
def goal(north: Team, manager: User) -> Goal:
    return make_goal(make_metric(), manager, 10, scope="team", team=north)


def test_case_18_what_comes_after_closing_counts_and_says_what_it_was(
    goal: Goal, north: Team
) -> None:
    send(record(goal.metric, north, None, "2021-02-10 10:00", 4))
    run.run_until_done(at("2021-03-01 10:00"))
    assert not progress_of(goal, "2021-02-01").final  # the day of grace is not over
    send(record(goal.metric, north, None, "2021-02-11 10:00", 5))
    run.run_until_done(at("2021-03-02 00:00"))
    closed = progress_of(goal, "2021-02-01")
    assert (closed.final, closed.value, closed.status) == (True, 9, "missed")
    assert closed.closed_at == at("2021-03-02 00:00")
    assert closed.revised_at is None

    late = at("2021-03-05 09:00")
    send(record(goal.metric, north, None, "2021-02-12 10:00", 1))
    run.run_until_done(late)
    revised = progress_of(goal, "2021-02-01")
    assert (revised.value, revised.status) == (10, "met")
    assert (revised.closed_value, revised.closed_status) == (9, "missed")
    assert (revised.closed_at, revised.revised_at) == (closed.closed_at, late)

    # A second one does not move the day on which it was first revised, nor what it was before.
    send(record(goal.metric, north, None, "2021-02-12 10:00", 3))
    run.run_until_done(NOW)
    again = progress_of(goal, "2021-02-01")
    assert (again.value, again.closed_value, again.revised_at) == (12, 9, late)

    # Taken back to what it was when it closed, there is nothing revised about it.
    send(record(goal.metric, north, None, "2021-02-12 10:00", None))
    run.run_until_done(NOW)
    assert progress_of(goal, "2021-02-01").revised_at is None


def test_case_18_the_days_of_the_chart_follow_a_late_reading(goal: Goal, north: Team) -> None:
    send(*[record(goal.metric, north, None, f"2021-02-{day:02} 10:00", 1) for day in (2, 9, 20)])
    run.run_until_done(NOW)
    send(record(goal.metric, north, None, "2021-02-05 10:00", 5))
    run.run_until_done(NOW)
    values = dict(
        Snapshot.objects.filter(goal=goal, first_day="2021-02-01").values_list("day__day", "value")
    )
    assert [values[day] for day in (1, 2, 4, 5, 9, 20, 28)] == [0, 1, 1, 6, 7, 8, 8]
    assert_as_rebuilt(NOW)


@contextmanager
def undone() -> Iterator[None]:
    """What happens in the block has not happened afterwards."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _in_pieces(items: list[Record], cuts: list[int], after_each: list[bool]) -> None:
    places = sorted({cut % len(items) for cut in cuts} | {0, len(items)})
    for number, (start, end) in enumerate(pairwise(places)):
        send(*items[start:end])
        if after_each[number % len(after_each)]:
            run.run_until_done(NOW)
    run.run_until_done(NOW)


ORDERS = {
    "seed": st.integers(min_value=0, max_value=2**32),
    "cuts": st.lists(st.integers(min_value=0, max_value=10_000), max_size=6),
    "after_each": st.lists(st.booleans(), min_size=1, max_size=6),
}


@MANY
@given(**ORDERS)
def test_case_18_the_order_of_arrival_does_not_matter(
    cottage: House, seed: int, cuts: list[int], after_each: list[bool]
) -> None:
    """Whatever the order, the pieces and the runs between them: the same digits as all at once."""
    with undone():
        run.run_until_done(NOW)
        straight = open_figures()
    shuffled = list(cottage.history)
    random.Random(seed).shuffle(shuffled)
    with undone():
        cottage.empty()
        _in_pieces(shuffled, cuts, after_each)
        assert open_figures() == straight


@MANY
@given(**ORDERS)
def test_case_18_corrections_end_in_the_last_word_however_they_came(
    cottage: House, seed: int, cuts: list[int], after_each: list[bool]
) -> None:
    """Each reading's own history stays in order; those of different readings mix at will."""
    chance = random.Random(seed)
    stories = []
    for item in cottage.history:
        first = cottage.history[chance.randrange(len(cottage.history))]
        words = [first, None, item] if chance.random() < 0.5 else [item, item]
        stories.append([_said(item, word) for word in words])
    mixed: list[Record] = []
    while stories:
        story = chance.choice(stories)
        mixed.append(story.pop(0))
        if not story:
            stories.remove(story)
    with undone():
        cottage.empty()
        send(*cottage.history)
        run.run_until_done(NOW)
        straight = open_figures()
    with undone():
        cottage.empty()
        _in_pieces(mixed, cuts, after_each)
        assert _with_figures(open_figures()) == _with_figures(straight)


def _with_figures(found: dict[str, Any]) -> dict[str, Any]:
    """Without the days that are there only because they closed with figures that are gone by now."""
    of_progress, of_snapshots = open_names(), open_names(Snapshot)
    kept = {
        "Progress": [row for row in found["Progress"] if row[of_progress.index("n")]],
        "Snapshot": [row for row in found["Snapshot"] if row[of_snapshots.index("n")]],
    }
    return {**found, **kept}


def _said(item: Record, word: Record | None) -> Record:
    """Other figures at another place under the same id, or none any more."""
    if word is None:
        return replace(item, value=None)
    return replace(
        item, team_id=word.team_id, agent_id=word.agent_id, at=word.at, value=word.value,
        weight=word.weight,
    )  # fmt: skip


# --- Put away ------------------------------------------------------------------------------------


@pytest.fixture
def past(goal: Goal, north: Team, administrator: User) -> Goal:
    """A goal that has been pursued and is archived, as is its metric."""
    send(*[record(goal.metric, north, None, f"2021-02-{day:02} 10:00", 1) for day in range(1, 13)])
    run.run_until_done(NOW)
    archive_goal(None, goal, now=NOW)
    archive_metric(None, goal.metric, now=NOW)
    run.run_until_done(NOW)
    return goal


def test_case_18_a_metric_with_goals_or_figures_is_never_deleted(past: Goal) -> None:
    with pytest.raises(ProtectedError):
        past.metric.delete()
    assert Metric.objects.filter(pk=past.metric_id).exists()


def test_case_18_a_metric_that_is_pursued_is_not_put_away(goal: Goal) -> None:
    with pytest.raises(ActionRefused, match="Archive them first"):
        archive_metric(None, goal.metric, now=NOW)


def test_case_18_what_is_put_away_keeps_its_history(past: Goal) -> None:
    before = figures()
    assert progress_of(past, "2021-02-01").value == 12
    run.run_all(NOW)
    run.run_clock(at("2021-05-01 12:00"))
    assert figures() == before
    assert not Progress.objects.filter(goal=past, first_day__gt=date(2021, 3, 1)).exists()


def test_case_18_a_rebuild_finds_what_came_late_for_an_archived_goal(
    past: Goal, north: Team
) -> None:
    send(record(past.metric, north, None, "2021-02-20 10:00", 1))
    run.run_until_done(NOW)
    assert sum(TeamDay.objects.values_list("value", flat=True)) == 13
    assert progress_of(past, "2021-02-01").value == 12

    restore_metric(None, past.metric)
    past.metric.refresh_from_db()
    resume_goal(None, past, now=NOW)
    run.run_until_done(NOW)
    run.run_all(NOW)
    row = progress_of(past, "2021-02-01")
    assert (row.value, row.closed_value) == (13, 12)
