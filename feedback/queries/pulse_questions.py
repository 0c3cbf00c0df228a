"""The set of questions, as those who keep it see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max

from feedback.models import Question
from goals import dates
from teams.permissions import organisation_day


@dataclass(frozen=True, slots=True)
class Line:
    """A question; `asked` says when last, or that it never was."""

    pk: int
    words: str
    ends: str
    asked: str


@dataclass(frozen=True, slots=True)
class Set:
    """Those asked in turn, and those put away."""

    shown: tuple[Line, ...]
    away: tuple[Line, ...]


def read_questions(now: datetime) -> Set:
    """All of them, in their order. Two statements."""
    today = organisation_day(now)
    rows = list(Question.objects.annotate(last=Max("rounds__week")).order_by("position", "id"))
    return Set(
        tuple(_line(row, today) for row in rows if row.archived_at is None),
        tuple(_line(row, today) for row in rows if row.archived_at is not None),
    )


def _line(row: Question, today: date) -> Line:
    last: date | None = getattr(row, "last", None)
    asked = f"Week of {dates.short_day(last, today)}" if last else "Not yet"
    return Line(row.pk, row.words, f"1 {row.low} to 5 {row.high}", asked)
