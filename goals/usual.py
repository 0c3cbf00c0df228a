"""The usual range of a metric: what is ordinary, so that nobody has to explain a wobble.

Process behaviour limits for single values (Wheeler, "Understanding Variation", 1993): the mean plus and
minus 2.66 times the mean moving range. 2.66 is 3 ÷ 1.128, the factor that turns the mean range of two
into three standard deviations. A signal, which is a point outside or eight in a row on one side of the
mean, starts the range anew there. A pure room.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from statistics import median

FACTOR = 2.66
FEWEST_POINTS = 12
RUN_LENGTH = 8
COMPARED = 22
"""Points before a new range that it is compared with."""
_SLACK = 1e-9
"""Sums of binary fractions are off in their last digits: a level that never moves must not leave itself."""
_SURE = 3.0
"""Standard errors by which two levels must differ, where one wild point may have parted them."""
_SIGMA = 1 / 3
"""Of the distance from the mean to a limit: one standard deviation."""


@dataclass(frozen=True, slots=True)
class UsualRange:
    """Lower and upper limit and the mean, in the metric's own unit; `since` is the index it starts at."""

    low: float
    mean: float
    high: float
    since: int


@dataclass(frozen=True, slots=True)
class Signal:
    """Something that is not ordinary: `side` is 1 above, -1 below.

    `at` is the index of the point outside, or where a level `lasts`: since then it is another one.
    """

    side: int
    at: int
    lasts: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """The ranges one after the other (each until the next begins), and what the newest points signal."""

    ranges: tuple[UsualRange, ...]
    signal: Signal | None

    @property
    def current(self) -> UsualRange | None:
        """The range in force at the end; None while there are too few points."""
        return self.ranges[-1] if self.ranges else None


def usual_range(points: Sequence[float]) -> UsualRange | None:
    """The range in force at the end of `points` (oldest first), or None while there are too few."""
    return read(points).current


def read(points: Sequence[float]) -> Found:
    """The ranges of `points` (oldest first), and the newest signal.

    A signal starts the range anew once enough points follow for one. Until then the old one stays in
    force, and as it was: what is in question does not widen what it is judged by.
    """
    limits = _Limits(points)
    ranges: list[UsualRange] = []
    start = 0
    while len(points) - start >= FEWEST_POINTS:
        current = limits.of(start, start + FEWEST_POINTS)
        broken = None
        for place in range(start + FEWEST_POINTS, len(points)):
            broken = _signal(points, current, place)
            if broken is not None:
                # What begins there is judged by what came before it, not by itself.
                current = limits.of(start, max(broken, start + FEWEST_POINTS))
                break
            current = limits.of(start, place + 1)
        ranges.append(current)
        if broken is None:
            return Found(tuple(ranges), _turned(points, ranges))
        if len(points) - broken < FEWEST_POINTS:
            return Found(tuple(ranges), _waiting(points, current, broken))
        start = broken
    return Found((), None)


def outside(point: float, current: UsualRange) -> int:
    """1 above the range, -1 below it, 0 inside: nothing to explain. The limits themselves are inside."""
    slack = _SLACK * max(1.0, abs(current.low), abs(current.high))
    return (point > current.high + slack) - (point < current.low - slack)


def limits_of(points: Sequence[float]) -> UsualRange:
    """The limits of all of these together, of two at least, whatever they signal: to hold two sets side by side."""
    return _Limits(points).of(0, len(points))


class _Limits:
    """Limits of any stretch of the points, from running sums."""

    def __init__(self, points: Sequence[float]) -> None:
        self._sums = (0.0, *accumulate(points))
        self._moves = (0.0, *accumulate(abs(b - a) for a, b in pairwise(points)))

    def of(self, start: int, end: int) -> UsualRange:
        """Of the points from `start` up to, not including, `end`."""
        mean = (self._sums[end] - self._sums[start]) / (end - start)
        reach = FACTOR * (self._moves[end - 1] - self._moves[start]) / (end - start - 1)
        return UsualRange(mean - reach, mean, mean + reach, start)


def _signal(points: Sequence[float], limits: UsualRange, place: int) -> int | None:
    """The index at which a signal that shows at `place` began, or None."""
    if outside(points[place], limits):
        return place
    began = place - RUN_LENGTH + 1
    return began if _run(points, limits.mean, began) else None


def _run(points: Sequence[float], mean: float, began: int) -> int:
    """1 or -1 where the eight points from `began` on all lie above or below `mean`, else 0."""
    run = points[began : began + RUN_LENGTH]
    slack = _SLACK * max(1.0, abs(mean))
    if len(run) < RUN_LENGTH:
        return 0
    return all(point > mean + slack for point in run) - all(point < mean - slack for point in run)


def _waiting(points: Sequence[float], limits: UsualRange, broken: int) -> Signal | None:
    """What a range says that is broken and cannot start anew yet: another level, or one point outside."""
    side = _run(points, limits.mean, broken)
    if side and side == _run(points, _level_before(points, broken), broken):
        return Signal(side, broken, lasts=True)
    for place in range(len(points) - 1, broken - 1, -1):
        if side := outside(points[place], limits):
            return Signal(side, place)
    return None


def _level_before(points: Sequence[float], start: int) -> float:
    """The median of what came before: a wild point in it must not make ordinary days look like a change."""
    return median(points[max(start - COMPARED, 0) : start])


def _turned(points: Sequence[float], ranges: Sequence[UsualRange]) -> Signal | None:
    """Since when the level in force has been another one than before it.

    A wild point starts the range anew as well; if the points after it go on as before, nothing turned
    there, and the level dates from an earlier start.
    """
    for old, new in zip(ranges[-2::-1], ranges[:0:-1], strict=True):
        if turned := _turned_at(points, old, new.since):
            return turned
    return None


def _turned_at(points: Sequence[float], old: UsualRange, start: int) -> Signal | None:
    """Whether all since `start` lies on another level than the range before it.

    Eight in a row say enough; otherwise the means must lie three standard errors apart without the first point.
    """
    level = _level_before(points, start)
    if side := _run(points, level, start):
        return Signal(side, start, lasts=True)
    rest = points[start + 1 :]
    gap = sum(rest) / len(rest) - level
    deviation = (old.high - old.mean) * _SIGMA
    error = deviation * (1 / (start - old.since) + 1 / len(rest)) ** 0.5
    if abs(gap) <= _SURE * error + _SLACK * max(1.0, abs(level)):
        return None
    return Signal(1 if gap > 0 else -1, start, lasts=True)
