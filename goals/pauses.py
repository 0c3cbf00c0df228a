"""Which periods a goal was paused throughout, or when they ended. A pure room: days in, answers out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from goals.periods import Period

Stretch = tuple[date, date | None]
"""From a day on, up to but without another; none while it lasts."""


def is_paused_through(stretches: Iterable[Stretch], period: Period) -> bool:
    """Whether every day of the period lies in one pause. A period that was pursued for a day is one."""
    return any(
        since <= period.first and (until is None or period.last < until)
        for since, until in stretches
    )


def is_paused_at_end(stretches: Iterable[Stretch], period: Period) -> bool:
    """Whether nobody asked for it any more when the period ended: its figures were pursued for a part of it."""
    return any(
        since <= period.last and (until is None or period.last < until)
        for since, until in stretches
    )
