"""When a total cannot get there any more, or hardly: asked of the columns of its progress. No statements."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Protocol

from goals.models import Cadence

BEYOND = Decimal("1.5")
"""How many times what comes at best (the upper end of the forecast) is more than a usual day brings."""
_NONE_LEFT: Mapping[str, str] = {
    Cadence.HOURLY: "no working time is left this hour",
    Cadence.DAILY: "no working time is left today",
    Cadence.WEEKLY: "no working time is left this week",
    Cadence.MONTHLY: "no working time is left this month",
    Cadence.QUARTERLY: "no working time is left this quarter",
    Cadence.YEARLY: "no working time is left this year",
    Cadence.ONCE: "no working time is left before it ends",
}
NONE_LEFT = "no working time left"
NO_ROOM = "no room left"


class Stands(Protocol):
    """The columns this is asked of: of progress, or of a line's facts."""

    @property
    def value(self) -> Decimal: ...  # noqa: D102 - as the model says
    @property
    def target(self) -> Decimal: ...  # noqa: D102
    @property
    def expected(self) -> Decimal | None: ...  # noqa: D102
    @property
    def work_done(self) -> int: ...  # noqa: D102
    @property
    def work_total(self) -> int: ...  # noqa: D102
    @property
    def high(self) -> Decimal | None: ...  # noqa: D102


def is_spent(row: Stands) -> bool:
    """Whether no working time is left to a total of which more is better, and it is short: every working day is over,
    or all of it was expected by now.
    """
    is_over = 0 < row.work_total <= row.work_done
    return row.value < row.target and (
        is_over or (row.expected is not None and row.expected >= row.target)
    )


def none_left(cadence: str) -> str:
    """`no working time is left this month`."""
    return _NONE_LEFT[cadence]


def spent_words(cadence: str, short: str) -> str:
    """`1,254 short, and no working time is left this month`."""
    return f"{short} short, and {none_left(cadence)}"


def over_words(short: str) -> str:
    """The same of a period whose last day is over while late figures are waited for."""
    return f"{short} short, and its time is over"


def is_beyond(row: Stands) -> bool:
    """Whether the rest of a total asks for far more than usual days bring."""
    return row.high is not None and row.target - row.value > BEYOND * max(
        row.high - row.value, Decimal(0)
    )


def a_day_gets_there(figure: str, whom: str, *, beyond: bool) -> str:
    """`231 a day gets us there`, `1,254 a day would get us there, more than a usual day brings`."""
    if beyond:
        return f"{figure} a day would get {whom} there, more than a usual day brings"
    return f"{figure} a day gets {whom} there"
