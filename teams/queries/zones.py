"""By which wall a person's own days and quiet hours go: the zone they chose, else that of a team of theirs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from teams.models import Membership, NoticeChoices, Organisation, Team, User
from teams.models.people import LEADS

Held = Sequence[tuple[Team, str]]


def teams_held(people: Collection[int], now: datetime) -> dict[int, list[tuple[Team, str]]]:
    """Their teams of today with the role, in name order, by person's id. One statement."""
    found: dict[int, list[tuple[Team, str]]] = defaultdict(list)
    rows = Membership.objects.filter(user__in=people, team__archived_at=None, team__isnull=False)
    for row in rows.select_related("team").order_by("pk"):
        team = row.team
        if team is None:
            continue
        day = team.clock.day_of(now)
        if row.starts_on <= day and (row.ends_on is None or day < row.ends_on):
            found[row.user_id].append((team, row.role))
    # Here, and not in the statement: which of two names is first would be the database's to say.
    for held in found.values():
        held.sort(key=lambda one: (one[0].name.casefold(), one[0].pk))
    return found


def followed(held: Held) -> list[Team]:
    """The teams whose days are this person's: those they lead, or where they lead none all."""
    return [team for team, role in held if role in LEADS] or [team for team, _ in held]


def usual_zone(held: Held, organisation: Organisation | None) -> str:
    """Without a choice: that of the first team they lead, else of their first team, else the organisation's."""
    for team in followed(held):
        return team.time_zone
    return "UTC" if organisation is None else organisation.time_zone


def zones_of(people: Collection[int], now: datetime) -> dict[int, str]:
    """The zone of each person's own wall, by id. Three statements."""
    held, organisation = teams_held(people, now), Organisation.objects.first()
    chosen = dict(NoticeChoices.objects.filter(user__in=people).values_list("user_id", "time_zone"))
    return {pk: chosen.get(pk) or usual_zone(held.get(pk, ()), organisation) for pk in people}


def usual_zone_of(person: User, now: datetime) -> str:
    """What this person's zone is while they choose none. Two statements."""
    return usual_zone(teams_held([person.pk], now).get(person.pk, ()), Organisation.objects.first())


def own_day(person: User, now: datetime) -> date:
    """The day on this person's own wall. Three statements."""
    return day_in(zones_of([person.pk], now)[person.pk], now)


def day_in(zone: str, now: datetime) -> date:
    """The day that a wall in that zone shows, from midnight to midnight."""
    return now.astimezone(ZoneInfo(zone)).date()
