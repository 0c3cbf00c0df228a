"""What somebody set time aside for today."""

from __future__ import annotations

from datetime import datetime

from teams.calendar import Clock
from teams.day_plan import Entry
from teams.models import Team, User
from teams.permissions import boxes_of, standing_of
from teams.queries.calendars import working_time


def boxes_today(person: User, clock: Clock, now: datetime) -> tuple[Entry, ...]:
    """Their own boxes of the day on their wall. One statement."""
    start, end = clock.day_bounds(clock.day_of(now))
    rows = boxes_of(person).filter(removed_at=None, starts_at__gte=start, starts_at__lt=end)
    return tuple(
        Entry(name=row.title, starts_at=row.starts_at, minutes=row.minutes, pk=row.pk)
        for row in rows
    )


def work_ends(person: User, clock: Clock, now: datetime) -> datetime | None:
    """When the working day of the first team they lead, by name, is over; none on a day off. Two statements.

    Of several teams only one whose wall is theirs: an end in another zone ends nobody's day here.
    """
    leads = standing_of(person).leads
    teams = Team.objects.filter(pk__in=leads, time_zone=clock.zone).order_by("name", "pk")
    team = teams.first()
    if team is None:
        return None
    hours = working_time(team).shift(clock.day_of(now))
    return None if hours is None else hours[1]
