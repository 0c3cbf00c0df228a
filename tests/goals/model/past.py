"""What the eight weeks before a day say of a figure, and what a running period will end on.

The formulas are those that `goals.forecast` cites, written out in their plainest form.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta
from fractions import Fraction
from math import inf
from statistics import NormalDist
from typing import TYPE_CHECKING

from tests.goals.model.sums import Span, Sum, distance, micro, result
from tests.goals.model.world import ONE_DAY, Calendar, Metric

if TYPE_CHECKING:
    from tests.goals.model.reckoning import Figure

EIGHT_WEEKS, FOUR_WEEKS = timedelta(weeks=8), timedelta(weeks=4)
GAINS = (0.02, 0.05, 0.1, 0.2, 0.4)
NORMAL = NormalDist()
Forecast = tuple[float, float, float, float]


class Past:
    """The eight weeks before a day: how much is usual on each weekday and hour, and at what rate."""

    def __init__(self, figure: Figure, today: date) -> None:
        metric, calendar = figure.metric, figure.calendar
        self.days: dict[date, Sum] = defaultdict(Sum)
        for day, one in figure.counted:
            if today - EIGHT_WEEKS <= day < today:
                there = self.days[day]
                self.days[day] = Sum(
                    there.value + one.value, there.weight + one.weight, there.n + 1
                )
        self.began = min(self.days, default=today)
        self.weekdays: list[Fraction] | None = None
        if today - self.began >= FOUR_WEEKS:
            means = [self._mean(metric, calendar, today, weekday) for weekday in range(7)]
            self.weekdays = means if any(means) else None
        # 1 on the average weekday with work.
        self.levels: list[float] = []
        if self.weekdays:
            busy = [mean for mean in self.weekdays if mean]
            self.levels = [float(mean * len(busy) / sum(busy)) for mean in self.weekdays]
        self.hours: list[Fraction] | None = None
        if self.weekdays and figure.goal.scope in ("organisation", "team"):
            self.hours = self._by_hour(figure, today)
        self.volume: Rate | None = None
        days = [self.began + n * ONE_DAY for n in range((today - self.began).days)]
        work = [self.work(calendar, day) for day in days]
        values = [float(self.days[day].value) if day in self.days else 0.0 for day in days]
        weights = [float(self.days[day].weight) if day in self.days else 0.0 for day in days]
        if metric.is_ratio:
            self.volume = followed(work, weights)
            self.rate = followed(weights, values) if self.volume else None
        else:
            self.rate = followed(work, values)

    def _mean(self, metric: Metric, calendar: Calendar, today: date, weekday: int) -> Fraction:
        amounts = []
        day = self.began
        while day < today:
            if day.weekday() == weekday and not calendar.is_off(day):
                sums = self.days.get(day, Sum())
                amounts.append(max(sums.weight if metric.is_ratio else sums.value, Fraction(0)))
            day += ONE_DAY
        return sum(amounts, Fraction(0)) / len(amounts) if amounts else Fraction(0)

    @staticmethod
    def _by_hour(figure: Figure, today: date) -> list[Fraction]:
        calendar = figure.calendar
        since, until = calendar.start(today - FOUR_WEEKS), calendar.start(today)
        hours = [Fraction(0)] * 24
        for _, one in figure.counted:
            if since <= one.at < until:
                day = calendar.day(one.at)
                number = next(h for a, b, h in calendar.hours(day) if a <= one.at < b)
                hours[number] += one.weight if figure.metric.is_ratio else one.value
        return [max(amount, Fraction(0)) for amount in hours]

    def exact(self, calendar: Calendar, day: date) -> Fraction:
        """The usual work of a day, in amounts."""
        return Fraction(0) if calendar.is_off(day) else self.weekdays[day.weekday()]

    def work(self, calendar: Calendar, day: date) -> float:
        """The same, 1 on the average weekday with work."""
        if self.weekdays is None:
            return float(calendar.is_worked(day))
        return 0.0 if calendar.is_off(day) else self.levels[day.weekday()]

    def part_of_day(self, calendar: Calendar, at: datetime, to: datetime) -> Fraction:
        """How much of the usual work of a day lies between two instants of it."""
        day = calendar.day(at)
        start, end = calendar.window(day, day)
        if self.hours is not None:
            everything = inside = Fraction(0)
            for first, last, number in calendar.hours(day):
                everything += self.hours[number] * micro(last - first)
                span = max(micro(min(last, to) - max(first, at)), 0)
                inside += self.hours[number] * span
            if everything > 0:
                return inside / everything
        whole = calendar.work(start, end)
        if whole > 0:
            return Fraction(calendar.work(at, to), whole)
        return Fraction(micro(to - at), micro(end - start))

    def share(self, figure: Figure, span: Span, at: datetime) -> Fraction | None:
        """The share of a window's usual work that is over; None where there is no work in it."""
        calendar, start, end = figure.calendar, span.start, span.end
        if figure.goal.cadence == "hourly" or self.weekdays is None:
            whole = calendar.work(start, end)
            return Fraction(calendar.work(start, at), whole) if whole else None
        today = calendar.day(at)
        everything = sum(self.exact(calendar, day) for day in span.days)
        done = sum(self.exact(calendar, day) for day in span.days if day < today)
        done += self.exact(calendar, today) * self.part_of_day(calendar, calendar.start(today), at)
        return done / everything if everything else None

    def usual_volume(self, figure: Figure, span: Span) -> float | None:
        """What the window usually amounts to."""
        rate = self.volume or self.rate
        if rate is None:
            return None
        calendar = figure.calendar
        if figure.goal.cadence == "hourly":
            part = float(self.part_of_day(calendar, span.start, span.end))
            return rate[0] * self.work(calendar, span.first) * part
        return rate[0] * sum(self.work(calendar, day) for day in span.days)

    def forecast(
        self, figure: Figure, span: Span, at: datetime, sums: Sum, target: Fraction
    ) -> Forecast | None:
        """Low, likely, high and likelihood; None where nothing can be said."""
        metric = figure.metric
        times = 100 if metric.is_ratio and metric.percent else 1
        if at >= span.end:
            if metric.is_ratio and sums.weight == 0:
                return None
            ended = float(result(metric, sums))
            return ended, ended, ended, float(distance(metric, sums, target) >= 0)
        if self.rate is None or (metric.is_ratio and self.volume is None):
            return None
        left = self._left(figure, span, at)
        likely, spread = (self._ratio if metric.is_ratio else self._total)(sums, left)
        if likely is None:
            return None
        aim = float(target) / times
        better = likely - aim if metric.higher else aim - likely
        chance = NORMAL.cdf(better / spread) if spread > 0 else float(better >= 0)
        if not metric.is_ratio and all(day.value >= 0 for day in self.days.values()):
            if metric.higher and sums.value >= target:
                chance = 1.0
            if not metric.higher and sums.value > target:
                chance = 0.0
        reach = NORMAL.inv_cdf(0.9) * spread
        least, most = self._bounds(metric, sums)
        low, middle, high = (
            min(max(number, least), most) * times
            for number in (likely - reach, likely, likely + reach)
        )
        return low, middle, high, chance

    def _left(self, figure: Figure, span: Span, at: datetime) -> list[float]:
        """The usual work of what is left of today, and of each day after it."""
        calendar = figure.calendar
        today = calendar.day(at)
        if figure.goal.cadence == "hourly":
            part = self.part_of_day(calendar, at, span.end)
            return [self.work(calendar, span.first) * float(part)]
        rest = self.part_of_day(calendar, at, calendar.start(today + ONE_DAY))
        left = [self.work(calendar, today) * float(rest)]
        return left + [self.work(calendar, day) for day in span.days if day > today]

    def _total(self, sums: Sum, left: list[float]) -> tuple[float | None, float]:
        mean, variance = ahead(self.rate, left)
        return float(sums.value) + mean, variance**0.5

    def _ratio(self, sums: Sum, left: list[float]) -> tuple[float | None, float]:
        value, weight = float(sums.value), float(sums.weight)
        coming = [max(self.volume[0], 0) * piece for piece in left]
        together = weight + sum(coming)
        if together <= 0:
            return None, 0.0
        mean, variance = ahead(self.rate, coming)
        so_far = value / weight if weight else self.rate[0]
        off = (self.rate[0] - so_far) * weight / together
        variance += off**2 * ahead(self.volume, left)[1]
        return (value + mean) / together, variance**0.5 / together

    def _bounds(self, metric: Metric, sums: Sum) -> tuple[float, float]:
        """Between what a result must lie, as far as the past shows: a share, or no less than is in."""
        every = self.days.values()
        if metric.is_ratio:
            is_share = all(0 <= day.value <= day.weight for day in every)
            return (0, 1) if is_share and 0 <= sums.value <= sums.weight else (-inf, inf)
        return (float(sums.value), inf) if all(day.value >= 0 for day in every) else (-inf, inf)


Rate = tuple[float, float, float, float, float]


def followed(work: list[float], amounts: list[float]) -> Rate | None:
    """Level, gain, σ², the level's own variance and the mean work; None after fewer than ten days."""
    days = [(u, v) for u, v in zip(work, amounts, strict=True) if u > 0]
    if len(days) < 10:
        return None
    mean = sum(u for u, _ in days) / len(days)
    best = None
    for gain in GAINS:
        began = sum(u for u, _ in days[:5])
        level = sum(v for _, v in days[:5]) / began
        squares, kept = [], 1.0
        for u, v in days[5:]:
            surprise = v - level * u
            squares.append(surprise**2 / u)
            step = min(gain / mean, 1 / u)
            level += step * surprise
            kept *= 1 - step * u
        variance = sum(squares) / len(squares)
        if best is None or variance < best[2]:
            best = (level, gain, variance, variance / began * kept**2, mean)
    return best


def ahead(rate: Rate, work: list[float]) -> tuple[float, float]:
    """Mean and variance of what so much work brings: each surprise with all that it moves after it."""
    level, gain, variance, unsure, mean = rate
    spread = 0.0
    for place, piece in enumerate(work):
        after = sum(work[place + 1 :])
        spread += piece * (1 + gain / mean * after) ** 2
    return level * sum(work), variance * spread + unsure * sum(work) ** 2
