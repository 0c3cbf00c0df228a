"""How days and times are written."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from goals import dates

TODAY = date(2026, 11, 20)


def test_a_day_shows_its_year_only_when_it_is_not_this_one():
    assert dates.day(date(2026, 11, 19), TODAY) == "Thu 19 Nov"
    assert dates.day(date(2025, 11, 20), TODAY) == "Thu 20 Nov 2025"
    assert dates.long_day(TODAY, TODAY) == "Friday 20 November"
    assert dates.month(date(2025, 2, 1), TODAY) == "February 2025"
    assert dates.short_month(TODAY) == "Nov"


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        (date(2026, 11, 1), date(2026, 11, 30), "1 to 30 November"),
        (date(2026, 11, 28), date(2026, 12, 4), "28 Nov to 4 Dec"),
        (date(2026, 12, 28), date(2027, 1, 3), "28 Dec to 3 Jan 2027"),
        (date(2025, 12, 28), date(2026, 1, 3), "28 Dec 2025 to 3 Jan"),
        (date(2025, 2, 1), date(2025, 2, 28), "1 to 28 February 2025"),
        (date(2025, 2, 28), date(2025, 3, 6), "28 Feb to 6 Mar 2025"),
        (TODAY, TODAY, "Fri 20 Nov"),
    ],
)
def test_a_span_says_no_word_twice(first, last, text):
    assert dates.span(first, last, TODAY) == text


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        (date(2026, 10, 1), date(2026, 12, 31), "Oct to Dec"),
        (date(2026, 4, 1), date(2027, 3, 31), "Apr to Mar 2027"),
        (date(2025, 4, 1), date(2026, 3, 31), "Apr 2025 to Mar"),
        (date(2026, 11, 1), date(2026, 11, 30), "November"),
    ],
)
def test_quarters_and_years_by_their_months(first, last, text):
    assert dates.months(first, last, TODAY) == text


@pytest.mark.parametrize(
    ("minutes", "text"),
    [
        (-5, "just now"),
        (0, "just now"),
        (6, "6 min ago"),
        (61, "1 h ago"),
        (23 * 60 + 59, "23 h ago"),
        (24 * 60, "yesterday"),
        (3 * 24 * 60, "3 days ago"),
    ],
)
def test_how_long_ago(minutes, text):
    assert dates.ago(timedelta(minutes=minutes)) == text


def test_clock_times():
    assert dates.clock_time(time(9, 5)) == "09:05"
