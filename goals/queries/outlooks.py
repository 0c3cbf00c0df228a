"""What a period will likely end on, read from its columns once for page, chart, table, file and API.

No statements.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from goals import formats
from goals.models import Metric, Status
from goals.queries.figures import Writer

CERTAIN = Decimal("0.95")
HARDLY = Decimal("0.05")
LIMITS = (Decimal("0.3"), Decimal("0.6"))
"""Where a status turns. Words never put a likelihood on the other side of them."""
SILENT = frozenset({Status.MET, Status.MISSED, Status.TOO_EARLY, Status.NO_DATA})
"""Statuses beside which no likelihood is said: it is settled, or there is hardly anything in."""


class Foreseen(Protocol):
    """The columns a forecast is kept in: of progress, of a snapshot, or of a line's facts."""

    @property
    def low(self) -> Decimal | None: ...  # noqa: D102 - as the model says
    @property
    def likely(self) -> Decimal | None: ...  # noqa: D102
    @property
    def high(self) -> Decimal | None: ...  # noqa: D102
    @property
    def likelihood(self) -> Decimal | None: ...  # noqa: D102
    @property
    def status(self) -> str: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Outlook:
    """The likely result and the range that holds it 8 times in 10, in the metric's own unit, and the
    likelihood, 0 to 1, that the target is met. Rounded where they are written, to the metric's decimals.
    """

    low: Decimal
    likely: Decimal
    high: Decimal
    likelihood: Decimal


def outlook_of(row: Foreseen) -> Outlook | None:
    """The forecast of a row; None while nothing can be forecast, or nobody pursues it."""
    low, likely, high, likelihood = row.low, row.likely, row.high, row.likelihood
    if low is None or likely is None or high is None or likelihood is None:
        return None
    if row.status == Status.PAUSED:
        return None
    return Outlook(low, likely, high, likelihood)


# --- In words ------------------------------------------------------------------------------------


def tenths(likelihood: Decimal) -> int:
    """How many times in ten, 0 to 10: to the nearest, but on the side of the limits it is on."""
    nearest = int(formats.rounded(likelihood * 10, 0))
    for limit in LIMITS:
        if likelihood < limit:
            return min(nearest, int(limit * 10) - 1)
    return nearest


def chance(likelihood: Decimal) -> str:
    """`about 7 in 10`, `almost certain`, `hardly likely`; never more exactly than that."""
    if likelihood >= CERTAIN:
        return "almost certain"
    if likelihood < HARDLY:
        return "hardly likely"
    return f"about {tenths(likelihood)} in 10"


def chance_sentence(likelihood: Decimal, *, of_one: bool = False) -> str:
    """`About 7 in 10 that we make it`; of one person's goal `About 7 in 10 that it is met`."""
    if likelihood >= CERTAIN:
        return "It is almost certainly met" if of_one else "We almost certainly make it"
    if likelihood < HARDLY:
        return "It will hardly be met" if of_one else "We will hardly make it"
    whose = "it is met" if of_one else "we make it"
    return f"About {tenths(likelihood)} in 10 that {whose}"


def finish(writer: Writer, value: Decimal, outlook: Outlook, target: Decimal) -> str:
    """A figure of the forecast. All of them have their decimals where the likely one is near the target."""
    metric = writer.metric
    return formats.figure(
        value,
        metric.unit,
        decimals=decimals_of(metric.unit, metric.decimals, outlook, target, higher=writer.higher),
        currency=writer.currency,
        goal=value if is_near(metric.unit, outlook, target) else None,
    )


def decimals_of(
    unit: str, decimals: int, outlook: Outlook, target: Decimal, *, higher: bool
) -> int:
    """One more than the metric has where a count that misses its target would be rounded into it: `likely 14.4`, goal
    14 or fewer.
    """
    if unit not in (Metric.Unit.COUNT, Metric.Unit.SCORE):
        return decimals
    falls_short = outlook.likely < target if higher else outlook.likely > target
    return decimals + (falls_short and formats.rounded(outlook.likely, decimals) == target)


def is_near(unit: str, outlook: Outlook, target: Decimal) -> bool:
    """Whether the figures of a percentage's forecast are written with their decimals."""
    return unit == Metric.Unit.PERCENT and abs(outlook.likely - target) <= formats.NEAR_GOAL


def range_words(writer: Writer, outlook: Outlook, target: Decimal, *, between: bool = False) -> str:
    """`3,970 to 4,130`, or with `between` `between 3,970 and 4,130`; empty where it is a single figure."""
    low, high = (finish(writer, end, outlook, target) for end in (outlook.low, outlook.high))
    if low == high:
        return ""
    return f"between {low} and {high}" if between else f"{low} to {high}"
