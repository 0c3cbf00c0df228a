"""What can be let go of after some time, as each app knows it.

An app names its kinds once, from its AppConfig: which rows are due, and how they are let go of. Sums, goals, the
record and what people wrote to each other are no such kinds: a report of last year must not change.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from teams.calendar import Clock

CHOICES = (3, 6, 12, 24, 36, 60, 84, 120)
"""Months to choose from."""
HOUR = 3
"""Of the organisation's night, when nobody waits for a page."""


@dataclass(frozen=True, slots=True)
class Kind:
    """`title` and `hint` are what the page says of it. `due` gives the rows from before an instant, oldest first, and
    never one that was let go of already; `let_go` takes so many of them `at_once`, in a transaction, and is right
    however often.
    """

    key: str
    title: str
    hint: str
    due: Callable[[datetime], QuerySet[Any]]
    let_go: Callable[[Sequence[Any], datetime], None]
    at_once: int = 200


_kinds: dict[str, Kind] = {}


def register_kinds(*kinds: Kind) -> None:
    """Let an app say what of its own can be let go of."""
    for kind in kinds:
        _kinds[kind.key] = kind


def kinds() -> list[Kind]:
    """All of them, by their titles."""
    return sorted(_kinds.values(), key=lambda kind: kind.title)


def kind_of(key: str) -> Kind | None:
    """The kind of that key; None where no app has one."""
    return _kinds.get(key)


def kept_since(months: int, clock: Clock, now: datetime) -> datetime:
    """The instant before which things are due: when the organisation's day began, so many months ago.

    A day that a month does not have is its last one: two months before 30 April is 28 February.
    """
    today = clock.day_of(now)
    year, month = divmod(today.year * 12 + today.month - 1 - months, 12)
    last = monthrange(year, month + 1)[1]
    return clock.day_start(date(year, month + 1, min(today.day, last)))
