"""The forecast: its arithmetic by hand, its edges, and whether it keeps its word on made-up histories."""

from __future__ import annotations

import random
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt
from statistics import NormalDist, mean

import pytest

from goals import forecast
from goals.calibration import Case, bands
from goals.forecast import FEWEST_DAYS, Left, Outlook, Rate, rate_of

Z_90 = NormalDist().inv_cdf(0.9)


@dataclass(frozen=True)
class Day:
    """A day that is over: its usual work, Σ value and Σ weight."""

    work: float
    value: float
    weight: float = 0.0


def of_total(so_far, left, past, target, **way) -> Outlook | None:
    rate = rate_of([(day.work, day.value) for day in past])
    never_less = all(day.value >= 0 for day in past)
    return rate and forecast.of_total(
        so_far, Left.of(left), rate, target, never_less=never_less, **way
    )


def of_ratio(value, weight, left, past, target, **way) -> Outlook | None:
    volume = rate_of([(day.work, day.weight) for day in past])
    rate = rate_of([(day.weight, day.value) for day in past])
    if rate is None or volume is None:
        return None
    is_share = all(0 <= day.value <= day.weight for day in past)
    ahead = Left.of(left)
    return forecast.of_ratio(value, weight, ahead, rate, volume, target, is_share=is_share, **way)


def total(past: list[float], so_far: float, days_left: int, target: float, **way) -> Outlook | None:
    days = [Day(1.0, value) for value in past]
    way = {"higher_is_better": True, **way}
    return of_total(so_far, [1.0] * days_left, days, target, **way)


# --- By hand -------------------------------------------------------------------------------------


def test_a_team_that_never_wavers_ends_on_what_is_in_and_its_rate():
    outlook = total([10.0] * 20, 50, 5, 100)
    assert outlook == Outlook(100, 100, 100, 1.0)
    assert total([10.0] * 20, 50, 5, 101).likelihood == 0


def test_the_spread_of_days_to_come_counts_each_surprise_with_what_it_moves():
    rate = Rate(level=10, gain=0.5, variance=4, unsure=0, usual=1)
    # The first of three surprises moves the two days after it by half of itself each, and so on.
    assert rate.ahead(Left.of([1, 1, 1])) == (30, 4 * (2**2 + 1.5**2 + 1))
    assert rate.ahead(Left.of([])) == (0, 0)


def test_a_day_of_twice_the_work_is_two_days():
    rate = Rate(level=10, gain=0.0, variance=4, unsure=1, usual=1)
    assert rate.ahead(Left.of([2, 1])) == rate.ahead(Left.of([1, 1, 1])) == (30, 4 * 3 + 9)


def test_the_level_follows_by_its_gain():
    # Up by 4 on the last day: the level takes a part of it, and all that surprised is 4².
    assert forecast._followed([(1.0, 10.0, 1.0)] * 9 + [(1.0, 14.0, 1.0)], 10.0, 0.5) == (16, 12)


def test_the_spread_is_the_mean_surprise_of_the_days_after_the_first():
    found = rate_of([(1.0, 10.0)] * 14 + [(1.0, 14.0)])
    assert found.variance == pytest.approx(16 / (15 - forecast.WARM_UP))
    assert found.level == pytest.approx(10 + 4 * found.gain)


def test_a_day_of_many_times_the_work_does_not_throw_the_level_past_itself():
    # Five days in one, each of 14: the level becomes theirs, where half of each would bring it to 20.
    later = [(1.0, 10.0, 1.0)] * 9 + [(5.0, 70.0, 0.2)]
    assert forecast._followed(later, 10.0, 0.5) == (20 * 20 / 5, 14)


def test_the_gain_is_the_one_that_would_have_foretold_the_past_best():
    steady = [10 + (-1) ** n for n in range(60)]
    moving = [10.0 + n // 10 * 5 for n in range(60)]
    assert rate_of([(1.0, float(amount)) for amount in steady]).gain == min(forecast.ALPHAS)
    assert rate_of([(1.0, amount) for amount in moving]).gain == max(forecast.ALPHAS)


def test_the_range_is_eight_in_ten_about_the_likely_result():
    past = [10.0, 12.0, 8.0, 11.0, 9.0] * 8
    outlook = total(past, 100, 10, 200)
    rate = rate_of([(1.0, value) for value in past])
    middle, variance = rate.ahead(Left.of([1.0] * 10))
    assert outlook.likely == pytest.approx(100 + middle)
    assert outlook.high - outlook.likely == pytest.approx(Z_90 * sqrt(variance))
    assert outlook.likelihood == pytest.approx(
        NormalDist().cdf((outlook.likely - 200) / sqrt(variance))
    )


def test_a_ratio_is_a_ratio_of_sums():
    past = [Day(1.0, 75.0, 100.0)] * 20
    outlook = of_ratio(80, 100, [1.0], past, 0.775, higher_is_better=True)
    assert outlook.likely == pytest.approx((80 + 75) / 200)
    assert outlook.likelihood == pytest.approx(1.0)


def test_a_ratio_that_is_ahead_depends_on_how_much_is_still_to_come():
    """Nine in ten so far, five in ten as a rule: a busy rest of the period brings it further down."""
    swaying = [Day(1.0, weight / 2, weight) for weight in [60.0, 140.0] * 15]
    steady = [Day(1.0, 50.0, 100.0)] * 30
    sure = of_ratio(90, 100, [1.0, 1.0], steady, 0.6, higher_is_better=True)
    unsure = of_ratio(90, 100, [1.0, 1.0], swaying, 0.6, higher_is_better=True)
    assert sure.low == sure.high == pytest.approx(190 / 300)
    assert unsure.low < unsure.likely < unsure.high
    ahead_as_ever = of_ratio(50, 100, [1.0, 1.0], swaying, 0.6, higher_is_better=True)
    assert ahead_as_ever.low == pytest.approx(ahead_as_ever.high) == pytest.approx(0.5)


# --- Edges ---------------------------------------------------------------------------------------


def test_equal_is_met_in_both_directions_once_nothing_is_left():
    for way in (True, False):
        assert total([10.0, 12.0] * 10, 100, 0, 100, higher_is_better=way).likelihood == 1
    assert total([10.0, 12.0] * 10, 101, 0, 100, higher_is_better=False).likelihood == 0
    assert total([10.0, 12.0] * 10, 99, 0, 100).likelihood == 0


def test_lower_is_better_is_the_mirror():
    past = [10.0, 12.0, 8.0, 13.0] * 10
    up, down = total(past, 40, 6, 105), total(past, 40, 6, 105, higher_is_better=False)
    assert (up.low, up.likely, up.high) == (down.low, down.likely, down.high)
    assert up.likelihood + down.likelihood == pytest.approx(1)


def test_too_short_a_past_says_nothing():
    assert total([10.0] * (FEWEST_DAYS - 1), 50, 5, 100) is None
    assert total([10.0] * FEWEST_DAYS, 50, 5, 100) is not None
    days = [Day(1.0, 0.0, 0.0)] * 40
    assert of_ratio(0, 0, [1.0], days, 0.5, higher_is_better=True) is None


def test_days_without_work_are_no_slow_days():
    worked = [Day(1.0, value) for value in [10.0, 12.0, 9.0, 11.0] * 6]
    with_rest = [day for one in worked for day in (one, Day(0.0, 0.0))]
    asked = ([1.0, 1.0], 40.0)
    assert of_total(0, asked[0], worked, asked[1], higher_is_better=True) == of_total(
        0, asked[0], with_rest, asked[1], higher_is_better=True
    )


def test_what_is_counted_is_not_taken_away_again():
    outlook = total([0.0] * 15 + [9.0, 0.0, 0.0, 0.0, 0.0] * 4, 30, 3, 60)
    assert outlook.low >= 30
    with_refunds = total([-5.0, 5.0] * 20, 30, 30, 60)
    assert with_refunds.low < 30


def test_what_is_reached_or_overrun_is_certain():
    past = [10.0, 12.0, 8.0, 13.0] * 10
    assert total(past, 100, 5, 100).likelihood == 1
    assert total(past, 100, 5, 100, higher_is_better=False).likelihood < 1
    assert total(past, 101, 5, 100, higher_is_better=False).likelihood == 0
    # With refunds, nothing is certain before the end.
    assert total([*past, -1.0], 100, 5, 100).likelihood < 1


def test_a_share_stays_between_none_and_all():
    swaying = [Day(1.0, weight * 0.97, weight) for weight in [1.0, 9.0] * 15]
    swaying += [Day(1.0, 0.0, 1.0)]
    outlook = of_ratio(0, 0, [1.0], swaying, 0.5, higher_is_better=True)
    assert 0 <= outlook.low < outlook.likely <= outlook.high <= 1
    unbounded = of_ratio(0, 0, [1.0], [*swaying, Day(1.0, 3.0, 1.0)], 0.5, higher_is_better=True)
    assert unbounded.high > 1


def test_more_in_is_never_less_likely():
    past = [10.0, 12.0, 8.0, 13.0, 7.0] * 8
    likely = [total(past, so_far, 10, 200).likelihood for so_far in range(60, 140, 5)]
    assert all(before <= after for before, after in pairwise(likely))


# --- Whether it keeps its word -------------------------------------------------------------------


def made_up(seed: int, drift: float, *, ratio: bool) -> list[tuple[Case, bool]]:
    """Forecasts of five periods of twenty days, of a team whose rate wanders by `drift` a day; the second
    of each pair says whether the result lay in the range. The target is what the days before came to, and
    a little: nothing of the period itself.
    """
    chance = random.Random(seed)
    rate, share, days = 100.0, 0.75, []
    for _ in range(160):
        rate *= 1 + chance.gauss(0, drift)
        share = min(max(share + chance.gauss(0, drift / 4), 0.3), 0.97)
        weight = max(round(chance.gauss(rate, sqrt(rate) * 1.5)), 1)
        value = sum(chance.random() < share for _ in range(weight)) if ratio else weight
        days.append(Day(1.0, float(value), float(weight)))
    found = []
    for first in range(60, 160, 20):
        period, before = days[first : first + 20], days[first - 20 : first]
        result, standard = _result(period, ratio=ratio), _result(before, ratio=ratio)
        target = standard + chance.gauss(0, 0.01) if ratio else standard * chance.gauss(1, 0.04)
        for over in range(1, 20, 3):
            done, left, past = period[:over], [1.0] * (20 - over), days[: first + over]
            value, weight = (sum(d.value for d in done), sum(d.weight for d in done))
            outlook = (
                of_ratio(value, weight, left, past, target, higher_is_better=True)
                if ratio
                else of_total(value, left, past, target, higher_is_better=True)
            )
            case = Case((seed, first), outlook.likelihood, result >= target)
            found.append((case, outlook.low <= result <= outlook.high))
    return found


def _result(days: list[Day], *, ratio: bool) -> float:
    value = sum(day.value for day in days)
    return value / sum(day.weight for day in days) if ratio else value


@pytest.mark.parametrize("ratio", [False, True], ids=["total", "ratio"])
@pytest.mark.parametrize("drift", [0.0, 0.01], ids=["steady", "wandering"])
def test_likelihoods_come_true_as_often_as_they_say(drift, ratio):
    found = [pair for seed in range(60) for pair in made_up(seed, drift, ratio=ratio)]
    for band in bands(case for case, _ in found):
        low, high = band.interval
        assert low - 0.03 <= band.said <= high + 0.03, band
    assert 0.74 <= mean(inside for _, inside in found) <= 0.88
