"""Coaching notes: written, changed, shared, followed up, deleted. All by their author; what is
new only while they lead the person.

The record of changes keeps that, when and by whom, and never a word of what a note says.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from feedback.actions.papers import (
    DOUBLE_CLICK,
    LONGEST,
    LONGEST_WHOLE,
    day_to_come_back,
    lead_nowhere,
    may_write_about,
    name_of,
    own_note,
    refuse_stale,
    seen_goal,
    share,
    tell_other,
)
from feedback.models import CoachingNote, NoteEdit, Release
from feedback.notice_kinds import NOTE_SHARED
from goals.models import Goal
from teams.actions.audit import record
from teams.actions.errors import ActionRefused
from teams.actions.texts import kept_text
from teams.models import User
from teams.names import first_name
from teams.telling import tell

PARTS = ("situation", "behaviour", "effect", "next_step")
"""What a note says, and what an edit of a shared one keeps."""
FIELDS = (*PARTS, "tone", "goal", "follow_up_on")
MISSING = "Say when and where it was, in a sentence."


@transaction.atomic
def write_note(
    actor: User,
    person: User,
    *,
    situation: str,
    behaviour: str = "",
    effect: str = "",
    next_step: str = "",
    tone: str = "",
    goal: Goal | None = None,
    follow_up_on: date | None = None,
    shared: bool = False,
    now: datetime,
) -> CoachingNote:
    """A note about somebody one leads. Sent twice within ten minutes it is one. Raises ActionRefused,
    PermissionDenied.
    """
    may_write_about(actor, person, now)
    said = {
        "situation": situation,
        "behaviour": behaviour,
        "effect": effect,
        "next_step": next_step,
        "tone": tone,
        "goal": goal,
        "follow_up_on": follow_up_on,
    }
    wanted = _checked(actor, said, now, None)
    # Two clicks queue here, so that the second one finds what the first one made.
    User.objects.select_for_update(no_key=True).get(pk=actor.pk)
    since = now - DOUBLE_CLICK
    same = CoachingNote.objects.filter(author=actor, person=person, written_at__gte=since, **wanted)
    if (twin := same.first()) is not None:
        return twin
    note = CoachingNote.objects.create(author=actor, person=person, written_at=now, **wanted)
    record(actor, "wrote", note, at=now)
    return share_note(actor, note, now=now) if shared else note


@transaction.atomic
def edit_note(
    actor: User,
    note: CoachingNote,
    *,
    situation: str,
    behaviour: str = "",
    effect: str = "",
    next_step: str = "",
    tone: str = "",
    goal: Goal | None = None,
    follow_up_on: date | None = None,
    version: int | None = None,
    now: datetime,
) -> CoachingNote:
    """Other words, another day. Of a shared note, what it said before stays where both read it.

    A later day to come back on is one that was not followed up yet. Raises ActionRefused, Stale, PermissionDenied.
    """
    current = own_note(actor, note, now)
    said = {
        "situation": situation,
        "behaviour": behaviour,
        "effect": effect,
        "next_step": next_step,
        "tone": tone,
        "goal": goal,
        "follow_up_on": follow_up_on,
    }
    wanted = _checked(actor, said, now, current)
    changed = [name for name, value in wanted.items() if getattr(current, name) != value]
    if not changed:
        return current
    refuse_stale(current, version)
    says_else = bool(set(changed) & set(PARTS))
    if current.shared_at is not None and says_else:
        before = {name: getattr(current, name) for name in PARTS}
        NoteEdit.objects.create(note=current, at=now, **before)
    for name in changed:
        setattr(current, name, wanted[name])
    if "follow_up_on" in changed:
        current.followed_up_at = None
        changed.append("followed_up_at")
    current.edited_at, current.version = now, current.version + 1
    current.save(update_fields=[*changed, "edited_at", "version"])
    record(actor, "changed", current, at=now)
    if says_else:
        did = "changed a note that both of you read"
        tell_other(actor, current, f"changed-{current.version}", did, now)
    return current


@transaction.atomic
def share_note(
    actor: User, note: CoachingNote, *, version: int | None = None, now: datetime
) -> CoachingNote:
    """Let the person read it, for good: there is no unsharing. Shared already, it stays as it is.

    With `version`, only as it was read: nobody shares words they have not seen. Raises Stale, PermissionDenied.
    """
    current = own_note(actor, note, now)
    share(actor, current, "a note", version, now)
    return current


@transaction.atomic
def follow_up_note(
    actor: User,
    note: CoachingNote,
    *,
    came_of_it: str,
    follow_up_on: date | None = None,
    now: datetime,
) -> CoachingNote:
    """What came of the next step; what was said of it before stays above. `follow_up_on`: come back again.

    Its author may say so also once they no longer lead the person. Sent twice it is said once. Raises
    ActionRefused, PermissionDenied.
    """
    current = own_note(actor, note, None)
    said = kept_text(
        "came_of_it", came_of_it, missing="Say what came of it, in a sentence.", limit=LONGEST
    )
    day_to_come_back("follow_up_on", follow_up_on, now)
    waits_until = None if current.followed_up_at is not None else current.follow_up_on
    was_said = f"\n\n{current.came_of_it}".endswith(f"\n\n{said}")
    if was_said and waits_until == follow_up_on:
        return current
    whole = f"{current.came_of_it}\n\n{said}".strip()
    current.came_of_it = kept_text("came_of_it", whole, limit=LONGEST_WHOLE)
    current.followed_up_at = now if follow_up_on is None else None
    if follow_up_on is not None:
        current.follow_up_on = follow_up_on
    current.version += 1
    current.save(update_fields=["came_of_it", "followed_up_at", "follow_up_on", "version"])
    record(actor, "followed up", current, at=now)
    did = "said what came of a note that both of you read"
    tell_other(actor, current, f"followed-up-{current.version}", did, now)
    return current


@transaction.atomic
def delete_note(actor: User, note: CoachingNote, *, now: datetime) -> None:
    """Gone, for its author and for the person. One that somebody was let in to stays, because that entry is for
    good. Whoever no longer leads the person may still delete. Raises ActionRefused, PermissionDenied.
    """
    current = own_note(actor, note, None)
    if Release.objects.filter(note=current).exists():
        raise ActionRefused(
            "",
            "Somebody was let in to this note, and that entry stays for both of you. So the note stays too.",
        )
    record(actor, "deleted", current, at=now)
    lead_nowhere(current)
    if current.shared_at is not None:
        # Where it stood there is nothing to open any more.
        said = f"{first_name(actor.name)} took away a note that both of you read."
        key = f"{name_of(current)}-deleted"
        tell([current.person_id], NOTE_SHARED, key, said, now=now)
    current.delete()


def _checked(
    actor: User, said: Mapping[str, Any], now: datetime, before: CoachingNote | None
) -> dict[str, Any]:
    """What is to be kept, of the arguments of writing and editing. Raises ActionRefused."""
    if said["tone"] and said["tone"] not in CoachingNote.Tone.values:
        raise ActionRefused("tone", "Choose one of these, or none.")
    day = said["follow_up_on"]
    day_to_come_back("follow_up_on", day, now, before.follow_up_on if before else None)
    parts = {
        name: kept_text(
            name, said[name], missing=MISSING if name == "situation" else "", limit=LONGEST
        )
        for name in PARTS
    }
    goal = seen_goal(actor, said["goal"], before.goal_id if before else None)
    return {**parts, "tone": said["tone"], "goal": goal, "follow_up_on": day}
