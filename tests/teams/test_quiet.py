"""When nobody wants mail, across midnight and across a changed clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from teams.calendar import Clock, WorkingTime
from teams.quiet import day_off_until, quiet_until, wait_until

NIGHT = (time(20), time(7))
WEEK = frozenset(range(5))
ZONES = (
    "Europe/London",
    "Australia/Adelaide",
    "America/St_Johns",
    "Asia/Kathmandu",
    "Pacific/Apia",
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("hours", "zone", "now", "until"),
    [
        (NIGHT, "Europe/London", "2025-11-20T19:59", None),
        (NIGHT, "Europe/London", "2025-11-20T20:00", "2025-11-21T07:00"),
        (NIGHT, "Europe/London", "2025-11-21T06:59", "2025-11-21T07:00"),
        (NIGHT, "Europe/London", "2025-11-21T07:00", None),
        ((time(12), time(13)), "Europe/London", "2025-11-21T12:30", "2025-11-21T13:00"),
        # The night on which the clock goes back is an hour longer, the other one shorter.
        (NIGHT, "Europe/London", "2025-10-25T19:00", "2025-10-26T07:00"),
        (NIGHT, "Europe/London", "2026-03-28T20:00", "2026-03-29T06:00"),
        # Half past one comes twice; the quiet that ends then ends at the first.
        ((time(20), time(1, 30)), "Europe/London", "2025-10-26T00:29", "2025-10-26T00:30"),
        ((time(20), time(1, 30)), "Europe/London", "2025-10-26T01:10", None),
        # Half past one is skipped: the wall goes from one to two, and it is quiet, or over, from there on.
        ((time(1, 30), time(9)), "Europe/London", "2026-03-29T00:59", None),
        ((time(1, 30), time(9)), "Europe/London", "2026-03-29T01:00", "2026-03-29T08:00"),
        ((time(20), time(1, 30)), "Europe/London", "2026-03-29T00:59", "2026-03-29T01:00"),
        ((time(20), time(1, 30)), "Europe/London", "2026-03-29T01:10", None),
        ((time(1, 30), time(2, 30)), "Europe/London", "2026-03-29T01:10", "2026-03-29T01:30"),
        ((time(1, 10), time(1, 50)), "Europe/London", "2026-03-29T01:15", None),
        (NIGHT, "Australia/Adelaide", "2025-11-20T09:30", "2025-11-20T20:30"),
        (NIGHT, "Asia/Kathmandu", "2025-11-20T14:15", "2025-11-21T01:15"),
        (None, "Europe/London", "2025-11-20T23:00", None),
    ],
)
def test_quiet_hours_end_at_one_instant(hours, zone, now, until):
    assert quiet_until(hours, zone, at(now)) == (None if until is None else at(until))


def a_team(zone: str = "Europe/London", **fields) -> WorkingTime:
    return WorkingTime(Clock(zone), WEEK, time(9), time(17), **fields)


def test_a_weekend_and_a_closure_are_days_off():
    works = (a_team(closed=frozenset({date(2025, 11, 24)})),)
    assert day_off_until(works, "Europe/London", at("2025-11-21T12:00")) is None
    assert day_off_until(works, "Europe/London", at("2025-11-22T12:00")) == at("2025-11-25T00:00")
    # In no team: Monday to Friday.
    assert day_off_until((), "Europe/London", at("2025-11-22T12:00")) == at("2025-11-24T00:00")


def test_a_night_shift_that_reaches_into_a_day_off_is_at_work():
    night = (WorkingTime(Clock("Europe/London"), WEEK, time(22), time(6)),)
    assert day_off_until(night, "Europe/London", at("2025-11-22T02:00")) is None
    assert day_off_until(night, "America/New_York", at("2025-11-22T05:59")) is None
    assert day_off_until(night, "Europe/London", at("2025-11-22T06:00")) == at("2025-11-24T00:00")
    assert wait_until(NIGHT, night, "Europe/London", at("2025-11-22T02:00")) == at(
        "2025-11-24T07:00"
    )


def test_of_a_night_before_days_off_both_are_waited_for():
    found = wait_until(NIGHT, (a_team(),), "Europe/London", at("2025-11-21T21:00"))
    assert found == at("2025-11-24T07:00")
    assert wait_until(NIGHT, None, "Europe/London", at("2025-11-21T21:00")) == at(
        "2025-11-22T07:00"
    )


# Drawing is slow on a machine that has much else to do; that says nothing of the rule.
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    st.times().map(lambda one: one.replace(second=0, microsecond=0)),
    st.integers(1, 20 * 60),
    st.sampled_from(ZONES),
    st.integers(0, 4 * 366 * 24 * 60),
)
def test_what_waits_waits_at_most_once_and_not_for_ever(start, minutes, zone, passed):
    first = datetime(2024, 1, 1, tzinfo=UTC)
    end = (first.replace(hour=start.hour, minute=start.minute) + timedelta(minutes=minutes)).time()
    now = first + timedelta(minutes=passed)
    until = quiet_until((start, end), zone, now)
    if until is None:
        return
    assert now < until <= now + timedelta(hours=22)
    assert quiet_until((start, end), zone, until) is None


@pytest.mark.parametrize(
    ("zone", "day", "huddle", "at_"),
    [
        ("Europe/London", date(2025, 10, 24), time(9, 15), "2025-10-24T08:15"),
        ("Europe/London", date(2025, 10, 27), time(9, 15), "2025-10-27T09:15"),
        ("Europe/London", date(2025, 10, 27), None, "2025-10-27T09:00"),
        ("Australia/Adelaide", date(2025, 10, 3), time(9, 15), "2025-10-02T23:45"),
        ("Australia/Adelaide", date(2025, 10, 6), time(9, 15), "2025-10-05T22:45"),
    ],
)
def test_the_huddle_is_at_its_time_on_the_wall(zone, day, huddle, at_):
    assert a_team(zone, huddle=huddle).huddle_at(day) == at(at_)


def test_a_night_shift_meets_after_midnight_on_the_next_morning():
    night = WorkingTime(Clock("Europe/London"), WEEK, time(22), time(6), huddle=time(1))
    assert night.huddle_at(date(2025, 11, 20)) == at("2025-11-21T01:00")
    early = WorkingTime(Clock("Europe/London"), WEEK, time(22), time(6), huddle=time(21, 45))
    assert early.huddle_at(date(2025, 11, 20)) == at("2025-11-20T21:45")
    assert night.huddle_at(date(2025, 11, 22)) is None
