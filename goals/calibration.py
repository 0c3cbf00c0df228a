"""Whether likelihoods keep their word: of the times they said 70 %, about 70 % should have come true.

The reliability table groups forecasts by what they said; the Brier score (G. W. Brier, "Verification of
forecasts expressed in terms of probability", Monthly Weather Review 78, 1950) is the mean squared distance
of what was said from what came, 0 at best; to say one half always scores 0.25. A pure room.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from goals.interval import wilson

EDGES = (0.0, 0.1, 0.2, 0.4, 0.6, 0.8, 0.9, 1.0)


@dataclass(frozen=True, slots=True)
class Case:
    """One forecast: the period it was of, the likelihood that was said, and whether it came true."""

    period: Hashable
    said: float
    came: bool


@dataclass(frozen=True, slots=True)
class Band:
    """The forecasts that said `low` to `high`: how many, of how many periods, what they said on average,
    and which share came true, with the interval that the number of periods allows. All shares 0 to 1.
    """

    low: float
    high: float
    forecasts: int
    periods: int
    said: float
    came: float
    interval: tuple[float, float]


def bands(cases: Iterable[Case]) -> tuple[Band, ...]:
    """The reliability table; bands without a forecast are left out.

    Forecasts of one period on many days come true together, so the interval counts periods, not days.
    """
    found: list[list[Case]] = [[] for _ in EDGES[1:]]
    for case in cases:
        place = next(n for n, edge in enumerate(EDGES[1:]) if case.said < edge or edge == EDGES[-1])
        found[place].append(case)
    return tuple(
        _band(low, high, inside)
        for low, high, inside in zip(EDGES, EDGES[1:], found, strict=False)
        if inside
    )


def _band(low: float, high: float, cases: Sequence[Case]) -> Band:
    periods = len({case.period for case in cases})
    came = sum(case.came for case in cases) / len(cases)
    interval = wilson(Decimal(came * periods), Decimal(periods)) or (0.0, 100.0)
    return Band(
        low=low,
        high=high,
        forecasts=len(cases),
        periods=periods,
        said=sum(case.said for case in cases) / len(cases),
        came=came,
        interval=(interval[0] / 100, interval[1] / 100),
    )


def brier(cases: Sequence[Case]) -> float | None:
    """The Brier score; None without a forecast."""
    if not cases:
        return None
    return sum((case.said - case.came) ** 2 for case in cases) / len(cases)
