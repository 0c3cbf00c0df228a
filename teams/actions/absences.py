"""Saying that somebody is away, and that they are there after all."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction

from teams.actions.audit import record
from teams.actions.errors import ActionRefused
from teams.models import Absence, User

LONGEST = timedelta(days=366)
MOST_AHEAD = 50


@transaction.atomic
def set_away(
    actor: User, person: User, *, starts_on: date, back_on: date, now: datetime
) -> Absence:
    """Away from a day until the day on which they are back. Raises ActionRefused."""
    # Two people may say so at once: one of them finds the other's days there.
    User.objects.select_for_update().get(pk=person.pk)
    if back_on <= starts_on:
        raise ActionRefused("back_on", "Choose a later day than the first day away.")
    if back_on <= (now - timedelta(days=1)).date():
        raise ActionRefused("back_on", "That is over already. Choose a day that is ahead.")
    if back_on - starts_on > LONGEST:
        raise ActionRefused("back_on", "That is longer than a year. Choose an earlier day.")
    ahead = Absence.objects.filter(user=person, ends_on__gt=(now - LONGEST).date())
    if ahead.count() >= MOST_AHEAD:
        raise ActionRefused("", f"There are {MOST_AHEAD} entries already. Take one away first.")
    across = ahead.filter(starts_on__lt=back_on, ends_on__gt=starts_on).first()
    if across is not None:
        raise ActionRefused(
            "starts_on",
            f"{across.starts_on:%d/%m/%Y} to {across.ends_on:%d/%m/%Y} is entered already. "
            "Take that out first, or choose other days.",
        )
    found = Absence.objects.create(
        user=person, starts_on=starts_on, ends_on=back_on, entered_by=actor
    )
    days = {"starts_on": starts_on, "ends_on": back_on}
    record(actor, "marked as away", person, after=days, at=now)
    return found


@transaction.atomic
def end_away(actor: User, person: User, absence: Absence, *, today: date, now: datetime) -> bool:
    """They are there after all: days that have passed stay, the rest goes. False where that was said already."""
    found = Absence.objects.select_for_update().filter(pk=absence.pk, user=person).first()
    if found is None or found.ends_on <= today:
        return False
    days = {"starts_on": found.starts_on, "ends_on": found.ends_on}
    if found.starts_on < today:
        found.ends_on = today
        found.save(update_fields=["ends_on"])
    else:
        found.delete()
    record(actor, "marked as there", person, before=days, at=now)
    return True
