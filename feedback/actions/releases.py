"""Letting a third person read what two people share: until a day, for a reason, with an entry both see for good."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse

from feedback.models import CoachingNote, Release, Talk
from feedback.notice_kinds import RELEASED
from feedback.permissions.notes import can_release, is_over, people_to_let_in
from goals.dates import short_day
from teams.actions.audit import record
from teams.actions.errors import ActionRefused
from teams.actions.texts import kept_text
from teams.models import User
from teams.names import first_name
from teams.permissions import organisation_day
from teams.telling import tell

LONGEST_REASON = 300
LONGEST = timedelta(days=92)


@transaction.atomic
def release(
    actor: User,
    paper: CoachingNote | Talk,
    *,
    to: User | None,
    until: date | None,
    reason: str,
    now: datetime,
) -> Release:
    """Let somebody read a shared note or talk up to and including `until`. Either of the two may.

    Whoever is let in, and the other of the two, are told; a reason is for these three alone. Given twice, it is
    refused with what holds already. Raises ActionRefused, PermissionDenied.
    """
    is_note = isinstance(paper, CoachingNote)
    model = CoachingNote if is_note else Talk
    current = model.objects.select_for_update(of=("self",)).get(pk=paper.pk)
    if not can_release(actor, current):
        raise PermissionDenied
    today = organisation_day(now)
    if to is None or not people_to_let_in(actor, current, today).filter(pk=to.pk).exists():
        raise ActionRefused("to", "Choose who may read it.")
    if until is None or until < today:
        raise ActionRefused("until", "Choose until when, today or a later day.")
    if until > today + LONGEST:
        raise ActionRefused("until", "Choose a day within the next three months.")
    why = kept_text("reason", reason, missing="Say why, in a sentence.", limit=LONGEST_REASON)
    given = current.releases.filter(to=to, ended_at=None, until__gte=today).first()
    if given is not None:
        day = short_day(given.until, today)
        raise ActionRefused("to", f"{to.name} may read it already, until {day}.")
    named = {"note": current} if is_note else {"talk": current}
    made = Release.objects.create(to=to, by=actor, reason=why, at=now, until=until, **named)
    record(actor, "released", made, at=now)
    what = "a private note" if is_note else "a private talk"
    day = short_day(until, today)
    key = f"release-{made.pk}"
    tell(
        [to.pk],
        RELEASED,
        key,
        f"{first_name(actor.name)} lets you read {what} until {day}.",
        url=reverse("feedback:released_item", args=[made.pk]),
        now=now,
    )
    other = current.person_id if actor.pk == current.author_id else current.author_id
    tell(
        [other],
        RELEASED,
        key,
        f"{first_name(actor.name)} let {first_name(to.name)} read {what} between you until {day}.",
        url=reverse("feedback:note" if is_note else "feedback:talk", args=[current.pk]),
        now=now,
    )
    return made


@transaction.atomic
def end_release(actor: User, given: Release, *, now: datetime) -> Release:
    """End it before its day. Only whoever gave it: the other of the two cannot cut off somebody's ear.

    Ended already, it stays as it was. Raises PermissionDenied.
    """
    current = Release.objects.select_for_update(of=("self",)).get(pk=given.pk)
    if current.by_id != actor.pk:
        raise PermissionDenied
    if current.ended_at is None:
        current.ended_at = now
        current.save(update_fields=["ended_at"])
        record(actor, "ended", current, at=now)
    return current


@transaction.atomic
def open_release(actor: User, given: Release, *, now: datetime) -> Release:
    """Read it for the first time: both of the two see when. Raises ActionRefused once it is over, PermissionDenied."""
    current = Release.objects.select_for_update(of=("self",)).get(pk=given.pk)
    if current.to_id != actor.pk:
        raise PermissionDenied
    if is_over(current, organisation_day(now)):
        raise ActionRefused("", "This is over. Ask whoever let you in.")
    if current.read_at is None:
        current.read_at = now
        current.save(update_fields=["read_at"])
        record(actor, "read", current, at=now)
    return current
