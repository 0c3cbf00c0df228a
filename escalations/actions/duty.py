"""Who is on call for a team, in which order and when, and how soon it answers. Set by its leaders."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max

from escalations.models import DutyRule, OnCall
from escalations.permissions import can_edit_duty
from escalations.queries.duty import leaders_of, people_here
from teams.actions.audit import fields_of, record
from teams.actions.errors import ActionRefused
from teams.models import Team, User

MOST_MINUTES = 24 * 60
FIELDS = ("person", "when", "weekdays", "starts_at", "ends_at", "away_until")
MINUTES = ("pass_on_after", "answer_within", "warn_before")


@transaction.atomic
def set_minutes(
    actor: User,
    team: Team,
    *,
    pass_on_after: int,
    answer_within: int,
    warn_before: int,
    now: datetime,
) -> DutyRule:
    """How soon a team answers, is warned, and passes on. What is promised already keeps its time.

    Raises ActionRefused, PermissionDenied.
    """
    if not can_edit_duty(actor, team):
        raise PermissionDenied
    values = dict(zip(MINUTES, (pass_on_after, answer_within, warn_before), strict=True))
    for field, minutes in values.items():
        if not 1 <= minutes <= MOST_MINUTES:
            raise ActionRefused(field, "Choose minutes from 1 to 1,440.")
    Team.objects.select_for_update(no_key=True).get(pk=team.pk)
    before = DutyRule.objects.filter(pk=team.pk).first()
    if before is not None and fields_of(before, MINUTES) == values:
        return before
    rule, _ = DutyRule.objects.update_or_create(team=team, defaults=values)
    record(actor, "set", rule, fields_of(before, MINUTES) if before else {}, values, at=now)
    return rule


def who_may_be_asked(actor: User, team: Team, now: datetime) -> list[User]:
    """Leaders of the team, and of the other teams that the actor leads: they may help out."""
    found = {one.pk: one for one in leaders_of(team, now, even_away=True)}
    today = team.clock.day_of(now)
    if actor.pk not in found and people_here(today).filter(pk=actor.pk).exists():
        found[actor.pk] = actor
    return list(found.values())


@transaction.atomic
def add_on_call(
    actor: User,
    team: Team,
    *,
    person: User | None,
    when: str = OnCall.When.WORKING,
    weekdays: Iterable[int] = (),
    starts_at: time | None = None,
    ends_at: time | None = None,
    away_until: date | None = None,
    now: datetime,
) -> OnCall:
    """Put somebody at the end of the list. Raises ActionRefused, PermissionDenied."""
    values = _checked(actor, team, None, person, when, weekdays, (starts_at, ends_at), now)
    last = OnCall.objects.filter(team=team).aggregate(last=Max("position"))["last"] or 0
    row = OnCall.objects.create(team=team, position=last + 1, away_until=away_until, **values)
    record(actor, "put on call", row, after=fields_of(row, FIELDS), at=now)
    return row


@transaction.atomic
def change_on_call(
    actor: User,
    entry: OnCall,
    *,
    person: User | None,
    when: str = OnCall.When.WORKING,
    weekdays: Iterable[int] = (),
    starts_at: time | None = None,
    ends_at: time | None = None,
    away_until: date | None = None,
    now: datetime,
) -> OnCall:
    """Change hours or absence of an entry. Raises ActionRefused, PermissionDenied."""
    values = _checked(actor, entry.team, entry, person, when, weekdays, (starts_at, ends_at), now)
    current = OnCall.objects.select_for_update(of=("self",)).filter(pk=entry.pk).first()
    if current is None:
        raise ActionRefused("", "Somebody else has just taken this line off the list.")
    before = fields_of(current, FIELDS)
    for name, value in {**values, "away_until": away_until}.items():
        setattr(current, name, value)
    current.save(update_fields=[*values, "away_until"])
    record(actor, "changed", current, before, fields_of(current, FIELDS), at=now)
    return current


def _checked(
    actor: User,
    team: Team,
    entry: OnCall | None,
    person: User | None,
    when: str,
    weekdays: Iterable[int],
    hours: tuple[time | None, time | None],
    now: datetime,
) -> dict[str, Any]:
    if not can_edit_duty(actor, team):
        raise PermissionDenied
    Team.objects.select_for_update(no_key=True).get(pk=team.pk)
    if person is None:
        raise ActionRefused("person", "Choose who is asked.")
    known = {one.pk for one in who_may_be_asked(actor, team, now)}
    if person.pk not in known and (entry is None or entry.person_id != person.pk):
        raise ActionRefused("person", f"{person.name} does not lead {team.name}. Choose who does.")
    if when not in OnCall.When.values:
        raise ActionRefused("when", "Choose one of these.")
    days = sorted(set(weekdays))
    if any(not 0 <= day <= 6 for day in days):
        raise ActionRefused("weekdays", "Choose weekdays.")
    starts_at, ends_at = hours
    if (starts_at is None) != (ends_at is None):
        missing = "starts_at" if starts_at is None else "ends_at"
        raise ActionRefused(missing, "Give both times, or neither.")
    if starts_at is not None and starts_at == ends_at:
        raise ActionRefused("ends_at", "Choose another time than the start.")
    same = OnCall.objects.filter(team=team, person=person, when=when)
    if same.exclude(pk=0 if entry is None else entry.pk).exists():
        raise ActionRefused("person", f"{person.name} is on the list for that time already.")
    return {
        "person": person,
        "when": when,
        "weekdays": days if len(days) < 7 else [],
        "starts_at": starts_at,
        "ends_at": ends_at,
    }


@transaction.atomic
def move_on_call(actor: User, entry: OnCall, *, up: bool, now: datetime) -> None:
    """One place up or down. At the end of the list it stays where it is. Raises PermissionDenied."""
    if not can_edit_duty(actor, entry.team):
        raise PermissionDenied
    Team.objects.select_for_update(no_key=True).get(pk=entry.team_id)
    rows = list(OnCall.objects.filter(team=entry.team_id).order_by("position", "id"))
    place = next((at for at, row in enumerate(rows) if row.pk == entry.pk), None)
    if place is None:
        # Somebody else has just taken it off.
        return
    other = place - 1 if up else place + 1
    if not 0 <= other < len(rows):
        return
    rows[place], rows[other] = rows[other], rows[place]
    for position, row in enumerate(rows, 1):
        if row.position != position:
            OnCall.objects.filter(pk=row.pk).update(position=position)
    record(actor, "moved", entry, {"position": place + 1}, {"position": other + 1}, at=now)


@transaction.atomic
def take_off_call(actor: User, entry: OnCall, *, now: datetime) -> None:
    """Take somebody off the list. Raises PermissionDenied."""
    if not can_edit_duty(actor, entry.team):
        raise PermissionDenied
    record(actor, "took off call", entry, before=fields_of(entry, FIELDS), at=now)
    entry.delete()
