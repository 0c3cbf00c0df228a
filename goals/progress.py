"""The arithmetic of a goal: result, expected by now, status, what it takes.

A pure room: figures in, figures out, all exact (Decimal and int, never float). Comparisons of a ratio with
its target multiply out instead of dividing, so equality is equality.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from goals.fixed import SCALE, from_units, to_whole

TENTH = Fraction(1, 10)
ON_PACE, WATCH = Decimal("0.6"), Decimal("0.3")
"""From which likelihood on a goal is on pace, and from which to be watched."""
WHOLE = Fraction(1)


@dataclass(frozen=True, slots=True)
class Measure:
    """How a metric adds up: `is_ratio` divides Σ value by Σ weight, `percent` shows it times 100."""

    is_ratio: bool
    percent: bool
    higher_is_better: bool
    decimals: int
    minimum_weight: int


# Not frozen: tens of thousands are made for each run, and that would take three times as long.
@dataclass(slots=True, unsafe_hash=True)
class Sums:
    """Σ value, Σ weight and how many readings are behind them."""

    value: Decimal = Decimal(0)
    weight: Decimal = Decimal(0)
    n: int = 0

    def __add__(self, other: Sums) -> Sums:
        return Sums(self.value + other.value, self.weight + other.weight, self.n + other.n)


# Not frozen: tens of thousands are made for each run, and that would take three times as long.
@dataclass(slots=True, unsafe_hash=True)
class Moment:
    """Where in its period a goal is.

    `work_share` is the share of the period's usual work that is over and `time_share` that of its time,
    each 0 to 1. `usual_volume` is what the period usually amounts to (Σ weight of a ratio, Σ value of a
    total), None where nothing is known of it. `over` once the period has ended, `closed` once its grace has too.
    """

    work_share: Fraction
    time_share: Fraction
    over: bool
    closed: bool
    usual_volume: float | None = None


def exact_result(measure: Measure, sums: Sums) -> Fraction | None:
    """Σ value for a total; Σ value ÷ Σ weight for a ratio, times 100 for percent. None is no data."""
    if sums.n == 0:
        return None
    if not measure.is_ratio:
        return Fraction(sums.value)
    if sums.weight == 0:
        return None
    quotient = Fraction(sums.value) / Fraction(sums.weight)
    return quotient * 100 if measure.percent else quotient


def result(measure: Measure, sums: Sums) -> Decimal | None:
    """The result as it is shown: rounded half up, once, to the metric's decimals."""
    exact = exact_result(measure, sums)
    return None if exact is None else rounded(exact, measure.decimals)


def rounded(exact: Fraction, decimals: int) -> Decimal:
    """A fraction to so many decimals, half away from zero."""
    scaled = abs(exact) * 10**decimals
    units = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    number = Decimal(units).scaleb(-decimals)
    return -number if exact < 0 else number


def meets(measure: Measure, sums: Sums, target: Decimal) -> bool:
    """Whether the target is reached; at equality it is, in both directions."""
    sides = _sides(measure, sums, target)
    return sides is not None and _gap(measure, sides) <= 0


def _sides(
    measure: Measure, sums: Sums, target: Decimal, share: Fraction = WHOLE
) -> tuple[int, int] | None:
    """What was achieved and what was asked for, multiplied out to whole numbers that compare alike.

    Of a total, `share` of the target is asked for; of a ratio always all of it. None is no data.
    """
    asked = to_whole(target)
    if not measure.is_ratio:
        if sums.n == 0:
            return None
        return to_whole(sums.value) * share.denominator, asked * share.numerator
    if sums.weight == 0:
        return None
    times = SCALE * 100 if measure.percent else SCALE
    return to_whole(sums.value) * times, asked * to_whole(sums.weight)


def _gap(measure: Measure, sides: tuple[int, int]) -> int:
    """How far the achieved is on the wrong side of what was asked for; zero or less is well."""
    achieved, asked = sides
    return asked - achieved if measure.higher_is_better else achieved - asked


def expected_by_now(measure: Measure, target: Decimal, work_share: Fraction) -> Decimal:
    """Target × share of the usual work that is over, for a total; the target itself for a ratio.

    To four decimals, half away from zero.
    """
    if measure.is_ratio or work_share == WHOLE:
        return target
    # In whole numbers: tens of thousands are worked out at a time, and fractions are slow.
    over, whole = to_whole(target) * work_share.numerator, work_share.denominator
    units = (2 * abs(over) + whole) // (2 * whole)
    return from_units(-units if over < 0 else units)


def status(
    measure: Measure,
    sums: Sums,
    target: Decimal,
    moment: Moment,
    likelihood: Decimal | None = None,
) -> str:
    """The word for how it stands, one of `models.Status` except paused.

    Until it is closed, the likelihood of meeting the target decides. Where the past is too short for one,
    pace does: at or past what is expected by now is on pace, less than a tenth short of it watch, else
    behind.
    """
    share = WHOLE if moment.over else moment.work_share
    sides = _sides(measure, sums, target, share)
    if sides is None:
        return "no_data"
    if moment.closed:
        return "met" if meets(measure, sums, target) else "missed"
    decided = _already_decided(measure, sums, target)
    if decided:
        return decided
    if not moment.over and _too_early(measure, sums, target, moment):
        return "too_early"
    return _by_pace(measure, sides) if likelihood is None else _by_likelihood(likelihood)


def _by_likelihood(likelihood: Decimal) -> str:
    if likelihood >= ON_PACE:
        return "on_pace"
    return "watch" if likelihood >= WATCH else "behind"


def _by_pace(measure: Measure, sides: tuple[int, int]) -> str:
    gap = _gap(measure, sides)
    if gap <= 0:
        return "on_pace"
    return "watch" if 10 * gap < abs(sides[1]) else "behind"


def guard_holds(
    measure: Measure, sums: Sums, bound: Decimal, share: Fraction = WHOLE
) -> bool | None:
    """Whether a guard is within its bound; None where too little is known to say.

    A total of which more is better is held to `share` of its bound while the period is running: its share
    of the usual work that is over.
    """
    if sums.n == 0 or is_too_little(measure, sums):
        return None
    sides = _sides(measure, sums, bound, share if measure.higher_is_better else WHOLE)
    return None if sides is None else _gap(measure, sides) <= 0


def _already_decided(measure: Measure, sums: Sums, target: Decimal) -> str:
    """A total can be settled before its period ends: nothing is taken away from it any more."""
    if measure.is_ratio:
        return ""
    if measure.higher_is_better and sums.value >= target:
        return "met"
    if not measure.higher_is_better and sums.value > target:
        return "missed"
    return ""


def _too_early(measure: Measure, sums: Sums, target: Decimal, moment: Moment) -> bool:
    """Under a tenth of the period, and of the usual volume."""
    if moment.time_share >= TENTH:
        return False
    volume = sums.weight if measure.is_ratio else sums.value
    usual: float | Decimal | None = moment.usual_volume
    if usual is None:
        usual = Decimal(measure.minimum_weight * 10) if measure.is_ratio else target
    return Fraction(volume) < TENTH * Fraction(usual)


def needed_per_day(measure: Measure, sums: Sums, target: Decimal, days_left: int) -> Decimal | None:
    """What a total needs on each working day left, rounded up to the metric's decimals.

    None for a ratio, for a target already reached, or with no working day left.
    """
    if measure.is_ratio or not measure.higher_is_better or days_left <= 0:
        return None
    short = Fraction(target) - Fraction(sums.value)
    if short <= 0:
        return None
    scaled = short / days_left * 10**measure.decimals
    return Decimal(-(-scaled.numerator // scaled.denominator)).scaleb(-measure.decimals)


def room_per_day(measure: Measure, sums: Sums, target: Decimal, days_left: int) -> Decimal | None:
    """What a total of which less is better may still have on each working day left, rounded down.

    None for anything else, for a target already overrun, or with no working day left.
    """
    if measure.is_ratio or measure.higher_is_better or days_left <= 0:
        return None
    room = Fraction(target) - Fraction(sums.value)
    if room < 0:
        return None
    scaled = room / days_left * 10**measure.decimals
    return Decimal(scaled.numerator // scaled.denominator).scaleb(-measure.decimals)


def is_too_little(measure: Measure, sums: Sums) -> bool:
    """Whether a ratio has figures, but less weight behind them than its metric asks for."""
    return measure.is_ratio and sums.n > 0 and sums.weight < measure.minimum_weight


# --- What a ratio takes from here ----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Needed:
    """What the rest of a period has to come to, so that the whole of it just meets the target.

    `rate` is in the metric's own unit, to its decimals, rounded so that who reaches it meets the target.
    `out_of_reach` where no rest, however good, would do; `safe` where any rest would.
    """

    rate: Decimal
    out_of_reach: bool = False
    safe: bool = False


def needed_ratio(
    measure: Measure, sums: Sums, target: Decimal, weight_left: Decimal
) -> Needed | None:
    """The ratio that a weight still to come needs: (T · (W + L) - V) ÷ L, times 100 for percent.

    V and W are Σ value and Σ weight so far, L the weight left, T the target. Of a share the best rest is
    100 %, the worst 0 %; of any other ratio none is below zero. None for a total, or with no weight left.
    """
    if not measure.is_ratio or weight_left <= 0:
        return None
    times = 100 if measure.percent else 1
    asked = Fraction(target) * (Fraction(sums.weight) + Fraction(weight_left))
    exact = (asked - times * Fraction(sums.value)) / Fraction(weight_left)
    most = Fraction(times) if measure.percent else None
    above, below = most is not None and exact > most, exact < 0
    if measure.higher_is_better:
        return Needed(_upwards(exact, measure.decimals), out_of_reach=above, safe=exact <= 0)
    safe = most is not None and exact >= most
    return Needed(-_upwards(-exact, measure.decimals), out_of_reach=below, safe=safe)


def _upwards(exact: Fraction, decimals: int) -> Decimal:
    """The next figure with so many decimals that is not less."""
    scaled = exact * 10**decimals
    return Decimal(-(-scaled.numerator // scaled.denominator)).scaleb(-decimals)
