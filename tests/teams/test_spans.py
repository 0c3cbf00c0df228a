"""Months and quarters beside the ones before them, as days and as words."""

from datetime import date, timedelta

import pytest

from teams.spans import MONTH, QUARTER, day_words, months_in, span_of


@pytest.mark.parametrize(
    ("day", "kind", "starts_in", "first", "last", "name"),
    [
        (date(2026, 11, 20), MONTH, 1, date(2026, 11, 1), date(2026, 11, 30), "November"),
        (date(2026, 11, 20), QUARTER, 1, date(2026, 10, 1), date(2026, 12, 31), "Oct to Dec"),
        (date(2026, 11, 20), QUARTER, 2, date(2026, 11, 1), date(2027, 1, 31), "Nov 2026 to Jan 2027"),
        (date(2026, 1, 31), QUARTER, 2, date(2025, 11, 1), date(2026, 1, 31), "Nov 2025 to Jan"),
        (date(2024, 2, 29), MONTH, 7, date(2024, 2, 1), date(2024, 2, 29), "February"),
    ],
)  # fmt: skip
def test_the_span_that_holds_a_day(day, kind, starts_in, first, last, name):
    span = span_of(day, kind, starts_in)
    assert (span.first, span.last, span.name) == (first, last, name)


def test_a_span_of_another_year_says_so():
    today = date(2026, 1, 5)
    assert span_of(date(2025, 12, 9), MONTH, today=today).name == "December 2025"
    assert span_of(date(2025, 12, 9), QUARTER, today=today).name == "Oct to Dec 2025"


def test_the_months_of_a_quarter():
    names = [one.name for one in months_in(span_of(date(2026, 11, 20), QUARTER))]
    assert names == ["October", "November", "December"]
    assert len(months_in(span_of(date(2026, 11, 20), MONTH))) == 1


DAYS = [date(2023, 1, 1) + timedelta(days=n) for n in range(0, 1500, 3)]


@pytest.mark.parametrize("kind", [MONTH, QUARTER])
@pytest.mark.parametrize("starts_in", range(1, 13))
def test_spans_follow_one_another_without_a_gap(kind, starts_in):
    for day in DAYS:
        _follows(day, kind, starts_in)


def _follows(day, kind, starts_in):
    span = span_of(day, kind, starts_in)
    assert day in span
    before = span_of(span.first - timedelta(days=1), kind, starts_in)
    assert before.last + timedelta(days=1) == span.first
    months = months_in(span)
    assert (months[0].first, months[-1].last) == (span.first, span.last)
    assert len(months) == (1 if kind == MONTH else 3)


def test_a_day_in_words():
    assert day_words(date(2026, 11, 20), date(2026, 11, 29)) == "Fri 20 Nov"
    assert day_words(date(2025, 11, 20), date(2026, 11, 29)) == "Thu 20 Nov 2025"
