"""Who was let in to a note or talk, as the two read it, and as whoever was let in does."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from feedback.models import Release
from feedback.permissions.notes import is_over
from feedback.queries.papers import moment, our_clock
from goals.dates import short_day
from teams.calendar import Clock
from teams.models import User
from teams.names import first_name


@dataclass(frozen=True, slots=True)
class Let:
    """Somebody was let in: in words, and whether the viewer may end it now. `reads` is their first name while it
    lasts.
    """

    pk: int
    words: str
    reason: str
    can_end: bool
    reads: str


def lets_of(releases: object, viewer: User, clock: Clock, today: date) -> tuple[Let, ...]:
    """Who was let in, for good: `Marcus let Priya read this until 3 Dec; she read it …` One statement."""
    rows: Iterable[Release] = releases.select_related("by", "to")  # type: ignore[attr-defined]
    return tuple(
        Let(
            pk=row.pk,
            words=_let_words(row, viewer, clock, today),
            reason=row.reason,
            can_end=row.by_id == viewer.pk and not is_over(row, today),
            reads="" if is_over(row, today) else first_name(row.to.name),
        )
        for row in rows
    )


def _let_words(row: Release, viewer: User, clock: Clock, today: date) -> str:
    by = "You" if row.by_id == viewer.pk else first_name(row.by.name)
    words = f"{by} let {row.to.name} read this until {short_day(row.until, today)}."
    if row.read_at is None:
        words += " It was not opened." if is_over(row, today) else " It has not been opened yet."
    else:
        words += f" First opened on {moment(clock, row.read_at, today)}."
    if row.ended_at is not None:
        words += f" Ended on {moment(clock, row.ended_at, today)}."
    return words


@dataclass(frozen=True, slots=True)
class ReleasedLine:
    """Something the viewer was let in to: by whom, about whom, until when."""

    pk: int
    words: str
    reason: str
    is_over: bool
    was_read: bool


def released_line(row: Release, clock: Clock, today: date) -> ReleasedLine:
    """One of them. `row` comes with `by`, and `note` or `talk` with its two people."""
    paper = row.note or row.talk
    over = is_over(row, today)
    what = "note" if row.note_id else "difficult talk"
    names = "" if paper is None else f" between {paper.author.name} and {paper.person.name}"
    last = row.until if row.ended_at is None else clock.local(row.ended_at).date()
    until = f"{'Until' if not over else 'Ended on'} {short_day(last, today)}"
    return ReleasedLine(
        row.pk,
        f"A {what}{names}. {until}, from {first_name(row.by.name)}.",
        row.reason,
        over,
        row.read_at is not None,
    )


def released_lines(rows: QuerySet[Release], now: datetime) -> tuple[ReleasedLine, ...]:
    """What the viewer was let in to, newest first. Two statements."""
    clock = our_clock()
    today = clock.day_of(now)
    return tuple(released_line(row, clock, today) for row in rows.order_by("-pk"))
