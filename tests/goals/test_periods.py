"""Periods: no day in two, none left out, whatever the week, the fiscal month and the goal's own days."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goals.periods import Period, Rhythm, add_months

CADENCES = ("hourly", "daily", "weekly", "monthly", "quarterly", "yearly", "once")
days = st.dates(date(2000, 1, 1), date(2035, 12, 31))


@st.composite
def rhythms(draw):
    starts_on = draw(days)
    ends_on = draw(st.one_of(st.none(), st.integers(0, 900)))
    return Rhythm(
        draw(st.sampled_from(CADENCES)),
        starts_on,
        None if ends_on is None else starts_on + timedelta(days=ends_on),
        draw(st.integers(0, 6)),
        draw(st.integers(1, 12)),
    )


@given(rhythms(), days)
def test_a_day_is_in_the_period_it_is_said_to_be_in(rhythm, day):
    period = rhythm.period_of(day)
    until = rhythm.ends_on
    if rhythm.cadence == "once" and until is None:
        until = rhythm.starts_on
    if day < rhythm.starts_on or (until is not None and day > until):
        assert period is None
    else:
        assert day in period
        assert period.days == (period.last - period.first).days + 1 > 0


@given(rhythms(), st.integers(0, 500))
def test_periods_follow_one_another_without_gap(rhythm, length):
    first, last = rhythm.starts_on, rhythm.starts_on + timedelta(days=length)
    periods = list(rhythm.periods(first, last))
    assert periods[0].first == rhythm.starts_on
    for before, after in pairwise(periods):
        assert after.first == before.last + timedelta(days=1)
    if rhythm.cadence == "once":
        assert len(periods) == 1
        return
    reach = last if rhythm.ends_on is None else min(last, rhythm.ends_on)
    assert periods[-1].first <= reach <= periods[-1].last


@given(rhythms(), days)
def test_all_days_of_a_period_agree_on_it(rhythm, day):
    period = rhythm.period_of(day)
    if period is not None:
        assert rhythm.period_of(period.first) == rhythm.period_of(period.last) == period


def weekly(week_starts_on=0):
    return Rhythm("weekly", date(2000, 1, 1), week_starts_on=week_starts_on)


def test_iso_week_53():
    week = Period(date(2026, 12, 28), date(2027, 1, 3))
    assert date(2026, 12, 28).isocalendar()[:2] == date(2027, 1, 1).isocalendar()[:2] == (2026, 53)
    assert weekly().period_of(date(2026, 12, 28)) == week
    assert weekly().period_of(date(2027, 1, 1)) == week
    assert weekly().period_of(date(2027, 1, 4)).first == date(2027, 1, 4)


@pytest.mark.parametrize("first_weekday", range(7))
def test_a_week_starts_on_the_day_it_is_told_to(first_weekday):
    period = weekly(first_weekday).period_of(date(2026, 11, 18))
    assert period.first.weekday() == first_weekday
    assert period.days == 7


@pytest.mark.parametrize("month", range(1, 13))
def test_a_fiscal_year_starts_in_its_month(month):
    rhythm = Rhythm("yearly", date(2000, 1, 1), year_starts_in=month)
    period = rhythm.period_of(date(2024, 6, 15))
    assert (period.first.month, period.first.day) == (month, 1)
    assert period.days in (365, 366)
    assert period.last + timedelta(days=1) == date(period.first.year + 1, month, 1)


@pytest.mark.parametrize("month", range(1, 13))
def test_quarters_are_counted_from_the_fiscal_month(month):
    year = Rhythm("yearly", date(2000, 1, 1), year_starts_in=month).period_of(date(2026, 8, 1))
    quarters = list(
        Rhythm("quarterly", date(2000, 1, 1), year_starts_in=month).periods(year.first, year.last)
    )
    assert len(quarters) == 4
    assert quarters[0].first == year.first
    assert quarters[-1].last == year.last
    assert all(add_months(quarter.first, 3) > quarter.last for quarter in quarters)


def test_february_of_a_leap_year():
    rhythm = Rhythm("monthly", date(2000, 1, 1))
    assert rhythm.period_of(date(2024, 2, 29)).last == date(2024, 2, 29)
    assert rhythm.period_of(date(2026, 2, 1)).days == 28


def test_first_and_last_period_are_cut_to_the_goals_days():
    rhythm = Rhythm("monthly", date(2026, 1, 20), date(2026, 3, 10))
    assert [(p.first, p.last) for p in rhythm.periods(date(2025, 1, 1), date(2027, 1, 1))] == [
        (date(2026, 1, 20), date(2026, 1, 31)),
        (date(2026, 2, 1), date(2026, 2, 28)),
        (date(2026, 3, 1), date(2026, 3, 10)),
    ]


def test_a_one_off_goal_has_one_period():
    rhythm = Rhythm("once", date(2026, 1, 20), date(2026, 3, 10))
    assert list(rhythm.periods(date(2026, 1, 1), date(2026, 12, 31))) == [
        Period(date(2026, 1, 20), date(2026, 3, 10))
    ]


def test_a_one_off_goal_without_an_end_is_a_day():
    rhythm = Rhythm("once", date(2026, 1, 20))
    only = Period(date(2026, 1, 20), date(2026, 1, 20))
    assert rhythm.period_of(date(2026, 1, 20)) == only
    assert rhythm.period_of(date(2026, 1, 21)) is None
    assert list(rhythm.periods(date(2026, 1, 1), date(2026, 12, 31))) == [only]


@pytest.mark.parametrize(
    ("months", "expected"),
    [
        (1, date(2027, 1, 1)),
        (-12, date(2025, 12, 1)),
        (0, date(2026, 12, 1)),
        (14, date(2028, 2, 1)),
    ],
)
def test_months_are_added_over_years(months, expected):
    assert add_months(date(2026, 12, 31), months) == expected
