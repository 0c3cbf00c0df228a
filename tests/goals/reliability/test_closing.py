"""Cases 18 and 21: whatever was left undone, periods close with the figures that were there in time."""

from __future__ import annotations

from datetime import date

import pytest

from goals.actions.goal_states import pause_goal, resume_goal
from goals.models import Job, Progress, Snapshot, StaleGoal, TeamDay
from goals.recompute import jobs, run
from goals.recompute import tallies as engine_tallies
from teams.actions import create_team
from teams.models import Team, User
from tests.goals.engine.numbers import (
    NOW,
    at,
    make_goal,
    make_metric,
    progress_of,
    record,
    send,
    standings,
)
from tests.goals.reliability.figures import assert_as_rebuilt

pytestmark = pytest.mark.django_db
MARCH = date(2021, 3, 1)


def test_case_18_a_backlog_of_many_batches_closes_a_month_once_and_whole(
    north: Team, agent: User, manager: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine_tallies, "BATCH", 3)
    metric = make_metric()
    goal = make_goal(metric, manager, 100, scope="team", team=north)
    send(*[record(metric, north, agent, f"2021-02-{day:02} 10:00", 1) for day in range(1, 28)])

    run.run_until_done(NOW)

    february = progress_of(goal, "2021-02-01")
    assert (february.value, february.closed_value, february.revised_at) == (27, 27, None)
    assert february.final


@pytest.mark.parametrize("kind", [Job.Kind.CLOCK, Job.Kind.DAY])
def test_case_21_after_an_outage_nothing_closes_before_what_came_meanwhile_is_in(
    kind: str, north: Team, agent: User, manager: User
) -> None:
    metric = make_metric()
    goal = make_goal(metric, manager, 100, scope="team", team=north)
    send(record(metric, north, agent, "2021-02-01 10:00", 1))
    run.run_until_done(at("2021-02-01 10:00"))
    send(record(metric, north, agent, "2021-02-02 10:00", 1))

    jobs.plan_jobs(NOW)
    jobs.run_job(Job.objects.filter(kind=kind).latest("pk").pk, NOW)

    february = progress_of(goal, "2021-02-01")
    assert (february.value, february.closed_value, february.revised_at) == (2, 2, None)


def test_case_21_one_teams_midnight_does_not_pass_for_anothers(
    north: Team, agent: User, manager: User
) -> None:
    west = create_team(None, name="West", time_zone="Europe/London")
    metric = make_metric()
    for cadence in ("daily", "monthly"):
        make_goal(metric, manager, 100, scope="team", team=west, cadence=cadence, starts_on=MARCH)
    send(record(metric, west, agent, "2021-03-01 10:00", 5))
    run.run_until_done(at("2021-03-02 23:57"))

    # West's day before yesterday is over for good now; North's job may be the first to see it.
    midnight = at("2021-03-03 00:01")
    run.run_clock(midnight, north.pk)
    run.run_clock(midnight, west.pk)

    day_by_day = standings()
    run.run_all(midnight)
    assert day_by_day == standings()


def test_case_21_a_change_after_an_outage_does_not_hide_the_days_between(
    north: Team, agent: User, manager: User
) -> None:
    metric = make_metric()
    goal = make_goal(metric, manager, 9, scope="team", team=north, cadence="daily", starts_on=MARCH)
    run.run_until_done(at("2021-03-01 12:00"))
    StaleGoal.objects.create(goal_id=goal.pk, since=date(2021, 3, 5))
    run.run_until_done(at("2021-03-05 12:00"))
    days = Progress.objects.filter(goal=goal).order_by("first_day")
    assert [row.first_day.day for row in days] == [1, 2, 3, 4, 5]


def test_days_in_a_pause_are_not_made_up_for(north: Team, agent: User, manager: User) -> None:
    metric = make_metric()
    goal = make_goal(metric, manager, 9, scope="team", team=north, cadence="daily", starts_on=MARCH)
    run.run_until_done(at("2021-03-01 12:00"))
    for day, act in ((2, pause_goal), (10, resume_goal)):
        run.run_clock(at(f"2021-03-{day:02} 08:00"))
        act(None, goal, now=at(f"2021-03-{day:02} 09:00"))
        run.run_until_done(at(f"2021-03-{day:02} 12:00"))
    days = Progress.objects.filter(goal=goal).order_by("first_day")
    assert [row.first_day.day for row in days] == [1, 10]
    # A late reading of a day in the pause makes no period of it, and no rebuild does.
    send(record(metric, north, agent, "2021-03-04 10:00", 5))
    run.run_until_done(at("2021-03-10 12:00"))
    assert_as_rebuilt(at("2021-03-10 12:00"))
    assert [row.first_day.day for row in days.all()] == [1, 10]


def test_a_month_that_ends_in_a_pause_is_neither_met_nor_missed(
    north: Team, agent: User, manager: User
) -> None:
    metric = make_metric()
    goal = make_goal(metric, manager, 9, scope="team", team=north, starts_on=MARCH)
    send(record(metric, north, agent, "2021-03-02 10:00", 5))
    run.run_until_done(at("2021-03-20 12:00"))
    pause_goal(None, goal, now=at("2021-03-20 13:00"))
    run.run_until_done(at("2021-04-10 12:00"))
    row = Progress.objects.get(goal=goal)
    assert (row.status, row.closed_status, row.final) == ("paused", "paused", True)
    resume_goal(None, goal, now=at("2021-04-12 09:00"))
    run.run_until_done(at("2021-04-12 12:00"))
    assert_as_rebuilt(at("2021-04-12 12:00"))
    months = Progress.objects.filter(goal=goal).order_by("first_day")
    assert [(row.first_day.month, row.status) for row in months] == [(3, "paused"), (4, "no_data")]


def test_case_18_a_reading_withdrawn_from_a_day_off_takes_the_day_with_it(
    north: Team, agent: User, manager: User
) -> None:
    metric = make_metric()
    make_goal(metric, manager, 9, scope="team", team=north, cadence="daily", starts_on=MARCH)
    sunday = "2021-03-07 10:00"
    send(record(metric, north, agent, sunday, 5))
    run.run_until_done(at("2021-03-07 12:00"))
    assert Progress.objects.filter(first_day="2021-03-07", n=1).exists()

    send(record(metric, north, agent, sunday, None))
    run.run_until_done(at("2021-03-07 12:00"))

    assert not Progress.objects.filter(first_day="2021-03-07").exists()
    assert not Snapshot.objects.filter(first_day="2021-03-07").exists()


def test_case_18_a_closed_day_off_keeps_what_it_closed_with(
    north: Team, agent: User, manager: User
) -> None:
    metric = make_metric()
    goal = make_goal(metric, manager, 5, scope="team", team=north, cadence="daily",
                     starts_on=MARCH)  # fmt: skip
    sunday = "2021-03-07 10:00"
    send(record(metric, north, agent, sunday, 5))
    run.run_until_done(NOW)
    send(record(metric, north, agent, sunday, None))
    run.run_until_done(NOW)
    row = progress_of(goal, "2021-03-07")
    assert (row.n, row.status) == (0, "no_data")
    assert (row.closed_value, row.closed_status, row.revised_at) == (5, "met", NOW)


def test_case_18_marks_of_a_team_that_is_gone_hold_nothing_up(
    north: Team, south: Team, agent: User
) -> None:
    """Undoing an import takes back its readings, and then the team that it made for them."""
    metric = make_metric()
    send(record(metric, south, agent, "2021-03-01 10:00", 1, external_id="a"))
    run.run_until_done(NOW)
    send(record(metric, south, agent, "2021-03-01 10:00", None, external_id="a"))
    south.delete()
    run.run_until_done(NOW)
    assert not run.anything_stale()
    assert not TeamDay.objects.exists()
