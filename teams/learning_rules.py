"""When a step of a path is due, and how that is said. A pure room: whoever calls says what day it is."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from urllib.parse import unquote, urlsplit

SOON = 2
"""From how many days before its day a step is said to be due soon."""
NEW_FOR = 90
"""For how many days after their first day somebody is a newcomer."""
_WEEK = 7


def due_on(begins_on: date, due_days: int) -> date:
    """The day by which a step is to be done: so many days after the beginning."""
    return begins_on + timedelta(days=due_days)


def next_due(begins_on: date, open_steps: Iterable[int]) -> date | None:
    """The earliest day among the steps that are not done, given the days they have; None where all are done."""
    days = list(open_steps)
    return due_on(begins_on, min(days)) if days else None


def is_soon(due: date, today: date) -> bool:
    """Whether it is due within `SOON` days, and not over."""
    return today <= due <= today + timedelta(days=SOON)


def day_words(day: date, today: date) -> str:
    """`today`, `tomorrow`, `yesterday`, `Friday` within the week to come, else `Fri 20 Nov`."""
    away = (day - today).days
    near = {0: "today", 1: "tomorrow", -1: "yesterday"}.get(away)
    if near:
        return near
    if 0 < away < _WEEK:
        return f"{day:%A}"
    return date_words(day, today)


def date_words(day: date, today: date) -> str:
    """`Fri 20 Nov`, for what is read on another day than it is written."""
    year = "" if day.year == today.year else f" {day.year}"
    return f"{day:%a} {day.day} {day:%b}{year}"


def due_by_date(due: date, today: date) -> str:
    """`due Fri 20 Nov`, `was due Fri 20 Nov`: for notices."""
    return f"{'was due' if due < today else 'due'} {date_words(due, today)}"


def due_words(due: date, today: date) -> str:
    """`due Friday`, `was due yesterday`."""
    return f"{'was due' if due < today else 'due'} {day_words(due, today)}"


def is_newcomer(first_day: date, today: date) -> bool:
    """Whether somebody whose first day that was is still new."""
    return today < first_day + timedelta(days=NEW_FOR)


def link_words(link: str) -> str:
    """An address as one reads it: `learn.example.org/calm-calls`, `Playbook: late delivery`."""
    parts = urlsplit(link)
    if parts.netloc:
        host = parts.netloc.removeprefix("www.")
        return unquote(f"{host}{parts.path.rstrip('/')}")
    first, *rest = [unquote(one).replace("-", " ") for one in parts.path.split("/") if one] or [""]
    place = first[:1].upper() + first[1:] or "Today"
    said = [one for one in rest if not one.isdigit()]
    return f"{place}: {', '.join(said)}" if said else place
