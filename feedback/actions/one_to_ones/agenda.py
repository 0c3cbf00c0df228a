"""What the two want to talk about: added by either, talked about in a meeting, dropped, taken up again."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from feedback.actions.one_to_ones.common import LONGEST_LINE, of_the_two, running
from feedback.models import Meeting, Point, Series
from teams.actions.audit import record
from teams.actions.errors import ActionRefused
from teams.actions.texts import kept_line
from teams.models import User

MOST_POINTS = 50
"""More than anybody talks about: a list so long is a mistake, or a program's."""


@transaction.atomic
def add_point(actor: User, series: Series, *, words: str, now: datetime) -> Point:
    """Something to talk about, by either. Raises ActionRefused, PermissionDenied."""
    current = running(actor, series.pk)
    words = kept_line(
        "words",
        words,
        missing="Say in a few words what you want to talk about.",
        limit=LONGEST_LINE,
    )
    waiting = Point.objects.filter(series=current, talked_in=None, dropped_at=None)
    if waiting.filter(by=actor, words=words).exists():
        # A form that was sent twice.
        return waiting.filter(by=actor, words=words)[0]
    if waiting.count() >= MOST_POINTS:
        raise ActionRefused("words", "The agenda is full. Drop what you will not get to.")
    point = Point.objects.create(series=current, by=actor, words=words, added_at=now)
    record(actor, "added", point, at=now)
    return point


@transaction.atomic
def mark_talked(actor: User, point: Point, meeting: Meeting, *, now: datetime) -> Point:
    """Talked about in that meeting. Raises ActionRefused, PermissionDenied."""
    current = _point(actor, point)
    inside = Meeting.objects.filter(pk=meeting.pk, series=current.series_id)
    if not inside.exclude(state=Meeting.State.CANCELLED).exists():
        raise ActionRefused("", "Choose a meeting of the two of you.")
    if current.talked_in_id != meeting.pk:
        current.talked_in, current.dropped_at = meeting, None
        current.save(update_fields=["talked_in", "dropped_at"])
        record(actor, "talked about", current, at=now)
    return current


@transaction.atomic
def drop_point(actor: User, point: Point, *, now: datetime) -> Point:
    """Off the agenda, by either. Raises ActionRefused, PermissionDenied."""
    current = _point(actor, point)
    if current.talked_in_id is not None:
        raise ActionRefused("", "You have talked about it, so it stays.")
    if current.dropped_at is None:
        current.dropped_at = now
        current.save(update_fields=["dropped_at"])
        record(actor, "dropped", current, at=now)
    return current


@transaction.atomic
def take_up_again(actor: User, point: Point, *, now: datetime) -> Point:
    """Back on the agenda: it was dropped, or not talked about after all. Raises ActionRefused, PermissionDenied."""
    current = _point(actor, point)
    if current.talked_in_id is not None or current.dropped_at is not None:
        current.talked_in, current.dropped_at = None, None
        current.save(update_fields=["talked_in", "dropped_at"])
        record(actor, "took up again", current, at=now)
    return current


def _point(actor: User, point: Point) -> Point:
    series = of_the_two(actor, point.series_id)
    if series.ended_at is not None:
        running(actor, series.pk)
    return Point.objects.get(pk=point.pk)
