"""What is usual for a metric, and what to say of it: one function for every page, file and API call.

No statements: whoever asks brings the sums by day, from `window` on, so that all of them see the same past.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from statistics import median

from goals import dates, formats
from goals.charts import Sparkline
from goals.progress import Measure, Sums
from goals.queries.figures import Writer
from goals.queries.shape import measure_of
from goals.queries.workdays import Workdays
from goals.usual import FEWEST_POINTS, Found, UsualRange, outside, read
from teams.calendar import ONE_DAY

MONTHS_BACK = 13
"""Twelve months that are over, and the one that is cut by the first day on which anybody looked."""
NEWS = timedelta(days=62)
"""For so long another level is news; then it is what is usual."""
POINTS_DRAWN = 22
FEWEST_WEEKS = 4
"""A weekday that came up less often is not known yet."""
ALIKE = 0.15
"""Weekdays that lie no further than this from the average day are alike."""
FAINT = 0.05
"""A weekday that brings less of an average day than this is none to compare."""

DAY, WEEK, MONTH = "day", "week", "month"
STEPS = (DAY, WEEK, MONTH)
SIGNALS = ("above", "below", "better", "worse")
EARLY = "Too early to say"
INSIDE = "Inside the usual range, nothing to explain"


@dataclass(frozen=True, slots=True)
class Point:
    """The result of a day, week or month that is over, by its first day."""

    day: date
    value: float


@dataclass(frozen=True, slots=True)
class Usual:
    """The usual range in force and what the newest results say of it.

    `step` is what a point is the result of. Totals of days are held against their own weekday where weekdays
    differ: `shares` says of each, Monday first, how much of an average day it brings, and points are what
    an average day would have brought. It is empty where they are alike. `limits` are kept inside what the figure can be. `signal` is
    empty, `above` or `below` (a result outside), `better` or `worse` (another level); `words` say it.
    `since` is the day on which the range in force began.
    """

    step: str
    points: tuple[Point, ...]
    shares: tuple[float, ...]
    found: Found
    limits: tuple[float, float] | None
    since: date | None
    signal: str
    words: str

    @property
    def current(self) -> UsualRange | None:
        """The range in force; None while it is too early to say."""
        return self.found.current

    def share(self, day: date) -> float:
        """How much of an average day such a weekday brings; 0.0 for one that is not compared."""
        return self.shares[day.weekday()] if self.shares else 1.0

    @property
    def is_good(self) -> bool:
        """Good news, worth seeing."""
        return self.signal == "better"

    @property
    def asks(self) -> bool:
        """Somebody should ask what was different."""
        return self.signal not in ("", "better")


@dataclass(frozen=True, slots=True)
class Days:
    """Which days count, and how weeks are cut: `today` and what is later is not over."""

    is_worked: Callable[[date], bool]
    today: date
    week_starts_on: int = 0


def window(today: date) -> date:
    """The first day that is looked at: a first of a month, so that a range does not start anew each day."""
    months = today.year * 12 + today.month - 1 - MONTHS_BACK
    return date(months // 12, months % 12 + 1, 1)


def days_of(workdays: Workdays, today: date, week_starts_on: int) -> Days:
    """The days of a team or the organisation. Before there is a team, every day is a working day."""
    # Asked of each metric anew, and the same for all of them.
    is_worked = cache(workdays.is_worked) if workdays.works else lambda _day: True
    return Days(is_worked, today, week_starts_on)


def usual_of(writer: Writer, by_day: Mapping[date, Sums], days: Days) -> Usual:
    """The usual range of a metric's results, oldest first in `by_day`.

    Of single days where enough of them have something to say, else of weeks, else of months.
    """
    measure = measure_of(writer.metric)
    first = window(days.today)
    recent = [(day, sums) for day, sums in by_day.items() if first <= day < days.today]
    step, points = DAY, _results(measure, ((d, s) for d, s in recent if days.is_worked(d)))
    for longer in (WEEK, MONTH):
        if len(points) >= FEWEST_POINTS:
            break
        others = _results(measure, _whole(recent, longer, first, days))
        if len(others) >= FEWEST_POINTS:
            step, points = longer, others
    shares: tuple[float, ...] = ()
    if step == DAY and not measure.is_ratio:
        points, shares = _evened(points)
    found = read([point.value for point in points])
    current = found.current
    signal = _signal(writer, points, found, days.today)
    return Usual(
        step=step,
        points=points,
        shares=shares,
        found=found,
        limits=None if current is None else kept_inside(writer, current),
        since=None if current is None else points[current.since].day,
        signal=signal,
        words=_words(points, found, signal, step, days.today) or (EARLY if recent else ""),
    )


def _results(measure: Measure, sums_by_day: Iterable[tuple[date, Sums]]) -> tuple[Point, ...]:
    found = ((day, drawn(measure, sums)) for day, sums in sums_by_day)
    return tuple(Point(day, value) for day, value in found if value is not None)


def drawn(measure: Measure, sums: Sums) -> float | None:
    """A result to draw and to judge: near enough, and a tenth of the work of an exact one.

    None where there is nothing, or too little behind a ratio to say anything.
    """
    if sums.n == 0:
        return None
    if not measure.is_ratio:
        return float(sums.value)
    if not sums.weight or sums.weight < measure.minimum_weight:
        return None
    return float(sums.value) / float(sums.weight) * (100 if measure.percent else 1)


def _evened(points: tuple[Point, ...]) -> tuple[tuple[Point, ...], tuple[float, ...]]:
    """Totals as an average day would have brought them, and each weekday's share of one.

    A quiet Saturday every week is no signal. Shares are medians, so that one wild day does not shift its
    weekday; a weekday that comes up too seldom to know what is usual on it is not compared. Where weekdays
    are alike, or the past is short, results stay as they are.
    """
    by_weekday: list[list[float]] = [[] for _ in range(7)]
    for point in points:
        by_weekday[point.day.weekday()].append(point.value)
    known = [values if len(values) >= FEWEST_WEEKS else [] for values in by_weekday]
    medians = [median(values) if values else 0.0 for values in known]
    days = sum(len(values) for values in known)
    whole = sum(m * len(values) for m, values in zip(medians, known, strict=True))
    if not days or whole <= 0:
        return points, ()
    shares = tuple(max(m, 0.0) * days / whole for m in medians)
    if all(
        abs(share - 1) <= ALIKE for share, values in zip(shares, by_weekday, strict=True) if values
    ):
        return points, ()
    kept = [point for point in points if shares[point.day.weekday()] >= FAINT]
    if len(kept) < FEWEST_POINTS:
        return points, ()
    shares = tuple(share if share >= FAINT else 0.0 for share in shares)
    return tuple(Point(p.day, p.value / shares[p.day.weekday()]) for p in kept), shares


def _whole(
    by_day: Iterable[tuple[date, Sums]], step: str, first: date, days: Days
) -> list[tuple[date, Sums]]:
    """Sums of weeks or months that lie wholly inside the window and are over."""
    found: dict[date, Sums] = {}
    for day, sums in by_day:
        begins = (
            day.replace(day=1)
            if step == MONTH
            else day - ONE_DAY * ((day.weekday() - days.week_starts_on) % 7)
        )
        found[begins] = found.get(begins, Sums()) + sums
    return [
        (begins, sums)
        for begins, sums in found.items()
        if begins >= first and _after(begins, step) <= days.today
    ]


def _after(begins: date, step: str) -> date:
    """The first day after a step."""
    if step == DAY:
        return begins + ONE_DAY
    if step == WEEK:
        return begins + ONE_DAY * 7
    return (begins + timedelta(days=31)).replace(day=1)


# --- In a file and for programs -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Marked:
    """A day of a file: the limits then in force, and where its result lay; empty for a day that does not count."""

    low: Decimal | None
    high: Decimal | None
    place: str


def marked(writer: Writer, usual: Usual, day: date) -> Marked:
    """What the range in force on a day was; of a week or month, that of the one the day belongs to."""
    begins = [point.day for point in usual.points]
    place = bisect_right(begins, day) - 1
    if place < 0 or (
        begins[place] != day if usual.step == DAY else day >= _after(begins[place], usual.step)
    ):
        return Marked(None, None, "")
    then = [found for found in usual.found.ranges if found.since <= place]
    if not then:
        return Marked(None, None, "")
    low, high = (end * usual.share(day) for end in kept_inside(writer, then[-1]))
    return Marked(
        figure_of(writer, low), figure_of(writer, high), where(usual.points[place].value, then[-1])
    )


def figure_of(writer: Writer, value: float) -> Decimal:
    """A limit as a figure, to one decimal more than the metric has: it is a mean."""
    step = Decimal(1).scaleb(-writer.metric.decimals - 1)
    return Decimal(str(value)).quantize(step, rounding=ROUND_HALF_UP)


# --- Words ---------------------------------------------------------------------------------------


def _signal(writer: Writer, points: Sequence[Point], found: Found, today: date) -> str:
    signal = found.signal
    if signal is None:
        return ""
    if not signal.lasts:
        return "above" if signal.side > 0 else "below"
    if today - points[signal.at].day > NEWS:
        return ""
    return "better" if (signal.side > 0) == writer.higher else "worse"


def _words(points: Sequence[Point], found: Found, signal: str, step: str, today: date) -> str:
    if found.current is None:
        return ""
    if not signal or found.signal is None:
        return INSIDE
    at = points[found.signal.at].day
    if signal in ("above", "below"):
        when = {
            DAY: f"on {dates.short_day(at, today)}",
            WEEK: f"in the week of {dates.short_day(at, today)}",
            MONTH: f"in {dates.month(at, today)}",
        }
        return f"{signal.capitalize()} the usual range {when[step]}"
    word = "Better" if signal == "better" else "Not as good"
    since = dates.month(at, today) if step == MONTH else dates.short_day(at, today)
    return f"{word} since {since}"


def kept_inside(writer: Writer, usual: UsualRange) -> tuple[float, float]:
    """The limits, inside what the figure can be: nothing is below none, nor above 100 %.

    Where the figure itself goes beyond (money lost, more than all), so may they.
    """
    low = max(usual.low, 0.0) if usual.mean >= 0 else usual.low
    high = min(usual.high, 100.0) if writer.is_percent and usual.mean <= 100 else usual.high
    return low, high


def range_words(writer: Writer, usual: Usual) -> str:
    """`88% to 94% on a usual day`; `in a usual week` where single days say too little."""
    if usual.limits is None:
        return EARLY if usual.points else "No figures yet"
    low, high = usual.limits
    when = "on a usual day" if usual.step == DAY else f"in a usual {usual.step}"
    if usual.shares:
        when = "on an average day"
    return f"{rough(writer, low)} to {rough(writer, high)} {when}"


def where(value: float, current: UsualRange) -> str:
    """`inside`, `above` or `below`."""
    return {0: "inside", 1: "above", -1: "below"}[outside(value, current)]


def rough(writer: Writer, value: float) -> str:
    """A limit to the metric's decimals; percentages whole, or with one where they are few."""
    figure = Decimal(str(round(value, writer.metric.decimals)))
    if writer.is_percent:
        return formats.percent(figure)
    return writer.figure(figure)


# --- Drawn ---------------------------------------------------------------------------------------


def sparkline(
    writer: Writer, usual: Usual, text: str, so_far: Sums | None = None
) -> Sparkline | None:
    """The last results over their usual range; None with fewer than two.

    `so_far` is what today has: a ratio is comparable as soon as it has something behind it, a sum is not.
    """
    values = [point.value for point in usual.points[-POINTS_DRAWN:]]
    measure = measure_of(writer.metric)
    if usual.step == DAY and measure.is_ratio and so_far is not None:
        today = drawn(measure, so_far)
        values = [*values, *([] if today is None else [today])][-POINTS_DRAWN:]
    if len(values) < 2:
        return None
    said = usual.words[:1].lower() + usual.words[1:] if usual.words else "no range yet"
    title = f"{writer.metric.name}, the last {len(values)} {usual.step}s. {text}: {said}"
    return Sparkline(tuple(values), usual.limits, title)
