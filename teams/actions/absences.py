"""Saying that somebody is away, and that they are there after all."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse

from teams.actions.audit import record
from teams.actions.errors import ActionRefused
from teams.away_kinds import AWAY
from teams.models import Absence, User
from teams.permissions.absences import may_mark_away
from teams.queries.absences import day_words
from teams.telling import tell

LONGEST = timedelta(days=366)
MOST_AHEAD = 50


@transaction.atomic
def set_away(
    actor: User, person: User, *, starts_on: date, back_on: date, today: date, now: datetime
) -> Absence:
    """Away from a day until the day on which they are back; `today` is the person's own. Who is marked by somebody
    else is told. Raises ActionRefused, PermissionDenied.
    """
    # Two people may say so at once: one of them finds the other's days there.
    _locked(actor, person)
    if back_on <= starts_on:
        raise ActionRefused("back_on", "Choose a later day than the first day away.")
    if back_on <= today:
        raise ActionRefused("back_on", "That is over already. Choose a day that is ahead.")
    if back_on - starts_on > LONGEST:
        raise ActionRefused("back_on", "That is longer than a year. Choose an earlier day.")
    entered = Absence.objects.filter(user=person)
    # What is over is on no page, and nobody could take it away.
    if entered.filter(ends_on__gt=today).count() >= MOST_AHEAD:
        raise ActionRefused("", f"There are {MOST_AHEAD} entries already. Take one away first.")
    across = entered.filter(starts_on__lt=back_on, ends_on__gt=starts_on).first()
    if across is not None:
        raise ActionRefused("starts_on", _in_the_way(across, today))
    found = Absence.objects.create(
        user=person, starts_on=starts_on, ends_on=back_on, entered_by=actor
    )
    days = {"starts_on": starts_on, "ends_on": back_on}
    record(actor, "marked as away", person, after=days, at=now)
    until = f"from {day_words(starts_on, today)}, back on {day_words(back_on, today)}"
    _tell(actor, person, f"away-{found.pk}", f"{actor.name} has marked you as away {until}.", now)
    return found


@transaction.atomic
def end_away(actor: User, person: User, absence: Absence, *, today: date, now: datetime) -> bool:
    """They are there after all: days that have passed stay, the rest goes. False where that was said already. Who is
    marked by somebody else is told. Raises PermissionDenied.
    """
    _locked(actor, person)
    found = Absence.objects.select_for_update().filter(pk=absence.pk, user=person).first()
    if found is None or found.ends_on <= today:
        return False
    number, since = found.pk, found.starts_on
    days = {"starts_on": found.starts_on, "ends_on": found.ends_on}
    if found.starts_on < today:
        found.ends_on = today
        found.save(update_fields=["ends_on"])
    else:
        found.delete()
    record(actor, "marked as there", person, before=days, at=now)
    said = (
        "has marked you as there again"
        if since <= today
        else f"has taken out your days away from {day_words(since, today)}"
    )
    _tell(actor, person, f"away-{number}-out", f"{actor.name} {said}.", now)
    return True


def _locked(actor: User, person: User) -> None:
    User.objects.select_for_update().get(pk=person.pk)
    if not may_mark_away(actor).filter(pk=person.pk).exists():
        raise PermissionDenied


def _in_the_way(across: Absence, today: date) -> str:
    days = f"{across.starts_on:%d/%m/%Y} to {across.ends_on:%d/%m/%Y} is entered already."
    if across.ends_on <= today:
        return f"{days} That is over and stays: choose {across.ends_on:%d/%m/%Y} or a later day."
    return f"{days} Take that out first, or choose other days."


def _tell(actor: User, person: User, key: str, text: str, now: datetime) -> None:
    if actor.pk != person.pk:
        tell([person], AWAY, key, text, url=reverse("teams:away", args=[person.pk]), now=now)
