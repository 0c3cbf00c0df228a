"""What the past of a figure says of a running period: how much of its work is over, and what it will end on.

The engine and the backtest both ask here, so that what is replayed is what was shown. A pure room: sums by
day and a calendar in, shares and forecasts out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache

from goals import forecast
from goals.fixed import SCALE
from goals.forecast import Left, Rate
from goals.progress import Measure, Sums, exact_result, rounded
from goals.usual_work import DAYS_LEARNED, ONE_DAY, UNKNOWN, Calendar, UsualWork, learn

LONGEST_PAST = timedelta(days=DAYS_LEARNED)
"""What lies further back than this changes no forecast."""
_NO_SUMS = 0, 0

Days = Mapping[date, tuple[int, int]]
"""Σ value and Σ weight of each day with readings, in whole ten-thousandths."""


@dataclass(frozen=True, slots=True)
class Known:
    """What was known of a figure before a day began: its usual work, its rate, and how it behaves.

    `rate` is per piece of usual work for a total, per weight for a ratio; `volume` a ratio's weight per
    piece of work. Both are None with too short a past. `never_less`: nothing was ever taken away;
    `is_share`: no day's value was above its weight, nor below zero.
    """

    usual: UsualWork
    rate: Rate | None
    volume: Rate | None
    never_less: bool
    is_share: bool


NOTHING = Known(UNKNOWN, None, None, never_less=True, is_share=True)


# Not frozen: tens of thousands are made for each run, and that would take three times as long.
@dataclass(slots=True, unsafe_hash=True)
class Outlook:
    """The forecast of a result, in the metric's own unit (percent times 100), with four decimals.

    The range from low to high holds it 8 times in 10; `likelihood` is that the target is met, 0 to 1.
    """

    low: Decimal
    likely: Decimal
    high: Decimal
    likelihood: Decimal


def known_before(today: date, days: Days, calendar: Calendar, *, is_ratio: bool) -> Known:
    """From the days before `today`, as far back as LONGEST_PAST; what `days` holds besides is not looked at."""
    earliest = today - LONGEST_PAST
    known = {day: sums for day, sums in days.items() if earliest <= day < today}
    if not known:
        return NOTHING
    usual = learn({day: sums[1 if is_ratio else 0] for day, sums in known.items()}, calendar, today)
    first = min(known)
    work = usual.between(first, today - ONE_DAY, calendar)
    sums = [known.get(day, _NO_SUMS) for day in _days_from(first, len(work))]
    values = [value / SCALE for value, _ in sums]
    weights = [weight / SCALE for _, weight in sums] if is_ratio else []
    if is_ratio:
        volume = forecast.rate_of(list(zip(work, weights, strict=True)))
        rate = forecast.rate_of(list(zip(weights, values, strict=True))) if volume else None
    else:
        volume, rate = None, forecast.rate_of(list(zip(work, values, strict=True)))
    never_less = min(values) >= 0
    is_share = never_less and all(value <= weight for value, weight in sums)
    return Known(usual, rate, volume, never_less=never_less, is_share=is_share)


@lru_cache(maxsize=1_000)
def _days_from(first: date, count: int) -> tuple[date, ...]:
    """The same few stretches of days for thousands of figures."""
    return tuple(first + timedelta(days=n) for n in range(count))


def usual_amount(known: Known, work: float) -> float | None:
    """What so much work usually amounts to: Σ value of a total, Σ weight of a ratio; None if unknown."""
    rate = known.volume or known.rate
    return None if rate is None else rate.level * work


def outlook(
    measure: Measure, known: Known, sums: Sums, target: Decimal, left: Left
) -> Outlook | None:
    """What a period ends on that has `sums` in, and so much of usual work left.

    None with too short a past. `target` is as the metric shows it (75 for 75 %).
    """
    if known.rate is None:
        return None
    times = 100 if measure.is_ratio and measure.percent else 1
    aim = float(target) / times
    higher = measure.higher_is_better
    if not measure.is_ratio:
        found: forecast.Outlook | None = forecast.of_total(
            float(sums.value),
            left,
            known.rate,
            aim,
            higher_is_better=higher,
            never_less=known.never_less,
        )
    elif known.volume is None:
        return None
    else:
        found = forecast.of_ratio(
            float(sums.value),
            float(sums.weight),
            left,
            known.rate,
            known.volume,
            aim,
            higher_is_better=higher,
            is_share=known.is_share and 0 <= sums.value <= sums.weight,
        )
    if found is None:
        return None
    return Outlook(
        _figure(found.low * times),
        _figure(found.likely * times),
        _figure(found.high * times),
        _figure(found.likelihood),
    )


def settled(measure: Measure, sums: Sums, *, met: bool) -> Outlook | None:
    """The forecast of a period that is over, while late figures are waited for: what is in.

    None where nothing is.
    """
    exact = exact_result(measure, sums)
    if exact is None:
        return None
    result = rounded(exact, 4)
    return Outlook(result, result, result, Decimal(met))


def _figure(number: float) -> Decimal:
    # By way of its text, which is rounded from the exact number, half to even, like a Decimal: four times
    # as fast as to make a Decimal of some fifty digits first.
    return Decimal(f"{number:.4f}")
