"""Where an appraisal left its usual way, told to its two: who led it before, out of the round and back, on without the
person's part. Each with its day and why.
"""

from __future__ import annotations

from datetime import date, datetime

from feedback import appraisal_life as life
from feedback.models import Appraisal, Detour
from feedback.queries.appraisals.words import standing_of
from goals import dates
from teams.calendar import Clock
from teams.names import first_name


def trace_of(appraisal: Appraisal, clock: Clock, today: date) -> tuple[str, ...]:
    """A sentence for each, in the order of time. Two statements."""

    def day(at: datetime) -> str:
        return dates.short_day(clock.day_of(at), today)

    found = [
        (
            row.at,
            f"{row.leader.name} in place of {row.former.name}, since {day(row.at)}: {row.reason}",
        )
        for row in appraisal.hand_overs.select_related("former", "leader")
    ]
    person = first_name(appraisal.person.name)
    for row in appraisal.detours.select_related("by"):
        by = first_name(row.by.name)
        text = {
            Detour.Kind.OUT: f"{by} took {person} out of this round on {day(row.at)}: {row.reason}",
            Detour.Kind.BACK: f"{by} put {person} back into this round on {day(row.at)}.",
            Detour.Kind.WITHOUT: f"{by} went on without {person}’s part on {day(row.at)}: {row.reason}",
        }[Detour.Kind(row.kind)]
        found.append((row.at, text))
    if standing_of(appraisal).late == life.ADDED and appraisal.self_sent_at is not None:
        at = appraisal.self_sent_at
        found.append((at, f"{person} added their part on {day(at)}."))
    return tuple(text for _, text in sorted(found, key=lambda one: one[0]))
