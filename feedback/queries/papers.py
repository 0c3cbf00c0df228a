"""What pages of notes, difficult talks and releases say alike."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Q

from feedback.models import CoachingNote, Release, Talk
from goals.dates import short_day
from teams.calendar import Clock
from teams.models import Organisation, User
from teams.names import first_name

ONLY_YOU = "Only you"


def readers_of(paper: CoachingNote | Talk, viewer: User, let_in: Iterable[str] = ()) -> str:
    """`Only you`, `You and Jin`, or `You, Jin and Priya`, where one of the two let Priya in by now. No statement."""
    if paper.shared_at is None:
        return ONLY_YOU
    other = paper.person if viewer.pk == paper.author_id else paper.author
    *most, last = [first_name(other.name), *dict.fromkeys(let_in)]
    return f"{', '.join(['You', *most])} and {last}"


def let_in_to(
    papers: Iterable[CoachingNote | Talk], today: date
) -> dict[CoachingNote | Talk, list[str]]:
    """Who may read these by now beside the two, by paper: first names. One statement; none without papers."""
    by_key = {(isinstance(each, CoachingNote), each.pk): each for each in papers}
    if not by_key:
        return {}
    rows = Release.objects.filter(
        Q(note__in=[pk for is_note, pk in by_key if is_note])
        | Q(talk__in=[pk for is_note, pk in by_key if not is_note]),
        until__gte=today,
        ended_at=None,
    )
    found: dict[CoachingNote | Talk, list[str]] = defaultdict(list)
    for row in rows.select_related("to"):
        key = (row.note_id is not None, row.note_id or row.talk_id or 0)
        found[by_key[key]].append(first_name(row.to.name))
    return found


def readers_now(paper: CoachingNote | Talk, viewer: User, now: datetime) -> str:
    """Who reads it by now, `You, Jin and Priya`. Two statements."""
    let_in = let_in_to([paper], our_clock().day_of(now))
    return readers_of(paper, viewer, let_in.get(paper, ()))


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
