"""Case 17: days of 23 and 25 hours, leap days, week 53, fiscal years, moved calendars, clocks that err."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from goals.models import Goal, Job, OrganisationDay, Progress, Reading, StaleMark, TeamDay, TeamSlot
from goals.recompute import jobs, run
from teams.actions import create_team, update_organisation, update_team
from teams.models import Organisation, Team, User
from tests.goals.engine.numbers import at, make_goal, make_metric, progress_of, record, send
from tests.goals.reliability.figures import assert_as_rebuilt, assert_in_place

pytestmark = pytest.mark.django_db
HALF = timedelta(minutes=30)
HOUR = timedelta(hours=1)


def every_half_hour(metric: Any, team: Team, start: str, end: str) -> int:
    """One reading each half hour of a window, worth 1; how many those were."""
    when, rows = at(start), []
    while when < at(end):
        rows.append(record(metric, team, None, when, 1))
        when += HALF
    send(*rows)
    return len(rows)


def by_day(team: Team) -> dict[str, int]:
    rows = TeamDay.objects.filter(team_id=team.pk).order_by("day").values_list("day", "n")
    return {day.isoformat(): n for day, n in rows}


# --- Clocks that change --------------------------------------------------------------------------


def test_case_17_a_day_of_23_hours_has_46_half_hours_and_none_is_lost(
    north: Team, manager: User
) -> None:
    metric = make_metric()
    hourly = make_goal(metric, manager, 2, scope="team", team=north, cadence="hourly",
                       starts_on=date(2021, 3, 28), ends_on=date(2021, 3, 28))  # fmt: skip
    total = every_half_hour(metric, north, "2021-03-27 00:00", "2021-03-29 23:00")
    now = at("2021-03-31 00:30")
    run.run_until_done(now)
    assert by_day(north) == {"2021-03-27": 48, "2021-03-28": 46, "2021-03-29": 48}
    assert sum(OrganisationDay.objects.values_list("n", flat=True)) == total
    hours = Progress.objects.filter(goal=hourly).order_by("starts_at")
    assert [row.starts_at.hour for row in hours] == list(range(23))
    assert {row.n for row in hours} == {2}
    assert_in_place()
    assert_as_rebuilt(now)


def test_case_17_londons_last_hour_of_summer_time_comes_twice_and_is_two_hours(
    north: Team, manager: User
) -> None:
    metric = make_metric()
    hourly = make_goal(metric, manager, 2, scope="team", team=north, cadence="hourly",
                       starts_on=date(2021, 10, 31), ends_on=date(2021, 10, 31))  # fmt: skip
    total = every_half_hour(metric, north, "2021-10-29 23:00", "2021-11-02 00:00")
    now = at("2021-11-03 00:30")
    run.run_until_done(now)
    assert by_day(north) == {"2021-10-30": 48, "2021-10-31": 50, "2021-11-01": 48}
    assert sum(TeamSlot.objects.values_list("n", flat=True)) == total
    hours = list(Progress.objects.filter(goal=hourly).order_by("starts_at"))
    assert len(hours) == 25
    local = [north.clock.local(row.starts_at).hour for row in hours]
    assert local == [0, 1, 1, *range(2, 24)]
    assert {row.n for row in hours} == {2}
    assert_as_rebuilt(now)


def test_case_17_a_zone_half_an_hour_off_shares_its_hours_with_the_organisation(
    north: Team, south: Team, manager: User
) -> None:
    metric = make_metric()
    make_goal(metric, manager, 100, cadence="daily", starts_on=date(2021, 4, 1))
    make_goal(metric, manager, 2, scope="team", team=south, cadence="hourly",
              starts_on=date(2021, 4, 3), ends_on=date(2021, 4, 4))  # fmt: skip
    # Adelaide leaves summer time on 4 April 2021; London entered it a week before.
    total = every_half_hour(metric, south, "2021-04-02 13:30", "2021-04-05 14:30")
    now = at("2021-04-06 15:00")
    run.run_until_done(now)
    assert by_day(south) == {"2021-04-03": 48, "2021-04-04": 50, "2021-04-05": 48}
    assert sum(OrganisationDay.objects.values_list("n", flat=True)) == total
    assert_in_place()
    assert_as_rebuilt(now)


def test_case_17_a_night_shift_belongs_to_the_day_it_began(north: Team, manager: User) -> None:
    team = update_team(None, north, day_starts_hour=5)
    metric = make_metric()
    total = every_half_hour(metric, team, "2021-03-27 05:00", "2021-03-29 04:00")
    run.run_until_done(at("2021-03-31 00:30"))
    # The night in which an hour is missing belongs to Saturday.
    assert by_day(team) == {"2021-03-27": 46, "2021-03-28": 48}
    assert total == 94


# --- Calendars -----------------------------------------------------------------------------------


def test_case_17_the_29th_of_february_is_a_day_like_any_other(north: Team, manager: User) -> None:
    metric = make_metric()
    days = {"scope": "team", "team": north, "starts_on": date(2023, 3, 1)}
    monthly = make_goal(metric, manager, 29, **days)
    yearly = make_goal(metric, manager, 366, cadence="yearly", **days)
    send(*[record(metric, north, None, f"2024-02-{day:02} 12:00", 1) for day in range(1, 30)])
    now = at("2024-03-05 12:00")
    run.run_until_done(now)
    february = progress_of(monthly, "2024-02-01")
    assert (february.last_day, february.value, february.status) == (date(2024, 2, 29), 29, "met")
    assert progress_of(yearly, "2024-01-01").value == 29
    assert progress_of(monthly, "2023-03-01").last_day == date(2023, 3, 31)
    assert_as_rebuilt(now)


@pytest.mark.parametrize(
    ("monday", "sunday"), [("2020-12-28", "2021-01-03"), ("2026-12-28", "2027-01-03")]
)
def test_case_17_week_53_is_one_week_across_two_years(
    monday: str, sunday: str, north: Team, manager: User
) -> None:
    metric = make_metric()
    first = date.fromisoformat(monday)
    goal = make_goal(metric, manager, 7, scope="team", team=north, cadence="weekly",
                     starts_on=first - timedelta(days=7))  # fmt: skip
    assert first.isocalendar().week == 53
    week = [first + timedelta(days=n) for n in range(7)]
    send(*[record(metric, north, None, f"{day} 12:00", 1) for day in week])
    now = at(f"{sunday} 23:00") + timedelta(days=2)
    run.run_until_done(now)
    row = progress_of(goal, monday)
    assert (row.last_day.isoformat(), row.value, row.status) == (sunday, 7, "met")
    rows = Progress.objects.filter(goal=goal).order_by("first_day")
    assert [(row.first_day - first).days for row in rows] == [-7, 0, 7]


@pytest.mark.parametrize("month", [1, 2, 4, 7, 11, 12])
def test_case_17_a_fiscal_year_may_start_in_any_month(
    month: int, organisation: Organisation, north: Team, manager: User
) -> None:
    update_organisation(None, fiscal_year_starts_in=month)
    metric = make_metric()
    begin = date(2019, 1, 1)
    yearly = make_goal(metric, manager, 9, cadence="yearly", starts_on=begin)
    quarterly = make_goal(metric, manager, 9, cadence="quarterly", starts_on=begin)
    send(
        *[
            record(metric, north, None, f"{year}-{number:02}-15 12:00", 1)
            for year in (2019, 2020)
            for number in range(1, 13)
        ]
    )
    run.run_until_done(at("2021-01-01 12:00"))
    years = list(Progress.objects.filter(goal=yearly).order_by("first_day"))
    quarters = list(Progress.objects.filter(goal=quarterly).order_by("first_day"))
    for rows in (years, quarters):
        assert sum(row.value for row in rows) == 24
        for earlier, later in pairwise(rows):
            assert later.first_day == earlier.last_day + timedelta(days=1)
    assert {row.first_day.month for row in years[1:]} == {month}
    assert {(row.first_day.month - month) % 3 for row in quarters[1:]} == {0}


# --- A calendar that changes under figures -------------------------------------------------------


@pytest.fixture
def goals(north: Team, manager: User) -> list[Goal]:
    metric = make_metric()
    return [
        make_goal(metric, manager, 40, starts_on=date(2021, 3, 1), cadence=cadence, **whose)
        for cadence in ("daily", "weekly", "monthly")
        for whose in ({"scope": "team", "team": north}, {})
    ]


@pytest.mark.parametrize(
    "change",
    [
        {"time_zone": "Australia/Adelaide"},
        {"time_zone": "America/St_Johns"},
        {"time_zone": "Pacific/Kiritimati"},
        {"day_starts_hour": 5},
        {"time_zone": "Asia/Kathmandu", "day_starts_hour": 22},
    ],
    ids=str,
)
def test_case_17_a_team_that_moves_zone_in_mid_month_keeps_every_reading_on_one_day(
    change: dict[str, Any], goals: list[Goal], north: Team
) -> None:
    total = every_half_hour(goals[0].metric, north, "2021-03-01 00:00", "2021-03-08 00:00")
    run.run_until_done(at("2021-03-10 12:00"))
    daily = goals[0]
    closed = _closed_with(daily)
    assert len(closed) >= 5

    update_team(None, north, **change)
    now = at("2021-03-10 13:00")
    run.run_until_done(now)

    assert_in_place()
    assert Reading.objects.count() == total
    assert sum(TeamDay.objects.values_list("n", flat=True)) == total
    assert sum(OrganisationDay.objects.values_list("n", flat=True)) == total
    after = _closed_with(daily)
    assert {day: after[day] for day in closed} == closed
    assert_as_rebuilt(now)


def _closed_with(goal: Goal) -> dict[date, tuple[Any, str]]:
    rows = Progress.objects.filter(goal=goal, final=True)
    return {row.first_day: (row.closed_value, row.closed_status) for row in rows}


def test_case_17_days_that_move_by_a_whole_day_do_not_collide(
    goals: list[Goal], north: Team
) -> None:
    every_half_hour(goals[0].metric, north, "2021-03-01 00:00", "2021-03-08 00:00")
    for zone in ("Pacific/Kiritimati", "Pacific/Honolulu", "Pacific/Kiritimati"):
        update_team(None, north, time_zone=zone)
        run.run_until_done(at("2021-03-12 12:00"))
        assert not run.anything_stale()
        assert_in_place()
    assert_as_rebuilt(at("2021-03-12 12:00"))


def test_case_17_writers_of_one_hour_before_and_after_a_change_of_day_agree_in_the_end(
    goals: list[Goal], north: Team
) -> None:
    """A slow writer placed its reading by the day that began at midnight, a quick one by the new day."""
    metric, early, late = goals[0].metric, "2021-03-02 02:10", "2021-03-02 02:40"
    send(record(metric, north, None, early, 1), record(metric, north, None, late, 1))
    run.run_until_done(at("2021-03-10 12:00"))
    update_team(None, north, day_starts_hour=5)
    run.run_until_done(at("2021-03-10 12:10"))
    assert by_day(north) == {"2021-03-01": 2}

    # The slow one commits: its reading lies on the old day, and its mark says so.
    Reading.objects.filter(at=at(late)).update(day="2021-03-02")
    for reading in Reading.objects.all():
        StaleMark.objects.create(
            metric_id=metric.pk,
            team_id=north.pk,
            day=reading.day,
            slot=reading.slot,
            organisation_day=reading.organisation_day,
        )
    now = at("2021-03-10 12:20")
    run.run_until_done(now)

    assert by_day(north) == {"2021-03-01": 2}
    assert_in_place()
    assert_as_rebuilt(now)


@pytest.mark.parametrize(
    "change",
    [{"time_zone": "Asia/Kolkata"}, {"week_starts_on": 6}, {"fiscal_year_starts_in": 4}],
    ids=str,
)
def test_case_17_an_organisation_that_changes_its_calendar_counts_everything_once(
    change: dict[str, Any], goals: list[Goal], north: Team, south: Team
) -> None:
    total = every_half_hour(goals[0].metric, north, "2021-03-01 00:00", "2021-03-05 00:00")
    total += every_half_hour(goals[0].metric, south, "2021-03-05 00:00", "2021-03-07 00:00")
    run.run_until_done(at("2021-03-10 12:00"))
    update_organisation(None, **change)
    now = at("2021-03-10 13:00")
    run.run_until_done(now)
    assert_in_place()
    assert sum(OrganisationDay.objects.values_list("n", flat=True)) == total
    assert_as_rebuilt(now)


# --- Clocks that err -----------------------------------------------------------------------------


def test_case_17_a_clock_that_jumps_back_between_runs_changes_nothing_in_the_end(
    goals: list[Goal], north: Team
) -> None:
    every_half_hour(goals[0].metric, north, "2021-03-01 00:00", "2021-03-05 00:00")
    for when in ("04 23:50", "05 00:10", "04 23:20", "04 23:40", "05 00:20", "05 12:00"):
        run.run_until_done(at(f"2021-03-{when}"))
    assert_as_rebuilt(at("2021-03-05 12:00"))


def test_case_17_after_a_clock_that_was_ahead_the_day_goes_on(
    goals: list[Goal], north: Team
) -> None:
    """It took today for tomorrow; once it is right, today still moves on."""
    monthly = goals[4]
    send(record(monthly.metric, north, None, "2021-03-04 12:00", 1))
    run.run_until_done(at("2021-03-04 12:00"))
    run.run_clock(at("2021-03-05 00:30"))
    run.run_clock(at("2021-03-04 12:00"))
    noon = progress_of(monthly, "2021-03-01").expected
    run.run_clock(at("2021-03-04 16:00"))
    assert progress_of(monthly, "2021-03-01").expected > noon
    run.run_clock(at("2021-03-05 12:00"))
    assert_as_rebuilt(at("2021-03-05 12:00"))


def test_case_17_each_teams_day_is_closed_once_whatever_the_clock_does(
    north: Team, south: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Four days, the 23-hour one of London among them; the clock jumps back an hour, twice."""
    create_team(None, name="West", time_zone="America/New_York")
    closed: Counter[tuple[str, str]] = Counter()
    day_job = jobs._day

    def noted(job: Job, now: datetime) -> datetime | None:
        owner = Team.objects.filter(pk=int(job.key)).first() or Organisation.objects.get()
        closed[job.key, owner.clock.day_of(now).isoformat()] += 1
        return day_job(job, now)

    monkeypatch.setitem(jobs.WORK, Job.Kind.DAY, noted)
    now = at("2021-03-26 12:00")
    for step in range(4 * 24 * 2):
        now += -HOUR if step in {25, 100} else HALF
        for job_id in jobs.sweep(now):
            if Job.objects.get(pk=job_id).kind == Job.Kind.DAY:
                jobs.run_job(job_id, now)
    assert set(closed.values()) == {1}
    for key in ("0", *(str(team.pk) for team in Team.objects.all())):
        days = sorted(day for place, day in closed if place == key)
        assert set(days) >= {f"2021-03-{number}" for number in (27, 28, 29)}
