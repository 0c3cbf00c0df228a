"""Who is away, and until when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from teams.models import Absence, User


@dataclass(frozen=True, slots=True)
class Away:
    """Days away in words: `Mon 1 to Sun 7 Dec`, and `until`, the day on which they are back."""

    pk: int
    starts_on: date
    ends_on: date
    words: str
    is_now: bool


def away_until(people: Iterable[int], today: date) -> dict[int, str]:
    """`Mon 8 Dec` for those who are away today, by id. One statement."""
    rows = Absence.objects.on(today).filter(user__in=list(people))
    return {row.user_id: day_words(row.ends_on, today) for row in rows}


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
