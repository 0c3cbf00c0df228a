"""Case 17: closed weeks, quarters and years when the organisation's week or fiscal year begins elsewhere."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest

from goals.actions.goal_states import archive_goal, resume_goal
from goals.models import Goal, Override, Progress, Review, Snapshot
from goals.recompute import run
from teams.actions import update_organisation
from teams.models import Team, User
from tests.goals.engine.numbers import at, make_goal, make_metric, record, send
from tests.goals.reliability.figures import assert_as_rebuilt

pytestmark = pytest.mark.django_db
CHANGES = [
    ("weekly", {"week_starts_on": 6}, {"week_starts_on": 0}),
    ("quarterly", {"fiscal_year_starts_in": 2}, {"fiscal_year_starts_in": 1}),
    ("yearly", {"fiscal_year_starts_in": 12}, {"fiscal_year_starts_in": 1}),
]


@pytest.fixture
def cadence() -> str:
    """Where a test does not say."""
    return "weekly"


@pytest.fixture
def goals(north: Team, agent: User, manager: User, cadence: str) -> list[Goal]:
    """Of each scope in that cadence, with a reading every other day from March 2019 to the end of 2020. The agent
    joined in between, so what is a member's depends on the period.
    """
    metric = make_metric()
    scopes: list[dict[str, Any]] = [
        {},
        {"scope": "team", "team": north},
        {"scope": "members", "team": north},
        {"scope": "agent", "team": north, "agent": agent},
    ]
    days = [date(2019, 3, 1) + timedelta(days=2 * n) for n in range(340)]
    send(*[record(metric, north, agent, f"{day} 12:00", 1) for day in days])
    return [
        make_goal(metric, manager, 9, starts_on=date(2019, 3, 1), cadence=cadence, **scope)
        for scope in scopes
    ]


def of(goal: Goal) -> list[Progress]:
    return list(Progress.objects.filter(goal=goal, n__gt=0).order_by("starts_at"))


@pytest.mark.parametrize(("cadence", "change", "back"), CHANGES)
def test_case_17_late_readings_reach_what_closed_in_another_rhythm(
    cadence: str,
    change: dict[str, Any],
    back: dict[str, Any],
    goals: list[Goal],
    north: Team,
    agent: User,
) -> None:
    run.run_until_done(at("2021-01-20 12:00"))
    closed = Progress.objects.filter(final=True, goal__cadence=cadence, n__gt=0)
    before = set(closed.values_list("goal", "agent_id", "closed_value"))
    update_organisation(None, **change)
    run.run_until_done(at("2021-01-20 13:00"))
    send(record(goals[0].metric, north, agent, "2019-10-07 11:00", 5))
    now = at("2021-01-20 14:00")
    run.run_until_done(now)
    for goal in goals:
        rows = of(goal)
        # Each reading counts once, in one period after the other.
        assert goal.scope == "members" or sum(row.value for row in rows) == 345
        for one, next_one in pairwise(rows):
            assert one.agent_id == next_one.agent_id
            assert one.last_day + timedelta(days=1) == next_one.first_day
        days = Snapshot.objects.filter(goal=goal).values_list("first_day", flat=True)
        begun = Progress.objects.filter(goal=goal).values_list("first_day", flat=True)
        assert set(days) <= set(begun)
    late = closed.filter(first_day__lte=date(2019, 10, 7), last_day__gte=date(2019, 10, 7))
    assert late.count() == 3
    assert all(row.revised_at is not None for row in late)
    assert set(closed.values_list("goal", "agent_id", "closed_value")) & before
    assert_as_rebuilt(now)


@pytest.mark.parametrize(("cadence", "change", "back"), CHANGES)
def test_case_17_in_the_old_rhythm_again_closed_periods_say_what_they_closed_with(
    cadence: str,
    change: dict[str, Any],
    back: dict[str, Any],
    goals: list[Goal],
    north: Team,
    agent: User,
) -> None:
    run.run_until_done(at("2021-01-20 12:00"))
    send(record(goals[0].metric, north, agent, "2019-10-07 11:00", 5))
    run.run_until_done(at("2021-01-20 12:10"))
    for setting in (change, back):
        update_organisation(None, **setting)
        run.run_until_done(at("2021-01-20 13:00"))
    row = Progress.objects.get(
        goal__cadence=cadence,
        goal__scope="team",
        first_day__lte=date(2019, 10, 7),
        last_day__gte=date(2019, 10, 7),
    )
    assert row.value == row.closed_value + 5
    assert_as_rebuilt(at("2021-01-20 13:00"))


def test_case_17_a_goal_that_was_put_away_follows_the_week_when_it_is_taken_up(
    goals: list[Goal],
) -> None:
    run.run_until_done(at("2021-01-20 12:00"))
    for goal in goals:
        archive_goal(None, goal, now=at("2021-01-20 12:20"))
    update_organisation(None, week_starts_on=6)
    run.run_until_done(at("2021-01-20 13:00"))
    for goal in goals:
        resume_goal(None, goal, now=at("2021-01-20 14:00"))
    now = at("2021-01-20 14:00")
    run.run_until_done(now)
    for goal in goals:
        assert {row.first_day.weekday() for row in of(goal)[1:]} == {6}
        assert goal.scope == "members" or sum(row.value for row in of(goal)) == 340
    assert_as_rebuilt(now)


def test_case_17_what_people_said_of_a_period_goes_along(goals: list[Goal], manager: User) -> None:
    run.run_until_done(at("2021-01-20 12:00"))
    goal = goals[1]
    weeks = [date(2020, 11, 2) + timedelta(days=7 * n) for n in range(3)]
    for day in weeks:
        last = day + timedelta(days=6)
        Review.objects.create(
            goal=goal, first_day=day, last_day=last, outcome="met", learned=f"{day}",
            by=manager, at=at("2021-01-02 12:00"),
        )  # fmt: skip
        Override.objects.create(
            goal=goal, first_day=day, said="watch", sentence=f"{day}", by=manager,
            at=at("2021-01-02 12:00"),
        )  # fmt: skip

    def said() -> list[tuple[str, date, date]]:
        rows = Review.objects.filter(goal=goal).order_by("first_day")
        found = list(rows.values_list("learned", "first_day", "last_day"))
        words = Override.objects.filter(goal=goal).order_by("first_day")
        assert list(words.values_list("sentence", "first_day")) == [row[:2] for row in found]
        for row in found:
            assert of(goal)[0].first_day < row[1]
            assert Progress.objects.filter(goal=goal, first_day=row[1], last_day=row[2]).exists()
        return found

    before = said()
    update_organisation(None, week_starts_on=6)
    run.run_until_done(at("2021-01-20 13:00"))
    moved = said()
    assert [row[0] for row in moved] == [row[0] for row in before]
    assert {row[1].weekday() for row in moved} == {6}
    update_organisation(None, week_starts_on=0)
    run.run_until_done(at("2021-01-20 14:00"))
    assert said() == before
    update_organisation(None, week_starts_on=3)
    run.run_until_done(at("2021-01-20 15:00"))
    assert {row[1].weekday() for row in said()} == {3}
