"""The usual range of a metric: what is ordinary, so that nobody has to explain a wobble.

Process behaviour limits for single values (Wheeler, "Understanding Variation", 1993): the mean plus and
minus 2.66 times the mean moving range. 2.66 is 3 ÷ 1.128, the factor that turns the mean range of two
into three standard deviations. A pure room.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

FACTOR = 2.66
FEWEST_POINTS = 12
RUN_LENGTH = 8


@dataclass(frozen=True, slots=True)
class UsualRange:
    """Lower and upper limit and the mean, in the metric's own unit; `since` is the index it starts at."""

    low: float
    mean: float
    high: float
    since: int


def usual_range(points: Sequence[float]) -> UsualRange | None:
    """The range in force at the end of `points` (oldest first), or None while there are too few.

    A signal, a point outside or eight in a row on one side of the mean, starts the range anew there, once
    enough points follow for one.
    """
    start = 0
    current = _limits(points, start, start + FEWEST_POINTS)
    if current is None:
        return None
    place = FEWEST_POINTS
    while place < len(points):
        signal = _signal(points, current, place)
        if signal is not None and (renewed := _limits(points, signal, signal + FEWEST_POINTS)):
            current, place = renewed, signal + FEWEST_POINTS
            continue
        if signal is None:
            current = _limits(points, current.since, place + 1) or current
        place += 1
    return current


def turn(points: Sequence[float], current: UsualRange) -> int:
    """Whether the range in force lies above (1) or below (-1) what came before it; 0 if it never turned."""
    before = points[: current.since]
    if not before:
        return 0
    mean = sum(before) / len(before)
    return (current.mean > mean) - (current.mean < mean)


def outside(point: float, current: UsualRange) -> int:
    """1 above the range, -1 below it, 0 inside: nothing to explain. The limits themselves are inside."""
    return (point > current.high) - (point < current.low)


def _limits(points: Sequence[float], start: int, end: int) -> UsualRange | None:
    span = points[start:end]
    if len(span) < FEWEST_POINTS:
        return None
    mean = sum(span) / len(span)
    moves = [abs(b - a) for a, b in pairwise(span)]
    reach = FACTOR * sum(moves) / len(moves)
    return UsualRange(mean - reach, mean, mean + reach, start)


def _signal(points: Sequence[float], limits: UsualRange, place: int) -> int | None:
    """The index at which a signal that shows at `place` began, or None."""
    if not limits.low <= points[place] <= limits.high:
        return place
    run = points[place - RUN_LENGTH + 1 : place + 1]
    if len(run) == RUN_LENGTH and (
        all(point > limits.mean for point in run) or all(point < limits.mean for point in run)
    ):
        return place - RUN_LENGTH + 1
    return None
