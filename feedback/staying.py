"""Who stays and who leaves, as arithmetic: how many are there on a day, how many left, why, and for how long.

A pure room: no database, no clock, no settings.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate, groupby
from math import ceil, exp, floor, fsum, sqrt
from statistics import median

from goals.chance import binomial

YEAR = 365
DAY = timedelta(days=1)
Span = tuple[date, date | None]
"""First day there, and first day no longer there; None: still there."""

BANDS = ("Under 3 months", "3 to 12 months", "1 to 2 years", "2 to 5 years", "5 years and more")
_UPPER = (90, YEAR, 2 * YEAR, 5 * YEAR)
"""Days below which somebody is in each band but the last."""
QUARTER = 3
GRACE = timedelta(days=30)
"""How long after a quarter its reasons may still be written so that they count."""


def headcounts(spans: Mapping[int, Sequence[Span]], first: date, last: date) -> list[int]:
    """How many people are there on each day of `first` to `last`, by person's spans, which may overlap.

    Empty where `last` lies before `first`.
    """
    days = (last - first).days + 1
    if days < 1:
        return []
    change = [0] * (days + 1)
    for own in spans.values():
        for begin, end in joined(own):
            start = max((begin - first).days, 0)
            stop = days if end is None else min((end - first).days, days)
            if start < stop:
                change[start] += 1
                change[stop] -= 1
    return list(accumulate(change[:-1]))


def joined(spans: Iterable[Span]) -> list[Span]:
    """The same days without overlaps: somebody with two roles is one person."""
    found: list[Span] = []
    for begin, end in sorted(spans, key=lambda span: span[0]):
        if found:
            before, until = found[-1]
            if until is None:
                break
            if begin <= until:
                found[-1] = (before, None if end is None else max(until, end))
                continue
        found.append((begin, end))
    return found


def yearly(left: int, person_days: int) -> float | None:
    """How many of a hundred people leave in a year, in percent; None where nobody was there.

    The turnover rate of ISO 30414:2018, "Human capital reporting": leavers of a time ÷ the average number of people
    in it, × 100; of a time other than a year × 365 ÷ its days. The average is the sum of each day's people ÷ days, so
    both together are leavers × 365 ÷ person-days.
    """
    return None if person_days <= 0 else left * YEAR * 100 / person_days


RARE = 0.00135
"""One in 740: what lies three standard deviations above the mean of a bell curve, so as rare as in `goals.usual`."""
_MANY = 400.0
"""From this mean on a Poisson distribution is a bell curve."""
FEWEST_MONTHS = 12


def usual_counts(counts: Sequence[int]) -> tuple[int, int] | None:
    """How many leave in an ordinary month, at least and at most; None before there are twelve months.

    Limits of a chart of counts by probability (D. C. Montgomery, "Introduction to Statistical Quality Control", on
    counts of nonconformities): of a Poisson distribution with the mean of the months, between its 0.135 and 99.865
    percent points. Ranges from month to month, by which `goals.usual` judges, say nothing of counts that are mostly
    zero (Wheeler calls them chunky). Half a leaver is added, since none in a year does not mean that none is
    possible. Months above are left out once, so that they do not widen what they are judged by.
    """
    if len(counts) < FEWEST_MONTHS:
        return None
    high = _points((sum(counts) + 0.5) / len(counts))[1]
    kept = [number for number in counts if number <= high]
    return _points((sum(kept) + 0.5) / len(kept))


def _points(mean: float) -> tuple[int, int]:
    """The largest number below which, and the smallest above which, a Poisson count lies hardly ever."""
    if mean > _MANY:
        return floor(mean - 3 * sqrt(mean)), ceil(mean + 3 * sqrt(mean))
    low, number = 0, 0
    share = below = exp(-mean)
    while 1 - below > RARE:
        if below <= RARE:
            low = number + 1
        number += 1
        share *= mean / number
        below += share
    return low, number


def is_more(now: int, before: int, share: float) -> bool:
    """Whether `now` left, of two times, are too many to be chance. `share` is that of the person-days now, in both.

    Two Poisson counts given their sum: the first is binomial (J. Przyborowski and H. Wilenski, "Homogeneity of results
    in testing samples from Poisson series", Biometrika 31, 1940).
    """
    both = now + before
    if not 0 < share < 1:
        return False
    return fsum(binomial(k, both, share) for k in range(now, both + 1)) < RARE


def months_before(today: date, number: int, since: date) -> list[date]:
    """First days of the last `number` months that are over by `today` and began on `since` or later; oldest first."""
    found: list[date] = []
    first = today.replace(day=1)
    while len(found) < number:
        first = (first - DAY).replace(day=1)
        if first < since:
            break
        found.append(first)
    return found[::-1]


def last_day_of_month(first: date) -> date:
    """Of the month that begins on `first`."""
    return (first + timedelta(days=31)).replace(day=1) - DAY


def bands_of(days: Iterable[int]) -> tuple[int, ...]:
    """How many have been there for how long, in the order of `BANDS`; `days` since each began."""
    counts = [0] * len(BANDS)
    for number in days:
        counts[sum(number >= upper for upper in _UPPER)] += 1
    return tuple(counts)


def half_longer_than(days: Sequence[int]) -> str:
    """The median of the days that people have been there, as one would say it: `5 months`, `1.5 years`; '' of nobody."""
    if not days:
        return ""
    middle = median(days)
    if middle < YEAR / 6:
        number = round(middle)
        return "1 day" if number == 1 else f"{number} days"
    if middle < 2 * YEAR:
        return f"{int(middle / (YEAR / 12))} months"
    years = f"{middle / YEAR:.1f}".removesuffix(".0")
    return f"{years} years"


# --- Reasons that are told to those who may not read them one by one -----------------------------


@dataclass(frozen=True, slots=True)
class Reason:
    """Why somebody left: the first day without them, a theme, and the day it was written."""

    left_on: date
    theme: str
    written_on: date


@dataclass(frozen=True, slots=True)
class Batch:
    """Reasons that are told together, of the days `first` to `last`; how many of each theme."""

    first: date
    last: date
    themes: tuple[tuple[str, int], ...]

    @property
    def number(self) -> int:
        """How many reasons."""
        return sum(count for _, count in self.themes)


def quarter_of(day: date) -> date:
    """The first day of the calendar quarter."""
    return day.replace(month=(day.month - 1) // QUARTER * QUARTER + 1, day=1)


def end_of_quarter(first: date) -> date:
    """The last day of the quarter that begins on `first`."""
    return (first + timedelta(days=100)).replace(day=1) - DAY


def closes_on(left_on: date) -> date:
    """The last day on which a reason of that quarter may be written, or its theme changed, so that it counts."""
    return end_of_quarter(quarter_of(left_on)) + GRACE


def counts(reason: Reason) -> bool:
    """Whether it was written in time."""
    return reason.written_on <= closes_on(reason.left_on)


def is_settled(reason: Reason, today: date) -> bool:
    """Whether it counts and its quarter is closed: its theme then stays as it is."""
    return counts(reason) and today > closes_on(reason.left_on)


def batches(reasons: Iterable[Reason], today: date, fewest: int) -> tuple[Batch, ...]:
    """Closed quarters put together, oldest first, until each batch holds `fewest` reasons or more.

    No reason is in two batches, and none comes in or changes once its quarter is closed. So a batch is the same for
    ever, and no two views of it, whenever they are looked at, differ by fewer than `fewest` people. What does not
    fill a batch yet waits.
    """
    settled = sorted(
        (one for one in reasons if is_settled(one, today)), key=lambda one: one.left_on
    )
    found: list[Batch] = []
    waiting: list[Reason] = []
    for _, quarter in groupby(settled, key=lambda one: quarter_of(one.left_on)):
        waiting += quarter
        if len(waiting) < fewest:
            continue
        themes = Counter(one.theme for one in waiting)
        found.append(
            Batch(
                quarter_of(waiting[0].left_on),
                end_of_quarter(quarter_of(waiting[-1].left_on)),
                tuple(sorted(themes.items())),
            )
        )
        waiting = []
    return tuple(found)
