"""How days and times are written: British, the year only where it is not this one.

A pure room: whoever calls says what day it is today.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time, timedelta

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def _year(on: date, today: date) -> str:
    return "" if on.year == today.year else f" {on.year}"


def day(on: date, today: date) -> str:
    """`Thu 20 Nov`, `Thu 20 Nov 2025`."""
    return f"{_WEEKDAYS[on.weekday()][:3]} {short_day(on, today)}"


def short_day(on: date, today: date) -> str:
    """`20 Nov`, `20 Nov 2025`."""
    return f"{on.day} {_MONTHS[on.month - 1][:3]}{_year(on, today)}"


def long_day(on: date, today: date) -> str:
    """`Thursday 20 November`, with the year where it is not this one."""
    return f"{_WEEKDAYS[on.weekday()]} {on.day} {_MONTHS[on.month - 1]}{_year(on, today)}"


def month(on: date, today: date) -> str:
    """`November`, `November 2025`."""
    return f"{_MONTHS[on.month - 1]}{_year(on, today)}"


def short_month(on: date) -> str:
    """`Nov`, for axes."""
    return _MONTHS[on.month - 1][:3]


def span(first: date, last: date, today: date) -> str:
    """Both days included: `1 to 30 November`, `28 Nov to 4 Dec`, `Thu 20 Nov` for a single day."""
    if first == last:
        return day(first, today)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day} to {last.day} {month(last, today)}"
    begin = short_day(first, today if first.year != last.year else first)
    return f"{begin} to {short_day(last, today)}"


def months(first: date, last: date, today: date) -> str:
    """A quarter or a year by its months: `Oct to Dec`, `Apr to Mar 2027`."""
    if (first.year, first.month) == (last.year, last.month):
        return month(first, today)
    begin = short_month(first) + (_year(first, today) if first.year != last.year else "")
    return f"{begin} to {short_month(last)}{_year(last, today)}"


def on_weekdays(days: Sequence[int]) -> str:
    """`Mondays`, `Mondays and Fridays`, `Mondays to Fridays`, `Every day`; 0 is Monday."""
    ordered = sorted(set(days))
    if len(ordered) == len(_WEEKDAYS):
        return "Every day"
    names = [f"{_WEEKDAYS[day]}s" for day in ordered]
    if len(ordered) > 2 and ordered[-1] - ordered[0] == len(ordered) - 1:
        return f"{names[0]} to {names[-1]}"
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def weekday(day: int) -> str:
    """`Monday` for 0."""
    return _WEEKDAYS[day]


def clock_time(at: time) -> str:
    """`09:05`."""
    return f"{at.hour:02d}:{at.minute:02d}"


def ago(passed: timedelta) -> str:
    """`just now`, `6 min ago`, `3 h ago`, `2 days ago`; what lies ahead is `just now` too."""
    minutes = int(passed.total_seconds() // 60)
    if minutes < 1:
        return "just now"
    if minutes < 60:
        return f"{minutes} min ago"
    if minutes < 24 * 60:
        return f"{minutes // 60} h ago"
    days = minutes // (24 * 60)
    return "yesterday" if days == 1 else f"{days} days ago"
