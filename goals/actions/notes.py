"""Writing something down about a day of a goal, mending it, taking it out: one's own words only."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction

from goals.actions import checks
from goals.models import Goal, GoalNote
from goals.permissions import can_note
from teams.actions.audit import differences, fields_of, record
from teams.actions.errors import ActionRefused
from teams.actions.versions import refuse_stale
from teams.models import Organisation, User

LONGEST = 400
FIELDS = ("day", "text")
DOUBLE_CLICK = timedelta(minutes=10)
"""The same words of the same person about the same day within this time are one note, sent twice."""


@transaction.atomic
def add_note(actor: User, goal: Goal, *, day: date | None, text: str, now: datetime) -> GoalNote:
    """A note about a day that has begun. Raises ActionRefused, PermissionDenied."""
    if not can_note(actor, goal):
        raise PermissionDenied
    if goal.state == Goal.State.PROPOSED:
        raise ActionRefused("", "The goal is proposed. Notes are for days on which it holds.")
    day, text = _checked(goal, day, text, now)
    # Two clicks queue here, so that the second one finds what the first one wrote.
    Goal.objects.select_for_update().get(pk=goal.pk)
    twin = GoalNote.objects.filter(
        goal=goal, day=day, text=text, by=actor, removed_at=None, at__gte=now - DOUBLE_CLICK
    ).first()
    if twin is not None:
        return twin
    note = GoalNote.objects.create(goal=goal, day=day, text=text, by=actor, at=now)
    record(actor, "noted", note, after={"goal": goal.pk, "day": day, "text": text}, at=now)
    return note


@transaction.atomic
def edit_note(
    actor: User,
    note: GoalNote,
    *,
    day: date | None,
    text: str,
    version: str | None = None,
    now: datetime,
) -> GoalNote:
    """Other words, or another day. Raises ActionRefused, Stale, PermissionDenied."""
    current = _own(actor, note)
    day, text = _checked(current.goal, day, text, now)
    refuse_stale(current, FIELDS, version, {"day": day, "text": text})
    before = fields_of(current, FIELDS)
    current.day, current.text = day, text
    changed = differences(before, fields_of(current, FIELDS))
    if not changed[1]:
        return current
    current.edited_at = now
    current.save(update_fields=["day", "text", "edited_at"])
    record(actor, "edited", current, *changed, at=now)
    return current


@transaction.atomic
def remove_note(actor: User, note: GoalNote, *, now: datetime) -> None:
    """Take it out; the audit trail keeps what it said. Raises PermissionDenied."""
    current = _own(actor, note)
    if GoalNote.objects.filter(pk=note.pk, removed_at=None).update(removed_at=now):
        record(actor, "removed", current, fields_of(current, FIELDS), at=now)


def _own(actor: User, note: GoalNote) -> GoalNote:
    current = (
        GoalNote.objects.select_for_update(of=("self",))
        .select_related("goal__team")
        .get(pk=note.pk)
    )
    if current.by_id != actor.pk or not can_note(actor, current.goal):
        raise PermissionDenied
    return current


def _checked(goal: Goal, day: date | None, text: str, now: datetime) -> tuple[date, str]:
    today = checks.today_of(goal.team, Organisation.objects.get(pk=1), now)
    if day is None:
        raise ActionRefused("day", "Say which day it is about.")
    if day > today:
        raise ActionRefused("day", "That day is still to come. Choose today or an earlier day.")
    if day < goal.starts_on:
        raise ActionRefused("day", "The goal had not begun on that day. Choose a later one.")
    text = checks.check_text("text", text, limit=LONGEST, missing="Write what happened.")
    return day, text
