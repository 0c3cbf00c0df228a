"""Who stays and who leaves, as arithmetic."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feedback.staying import (
    BANDS,
    Reason,
    bands_of,
    batches,
    closes_on,
    counts,
    end_of_quarter,
    half_longer_than,
    headcounts,
    is_more,
    is_settled,
    joined,
    last_day_of_month,
    months_before,
    quarter_of,
    usual_counts,
    yearly,
)

DAY = timedelta(days=1)
FIRST = date(2026, 11, 1)
DAYS = st.dates(date(2025, 1, 1), date(2026, 12, 31))


def on(day: int) -> date:
    return date(2026, 11, day)


def test_a_day_has_whoever_is_there_on_it():
    spans = {1: [(date(2020, 1, 1), None)], 2: [(on(2), on(4))], 3: [(on(9), None)]}
    assert headcounts(spans, on(1), on(5)) == [1, 2, 2, 1, 1]
    assert headcounts(spans, on(5), on(4)) == []


def test_two_roles_are_one_person():
    spans = {1: [(on(1), on(4)), (on(3), on(6)), (on(6), None)]}
    assert headcounts(spans, on(1), on(7)) == [1] * 7
    assert joined([(on(1), None), (on(3), on(4))]) == [(on(1), None)]
    assert joined([(on(1), on(9)), (on(2), on(3)), (on(12), on(14))]) == [
        (on(1), on(9)),
        (on(12), on(14)),
    ]


SPANS = st.lists(
    st.tuples(st.integers(1, 4), st.integers(0, 90), st.none() | st.integers(1, 60)), max_size=8
)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(SPANS, st.integers(-10, 70), st.integers(0, 30))
def test_headcounts_are_counted_day_by_day(rows, start, length):
    spans = {}
    for person, begin, lasts in rows:
        end = None if lasts is None else FIRST + (begin + lasts) * DAY
        spans.setdefault(person, []).append((FIRST + begin * DAY, end))
    first = FIRST + start * DAY
    plain = [
        sum(any(a <= day and (b is None or day < b) for a, b in own) for own in spans.values())
        for day in (first + n * DAY for n in range(length + 1))
    ]
    assert headcounts(spans, first, first + length * DAY) == plain


def test_a_rate_is_leavers_through_the_average_by_the_year():
    assert yearly(3, 365 * 12) == pytest.approx(25)
    # Two of eight in half a year are as many as four of eight in a whole one.
    assert yearly(2, 8 * 182) == pytest.approx(50, abs=0.2)
    assert yearly(0, 0) is None


def test_what_is_usual_of_counts_that_are_mostly_zero():
    assert usual_counts([1] * 11) is None
    # The first who leaves is chance; of a mean of 0.0625, two in one month come once in 538 months, three in 26,000.
    assert usual_counts([0] * 24) == (0, 1)
    assert usual_counts([0] * 23 + [1]) == (0, 2)
    assert usual_counts([1, 0] * 12) == (0, 4)
    # A wild month does not widen what it is judged by.
    assert usual_counts([1, 0] * 12 + [30]) == (0, 4)
    assert usual_counts([60] * 24) == (38, 85)
    assert usual_counts([900] * 12) == (810, 991)


def test_more_than_chance():
    assert not is_more(1, 0, 0.5)
    assert not is_more(9, 4, 0.5)
    assert is_more(20, 4, 0.5)
    # Three times the people: as many more is nothing.
    assert not is_more(20, 4, 0.75)
    assert not is_more(4, 20, 0.5)
    assert not is_more(4, 0, 1.0)
    # A house of some thousand people: the ways to choose are more than a float can hold.
    assert not is_more(1300, 1200, 0.5)
    assert is_more(1400, 1100, 0.5)


def test_months_are_those_that_are_over_and_counted_whole():
    today = date(2026, 3, 31)
    found = months_before(today, 3, date(2020, 1, 1))
    assert found == [date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1)]
    assert months_before(today, 3, date(2026, 1, 2)) == [date(2026, 2, 1)]
    assert last_day_of_month(date(2024, 2, 1)) == date(2024, 2, 29)
    assert last_day_of_month(date(2026, 12, 1)) == date(2026, 12, 31)


def test_bands_and_the_half():
    assert bands_of([0, 89, 90, 364, 365, 729, 730, 1824, 1825]) == (2, 2, 2, 2, 1)
    assert len(BANDS) == 5
    assert half_longer_than([]) == ""
    assert half_longer_than([1]) == "1 day"
    assert half_longer_than([10, 30, 500]) == "30 days"
    assert half_longer_than([60]) == "60 days"
    assert half_longer_than([61]) == "2 months"
    assert half_longer_than([200, 400]) == "9 months"
    assert half_longer_than([730]) == "2 years"
    assert half_longer_than([1270]) == "3.5 years"


# --- Reasons that are told together --------------------------------------------------------------


def test_quarters_and_when_they_close():
    assert quarter_of(date(2026, 8, 31)) == date(2026, 7, 1)
    assert end_of_quarter(date(2026, 10, 1)) == date(2026, 12, 31)
    assert end_of_quarter(date(2026, 1, 1)) == date(2026, 3, 31)
    assert closes_on(date(2026, 8, 31)) == date(2026, 10, 30)


def test_what_is_written_too_late_never_counts():
    left_on = date(2026, 8, 31)
    in_time, late = (Reason(left_on, "pay", date(2026, 10, day)) for day in (30, 31))
    assert (counts(in_time), counts(late)) == (True, False)
    assert not is_settled(in_time, date(2026, 10, 30))
    assert is_settled(in_time, date(2026, 10, 31))
    assert not is_settled(late, date(2027, 10, 31))


def test_quarters_join_until_there_are_five():
    def left(month: int, theme: str) -> Reason:
        day = date(2025, month, 15)
        return Reason(day, theme, day)

    reasons = [left(1, "pay"), left(2, "pay"), left(4, "hours"), left(5, "pay"), left(9, "work")]
    reasons += [left(9, "pay"), left(11, "moved")]
    assert batches(reasons[:4], date(2026, 6, 1), 5) == ()
    (batch,) = batches(reasons, date(2026, 6, 1), 5)
    assert (batch.first, batch.last) == (date(2025, 1, 1), date(2025, 9, 30))
    assert batch.themes == (("hours", 1), ("pay", 4), ("work", 1))
    assert batch.number == 6


REASONS = st.lists(
    st.builds(
        lambda day, theme, after: Reason(day, theme, day + after * DAY),
        DAYS,
        st.sampled_from(["pay", "hours", "work"]),
        st.integers(-20, 200),
    ),
    max_size=40,
)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(REASONS, DAYS, st.integers(0, 400))
def test_no_two_moments_differ_by_fewer_than_five(reasons, day, later):
    """What anybody sees at two moments: all batches of the first are in the second, and the new ones are of five or
    more. Whatever is written in between, and whoever is noted late.
    """
    then = day + later * DAY
    known = [one for one in reasons if one.written_on <= day]
    all_known = [one for one in reasons if one.written_on <= then]
    before, after = batches(known, day, 5), batches(all_known, then, 5)
    assert after[: len(before)] == before
    assert all(batch.number >= 5 for batch in after)
    assert all(a.last < b.first for a, b in pairwise(after))
