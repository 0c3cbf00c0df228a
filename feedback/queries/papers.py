"""What pages of notes, difficult talks and releases say alike."""

from __future__ import annotations

from datetime import date, datetime

from feedback.models import CoachingNote, Talk
from goals.dates import short_day
from teams.calendar import Clock
from teams.models import Organisation, User
from teams.names import first_name

ONLY_YOU = "Only you"


def readers_of(paper: CoachingNote | Talk, viewer: User) -> str:
    """`Only you`, or `You and Jin`."""
    if paper.shared_at is None:
        return ONLY_YOU
    other = paper.person if viewer.pk == paper.author_id else paper.author
    return f"You and {first_name(other.name)}"


def due_words(paper: CoachingNote | Talk, today: date) -> tuple[str, bool]:
    """When to come back on it, in words, and whether that day has come."""
    closed = isinstance(paper, Talk) and paper.closed_at is not None
    if closed or paper.follow_up_on is None or paper.followed_up_at is not None:
        return "", False
    if paper.follow_up_on == today:
        return "To follow up today", True
    day = short_day(paper.follow_up_on, today)
    return f"To follow up on {day}", paper.follow_up_on < today


def moment(clock: Clock, at: datetime, today: date) -> str:
    """`3 Dec`."""
    return short_day(clock.local(at).date(), today)


def our_clock() -> Clock:
    """The organisation's. One statement."""
    return Organisation.objects.get(pk=1).clock
