"""What people chose to be told, how it goes without a choice, and by which wall their quiet hours are."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, time

from teams.calendar import WorkingTime
from teams.models import NoticeChoices, Organisation, User
from teams.queries.absences import away_by_wall
from teams.queries.calendars import working_times
from teams.queries.zones import followed, teams_held, usual_zone
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
    """By person's id. Five statements, whatever the number of people."""
    choices = {row.user_id: row for row in NoticeChoices.objects.filter(user__in=people)}
    organisation = Organisation.objects.first()
    held = teams_held(people, now)
    teams = {pk: followed(held.get(pk, ())) for pk in people}
    distinct = {team.pk: team for mine in teams.values() for team in mine}
    works = working_times(distinct.values()) if distinct else {}
    found: dict[int, tuple[str, NoticeChoices, tuple[WorkingTime, ...]]] = {}
    for pk in people:
        chosen = choices.get(pk) or NoticeChoices(user_id=pk)
        zone = chosen.time_zone or usual_zone(held.get(pk, ()), organisation)
        found[pk] = (zone, chosen, tuple(works[team.pk] for team in teams[pk]))
    away = away_by_wall({pk: zone for pk, (zone, _, _) in found.items()}, now)
    return {
        pk: Wall(zone, mine, chosen, is_away=pk in away)
        for pk, (zone, chosen, mine) in found.items()
    }
