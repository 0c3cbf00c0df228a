"""When totals swing: a table of weeks, and what holds for any."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goals.swings import FEWEST_DAYS, Day, Hour, Swing, find, in_order

MONDAY = date(2026, 9, 28)
OPEN = tuple(range(9, 17))
WORKED = frozenset(range(5))


def a_day(day, amounts, *, seconds=None, is_off=False):
    """A day whose hours from nine on hold these amounts."""
    lengths = seconds or {}
    hours = (
        Hour(hour, lengths.get(hour, 3600), Decimal(amounts.get(hour, 0))) for hour in range(24)
    )
    return Day(day, tuple(one for one in hours if one.seconds), is_off)


def weeks(number, of_weekday, **more):
    """So many weeks from a Monday on; `of_weekday` gives the amounts of each."""
    return [
        a_day(MONDAY + timedelta(days=n), of_weekday(n % 7, n // 7), **more)
        for n in range(7 * number)
        if n % 7 < 5
    ]


def even(weekday, week):
    return dict.fromkeys(OPEN, 40)


def busy_mondays(weekday, week):
    return even(weekday, week) | ({9: 58, 10: 54} if weekday == 0 else {})


def said(week):
    return [(one.weekdays, one.first, one.until, one.percent) for one in week.swings]


def test_a_busy_monday_morning_is_found_with_by_how_much():
    found = find(weeks(8, busy_mondays), OPEN, WORKED)
    assert said(found) == [((0,), 9, 11, 40)]
    assert (found.swings[0].usual, found.swings[0].rest) == (56, 40)
    assert found.swings[0].days == 8


@pytest.mark.parametrize(
    ("of_weekday", "expected"),
    [
        (even, []),
        # Quiet in the middle of every day: one finding.
        (lambda d, w: even(d, w) | {13: 22, 14: 22}, [((0, 1, 2, 3, 4), 13, 15, -45)]),
        # A quarter more is a wobble until it is a quarter more.
        (lambda d, w: even(d, w) | ({9: 49} if d == 0 else {}), []),
        # Once in four weeks is no habit, however much it was.
        (lambda d, w: even(d, w) | ({9: 400} if d == 0 and w % 4 == 0 else {}), []),
        # A few more of a few are chance.
        (lambda d, w: dict.fromkeys(OPEN, 1) | ({9: 2} if d == 0 and w % 4 else {}), []),
        # A whole day: none of its hours stands out from the others.
        (lambda d, _w: dict.fromkeys(OPEN, 60 if d == 2 else 40), [((2,), None, None, 50)]),
        (lambda d, _w: dict.fromkeys(OPEN, 20 if d == 4 else 40), [((4,), None, None, -50)]),
    ],
)  # fmt: skip
def test_what_stands_out_and_what_does_not(of_weekday, expected):
    assert said(find(weeks(8, of_weekday), OPEN, WORKED)) == expected


def test_three_weeks_are_too_few():
    found = find(weeks(3, busy_mondays), OPEN, WORKED)
    assert (found.is_known, found.swings) == (False, ())
    assert find(weeks(4, busy_mondays), OPEN, WORKED).is_known


def test_nothing_is_known_of_nothing():
    found = find([], OPEN, WORKED)
    assert (found.is_known, found.swings, dict(found.totals)) == (False, (), {})
    assert not find(weeks(8, lambda _d, _w: {}), OPEN, WORKED).is_known


def test_figures_that_come_once_an_evening_say_nothing_of_hours():
    found = find(weeks(8, lambda _d, _w: {16: 320}), OPEN, WORKED)
    assert (found.is_known, found.swings) == (False, ())
    assert found.totals[0] == 320
    later = weeks(4, lambda _d, _w: {16: 320}) + [
        Day(one.day + timedelta(weeks=4), one.hours) for one in weeks(4, busy_mondays)
    ]
    both = find(later, OPEN, WORKED)
    assert (both.days[0], both.by_hour[0]) == (8, 4)
    assert said(both) == [((0,), 9, 11, 40)]


def test_a_day_off_without_anything_is_no_day_of_its_weekday():
    days = weeks(8, busy_mondays)
    off = [a_day(one.day, {}, is_off=True) if n % 5 == 0 and n < 10 else one for n, one in enumerate(days)]  # fmt: skip
    found = find(off, OPEN, WORKED)
    # The first Monday lies before the first amount in any case.
    assert found.days[0] == 6
    assert found.swings[0].percent == 40


def test_what_is_counted_outside_working_hours_shows_and_is_no_swing():
    found = find(weeks(8, lambda d, w: even(d, w) | {7: 30, 3: 1}), OPEN, WORKED)
    assert found.hours == (7, *OPEN)
    assert found.swings == ()


def test_an_hour_that_was_twice_as_long_is_an_hour():
    """The day on which a clock goes back has two hours by that name: 80 in them are 40 an hour."""
    days = weeks(8, even)
    days[0] = a_day(days[0].day, even(0, 0) | {9: 80}, seconds={9: 7200})
    found = find(days, OPEN, WORKED)
    assert found.usual[0, 9] == 40
    skipped = weeks(8, even)
    skipped[0] = a_day(skipped[0].day, even(0, 0) | {9: 0}, seconds={9: 0})
    assert find(skipped, OPEN, WORKED).usual[0, 9] == 40


def test_a_night_runs_through_midnight_in_the_order_of_its_day():
    open_hours = (20, 21, 22, 23, 0, 1, 2, 3)

    def nights(weekday, week):
        return dict.fromkeys(open_hours, 40) | {23: 70, 0: 70}

    found = find(weeks(8, nights), open_hours, WORKED, starts=5)
    assert found.hours == open_hours
    assert said(found)[0][1:3] == (23, 1)
    # Where a day is cut at midnight, the two are of two days, and no run.
    cut = find(weeks(8, nights), open_hours, WORKED)
    assert [(one.first, one.until) for one in cut.swings] == [(0, 1), (23, 0)]


def test_in_order_begins_with_the_day():
    assert in_order([0, 4, 5, 23, 5], 5) == (5, 23, 0, 4)


AMOUNTS = st.integers(0, 120)
WEEK = st.lists(st.lists(AMOUNTS, min_size=8, max_size=8), min_size=5, max_size=5)
LIVES = st.lists(WEEK, min_size=1, max_size=9)


def of(life):
    return weeks(len(life), lambda d, w: dict(zip(OPEN, life[w][d], strict=True)))


@given(LIVES)
def test_any_swing_is_of_enough_days_and_as_far_as_it_says(life):
    days = of(life)
    found = find(days, OPEN, WORKED)
    for one in found.swings:
        assert one.days >= FEWEST_DAYS * len(one.weekdays)
        assert one.percent
        assert one.is_busy == (one.usual > one.rest)
        assert one.percent == round((one.usual / one.rest - 1) * 100)
        assert set(one.weekdays) <= WORKED
        if one.first is not None and one.until is not None:
            assert {one.first, one.until - 1} <= set(OPEN)
            assert one.first != OPEN[0] or one.until != OPEN[-1] + 1


@given(LIVES, st.permutations(range(5)))
def test_what_is_usual_does_not_depend_on_the_order_of_days(life, order):
    days = of(life)
    shuffled = sorted(days, key=lambda one: order[one.day.weekday()])
    assert find(shuffled, OPEN, WORKED) == find(days, OPEN, WORKED)


@given(WEEK, st.integers(4, 9), st.integers(2, 9))
def test_the_same_every_week_swings_the_same_however_long(week, number, factor):
    """And with everything so many times as much, no less is found, by the same percent."""
    few, many = find(of([week] * 4), OPEN, WORKED), find(of([week] * number), OPEN, WORKED)
    larger = find(of([[[factor * n for n in day] for day in week]] * 4), OPEN, WORKED)

    def alike(found):
        return {(one.weekdays, one.first, one.percent) for one in found.swings if one.first is None}

    assert alike(few) <= alike(many)
    assert alike(few) <= alike(larger)
    assert larger.totals == {day: factor * total for day, total in few.totals.items()}


@given(st.integers(1, 400), st.integers(1, 9))
def test_level_days_never_swing(amount, number):
    found = find(weeks(number, lambda _d, _w: dict.fromkeys(OPEN, amount)), OPEN, WORKED)
    assert found.swings == ()


def test_a_swing_is_busy_or_quiet():
    busy = Swing((0,), 9, 11, 40, Decimal(56), Decimal(40), 8)
    assert busy.is_busy
    assert not Swing((0,), 9, 11, -40, Decimal(24), Decimal(40), 8).is_busy
