"""The usual work of a day, learned from the weeks before."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

import pytest

from goals.usual_work import DAY_OFF, learn, share_of_day

MONDAY = date(2021, 3, 1)
HOLIDAY = date(2021, 2, 8)  # a Monday


@dataclass(frozen=True)
class Weekdays:
    """Monday to Friday, but for some days."""

    off: tuple[date, ...] = ()

    def is_worked(self, day: date) -> bool:
        return day.weekday() < 5 and day not in self.off

    def weekdays(self, first: date, last: date) -> list[int]:
        days = [first + timedelta(n) for n in range((last - first).days + 1)]
        return [DAY_OFF if day in self.off else day.weekday() for day in days]


def weekdays(*off: date) -> Weekdays:
    return Weekdays(off)


def shares(usual) -> list[float]:
    """Each weekday's usual work, 1.0 on the average day with work."""
    return [work / usual.average for work in usual.by_weekday]


def past(weeks: int, *amounts: int) -> dict[date, int]:
    """So many weeks before MONDAY, each of these amounts from Monday on."""
    start = MONDAY - timedelta(weeks=weeks)
    return {start + timedelta(n): amounts[n % 7] for n in range(7 * weeks)}


def test_a_weekday_s_share_is_its_mean_beside_that_of_the_days_with_work():
    usual = learn(past(8, 20, 10, 10, 10, 10, 5, 5), weekdays(), MONDAY)
    assert shares(usual) == pytest.approx((2, 1, 1, 1, 1, 0.5, 0.5))
    assert sum(usual.between(MONDAY, MONDAY + timedelta(6), weekdays())) == pytest.approx(7)


def test_what_comes_on_days_that_nobody_works_is_expected_there_again():
    """The calendar says Monday to Friday; customers write on Saturdays, and never on Sundays."""
    usual = learn(past(8, 12, 12, 12, 12, 12, 6, 0), weekdays(), MONDAY)
    assert usual.on(MONDAY + timedelta(5), weekdays()) == pytest.approx(6 / 11)
    assert usual.on(MONDAY + timedelta(6), weekdays()) == 0


def test_a_day_off_has_none_and_teaches_nothing():
    amounts = past(8, 10, 10, 10, 10, 10, 0, 0)
    amounts[HOLIDAY] = 0
    coming = MONDAY + timedelta(7)
    usual = learn(amounts, weekdays(HOLIDAY, coming), MONDAY)
    assert shares(usual)[0] == 1.0
    assert usual.on(coming, weekdays(coming)) == 0
    assert shares(learn(amounts, weekdays(), MONDAY))[0] < 1


def test_a_day_without_figures_counts_as_nothing_done():
    amounts = past(8, 10, 10, 10, 10, 10, 10, 10)
    for week in range(4):
        del amounts[MONDAY - timedelta(weeks=week + 1)]
    assert shares(learn(amounts, weekdays(), MONDAY))[0] == pytest.approx(0.5 / (6.5 / 7))


@pytest.mark.parametrize(("weeks", "learned"), [(3, False), (4, True)])
def test_with_less_than_four_weeks_the_calendar_is_all_that_is_known(weeks, learned):
    usual = learn(past(weeks, 20, 10, 10, 10, 10, 5, 5), weekdays(), MONDAY)
    assert (usual.by_weekday is not None) is learned
    if not learned:
        sunday = MONDAY + timedelta(6)
        assert usual.between(MONDAY, sunday, weekdays()) == [1, 1, 1, 1, 1, 0, 0]


def test_only_eight_weeks_are_looked_at_and_nothing_from_today_on():
    amounts = past(30, 99, 1, 1, 1, 1, 1, 1) | past(8, 10, 10, 10, 10, 10, 10, 10)
    amounts |= {MONDAY + timedelta(n): 1_000_000 for n in range(40)}
    assert shares(learn(amounts, weekdays(), MONDAY)) == [1.0] * 7


@pytest.mark.parametrize("amounts", [{}, past(8, *[0] * 7), past(8, *[-1] * 7)])
def test_without_any_work_the_calendar_is_all_that_is_known(amounts):
    assert learn(amounts, weekdays(), MONDAY).by_weekday is None


# --- By the hour ---------------------------------------------------------------------------------

BUSY_MORNING = [0] * 9 + [60, 30, 10] + [0] * 12
DAY = [(hour, 3600) for hour in range(24)]


def test_an_hour_counts_by_its_usual_work_and_its_part_that_is_over():
    assert share_of_day(BUSY_MORNING, DAY, 9 * 3600) == (0, 360_000)
    assert share_of_day(BUSY_MORNING, DAY, 9 * 3600 + 1800) == (108_000, 360_000)
    assert share_of_day(BUSY_MORNING, DAY, 86_400) == (360_000, 360_000)


def test_an_hour_that_comes_twice_has_its_work_twice_and_a_skipped_one_has_none():
    twice = [*DAY[:10], (9, 3600), *DAY[10:]]
    skipped = [*DAY[:9], *DAY[10:]]
    assert share_of_day(BUSY_MORNING, twice, 0)[1] == 576_000
    assert share_of_day(BUSY_MORNING, skipped, 0)[1] == 144_000


def test_what_is_over_never_shrinks():
    done = [share_of_day(BUSY_MORNING, DAY, over)[0] for over in range(0, 86_401, 600)]
    assert all(before <= after for before, after in pairwise(done))
