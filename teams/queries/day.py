"""What somebody set time aside for today."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse

from teams.calendar import ONE_DAY, Clock
from teams.day_plan import Entry
from teams.huddle_draft import ALL_MINUTES
from teams.models import Team, User
from teams.permissions import boxes_of, standing_of
from teams.queries.calendars import working_time, working_times


def boxes_today(person: User, clock: Clock, now: datetime) -> tuple[Entry, ...]:
    """Their own boxes of the day on their wall. One statement."""
    start, end = clock.day_bounds(clock.day_of(now))
    rows = boxes_of(person).filter(removed_at=None, starts_at__gte=start, starts_at__lt=end)
    return tuple(
        Entry(name=row.title, starts_at=row.starts_at, minutes=row.minutes, pk=row.pk)
        for row in rows
    )


def huddles_today(person: User, clock: Clock, now: datetime) -> tuple[Entry, ...]:
    """The huddles of the teams they lead that fall on the day on their wall. Two statements.

    Only of teams that have said when they meet: of others nobody knows that they do.
    """
    leads = standing_of(person).leads
    teams = list(Team.objects.filter(pk__in=leads, huddle_at__isnull=False).order_by("name", "pk"))
    if not teams:
        return ()
    start, end = clock.day_bounds(clock.day_of(now))
    works = working_times(teams)
    found: list[Entry] = []
    for team in teams:
        today = team.clock.day_of(now)
        for day in (today - ONE_DAY, today, today + ONE_DAY):
            at = works[team.pk].huddle_at(day)
            if at is None or not start <= at < end:
                continue
            name = "Huddle" if len(leads) == 1 else f"Huddle, {team.name}"
            url = f"{reverse('teams:huddle_day', args=[str(day)])}?team={team.slug}"
            found.append(Entry(name=name, starts_at=at, minutes=ALL_MINUTES, url=url))
    return tuple(found)


def work_hours(person: User, clock: Clock, now: datetime) -> tuple[datetime, datetime] | None:
    """From when till when the first team they lead, by name, works today; none on a day off. Two statements.

    Of several teams only one whose wall is theirs: an end in another zone ends nobody's day here.
    """
    leads = standing_of(person).leads
    teams = Team.objects.filter(pk__in=leads, time_zone=clock.zone).order_by("name", "pk")
    team = teams.first()
    if team is None:
        return None
    return working_time(team).shift(clock.day_of(now))
