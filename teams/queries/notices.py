"""What people chose to be told, how it goes without a choice, and by which wall their quiet hours are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

from teams.calendar import ONE_DAY, WorkingTime
from teams.models import Absence, Membership, NoticeChoices, Organisation, Team, User
from teams.models.people import LEADS
from teams.queries.calendars import working_times
from teams.quiet import wait_until

Mode = NoticeChoices.Digest


def usual_digest(*, leads: bool) -> str:
    """Each working day for who leads; for everybody else only thanks and changed rules."""
    return Mode.WEEKDAYS if leads else Mode.FEW


def choices_of(person: User) -> NoticeChoices:
    """What this person chose; the defaults where they have not. One statement."""
    found = NoticeChoices.objects.filter(user=person).first()
    return NoticeChoices(user=person) if found is None else found


def quiet_hours(choices: NoticeChoices) -> tuple[time, time] | None:
    """Both ends, or none."""
    if choices.quiet_from is None or choices.quiet_until is None:
        return None
    return choices.quiet_from, choices.quiet_until


@dataclass(frozen=True, slots=True)
class Wall:
    """What one person's days go by: their zone, and the teams whose days off are theirs."""

    zone: str
    works: tuple[WorkingTime, ...]
    choices: NoticeChoices
    is_away: bool

    def wait_until(self, now: datetime) -> datetime | None:
        """Until when mail is to wait; None: it may go now."""
        days_off = self.works if self.choices.quiet_on_days_off else None
        return wait_until(quiet_hours(self.choices), days_off, self.zone, now)


def walls_of(people: Collection[int], now: datetime) -> dict[int, Wall]:
    """By person's id. Five statements, whatever the number of people.

    The zone is the one a person chose, else that of the first team they lead, else that of their first team.
    """
    choices = {row.user_id: row for row in NoticeChoices.objects.filter(user__in=people)}
    organisation = Organisation.objects.first()
    teams = _teams_of(people, now)
    distinct = {team.pk: team for mine in teams.values() for team in mine}
    works = working_times(distinct.values()) if distinct else {}
    found: dict[int, tuple[str, NoticeChoices, tuple[WorkingTime, ...]]] = {}
    for pk in people:
        chosen = choices.get(pk) or NoticeChoices(user_id=pk)
        zone = chosen.time_zone or (teams[pk][0].time_zone if teams[pk] else "")
        zone = zone or (organisation.time_zone if organisation else "UTC")
        found[pk] = (zone, chosen, tuple(works[team.pk] for team in teams[pk]))
    away = away_by_wall({pk: zone for pk, (zone, _, _) in found.items()}, now)
    return {
        pk: Wall(zone, mine, chosen, is_away=pk in away)
        for pk, (zone, chosen, mine) in found.items()
    }


def away_by_wall(zones: dict[int, str], now: datetime) -> set[int]:
    """Who is away at `now`, each by the day on their own wall. One statement."""
    day = now.date()
    rows = Absence.objects.filter(
        user__in=zones, starts_on__lte=day + ONE_DAY, ends_on__gt=day - ONE_DAY
    )
    return {
        row.user_id
        for row in rows
        if row.starts_on <= now.astimezone(ZoneInfo(zones[row.user_id])).date() < row.ends_on
    }


def _teams_of(people: Collection[int], now: datetime) -> dict[int, list[Team]]:
    """Their teams of today: those they lead, or where they lead none all, in name order. One statement."""
    led: dict[int, list[Team]] = defaultdict(list)
    every: dict[int, list[Team]] = defaultdict(list)
    rows = Membership.objects.filter(user__in=people, team__archived_at=None, team__isnull=False)
    for row in rows.select_related("team").order_by("team__name"):
        team = row.team
        if team is None:
            continue
        day = team.clock.day_of(now)
        if row.starts_on <= day and (row.ends_on is None or day < row.ends_on):
            every[row.user_id].append(team)
            if row.role in LEADS:
                led[row.user_id].append(team)
    return {pk: led.get(pk) or every.get(pk) or [] for pk in people}
