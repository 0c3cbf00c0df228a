"""What people wrote about the days of a goal's period: a list, and lettered discs on the pace chart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from string import ascii_uppercase

from goals import dates
from goals.charts import PaceChart
from goals.charts.pace import Note
from goals.charts.scale import value_at
from goals.models import GoalNote
from goals.queries.goal import GoalDetail
from goals.queries.goal_charts import drawn
from teams.models import User


@dataclass(frozen=True, slots=True)
class NoteLine:
    """One note: its letter (empty beyond Z), who wrote it, about which day, and whether the viewer may mend it."""

    pk: int
    letter: str
    day: date
    who: str
    when: str
    text: str
    edited: bool
    is_mine: bool


def notes_of(detail: GoalDetail, viewer: User) -> tuple[NoteLine, ...]:
    """Those about days of the shown period, earliest first. One statement."""
    period = detail.period
    rows = (
        GoalNote.objects.filter(
            goal=detail.goal, day__range=(period.first, period.last), removed_at=None
        )
        .select_related("by")
        .order_by("day", "pk")
    )
    return tuple(
        NoteLine(
            pk=row.pk,
            letter=ascii_uppercase[place] if place < len(ascii_uppercase) else "",
            day=row.day,
            who=row.by.name,
            when=dates.short_day(row.day, detail.today),
            text=row.text,
            edited=row.edited_at is not None,
            is_mine=row.by_id == viewer.pk,
        )
        for place, row in enumerate(rows)
    )


def with_notes(
    chart: PaceChart | None, detail: GoalDetail, notes: Sequence[NoteLine]
) -> PaceChart | None:
    """The chart with a disc for each note, on the line of what came in by the end of its day.

    Discs of one day stand beside one another as far as there is room on the line. No statements.
    """
    if chart is None or not notes:
        return chart
    steps = drawn(detail).steps
    found: list[Note] = []
    for note in notes:
        # The step that holds the day; one on a day off belongs to the working day before it.
        place = max(
            (n for n, step in enumerate(steps, start=1) if _begins(step.day, note)), default=0
        )
        at = min(place / len(steps), chart.actual[-1][0])
        while any(abs(at - other.at) < APART for other in found) and at > APART:
            at -= APART
        height = value_at(chart.actual, at)
        if note.letter and height is not None:
            words = f"{note.letter}: {note.who}, {note.when}: {note.text}"
            found.append(Note(note.letter, at, height, words))
    return replace(chart, notes=tuple(found))


APART = 0.035
"""A disc is 18 px wide, a chart on a phone some 300 px."""


def _begins(day: date, note: NoteLine) -> bool:
    return day <= note.day
