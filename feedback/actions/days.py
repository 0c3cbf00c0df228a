"""Days that something is promised for."""

from __future__ import annotations

from datetime import date, timedelta

from teams.actions.errors import ActionRefused

FARTHEST = timedelta(days=731)
"""How far ahead something can be promised."""


def coming_day(field: str, day: date | None, today: date, *, missing: str = "") -> date:
    """A day from today on, within two years. Raises ActionRefused; `missing` says what to do where there is none."""
    if day is None:
        raise ActionRefused(field, missing)
    if day < today:
        raise ActionRefused(field, "That day is over. Choose today or a later one.")
    if day > today + FARTHEST:
        raise ActionRefused(field, "That is more than two years ahead. Choose an earlier day.")
    return day
