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

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from math import prod, sqrt
from operator import itemgetter, mul
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


# Not frozen: tens of thousands are made for each run, and that would take three times as long.
@dataclass(slots=True, unsafe_hash=True)
class Outlook:
    """What the period will likely end on, the range that holds it 8 times in 10, and the likelihood,
    0 to 1, that the target is met. A ratio is Σ value ÷ Σ weight, not times 100.
    """

    low: float
    likely: float
    high: float
    likelihood: float


# Not frozen: tens of thousands are made for each run, and that would take three times as long.
@dataclass(slots=True, unsafe_hash=True)
class Left:
    """The usual work that is left, in pieces: Σ u, Σ u · w and Σ u · w², w being the work after each piece.

    All that the variance of a sum over them asks for.
    """

    work: float
    after: float
    after_squared: float

    @classmethod
    def of(cls, pieces: Iterable[float]) -> Left:
        """Of pieces in their order: of what is left of today, and of each day after it."""
        return Pieces(pieces).left()

    def times(self, amount: float) -> Left:
        """With so much of something on each piece of work."""
        return Left(self.work * amount, self.after * amount**2, self.after_squared * amount**3)


class Pieces:
    """Pieces of work in their order, of which any number from the first on may be what is left."""

    def __init__(self, pieces: Iterable[float] = ()) -> None:
        # Running sums of u, u · c and u · c², c being the work up to and with each piece.
        self._work = [0.0]
        self._first = [0.0]
        self._second = [0.0]
        self.extend(pieces)

    def __len__(self) -> int:
        return len(self._work) - 1

    def extend(self, pieces: Iterable[float]) -> None:
        """Add more of them."""
        more = list(pieces)
        work = list(accumulate(more, initial=self._work.pop()))
        parts = list(map(mul, more, work[1:]))
        self._work += work
        self._first += accumulate(parts, initial=self._first.pop())
        self._second += accumulate(map(mul, parts, work[1:]), initial=self._second.pop())

    def left(self, count: int | None = None) -> Left:
        """The first so many of them; all of them without a count."""
        place = len(self) if count is None else count
        if place <= 0:
            return Left(0.0, 0.0, 0.0)
        work, first, second = self._work[place], self._first[place], self._second[place]
        after = work * work - first
        return Left(work, after, work * (after - first) + second)


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

    def ahead(self, left: Left) -> tuple[float, float]:
        """Mean and variance of the sum over all that is left."""
        gain = self.gain / self.usual
        spread = left.work + gain * (2 * left.after + gain * left.after_squared)
        return self.level * left.work, self.variance * spread + self.unsure * left.work * left.work


def rate_of(past: Sequence[tuple[float, float]]) -> Rate | None:
    """The rate that (work, amount) of past days, oldest first, make likely; None with too few of them.

    Days without work are left out: they say nothing of a rate.
    """
    days = [(work, amount) for work, amount in past if work > 0]
    if len(days) < FEWEST_DAYS:
        return None
    usual = sum(work for work, _ in days) / len(days)
    begun_with = sum(work for work, _ in days[:WARM_UP])
    begin = sum(amount for _, amount in days[:WARM_UP]) / begun_with
    later = [(work, amount, 1 / work) for work, amount in days[WARM_UP:]]
    # The gain that would have foretold the past with the least surprises; of equal ones the smallest.
    surprises, level, alpha = min(
        ((*_followed(later, begin, alpha / usual), alpha) for alpha in ALPHAS), key=itemgetter(0)
    )
    gain = alpha / usual
    weights = prod([1 - min(most, gain) * work for work, _, most in later])
    variance = surprises / len(later)
    return Rate(level, alpha, variance, variance / begun_with * weights * weights, usual)


def _followed(
    later: Sequence[tuple[float, float, float]], level: float, gain: float
) -> tuple[float, float]:
    """Days of (work, amount, 1 ÷ work), followed with one gain: Σ surprise² ÷ work, and the level at the end.

    A day of many times the usual work must not throw the level past itself: then 1 ÷ work is the gain.
    """
    surprises = 0.0
    if gain <= min(map(itemgetter(2), later)):
        # Almost always, and a third faster.
        for work, amount, most in later:
            surprise = amount - level * work
            surprises += surprise * surprise * most
            level += gain * surprise
    else:
        for work, amount, most in later:
            surprise = amount - level * work
            surprises += surprise * surprise * most
            level += min(most, gain) * surprise
    return surprises, level


def of_total(
    so_far: float,
    left: Left,
    rate: Rate,
    target: float,
    *,
    higher_is_better: bool,
    never_less: bool,
) -> Outlook:
    """Of a total: what is in already, the usual work that is left, and its rate per piece of work.

    With `never_less` nothing was ever taken away, so no less than is in can come of it.
    """
    mean, variance = rate.ahead(left)
    found = _outlook(
        so_far + mean,
        sqrt(variance),
        target,
        higher_is_better,
        lowest=so_far if never_less else None,
    )
    if never_less and (so_far >= target if higher_is_better else so_far > target):
        # Reached already, or overrun: nothing changes that any more.
        return replace(found, likelihood=float(higher_is_better))
    return found


def of_ratio(
    value: float,
    weight: float,
    left: Left,
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
    coming = left.times(max(volume.level, 0.0))
    mean, variance = rate.ahead(coming)
    together = weight + coming.work
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
