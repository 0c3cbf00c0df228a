"""Case 17: closed hours when the calendar moves under them by less than an hour, an hour, or half a day."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Any

import pytest

from goals.actions.goal_states import archive_goal, resume_goal
from goals.models import Goal, Progress, StaleCalendar
from goals.recompute import run
from teams.actions import update_organisation, update_team
from teams.models import AuditEntry, Team, User
from tests.goals.engine.numbers import at, make_goal, make_metric, record, send
from tests.goals.reliability.figures import assert_as_rebuilt, assert_in_place
from tests.goals.reliability.test_time import every_half_hour

pytestmark = pytest.mark.django_db


@pytest.fixture
def hourly(north: Team, agent: User, manager: User) -> list[Goal]:
    """Of the team, each member, one agent and the organisation, since New Year; 12 January to early March."""
    metric = make_metric()
    fields: dict[str, Any] = {"cadence": "hourly", "starts_on": date(2021, 1, 1)}
    goals = [
        make_goal(metric, manager, 2, scope="team", team=north, **fields),
        make_goal(metric, manager, 2, scope="members", team=north, **fields),
        make_goal(metric, manager, 2, scope="agent", team=north, agent=agent, **fields),
        make_goal(metric, manager, 2, **fields),
    ]
    send(
        *(
            record(metric, north, agent, f"2021-01-12 {hour:02}:{minute}", 1)
            for hour in (8, 9, 16)
            for minute in (10, 40)
        )
    )
    run.run_until_done(at("2021-01-12 18:00"))
    every_half_hour(metric, north, "2021-03-01 00:00", "2021-03-04 00:00")
    run.run_until_done(at("2021-03-06 12:00"))
    return goals


@pytest.mark.parametrize(
    "change",
    [
        {"time_zone": "Asia/Kolkata"},
        {"time_zone": "Asia/Kathmandu"},
        {"time_zone": "Europe/Paris"},
        {"time_zone": "Pacific/Kiritimati"},
        {"day_starts_hour": 5},
    ],
    ids=str,
)
def test_case_17_closed_hours_become_those_of_the_new_calendar(
    change: dict[str, Any], hourly: list[Goal], north: Team
) -> None:
    update_team(None, north, **change)
    now = at("2021-03-06 13:00")
    run.run_until_done(now)
    assert_in_place()
    north.refresh_from_db()
    for goal in hourly[:3]:
        rows = list(Progress.objects.filter(goal=goal).order_by("agent_id", "starts_at"))
        assert rows
        for row in rows:
            day, hour = north.clock.slot_of(row.starts_at)
            assert (row.first_day, row.starts_at) == (day, hour)
        for one, next_one in pairwise(rows):
            apart = one.agent_id != next_one.agent_id or one.ends_at <= next_one.starts_at
            assert apart, "two hours of one goal count the same readings"
    # January is further back than hours are made anew; none of it is lost.
    old = Progress.objects.filter(goal=hourly[0], starts_at__lt=at("2021-02-01 00:00"))
    assert sum(row.n for row in old) == 6
    assert_as_rebuilt(now)


def test_case_17_the_organisations_hours_follow_its_zone(hourly: list[Goal]) -> None:
    update_organisation(None, time_zone="Asia/Kolkata")
    now = at("2021-03-06 13:00")
    run.run_until_done(now)
    minutes = {row.starts_at.minute for row in Progress.objects.filter(goal=hourly[3])}
    assert minutes == {30}
    assert_as_rebuilt(now)


def test_case_17_there_and_back_again_is_as_before(hourly: list[Goal], north: Team) -> None:
    def hours() -> list[tuple[Any, ...]]:
        rows = Progress.objects.filter(goal=hourly[0], final=True).order_by("starts_at")
        return list(rows.values_list("starts_at", "ends_at", "first_day", "value", "n", "target"))

    before = hours()
    for zone in ("Asia/Kolkata", "Europe/London"):
        update_team(None, north, time_zone=zone)
        run.run_until_done(at("2021-03-06 13:00"))
    after = hours()
    assert set(before) <= set(after)
    assert_as_rebuilt(at("2021-03-06 13:00"))


def test_case_17_the_organisations_closed_hours_follow_a_teams_week(
    hourly: list[Goal], north: Team
) -> None:
    closed = Progress.objects.filter(
        goal=hourly[3], final=True, first_day__week_day__in=range(2, 7)
    )
    assert set(closed.values_list("work_total", flat=True)) == {1}
    for goal in hourly[:3]:
        # Their own hours would be marked, and the organisation's with them.
        archive_goal(None, goal, now=at("2021-03-06 12:20"))
    update_team(None, north, working_days=[5, 6])
    now = at("2021-03-06 13:00")
    run.run_until_done(now)
    assert set(closed.values_list("work_total", flat=True)) == {0}
    assert_as_rebuilt(now)


def test_case_18_an_hour_nobody_works_in_hears_what_came_while_its_goal_was_put_away(
    hourly: list[Goal], north: Team, agent: User
) -> None:
    night = Progress.objects.get(goal=hourly[0], starts_at=at("2021-03-02 02:00"))
    assert (night.final, night.n) == (True, 2)
    archive_goal(None, hourly[0], now=at("2021-03-06 12:20"))
    send(record(hourly[0].metric, north, agent, "2021-03-02 02:20", 1))
    run.run_until_done(at("2021-03-06 12:30"))
    resume_goal(None, hourly[0], now=at("2021-03-06 14:00"))
    run.run_until_done(at("2021-03-06 14:00"))
    night.refresh_from_db()
    assert (night.n, night.closed_value, night.revised_at is None) == (3, 2, False)
    assert_as_rebuilt(at("2021-03-06 14:00"))


def test_case_15_the_history_says_that_figures_were_built_anew(
    hourly: list[Goal], north: Team
) -> None:
    update_team(None, north, time_zone="Asia/Kolkata")
    assert StaleCalendar.objects.exists()
    run.run_until_done(at("2021-03-06 13:00"))
    entry = AuditEntry.objects.get(verb="rebuilt")
    assert (entry.kind, entry.object_id, entry.actor) == ("teams.team", north.pk, None)
    assert entry.after == {"readings": 90, "goals": 3}


@pytest.mark.parametrize("zone", ["Asia/Kolkata", "Asia/Kathmandu", "Pacific/Kiritimati"])
@pytest.mark.parametrize("first", ["stale", "clock", "all", "as_of"])
def test_case_17_a_goal_that_was_put_away_follows_when_it_is_taken_up(
    zone: str, first: str, hourly: list[Goal], north: Team, manager: User
) -> None:
    metric = hourly[0].metric
    monthly = make_goal(metric, manager, 50, scope="team", team=north, starts_on=date(2021, 1, 1))
    run.run_until_done(at("2021-03-06 12:10"))
    put_away = (hourly[0], hourly[1], monthly)
    for goal in put_away:
        archive_goal(None, goal, now=at("2021-03-06 12:20"))
    run.run_until_done(at("2021-03-06 12:30"))

    update_team(None, north, time_zone=zone)
    run.run_until_done(at("2021-03-06 13:00"))
    for goal in put_away:
        resume_goal(None, goal, now=at("2021-03-06 14:00"))
    if first != "stale":
        getattr(run, f"run_{first}")(at("2021-03-06 14:00"))
    run.run_until_done(at("2021-03-06 14:00"))

    north.refresh_from_db()
    for goal in put_away:
        rows = list(Progress.objects.filter(goal=goal).order_by("agent_id", "starts_at"))
        assert rows
        for row in rows:
            if goal.cadence == "hourly":
                assert (row.first_day, row.starts_at) == north.clock.slot_of(row.starts_at)
            else:
                assert row.starts_at == north.clock.day_start(row.first_day)
        for one, next_one in pairwise(rows):
            assert one.agent_id != next_one.agent_id or one.ends_at <= next_one.starts_at
    assert_as_rebuilt(at("2021-03-06 14:00"))
