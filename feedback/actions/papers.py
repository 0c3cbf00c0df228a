"""What notes and difficult talks have in common: the row under its lock, who may write, and texts as they are kept.

Nothing here, and nothing that calls it, puts a word of a note or talk into a record, a notice or a log.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied

from feedback.models import CoachingNote, Talk
from feedback.permissions.notes import can_coach
from goals.models import Goal
from goals.permissions import goals_visible_to
from teams.actions.errors import ActionRefused, Stale
from teams.models import User
from teams.permissions import organisation_day

LONGEST = 5_000
LONGEST_AHEAD = timedelta(days=2 * 366)
DOUBLE_CLICK = timedelta(minutes=10)
CHANGED = "This was changed in the meantime. Yours is kept below."


def kept_text(field: str, text: str, *, missing: str = "", limit: int = LONGEST) -> str:
    """A text as it is kept: its line breaks stay, spaces around it go. Raises ActionRefused.

    `missing` empty lets an empty one through.
    """
    kept = "\n".join(line.rstrip() for line in text.replace("\x00", "").splitlines()).strip()
    if not kept and missing:
        raise ActionRefused(field, missing)
    if len(kept) > limit:
        raise ActionRefused(field, f"Keep it under {limit:,} characters. This has {len(kept):,}.")
    return kept


def coming_day(field: str, day: date | None, now: datetime, before: date | None = None) -> None:
    """A day to come back on: today or later, within two years; one that stood already may stay. Raises ActionRefused."""
    if day is None or day == before:
        return
    today = organisation_day(now)
    if day < today:
        raise ActionRefused(field, "That day is over. Choose today or a later day.")
    if day > today + LONGEST_AHEAD:
        raise ActionRefused(field, "Choose a day within the next two years.")


def may_write_about(actor: User, person: User, now: datetime) -> None:
    """Only whoever leads the person today, and never about oneself. Raises PermissionDenied."""
    if not can_coach(actor, person, organisation_day(now)):
        raise PermissionDenied


def seen_goal(actor: User, goal: Goal | None, before: int | None = None) -> Goal | None:
    """A goal that its author may open. Raises ActionRefused, in the same words for one that there is not."""
    if goal is None or goal.pk == before or goals_visible_to(actor).filter(pk=goal.pk).exists():
        return goal
    raise ActionRefused("goal", "Choose a goal from the list.")


def own_note(actor: User, note: CoachingNote, now: datetime | None) -> CoachingNote:
    """The note under its lock, for its author; with `now`, only while they lead the person. Raises PermissionDenied."""
    current = CoachingNote.objects.select_for_update(of=("self",)).filter(pk=note.pk).first()
    if current is None or current.author_id != actor.pk:
        raise PermissionDenied
    if now is not None:
        may_write_about(actor, current.person, now)
    return current


def own_talk(actor: User, talk: Talk, now: datetime | None) -> Talk:
    """The same for a difficult talk."""
    current = Talk.objects.select_for_update(of=("self",)).filter(pk=talk.pk).first()
    if current is None or current.author_id != actor.pk:
        raise PermissionDenied
    if now is not None:
        may_write_about(actor, current.person, now)
    return current


def refuse_stale(current: CoachingNote | Talk, version: int | None) -> None:
    """Raise Stale where the paper was changed since `version`; None for whoever did not read first."""
    if version is not None and version != current.version:
        raise Stale(current, CHANGED)
