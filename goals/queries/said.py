"""What owners say of their goals beside what the figures say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from goals.models import Override
from teams.names import first_name


@dataclass(frozen=True, slots=True)
class Said:
    """`Marcus says on pace: courier strike ends Friday`, and what the form starts from."""

    words: str
    code: str
    sentence: str


def said_of(goal_id: int, first_day: date) -> Said | None:
    """The word that stands on a period; None where there is none. One statement."""
    row = (
        Override.objects.filter(goal=goal_id, first_day=first_day, withdrawn_at=None)
        .select_related("by")
        .first()
    )
    return None if row is None else Said(_words(row), row.said, row.sentence)


def said_about(periods: Mapping[int, date]) -> dict[int, str]:
    """The words that stand on some goals, by goal, each on the period that begins on its day. One statement."""
    rows = Override.objects.filter(
        goal__in=[pk for pk, _ in sorted(periods.items())], withdrawn_at=None
    ).select_related("by")
    return {row.goal_id: _words(row) for row in rows if row.first_day == periods.get(row.goal_id)}


def _words(row: Override) -> str:
    said = Override.Said(row.said).label.lower()
    return f"{first_name(row.by.name)} says {said}: {row.sentence}"
