"""The usual work of a day, learned from the weeks before."""

from datetime import date, timedelta

import pytest

from goals.usual_work import Calendar, learn

MONDAY = date(2021, 3, 1)
HOLIDAY = date(2021, 2, 8)  # a Monday


def weekdays(*off: date) -> Calendar:
    """Monday to Friday, but for some days."""
    return Calendar(
        is_worked=lambda day: day.weekday() < 5 and day not in off, is_off=lambda day: day in off
    )


def past(weeks: int, *amounts: float) -> dict[date, float]:
    """So many weeks before MONDAY, each of these amounts from Monday on."""
    start = MONDAY - timedelta(weeks=weeks)
    return {start + timedelta(n): amounts[n % 7] for n in range(7 * weeks)}


def test_a_weekday_s_share_is_its_mean_beside_that_of_the_days_with_work():
    usual = learn(past(8, 20, 10, 10, 10, 10, 5, 5), weekdays(), MONDAY)
    assert usual.by_weekday == pytest.approx((2, 1, 1, 1, 1, 0.5, 0.5))
    assert sum(usual.on_each(MONDAY + timedelta(n) for n in range(7))) == pytest.approx(7)


def test_what_comes_on_days_that_nobody_works_is_expected_there_again():
    """The calendar says Monday to Friday; customers write on Saturdays, and never on Sundays."""
    usual = learn(past(8, 12, 12, 12, 12, 12, 6, 0), weekdays(), MONDAY)
    assert usual.on(MONDAY + timedelta(5)) == pytest.approx(6 / 11)
    assert usual.on(MONDAY + timedelta(6)) == 0


def test_a_day_off_has_none_and_teaches_nothing():
    amounts = past(8, 10, 10, 10, 10, 10, 0, 0)
    amounts[HOLIDAY] = 0
    coming = MONDAY + timedelta(7)
    usual = learn(amounts, weekdays(HOLIDAY, coming), MONDAY)
    assert usual.by_weekday[0] == 1.0
    assert usual.on(coming) == 0
    assert learn(amounts, weekdays(), MONDAY).by_weekday[0] < 1


def test_a_day_without_figures_counts_as_nothing_done():
    amounts = past(8, 10, 10, 10, 10, 10, 10, 10)
    for week in range(4):
        del amounts[MONDAY - timedelta(weeks=week + 1)]
    assert learn(amounts, weekdays(), MONDAY).by_weekday[0] == pytest.approx(0.5 / (6.5 / 7))


@pytest.mark.parametrize(("weeks", "learned"), [(3, False), (4, True)])
def test_with_less_than_four_weeks_the_calendar_is_all_that_is_known(weeks, learned):
    usual = learn(past(weeks, 20, 10, 10, 10, 10, 5, 5), weekdays(), MONDAY)
    assert (usual.by_weekday is not None) is learned
    if not learned:
        assert usual.on_each(MONDAY + timedelta(n) for n in range(7)) == [1, 1, 1, 1, 1, 0, 0]


def test_only_eight_weeks_are_looked_at_and_nothing_from_today_on():
    amounts = past(30, 99, 1, 1, 1, 1, 1, 1) | past(8, 10, 10, 10, 10, 10, 10, 10)
    amounts |= {MONDAY + timedelta(n): 1e6 for n in range(40)}
    assert learn(amounts, weekdays(), MONDAY).by_weekday == pytest.approx((1.0,) * 7)


@pytest.mark.parametrize("amounts", [{}, past(8, *[0] * 7), past(8, *[-1] * 7)])
def test_without_any_work_the_calendar_is_all_that_is_known(amounts):
    assert learn(amounts, weekdays(), MONDAY).by_weekday is None
