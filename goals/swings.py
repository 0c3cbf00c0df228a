"""When a team's totals swing: which hours of a weekday, and which weekdays, stand out, and by how much.

A pure room: days with their hours in, findings out. An hour is held against the usual hour of its own day, so that a
busy Monday does not make all of its hours stand out. Nothing is said of less than four days of a weekday, nor of what
was so in fewer than three of four of them, nor of what chance alone would do. What it says is of hours, never of people.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from statistics import median

DAYS_LEARNED = 56
"""Eight weeks, as everywhere."""
FEWEST_DAYS = 4
BUSY, QUIET = Decimal("1.25"), Decimal("0.75")
"""An hour stands out from this share of its day's usual hour on."""
BUSY_DAY, QUIET_DAY = Decimal("1.15"), Decimal("0.85")
"""The same of a weekday, among weekdays."""
MOST_OF, MOST_OUT_OF = 3, 4
SIGMAS = 3
HOUR = 3600
_HOURS = 24
_NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Hour:
    """What was counted in one hour of the wall's clock on one day. Where a clock goes back it has two hours' seconds."""

    hour: int
    seconds: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Day:
    """One of the team's days; `is_off` is a day off, which says nothing where nothing was counted."""

    day: date
    hours: tuple[Hour, ...]
    is_off: bool = False

    @property
    def amount(self) -> Decimal:
        """All of it."""
        return sum((one.amount for one in self.hours), _NOTHING)


@dataclass(frozen=True, slots=True)
class Swing:
    """Hours of one or several weekdays (0 is Monday) that stand out.

    `first` is the hour it begins with, `until` the one it ends before (0 for midnight); both None for whole days.
    `percent` is how much more (less, below 0) an hour of it carries than one of the rest of the day, or a day than the
    other days; `usual` and `rest` are these two amounts, `days` how many days it rests on.
    """

    weekdays: tuple[int, ...]
    first: int | None
    until: int | None
    percent: int
    usual: Decimal
    rest: Decimal
    days: int

    @property
    def is_busy(self) -> bool:
        """More than the rest."""
        return self.percent > 0


@dataclass(frozen=True, slots=True)
class Week:
    """What is usual: `usual` by weekday and hour, `totals` by weekday, `days` how many days each rests on.

    `hours` are those worth showing, in the order of the day; `by_hour` counts the days whose hours are known.
    """

    hours: tuple[int, ...]
    usual: Mapping[tuple[int, int], Decimal]
    totals: Mapping[int, Decimal]
    days: Mapping[int, int]
    by_hour: Mapping[int, int]
    swings: tuple[Swing, ...]

    @property
    def is_known(self) -> bool:
        """Some weekday has been seen often enough to say something of."""
        return any(count >= FEWEST_DAYS for count in self.by_hour.values())


def in_order(hours: Sequence[int], starts: int) -> tuple[int, ...]:
    """Hours of the wall in the order of a day that begins at `starts`."""
    return tuple(sorted(set(hours), key=lambda hour: (hour - starts) % _HOURS))


def find(
    days: Sequence[Day], open_hours: Sequence[int], worked: frozenset[int], starts: int = 0
) -> Week:
    """What is usual in these days, and what stands out of it.

    `open_hours` are those in which work can be moved about, `worked` the weekdays on which there is any; `starts` is
    the hour a day begins with. Days before the first amount, and days off without one, do not count.
    """
    began = min((one.day for one in days if one.amount > 0), default=None)
    counted = [
        one for one in days if began is not None and one.day >= began and (one.amount or not one.is_off)
    ]  # fmt: skip
    open_order = in_order(open_hours, starts)
    by_weekday: dict[int, list[Day]] = defaultdict(list)
    for one in counted:
        by_weekday[one.day.weekday()].append(one)
    spread = {
        weekday: [one for one in found if _comes_by_the_hour(one, open_order)]
        for weekday, found in by_weekday.items()
    }
    usual = {
        (weekday, hour): amount
        for weekday, found in spread.items()
        for hour, amount in _usual_hours(found).items()
    }
    totals = {
        weekday: sum((one.amount for one in found), _NOTHING) / len(found)
        for weekday, found in by_weekday.items()
    }
    of_hours = [
        swing
        for weekday, found in sorted(spread.items())
        if weekday in worked and len(found) >= FEWEST_DAYS
        for swing in _hours_of(weekday, found, usual, open_order)
    ]
    return Week(
        hours=in_order([*open_order, *_worth_showing(usual)], starts),
        usual=usual,
        totals=totals,
        days={weekday: len(found) for weekday, found in by_weekday.items()},
        by_hour={weekday: len(found) for weekday, found in spread.items()},
        swings=tuple(sorted(_together(of_hours), key=_place))
        + tuple(sorted(_of_days(by_weekday, totals, worked), key=_place)),
    )


def _place(swing: Swing) -> tuple[bool, int, tuple[int, ...], int]:
    """Busy before quiet, larger before smaller."""
    return (not swing.is_busy, -abs(swing.percent), swing.weekdays, swing.first or 0)


def _comes_by_the_hour(one: Day, open_order: Sequence[int]) -> bool:
    """Whether its hours say anything: figures that come once an evening lie in one of them."""
    with_any = {part.hour for part in one.hours if part.amount > 0}
    return bool(with_any) and 2 * len(with_any.intersection(open_order)) >= len(open_order)


def _usual_hours(found: Sequence[Day]) -> dict[int, Decimal]:
    """By hour of the wall, for a whole hour of it."""
    amounts: dict[int, Decimal] = defaultdict(Decimal)
    seconds: dict[int, int] = defaultdict(int)
    for one in found:
        for part in one.hours:
            amounts[part.hour] += part.amount
            seconds[part.hour] += part.seconds
    return {hour: amounts[hour] * HOUR / seconds[hour] for hour in amounts if seconds[hour]}


def _worth_showing(usual: Mapping[tuple[int, int], Decimal]) -> Iterator[int]:
    """Hours with a hundredth of it all or more, whatever the calendar says."""
    by_hour: dict[int, Decimal] = defaultdict(Decimal)
    for (_, hour), amount in usual.items():
        by_hour[hour] += amount
    least = sum(by_hour.values(), _NOTHING) / 100
    return (hour for hour, amount in by_hour.items() if amount > 0 and amount >= least)


# --- Hours of a weekday ----------------------------------------------------------------------------


def _hours_of(
    weekday: int,
    found: Sequence[Day],
    usual: Mapping[tuple[int, int], Decimal],
    open_order: Sequence[int],
) -> Iterator[Swing]:
    known = [hour for hour in open_order if (weekday, hour) in usual]
    level = median([usual[weekday, hour] for hour in known]) if known else _NOTHING
    if level <= 0:
        return
    rates = [_rates(one, known) for one in found]
    tones = {hour: _tone(usual[weekday, hour], level, hour, rates) for hour in known}
    for run in _runs(known, tones):
        swing = _of_run(weekday, run, known, found)
        if swing is not None and swing.is_busy == (tones[run[0]] > 0):
            yield swing


def _rates(one: Day, known: Sequence[int]) -> dict[int, Decimal]:
    """An hour's amount by hour, of those that the day had."""
    rates = _usual_hours([one])
    return {hour: rates[hour] for hour in known if hour in rates}


def _tone(
    amount: Decimal, level: Decimal, hour: int, rates: Sequence[Mapping[int, Decimal]]
) -> int:
    """1 for an hour that is busy, -1 for a quiet one, 0 else: by how much, and how often."""
    sign = 1 if amount >= level * BUSY else -1 if amount <= level * QUIET else 0
    if not sign:
        return 0
    sides = [sign * (day[hour] - median(day.values())) > 0 for day in rates if hour in day]
    return sign if _is_most(sides) else 0


def _is_most(sides: Sequence[bool]) -> bool:
    return bool(sides) and MOST_OUT_OF * sum(sides) >= MOST_OF * len(sides)


def _runs(known: Sequence[int], tones: Mapping[int, int]) -> Iterator[list[int]]:
    """Hours of one tone that follow one another on the wall."""
    run: list[int] = []
    for hour in known:
        if run and (tones[hour] != tones[run[-1]] or hour != (run[-1] + 1) % _HOURS):
            yield run
            run = []
        if tones[hour]:
            run.append(hour)
    if run:
        yield run


def _of_run(
    weekday: int, run: Sequence[int], known: Sequence[int], found: Sequence[Day]
) -> Swing | None:
    inside, outside = _sums(found, run), _sums(found, set(known) - set(run))
    if not inside[1] or not outside[1] or outside[0] <= 0:
        return None
    expected = outside[0] * inside[1] / outside[1]
    if (inside[0] - expected) ** 2 < SIGMAS**2 * max(inside[0], expected):
        return None
    percent = _percent(inside[0], expected)
    return Swing(
        (weekday,),
        run[0],
        (run[-1] + 1) % _HOURS,
        percent,
        inside[0] * HOUR / inside[1],
        outside[0] * HOUR / outside[1],
        len(found),
    )


def _sums(found: Sequence[Day], hours: Sequence[int] | set[int]) -> tuple[Decimal, int]:
    parts = [part for one in found for part in one.hours if part.hour in hours]
    return sum((part.amount for part in parts), _NOTHING), sum(part.seconds for part in parts)


def _percent(amount: Decimal, other: Decimal) -> int:
    return round((amount / other - 1) * 100)


def _together(swings: Sequence[Swing]) -> Iterator[Swing]:
    """Weekdays on which the same hours stand out the same way are one finding."""
    alike: dict[tuple[int | None, int | None, bool], list[Swing]] = defaultdict(list)
    for swing in swings:
        alike[swing.first, swing.until, swing.is_busy].append(swing)
    for found in alike.values():
        usual, rest = _mean(found, lambda one: one.usual), _mean(found, lambda one: one.rest)
        yield Swing(
            tuple(day for one in found for day in one.weekdays),
            found[0].first,
            found[0].until,
            _percent(usual, rest),
            usual,
            rest,
            sum(one.days for one in found),
        )


def _mean(found: Sequence[Swing], of: Callable[[Swing], Decimal]) -> Decimal:
    return sum((of(one) for one in found), _NOTHING) / len(found)


# --- Weekdays --------------------------------------------------------------------------------------


def _of_days(
    by_weekday: Mapping[int, Sequence[Day]], totals: Mapping[int, Decimal], worked: frozenset[int]
) -> Iterator[Swing]:
    """Weekdays that stand out among those that are worked; of fewer than three there is no usual one."""
    known = [
        weekday
        for weekday in sorted(worked)
        if len(by_weekday.get(weekday, ())) >= FEWEST_DAYS and totals[weekday] > 0
    ]
    if len(known) < 3:
        return
    level = median([totals[weekday] for weekday in known])
    for weekday in known:
        total, found = totals[weekday], by_weekday[weekday]
        sign = 1 if total >= level * BUSY_DAY else -1 if total <= level * QUIET_DAY else 0
        others = [totals[other] for other in known if other != weekday]
        rest = sum(others, _NOTHING) / len(others)
        percent = _percent(total, rest)
        far = (total - rest) ** 2 * len(found) >= SIGMAS**2 * max(total, rest)
        sides = [sign * (one.amount - level) > 0 for one in found]
        if sign and sign * percent > 0 and far and _is_most(sides):
            yield Swing((weekday,), None, None, percent, total, rest, len(found))
