"""What notes and difficult talks have in common: the row under its lock, who may write, and texts as they are kept.

Nothing here, and nothing that calls it, puts a word of a note or talk into a record, a notice or a log.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.urls import reverse

from feedback.actions.days import coming_day
from feedback.models import CoachingNote, Talk
from feedback.notice_kinds import FOLLOW_UP, NOTE_SHARED
from feedback.permissions.notes import can_coach
from goals.models import Goal
from goals.permissions import goals_visible_to
from teams.actions.audit import record
from teams.actions.errors import ActionRefused, Stale
from teams.models import Notice, User
from teams.names import first_name
from teams.permissions import organisation_day
from teams.telling import tell

LONGEST = 5_000
LONGEST_WHOLE = 50_000
"""What came of a note, said again and again over the years."""
DOUBLE_CLICK = timedelta(minutes=10)
CHANGED = "This was changed in the meantime. Yours is kept below."


def day_to_come_back(
    field: str, day: date | None, now: datetime, before: date | None = None
) -> None:
    """A day to come back on: today or later, within two years; one that stood already may stay. Raises ActionRefused."""
    if day is not None and day != before:
        coming_day(field, day, organisation_day(now))


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
    """The note under its lock, for its author; with `now`, only while they lead the person. Without it they may
    end what they began, whoever leads the person by then. Raises PermissionDenied.
    """
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


def share(
    actor: User,
    current: CoachingNote | Talk,
    what: str,
    version: int | None,
    now: datetime,
) -> None:
    """Let the person read a paper under its lock, for good, and tell them; shared already, it stays as it is.

    Only as it was read: raises Stale where it was changed since `version`.
    """
    if current.shared_at is not None:
        return
    refuse_stale(current, version)
    current.shared_at, current.version = now, current.version + 1
    current.save(update_fields=["shared_at", "version"])
    record(actor, "shared", current, at=now)
    tell_other(actor, current, "shared", f"shared {what} with you", now)


def tell_other(
    actor: User, current: CoachingNote | Talk, step: str, did: str, now: datetime
) -> None:
    """Tell the other of the two what `actor` did to what both read, without a word of it: `Marcus closed …`.

    `step` names the occasion. Of what is not shared nobody is told.
    """
    if current.shared_at is None:
        return
    other = current.person_id if actor.pk == current.author_id else current.author_id
    key, url = f"{name_of(current)}-{step}", url_of(current)
    tell([other], NOTE_SHARED, key, f"{first_name(actor.name)} {did}.", url=url, now=now)


def untell(current: CoachingNote | Talk, step: str) -> None:
    """What the other was told of `step` did not happen after all. One statement."""
    two = [current.author_id, current.person_id]
    key = f"{name_of(current)}-{step}"
    Notice.objects.filter(user__in=two, kind=NOTE_SHARED, key=key).delete()


def name_of(paper: CoachingNote | Talk) -> str:
    """`note-7`: how keys of notices call it."""
    return f"{'note' if isinstance(paper, CoachingNote) else 'talk'}-{paper.pk}"


def url_of(paper: CoachingNote | Talk) -> str:
    """Its page, for the two."""
    name = "feedback:note" if isinstance(paper, CoachingNote) else "feedback:talk"
    return reverse(name, args=[paper.pk])


def lead_nowhere(paper: CoachingNote | Talk) -> None:
    """What people were told of it leads to it no longer, as it is about to be deleted. One statement."""
    Notice.objects.filter(url=url_of(paper), kind__in=[NOTE_SHARED, FOLLOW_UP]).update(
        url="", detail="It was taken away since."
    )
