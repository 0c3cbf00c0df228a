"""What a figure's past says of a running period."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import pytest

from goals.forecast import Left
from goals.outlook import NOTHING, known_before, outlook, settled, usual_amount
from goals.progress import Measure, Sums

TODAY = date(2021, 3, 1)
TOTAL = Measure(is_ratio=False, percent=False, higher_is_better=True, decimals=0, minimum_weight=20)
SHARE = Measure(is_ratio=True, percent=True, higher_is_better=True, decimals=1, minimum_weight=20)


@dataclass(frozen=True)
class EveryDay:
    def is_worked(self, day: date) -> bool:
        return True

    def weekdays(self, first: date, last: date) -> list[int]:
        return [(first + timedelta(n)).weekday() for n in range((last - first).days + 1)]


def past(days: int, value: int, weight: int = 0) -> dict[date, tuple[int, int]]:
    """So many days before TODAY, each of the same sums."""
    return {TODAY - timedelta(days=n + 1): (value * 10_000, weight * 10_000) for n in range(days)}


def known(days, *, is_ratio=False):
    return known_before(TODAY, days, EveryDay(), is_ratio=is_ratio)


def test_a_total_ends_on_what_is_in_and_the_rate_of_what_is_left():
    found = outlook(
        TOTAL,
        known(past(40, 10)),
        Sums(Decimal(50), Decimal(0), 5),
        Decimal(100),
        Left.of([0.5, 1, 1]),
    )
    assert (found.low, found.likely, found.high) == (75, 75, 75)
    assert found.likelihood == 0


def test_a_share_is_shown_times_a_hundred():
    found = outlook(
        SHARE,
        known(past(40, 9, 10), is_ratio=True),
        Sums(Decimal(80), Decimal(100), 100),
        Decimal(85),
        Left.of([1.0] * 10),
    )
    assert found.likely == Decimal(85)
    assert found.likelihood == 1


def test_eight_weeks_back_and_no_further_and_nothing_from_today_on():
    days = past(56, 10)
    spoilt = days | {
        TODAY: (10**9, 0),
        TODAY + timedelta(days=3): (10**9, 0),
        TODAY - timedelta(days=57): (10**9, 0),
    }
    assert known(spoilt) == known(days)
    assert known(days | {TODAY - timedelta(days=56): (10**9, 0)}) != known(days)


def test_without_a_past_nothing_is_foretold():
    assert known({}) == NOTHING
    assert known(past(9, 10)).rate is None
    assert (
        outlook(
            TOTAL, known(past(9, 10)), Sums(Decimal(5), Decimal(0), 1), Decimal(9), Left.of([1.0])
        )
        is None
    )
    assert usual_amount(NOTHING, 3) is None
    # Weights, but never anything to divide by them: a ratio has no rate then.
    assert known(past(40, 0, 0), is_ratio=True).rate is None


def test_what_work_usually_amounts_to():
    assert usual_amount(known(past(40, 10)), 3) == pytest.approx(30)
    assert usual_amount(known(past(40, 9, 10), is_ratio=True), 3) == pytest.approx(30)


def test_how_a_figure_behaves_is_seen_from_its_past():
    refunds = known(past(30, 10) | {TODAY - timedelta(days=1): (-10_000, 0)})
    assert not refunds.never_less
    assert known(past(30, 10)).never_less
    assert known(past(30, 9, 10), is_ratio=True).is_share
    assert not known(past(30, 11, 10), is_ratio=True).is_share


def test_over_is_settled_until_late_figures_say_otherwise():
    found = settled(SHARE, Sums(Decimal(2), Decimal(3), 3), met=False)
    assert (found.low, found.likely, found.high) == (Decimal("66.6667"),) * 3
    assert found.likelihood == 0
    assert settled(SHARE, Sums(Decimal(2), Decimal(3), 3), met=True).likelihood == 1
    assert settled(TOTAL, Sums(), met=True) is None
