"""Adding up, and windows to add up in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction

from tests.goals.model.world import ONE_DAY, Metric, Reading


@dataclass
class Sum:
    """Σ value, Σ weight, and how many readings."""

    value: Fraction = Fraction(0)
    weight: Fraction = Fraction(0)
    n: int = 0


@dataclass(frozen=True)
class Span:
    """A period's first and last day, and the window of it, or of an hour in it, that is looked at."""

    first: date
    last: date
    start: datetime
    end: datetime

    @property
    def days(self) -> list[date]:
        return [self.first + n * ONE_DAY for n in range((self.last - self.first).days + 1)]


def micro(span: timedelta) -> int:
    return span // timedelta(microseconds=1)


def add_up(readings: Iterable[Reading]) -> Sum:
    found = Sum()
    for one in readings:
        found = Sum(found.value + one.value, found.weight + one.weight, found.n + 1)
    return found


def result(metric: Metric, sums: Sum) -> Fraction:
    if not metric.is_ratio:
        return sums.value
    return sums.value / sums.weight * (100 if metric.percent else 1)


def distance(metric: Metric, sums: Sum, target: Fraction) -> Fraction:
    """How far on the good side of the target; zero is met."""
    ahead = result(metric, sums) - target
    return ahead if metric.higher else -ahead
