"""Making and changing teams and their calendars."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils.text import slugify

from teams.actions.audit import differences, fields_of, record
from teams.actions.errors import ActionRefused, refused_if_invalid, refused_if_taken
from teams.actions.versions import refuse_stale
from teams.events import calendar_changed, still_to_do
from teams.models import AuditEntry, Closure, Membership, Team, User
from teams.public_holidays import countries, subdivisions

TEAM_FIELDS = (
    "name",
    "time_zone",
    "working_days",
    "opens_at",
    "closes_at",
    "huddle_at",
    "day_starts_hour",
    "country",
    "subdivision",
)
LOOKED_AT = "looked at"
_NAME_TAKEN = "There is already a team of this name. Choose another."
# Addresses of pages beside the teams'.
_RESERVED_SLUGS = {"new"}


@transaction.atomic
def create_team(actor: User | None, *, name: str, time_zone: str, **fields: Any) -> Team:
    """A new team. `fields`: any of TEAM_FIELDS; its slug is made from the name and stays."""
    _refuse_unknown(fields)
    team = Team(name=_tidy(name), time_zone=time_zone, **fields)
    _check(team)
    team.slug = _free_slug(team.name)
    with refused_if_taken("name", _NAME_TAKEN):
        team.save(force_insert=True)
    record(actor, "created", team, after=fields_of(team, (*TEAM_FIELDS, "slug")))
    return team


@transaction.atomic
def update_team(
    actor: User | None, team: Team, *, version: str | None = None, **fields: Any
) -> Team:
    """Change some of TEAM_FIELDS; raises Stale when `version` is no longer true.

    Anything but the name and the time of the huddle changes which days, hours or working time readings belong to, so
    `calendar_changed` goes out.
    """
    _refuse_unknown(fields)
    team = Team.objects.select_for_update().get(pk=team.pk)
    refuse_stale(team, TEAM_FIELDS, version, fields)
    before = fields_of(team, TEAM_FIELDS)
    for field, value in fields.items():
        setattr(team, field, value)
    team.name = _tidy(team.name)
    _check(team)
    old, new = differences(before, fields_of(team, TEAM_FIELDS))
    if new:
        with refused_if_taken("name", _NAME_TAKEN):
            team.save(update_fields=list(new))
        record(actor, "changed", team, old, new)
        if new.keys() - {"name", "huddle_at"}:
            calendar_changed.send(Team, team=team)
    return team


@transaction.atomic
def keep_calendar(actor: User, team: Team) -> None:
    """Somebody looked at its days and hours and found them right as they are. Recorded once, where nothing else says
    that anybody looked.
    """
    team = Team.objects.select_for_update().get(pk=team.pk)
    seen = AuditEntry.objects.filter(kind=team._meta.label_lower, object_id=team.pk)
    if not seen.filter(verb__in=["changed", LOOKED_AT]).exists():
        record(actor, LOOKED_AT, team)


@transaction.atomic
def archive_team(actor: User | None, team: Team, *, now: datetime) -> Team:
    """Close a team that nobody is in any more. Its figures and history stay."""
    team = Team.objects.select_for_update().get(pk=team.pk)
    if team.archived_at is not None:
        raise ActionRefused("", f"{team.name} is archived already.")
    for _, sentence in still_to_do.send(Team, team=team):
        # Before people are asked to leave: they are the ones who can do it.
        if sentence:
            raise ActionRefused("", sentence)
    today = team.clock.day_of(now)
    still_there = (
        Membership.objects.filter(team=team)
        .filter(Q(ends_on__isnull=True) | Q(ends_on__gt=today))
        .exclude(ends_on=F("starts_on"))
        .count()
    )
    if still_there:
        people = "1 person is" if still_there == 1 else f"{still_there} people are"
        raise ActionRefused("", f"{people} still in {team.name}. Move them first, then archive it.")
    team.archived_at = now
    team.save(update_fields=["archived_at"])
    record(actor, "archived", team, after={"archived_at": now}, at=now)
    return team


@transaction.atomic
def restore_team(actor: User | None, team: Team) -> Team:
    """Open an archived team again."""
    team = Team.objects.select_for_update().get(pk=team.pk)
    if team.archived_at is None:
        raise ActionRefused("", f"{team.name} is not archived.")
    before = {"archived_at": team.archived_at}
    team.archived_at = None
    team.save(update_fields=["archived_at"])
    record(actor, "restored", team, before, {"archived_at": None})
    return team


@transaction.atomic
def add_closure(
    actor: User | None, team: Team, *, day: date, name: str, is_worked: bool = False
) -> Closure:
    """A day off of the team; with `is_worked`, a day it works although it would be one."""
    # The lock keeps two closures of one team from being told to receivers out of order.
    team = Team.objects.select_for_update().get(pk=team.pk)
    closure = Closure(team=team, day=day, name=name.strip(), is_worked=is_worked)
    with refused_if_invalid():
        closure.clean_fields()
    taken = f"{team.name} has an entry for this day already. Remove that one first."
    if Closure.objects.filter(team=team, day=day).exists():
        raise ActionRefused("day", taken)
    closure.save(force_insert=True)
    entry = {"day": day, "name": closure.name, "is_worked": is_worked}
    record(actor, "added closure", team, after=entry)
    calendar_changed.send(Team, team=team)
    return closure


@transaction.atomic
def remove_closure(actor: User | None, closure: Closure) -> None:
    """Take a closure back; removing it twice is no error."""
    team = Team.objects.select_for_update().get(pk=closure.team_id)
    entry = {"day": closure.day, "name": closure.name, "is_worked": closure.is_worked}
    removed, _ = Closure.objects.filter(pk=closure.pk).delete()
    if removed:
        record(actor, "removed closure", team, before=entry)
        calendar_changed.send(Team, team=team)


def _check(team: Team) -> None:
    if not team.working_days:
        raise ActionRefused("working_days", "Choose at least one working day.")
    with refused_if_invalid():
        team.clean_fields(exclude=["slug"])
    if Team.objects.filter(name__iexact=team.name).exclude(pk=team.pk).exists():
        raise ActionRefused("name", _NAME_TAKEN)
    team.working_days = sorted(team.working_days)
    if team.day_starts_hour > 23:
        raise ActionRefused("day_starts_hour", "Choose a full hour from 0 to 23.")
    if team.opens_at == team.closes_at:
        raise ActionRefused(
            "closes_at", "Opening and closing time are the same. Give the end of the working hours."
        )
    if team.country and team.country not in dict(countries()):
        raise ActionRefused("country", f"No public holidays are known for “{team.country}”.")
    if team.subdivision and team.subdivision not in dict(subdivisions(team.country)):
        raise ActionRefused("subdivision", "This region is not part of the country.")


def _free_slug(name: str) -> str:
    """The name in address letters, with a number where it is taken."""
    stem = slugify(name)[:50].strip("-") or "team"
    taken = set(Team.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    taken |= _RESERVED_SLUGS
    number = 1
    slug = stem
    while slug in taken:
        number += 1
        slug = f"{stem}-{number}"
    return slug


def _tidy(name: str) -> str:
    return " ".join(name.split())


def _refuse_unknown(fields: dict[str, Any]) -> None:
    unknown = fields.keys() - set(TEAM_FIELDS)
    if unknown:
        raise TypeError(f"a team has no {', '.join(sorted(unknown))} to set")
