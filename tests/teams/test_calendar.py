"""Every instant belongs to one day and one hour of it, and the days add up to the whole."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from teams.calendar import DAYS_APART, Clock, WorkingTime, dates_somewhere, hours_of_day

ZONES = (
    "Europe/London",
    "America/New_York",
    "America/St_Johns",  # -3:30, and its clocks changed at 00:01 until 2011
    "America/Santiago",  # south; its clocks change at midnight
    "Australia/Adelaide",  # +9:30, south
    "Australia/Lord_Howe",  # its clocks change by half an hour
    "Asia/Kolkata",  # +5:30
    "Asia/Kathmandu",  # +5:45
    "Pacific/Apia",  # had no 30 December 2011
    "Pacific/Chatham",  # +12:45
    "Africa/Cairo",  # its clocks change at midnight
    "Asia/Tehran",
    "UTC",
)
# Where no clock change comes near midnight or 05:00, the wall clock itself tells the day.
TELLING = ("Europe/London", "America/New_York", "Australia/Adelaide", "Asia/Kolkata", "UTC")
zones = st.sampled_from(ZONES)
start_hours = st.sampled_from((0, 5, 12, 23))
days = st.dates(date(2005, 1, 1), date(2035, 12, 31))
instants = st.integers(1_104_600_000, 2_082_000_000).map(
    lambda second: datetime.fromtimestamp(second, UTC)  # 2005 to 2035
)


@given(zones, start_hours, instants)
def test_an_instant_belongs_to_exactly_one_day(zone, hour, at):
    clock = Clock(zone, hour)
    day = clock.day_of(at)
    around = [day + timedelta(days=n) for n in range(-3, 4)]
    holding = [d for d in around if clock.day_bounds(d)[0] <= at < clock.day_bounds(d)[1]]
    assert holding == [day]


@given(zones, start_hours, instants)
def test_an_instant_belongs_to_exactly_one_hour(zone, hour, at):
    clock = Clock(zone, hour)
    day, slot = clock.slot_of(at)
    holding = [
        start
        for n in range(-2, 3)
        for start in hours_of_day(clock, day + timedelta(days=n))
        if (bounds := clock.hour_bounds(day + timedelta(days=n), start))[0] <= at < bounds[1]
    ]
    assert holding == [slot]


@given(zones, start_hours, days)
def test_the_hours_of_a_day_follow_one_another_and_fill_it(zone, hour, day):
    clock = Clock(zone, hour)
    start, end = clock.day_bounds(day)
    hours = hours_of_day(clock, day)
    assert list(hours) == sorted(set(hours))
    assert (hours[0] if hours else end) == start
    bounds = [clock.hour_bounds(day, at) for at in hours]
    assert all(closes == opens for (_, closes), (opens, _) in pairwise(bounds))
    assert sum((closes - opens for opens, closes in bounds), timedelta(0)) == end - start
    assert all(timedelta(0) < closes - opens <= timedelta(hours=1) for opens, closes in bounds)


@given(zones, start_hours, days)
def test_an_hour_starts_at_a_full_hour_or_at_a_change_of_the_clock(zone, hour, day):
    clock = Clock(zone, hour)
    for start in hours_of_day(clock, day):
        local = clock.local(start)
        before = clock.local(start - timedelta(seconds=1))
        changed = before.utcoffset() != local.utcoffset()
        assert changed or (local.minute, local.second) == (0, 0)


@given(zones, start_hours, days, st.integers(1, 800))
@settings(max_examples=60)
def test_days_add_up_to_the_whole(zone, hour, first, length):
    clock = Clock(zone, hour)
    total = timedelta(0)
    for n in range(length):
        opens, closes = clock.day_bounds(first + timedelta(days=n))
        assert opens <= closes
        total += closes - opens
    assert total == clock.day_start(first + timedelta(days=length)) - clock.day_start(first)


@given(st.sampled_from(TELLING), instants)
def test_a_day_from_midnight_is_the_date_on_the_wall(zone, at):
    assert Clock(zone).day_of(at) == at.astimezone(ZoneInfo(zone)).date()


@given(st.sampled_from(TELLING), instants)
def test_a_day_from_five_in_the_morning_holds_the_night_before(zone, at):
    wall = at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    assert Clock(zone, 5).day_of(at) == (wall - timedelta(hours=5)).date()


@pytest.mark.parametrize(
    ("zone", "day", "hours", "length"),
    [
        ("Europe/London", date(2026, 3, 29), 23, 23),
        ("Europe/London", date(2026, 10, 25), 25, 25),
        ("Australia/Adelaide", date(2026, 10, 4), 23, 23),
        ("Australia/Adelaide", date(2026, 4, 5), 25, 25),
        ("Australia/Lord_Howe", date(2026, 10, 4), 24, 23.5),
        ("Australia/Lord_Howe", date(2026, 4, 5), 25, 24.5),
        ("America/St_Johns", date(2026, 11, 1), 25, 25),
        # At 00:01: a minute, then on from 01:01; and a minute, then the last 59 of the day before again.
        ("America/St_Johns", date(2010, 3, 14), 24, 23),
        ("America/St_Johns", date(2010, 11, 7), 26, 25),
        ("Pacific/Apia", date(2011, 12, 30), 0, 0),
        ("Pacific/Apia", date(2011, 12, 31), 24, 24),
        ("Europe/London", date(2024, 2, 29), 24, 24),
    ],
)
def test_known_days(zone, day, hours, length):
    clock = Clock(zone)
    start, end = clock.day_bounds(day)
    assert len(hours_of_day(clock, day)) == hours
    assert end - start == timedelta(hours=length)


def test_the_hour_that_happens_twice_is_two_hours():
    clock = Clock("Europe/London")
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)  # 01:30 summer time
    second = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)  # 01:30 again
    assert clock.local(first).time() == clock.local(second).time()
    assert clock.slot_of(first)[0] == clock.slot_of(second)[0] == date(2026, 10, 25)
    assert clock.slot_of(second)[1] - clock.slot_of(first)[1] == timedelta(hours=1)


def test_a_night_shift_counts_to_the_day_it_began():
    clock = Clock("Europe/London", 5)
    assert clock.day_of(datetime(2026, 7, 2, 1, tzinfo=UTC)) == date(2026, 7, 1)
    assert clock.day_of(datetime(2026, 7, 2, 4, tzinfo=UTC)) == date(2026, 7, 2)


def test_a_half_hour_zone_has_hours_of_its_own():
    _, slot = Clock("Asia/Kolkata").slot_of(datetime(2026, 7, 1, 12, 15, tzinfo=UTC))
    assert slot == datetime(2026, 7, 1, 11, 30, tzinfo=UTC)


def test_a_clock_that_goes_back_over_midnight_does_not_go_back_a_day():
    clock = Clock("America/St_Johns")
    change = datetime(2010, 11, 7, 2, 31, tzinfo=UTC)  # 00:01 becomes 23:01 of the day before
    assert clock.local(change).date() == date(2010, 11, 6)
    assert clock.slot_of(change) == (date(2010, 11, 7), change)
    assert clock.day_of(change + timedelta(minutes=58)) == date(2010, 11, 7)


def test_a_day_that_never_happened_holds_nothing():
    clock = Clock("Pacific/Apia", 5)
    morning_after = datetime(2011, 12, 30, 10, 30, tzinfo=UTC)  # 00:30 on the 31st
    assert clock.day_of(morning_after) == date(2011, 12, 29)
    assert clock.day_of(morning_after + timedelta(hours=5)) == date(2011, 12, 31)


def test_the_calendar_ends():
    with pytest.raises(OverflowError):
        Clock("UTC").day_of(datetime.max.replace(tzinfo=UTC))


def test_dates_somewhere_hold_every_zones_date():
    since, until = datetime(2021, 1, 24, 11, tzinfo=UTC), datetime(2021, 1, 24, 23, tzinfo=UTC)
    first, last = dates_somewhere(since, until)
    assert (first, last) == (date(2021, 1, 23), date(2021, 1, 25))
    for zone in ("Etc/GMT+12", "Pacific/Midway", "Europe/London", "Pacific/Kiritimati"):
        assert first <= Clock(zone).day_of(since) <= Clock(zone).day_of(until) <= last


def test_a_teams_day_and_the_organisations_are_three_apart_at_most():
    late, early = Clock("Etc/GMT+12", 23), Clock("Pacific/Kiritimati")
    at = datetime(2021, 1, 24, 10, 30, tzinfo=UTC)
    hours = (at + timedelta(hours=n) for n in range(48))
    assert max(early.day_of(hour) - late.day_of(hour) for hour in hours) == DAYS_APART


def test_case_17_a_day_that_a_zone_skipped_is_no_working_day():
    apia = WorkingTime(Clock("Pacific/Apia"), frozenset(range(7)), time(9), time(17))
    skipped = date(2011, 12, 30)
    assert not apia.is_working_day(skipped)
    assert apia.shift(skipped) is None
    assert apia.huddle_at(skipped) is None
    assert apia.working_days(date(2011, 12, 29), date(2011, 12, 31)) == 2
    start, end = (Clock("Pacific/Apia").day_start(date(2011, 12, day)) for day in (29, 31))
    assert apia.seconds_between(start, end) == 8 * 3600
