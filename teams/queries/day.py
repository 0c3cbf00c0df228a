"""What somebody set time aside for today, and tomorrow."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse

from teams.calendar import ONE_DAY, Clock
from teams.day_plan import Entry
from teams.huddle_draft import ALL_MINUTES
from teams.models import User
from teams.permissions import boxes_of
from teams.queries.calendars import Calendars


@dataclass(frozen=True, slots=True)
class Boxes:
    """One's own, of the day on one's wall and of the next."""

    today: tuple[Entry, ...]
    tomorrow: tuple[Entry, ...]


def boxes_ahead(person: User, clock: Clock, now: datetime) -> Boxes:
    """Their own boxes of today and tomorrow. One statement."""
    today = clock.day_of(now)
    start, midnight = clock.day_bounds(today)
    end = clock.day_bounds(today + ONE_DAY)[1]
    rows = boxes_of(person).filter(removed_at=None, starts_at__gte=start, starts_at__lt=end)
    entries = [
        Entry(name=row.title, starts_at=row.starts_at, minutes=row.minutes, pk=row.pk)
        for row in rows
    ]
    return Boxes(
        today=tuple(one for one in entries if one.starts_at < midnight),
        tomorrow=tuple(one for one in entries if one.starts_at >= midnight),
    )


def day_to_plan(led: Calendars, clock: Clock, now: datetime) -> date:
    """The day that is meant unless another is said: today, and tomorrow once their work of today is over."""
    today = clock.day_of(now)
    hours = work_hours(led, clock, now)
    return today + ONE_DAY if hours is not None and hours[1] <= now else today


def huddles_today(led: Calendars, clock: Clock, now: datetime) -> tuple[Entry, ...]:
    """The huddles of the teams they lead that fall on the day on their wall. Two statements, while nobody asked.

    Only of teams that have said when they meet: of others nobody knows that they do.
    """
    teams = [team for team in led.teams if team.huddle_at is not None]
    if not teams:
        return ()
    start, end = clock.day_bounds(clock.day_of(now))
    found: list[Entry] = []
    for team in teams:
        today = team.clock.day_of(now)
        for day in (today - ONE_DAY, today, today + ONE_DAY):
            at = led.works[team.pk].huddle_at(day)
            if at is None or not start <= at < end:
                continue
            name = "Huddle" if len(led.teams) == 1 else f"Huddle, {team.name}"
            url = f"{reverse('teams:huddle_day', args=[str(day)])}?team={team.slug}"
            found.append(Entry(name=name, starts_at=at, minutes=ALL_MINUTES, url=url))
    return tuple(found)


def work_hours(led: Calendars, clock: Clock, now: datetime) -> tuple[datetime, datetime] | None:
    """From when till when the first team they lead, by name, works today; none on a day off. Two statements, while
    nobody asked.

    Of several teams only one whose wall is theirs: an end in another zone ends nobody's day here.
    """
    team = next((team for team in led.teams if team.time_zone == clock.zone), None)
    return None if team is None else led.works[team.pk].shift(clock.day_of(now))
