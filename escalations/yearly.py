"""What holds for a year: somebody's agreement to a version. A pure room."""

from __future__ import annotations

from datetime import date


def year_before(today: date) -> date:
    """The same day a year ago; 28 February where there was no 29th. What is of that day or older is over."""
    try:
        return today.replace(year=today.year - 1)
    except ValueError:
        return today.replace(year=today.year - 1, day=28)


def year_after(day: date) -> date:
    """The first day on which what was agreed to on `day` is asked for again."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return date(day.year + 1, 3, 1)


def holds(day: date, today: date) -> bool:
    """Whether what was agreed to on `day` still counts."""
    return today < year_after(day)
