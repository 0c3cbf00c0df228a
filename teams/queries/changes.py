"""What was changed about a team or the organisation, by whom and when: read from the audit trail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from teams.calendar import Clock
from teams.models import AuditEntry, Organisation, Team
from teams.models.organisation import WEEKDAYS
from teams.public_holidays import countries

MOST = 12
_VERBS = {
    "created": "Made it",
    "archived": "Archived it",
    "restored": "Opened it again",
}
_FIELDS = {
    "name": "Name",
    "tagline": "Tagline",
    "time_zone": "Time zone",
    "currency": "Currency",
    "week_starts_on": "Week starts on",
    "fiscal_year_starts_in": "Fiscal year starts in month",
    "working_days": "Working days",
    "opens_at": "Work starts at",
    "closes_at": "Work ends at",
    "huddle_at": "Huddle at",
    "day_starts_hour": "A new day starts at",
    "country": "Public holidays of",
    "subdivision": "Region",
}
_CLOCK_TIMES = {"opens_at", "closes_at", "huddle_at"}


@dataclass(frozen=True, slots=True)
class Change:
    """One line: who, when, and what became of what."""

    who: str
    at: datetime
    when: str
    what: str


def changes_of(thing: Team | Organisation, clock: Clock, today: date) -> tuple[Change, ...]:
    """The latest first. One statement."""
    rows = AuditEntry.objects.filter(
        kind=thing._meta.label_lower, object_id=thing.pk
    ).select_related("actor")
    return tuple(_change(row, clock, today) for row in rows[:MOST])


def _change(row: AuditEntry, clock: Clock, today: date) -> Change:
    local = clock.local(row.at)
    year = "" if local.year == today.year else f" {local.year}"
    return Change(
        who=row.actor.name if row.actor else "Leadwell",
        at=row.at,
        when=f"{local.day} {local:%b}{year}, {local:%H:%M}",
        what=_what(row),
    )


def _what(row: AuditEntry) -> str:
    if row.verb == "changed":
        return "; ".join(
            f"{label}: {_words(name, row.before.get(name))} became {_words(name, row.after[name])}"
            for name, label in _FIELDS.items()
            if name in row.after
        )
    if row.verb == "rebuilt":
        goals, readings = row.after.get("goals", 0), row.after.get("readings", 0)
        return (
            f"Rebuilt the figures by the new calendar: {goals:,} goal{'s' if goals != 1 else ''} worked "
            f"out anew, {readings:,} reading{'s' if readings != 1 else ''} placed in other hours or days."
        )
    if row.verb == "added closure":
        return f"Added {row.after.get('name')}, {_words('day', row.after.get('day'))}"
    if row.verb == "removed closure":
        return f"Removed {row.before.get('name')}, {_words('day', row.before.get('day'))}"
    return _VERBS.get(row.verb, row.verb.capitalize())


def _words(name: str, value: Any) -> str:
    if value in (None, ""):
        return "none"
    if name == "country":
        value = dict(countries()).get(value, value)
    if name == "working_days":
        days = dict(WEEKDAYS)
        return ", ".join(days[day][:3] for day in value)
    if name == "week_starts_on":
        return str(dict(WEEKDAYS).get(value, value))
    if name == "day_starts_hour":
        return f"{value:02d}:00"
    if name == "day":
        day = date.fromisoformat(value)
        return f"{day.day} {day:%B %Y}"
    return str(value)[:5] if name in _CLOCK_TIMES else str(value)
