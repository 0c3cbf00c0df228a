"""A leader's own list of whom to thank: putting somebody off until a day, for a reason."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction

from feedback.models import Snooze
from feedback.permissions.kudos import people_covered_by
from teams.actions.audit import record
from teams.actions.errors import ActionRefused
from teams.actions.texts import kept_line
from teams.models import User
from teams.permissions import organisation_day

LONGEST = timedelta(days=180)
LONGEST_REASON = 200


@transaction.atomic
def snooze(actor: User, person: User, *, until: date, reason: str, now: datetime) -> Snooze:
    """Do not ask this leader to thank that person before `until`. Said again, the later word holds.

    The reason is for the leader's own list: nobody else reads it, and the record of changes holds no word of it.
    Raises ActionRefused, PermissionDenied.
    """
    today = organisation_day(now)
    if not people_covered_by(actor, today).filter(pk=person.pk).exists():
        raise PermissionDenied
    missing = "Say why, in a few words: “on leave until the 24th”."
    kept = kept_line("reason", reason, limit=LONGEST_REASON, missing=missing)
    if until <= today:
        raise ActionRefused("until", "Choose a day ahead.")
    if until > today + LONGEST:
        raise ActionRefused("until", f"Choose a day within the next {LONGEST.days} days.")
    found, _ = Snooze.objects.update_or_create(
        leader=actor, person=person, defaults={"until": until, "reason": kept, "at": now}
    )
    record(actor, "put off", found, at=now)
    return found


@transaction.atomic
def wake(actor: User, person: User, *, now: datetime) -> None:
    """Ask again from now on. Where nothing was put off, nothing happens."""
    found = Snooze.objects.filter(leader=actor, person=person).first()
    if found is not None:
        record(actor, "took up again", found, at=now)
        found.delete()
