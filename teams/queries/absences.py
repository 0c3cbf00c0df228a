"""Who is away, and until when."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from teams.calendar import ONE_DAY
from teams.models import Absence, AbsenceQuerySet, User
from teams.queries.zones import day_in, zones_of


@dataclass(frozen=True, slots=True)
class Away:
    """Days away in words: `Mon 1 to Sun 7 Dec`, and `until`, the day on which they are back."""

    pk: int
    starts_on: date
    ends_on: date
    words: str
    is_now: bool


def away_until(people: Collection[int], now: datetime) -> dict[int, str]:
    """`Mon 8 Dec` for those who are away at `now`, by id, each by the day on their own wall.

    One statement; four where somebody's days lie about now.
    """
    return {pk: day_words(back, today) for pk, (back, today) in _away(people, now).items()}


def back_on(people: Collection[int], now: datetime) -> dict[int, date]:
    """The same as the days on which they are back."""
    return {pk: back for pk, (back, _) in _away(people, now).items()}


def away_by_wall(zones: Mapping[int, str], now: datetime) -> set[int]:
    """The same where the zone of each is known: who is away. One statement."""
    return {
        row.user_id
        for row in about(now).filter(user__in=list(zones))
        if row.starts_on <= day_in(zones[row.user_id], now) < row.ends_on
    }


def about(now: datetime) -> AbsenceQuerySet:
    """Whatever may hold at `now`, by the day of some zone. Who is away, `back_on` says."""
    day = now.date()
    return Absence.objects.filter(starts_on__lte=day + ONE_DAY, ends_on__gt=day - ONE_DAY)


def _away(people: Collection[int], now: datetime) -> dict[int, tuple[date, date]]:
    """The day on which they are back, and their own today."""
    rows = list(about(now).filter(user__in=list(people)))
    zones = zones_of({row.user_id for row in rows}, now) if rows else {}
    today = {pk: day_in(zone, now) for pk, zone in zones.items()}
    return {
        row.user_id: (row.ends_on, today[row.user_id])
        for row in rows
        if row.starts_on <= today[row.user_id] < row.ends_on
    }


def not_over(rows: QuerySet[Absence], now: datetime) -> QuerySet[Absence]:
    """Of these the ones that last or are ahead at `now`, each by the day on its person's own wall.

    One statement, four where some end about now.
    """
    # Walls differ by a day at most: only what ends about now has to be looked at.
    day = now.date()
    ahead = rows.filter(ends_on__gte=day)
    ending = list(ahead.filter(ends_on__lte=day + ONE_DAY))
    zones = zones_of({row.user_id for row in ending}, now) if ending else {}
    over = [row.pk for row in ending if row.ends_on <= day_in(zones[row.user_id], now)]
    return ahead.exclude(pk__in=over)


def absences_of(person: User, today: date) -> list[Away]:
    """Those that last or are ahead, soonest first. One statement."""
    rows = Absence.objects.filter(user=person, ends_on__gt=today)
    return [
        Away(
            row.pk,
            row.starts_on,
            row.ends_on,
            f"From {day_words(row.starts_on, today)}, back on {day_words(row.ends_on, today)}",
            is_now=row.starts_on <= today,
        )
        for row in rows
    ]


def day_words(day: date, today: date) -> str:
    """`Mon 8 Dec`, with the year where it is another."""
    year = "" if day.year == today.year else f" {day.year}"
    return f"{day:%a} {day.day} {day:%b}{year}"
