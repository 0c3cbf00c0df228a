"""The usual work of a day, learned from the weeks before."""

from datetime import date, timedelta

import pytest

from goals.usual_work import learn

MONDAY = date(2021, 3, 1)


def every_day(day: date) -> bool:
    return True


def weekdays(day: date) -> bool:
    return day.weekday() < 5


def past(weeks: int, *amounts: float) -> dict[date, float]:
    """So many weeks before MONDAY, each of these amounts from Monday on."""
    start = MONDAY - timedelta(weeks=weeks)
    return {start + timedelta(n): amounts[n % 7] for n in range(7 * weeks)}


def test_a_weekday_s_share_is_its_mean_beside_that_of_all_worked_days():
    usual = learn(past(8, 20, 10, 10, 10, 10, 5, 5), every_day, MONDAY)
    assert usual.is_learned
    assert usual.by_weekday == pytest.approx((2, 1, 1, 1, 1, 0.5, 0.5))
    assert sum(usual.on_each(MONDAY + timedelta(n) for n in range(7))) == pytest.approx(7)


def test_days_off_have_none_whatever_came_in_on_them():
    usual = learn(past(8, 12, 12, 12, 12, 12, 3, 0), weekdays, MONDAY)
    assert usual.by_weekday[:5] == pytest.approx((1.0,) * 5)
    assert usual.on(MONDAY + timedelta(5)) == 0


def test_a_worked_day_without_figures_counts_as_nothing_done():
    amounts = past(8, 10, 10, 10, 10, 10, 10, 10)
    for week in range(4):
        del amounts[MONDAY - timedelta(weeks=week + 1)]
    usual = learn(amounts, every_day, MONDAY)
    assert usual.by_weekday[0] == pytest.approx(0.5 / (6.5 / 7))


@pytest.mark.parametrize(("weeks", "learned"), [(3, False), (4, True)])
def test_four_weeks_are_enough_and_less_are_not(weeks, learned):
    usual = learn(past(weeks, 20, 10, 10, 10, 10, 5, 5), every_day, MONDAY)
    assert usual.is_learned is learned
    if not learned:
        assert usual.by_weekday == (1.0,) * 7


def test_only_eight_weeks_are_looked_at_and_nothing_from_today_on():
    amounts = past(30, 99, 1, 1, 1, 1, 1, 1) | past(8, 10, 10, 10, 10, 10, 10, 10)
    amounts |= {MONDAY + timedelta(n): 1e6 for n in range(40)}
    assert learn(amounts, every_day, MONDAY).by_weekday == pytest.approx((1.0,) * 7)


def test_a_weekday_that_was_never_worked_is_taken_for_an_average_one():
    opened = MONDAY + timedelta(5)
    usual = learn(
        past(8, 30, 10, 10, 10, 10, 0, 0), lambda day: weekdays(day) or day == opened, MONDAY
    )
    assert usual.on(opened) == 1.0


@pytest.mark.parametrize("amounts", [{}, past(8, 0, 0, 0, 0, 0, 0, 0), past(8, *[-1] * 7)])
def test_without_any_work_all_days_are_alike(amounts):
    assert learn(amounts, every_day, MONDAY).by_weekday == (1.0,) * 7
