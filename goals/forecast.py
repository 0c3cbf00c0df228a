"""What a period will end on: from what is in, and from the team's own rate and spread for the work left.

The rate is followed by simple exponential smoothing, in its innovations form (Hyndman, Koehler, Ord and
Snyder, "Forecasting with Exponential Smoothing", 2008, chapters 2 and 6): each day's surprise moves the
level by a part of it, and the spread of a sum of days to come is that of all surprises in between, each
counted with what it moves later on. Days differ in size: a day of work `u` has the variance σ²u, as a sum
of u like pieces has.

    v_i = level · u_i + e_i,   Var e_i = σ² u_i,   level' = level + (α ÷ ū) e_i
    Σ v = level · Σ u + Σ e_i (1 + (α ÷ ū) · work after i)

A total has its usual work as u. A ratio has its weight: of the days to come the weight is forecast first, as
a total. How far the level itself is known after a short past is added. A pure room, over numbers only;
floating point, as nothing here is a figure that was measured.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

ALPHAS = (0.02, 0.05, 0.1, 0.2, 0.4)
"""How much of a surprise stays. The one that would have foretold the past best is taken."""
FEWEST_DAYS = 10
"""With fewer days of work behind it, nothing is forecast."""
WARM_UP = 5
"""The days whose mean the level starts from."""
RANGE = 0.8
"""Of the results, so many are to lie between low and high."""

_NORMAL = NormalDist()
_REACH = _NORMAL.inv_cdf(0.5 + RANGE / 2)


@dataclass(frozen=True, slots=True)
class Outlook:
    """What the period will likely end on, the range that holds it 8 times in 10, and the likelihood,
    0 to 1, that the target is met. A ratio is Σ value ÷ Σ weight, not times 100.
    """

    low: float
    likely: float
    high: float
    likelihood: float


@dataclass(frozen=True, slots=True)
class Rate:
    """The level of a rate per piece of work, how much of a surprise stays, and σ² per piece of work.

    `unsure` is the variance of the level itself; `usual` the mean work of a day.
    """

    level: float
    gain: float
    variance: float
    unsure: float
    usual: float

    def ahead(self, work: Sequence[float]) -> tuple[float, float]:
        """Mean and variance of the sum over days of so much work each."""
        total = sum(work)
        gain = self.gain / self.usual
        after = total
        spread = 0.0
        for piece in work:
            after -= piece
            spread += piece * (1 + gain * after) ** 2
        return self.level * total, self.variance * spread + self.unsure * total * total


def rate_of(past: Sequence[tuple[float, float]]) -> Rate | None:
    """The rate that (work, amount) of past days, oldest first, make likely; None with too few of them.

    Days without work are left out: they say nothing of a rate.
    """
    days = [(work, amount) for work, amount in past if work > 0]
    if len(days) < FEWEST_DAYS:
        return None
    usual = sum(work for work, _ in days) / len(days)
    return min(
        (_followed(days, usual, alpha) for alpha in ALPHAS), key=lambda found: found.variance
    )


def _followed(days: Sequence[tuple[float, float]], usual: float, alpha: float) -> Rate:
    """The past, followed with one gain."""
    start = days[:WARM_UP]
    begun_with = sum(work for work, _ in start)
    level = sum(amount for _, amount in start) / begun_with
    surprises, weights = 0.0, 1.0
    for work, amount in days[WARM_UP:]:
        surprise = amount - level * work
        surprises += surprise * surprise / work
        # A day of many times the usual work must not throw the level past itself.
        step = min(alpha / usual, 1 / work)
        level += step * surprise
        weights *= 1 - step * work
    variance = surprises / (len(days) - WARM_UP)
    return Rate(level, alpha, variance, variance / begun_with * weights * weights, usual)


def of_total(
    so_far: float,
    left: Sequence[float],
    rate: Rate,
    target: float,
    *,
    higher_is_better: bool,
    never_less: bool,
) -> Outlook:
    """Of a total: what is in already, the usual work of each day left, and its rate per piece of work.

    What is left of today may be the first of the days left, with so much of its work as remains. With
    `never_less` nothing was ever taken away, so no less than is in can come of it.
    """
    mean, variance = rate.ahead(left)
    lowest = so_far if never_less else None
    return _outlook(so_far + mean, sqrt(variance), target, higher_is_better, lowest=lowest)


def of_ratio(
    value: float,
    weight: float,
    left: Sequence[float],
    rate: Rate,
    volume: Rate,
    target: float,
    *,
    higher_is_better: bool,
    is_share: bool,
) -> Outlook | None:
    """Of a ratio: Σ value and Σ weight so far, its rate per weight, and the weight's per piece of work.

    The target is not times 100. A share lies between 0 and 1. None where nothing has weight.
    """
    coming = [max(volume.level, 0.0) * work for work in left]
    mean, variance = rate.ahead(coming)
    together = weight + sum(coming)
    if together <= 0:
        return None
    # A surprise in the volume counts as far as the rate differs from what is in already.
    so_far = value / weight if weight else rate.level
    _, of_volume = volume.ahead(left)
    variance += (rate.level - so_far) ** 2 * of_volume * (weight / together) ** 2
    likely, spread = (value + mean) / together, sqrt(variance) / together
    if is_share:
        return _outlook(likely, spread, target, higher_is_better, lowest=0.0, highest=1.0)
    return _outlook(likely, spread, target, higher_is_better)


def _outlook(
    likely: float,
    spread: float,
    target: float,
    higher_is_better: bool,
    *,
    lowest: float | None = None,
    highest: float | None = None,
) -> Outlook:
    ahead = likely - target if higher_is_better else target - likely
    # Where nothing is left to chance, equal is met.
    likelihood = _NORMAL.cdf(ahead / spread) if spread > 0 else float(ahead >= 0)
    low, high = likely - _REACH * spread, likely + _REACH * spread
    if lowest is not None:
        low, likely, high = max(low, lowest), max(likely, lowest), max(high, lowest)
    if highest is not None:
        low, likely, high = min(low, highest), min(likely, highest), min(high, highest)
    return Outlook(low, likely, high, likelihood)
