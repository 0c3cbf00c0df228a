"""Cells that hold more than their text: a workbook's numbers, dates, times and durations.

Each is a text, written as a CSV file of the same table would have it, so that names, ids and conditions
need not know of them; `cells` and `dates` ask what is held where the text alone could be read in two ways.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Self


class Held(str):
    """A cell that is more than its text."""

    __slots__ = ()


class Number(Held):
    """A number held as one: its point is a decimal point, whatever the texts of the file mean by theirs.

    `days_later` is what makes a serial date of the workbook one of the usual kind, which counts from 1900.
    `is_percent` says that its number format shows 0.85 as 85%.
    """

    __slots__ = ("days_later", "is_percent", "value")
    value: Decimal
    days_later: int
    is_percent: bool

    def __new__(
        cls, text: str, value: Decimal, days_later: int = 0, *, is_percent: bool = False
    ) -> Self:
        """Text and value of a number."""
        held = super().__new__(cls, text)
        held.value = value
        held.days_later = days_later
        held.is_percent = is_percent
        return held


class Moment(Held):
    """A date, or a date with a time of day (`has_time`), as the cell's number format shows it."""

    __slots__ = ("at", "has_time")
    at: datetime
    has_time: bool

    def __new__(cls, at: datetime, *, has_time: bool) -> Self:
        """Wall time of a cell; without a time of day it is midnight."""
        text = f"{at:%H:%M:%S}" + (f".{at:%f}".rstrip("0") if at.microsecond else "")
        held = super().__new__(cls, f"{at.date()} {text}" if has_time else f"{at.date()}")
        held.at = at
        held.has_time = has_time
        return held


class Clock(Held):
    """A time of day or a duration: so many seconds.

    `at` is the wall time of a cell that has a date too and does not show it; `is_elapsed` says that the
    number format shows hours beyond a day.
    """

    __slots__ = ("at", "is_elapsed", "seconds")
    seconds: Decimal
    is_elapsed: bool
    at: datetime | None

    def __new__(cls, seconds: Decimal, *, is_elapsed: bool, at: datetime | None = None) -> Self:
        """Seconds; where hours beyond a day are not shown, the text leaves them out too."""
        held = super().__new__(cls, _clock_text(seconds if is_elapsed else seconds % 86_400))
        held.seconds = seconds
        held.is_elapsed = is_elapsed
        held.at = at
        return held


class Unreadable(Held):
    """An error, or a formula without a result: what is wrong with the cell, and how to mend it."""

    __slots__ = ("found", "repair")
    found: str
    repair: str

    def __new__(cls, text: str, found: str, repair: str) -> Self:
        """What the cell shows, what is wrong with it and how to mend it."""
        held = super().__new__(cls, text)
        held.found = found
        held.repair = repair
        return held


class Covered(Unreadable):
    """A cell that is merged with one above it, whose text it has."""

    __slots__ = ()


def _clock_text(seconds: Decimal) -> str:
    whole = int(abs(seconds))
    fraction = f"{abs(seconds) - whole:f}"[1:].rstrip("0").rstrip(".")
    minutes, second = divmod(whole, 60)
    hours, minute = divmod(minutes, 60)
    return f"{'-' if seconds < 0 else ''}{hours}:{minute:02}:{second:02}{fraction}"
