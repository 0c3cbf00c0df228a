"""What was decided about a goal or a metric, by whom, when and why: read from the audit trail."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from goals import dates
from goals.models import Goal, Metric
from goals.queries.figures import Writer
from goals.queries.history_life import life_words
from teams.calendar import Clock
from teams.models import AuditEntry, User

MOST_ENTRIES = 50
_VERBS = {
    "created": "Wrote it down",
    "adjusted": "Adjusted it",
    "paused": "Paused it",
    "resumed": "Took it up again",
    "archived": "Put it away",
    "changed": "Changed it",
    "restored": "Took it into use again",
}
_FIELDS = {
    "name": "Name",
    "why": "Why",
    "ends_on": "Last day",
    "starts_on": "First day",
    "target": "Goal",
    "stretch": "Stretch",
    "owner": "Owner",
    "feeds": "Feeds",
    "guard": "Guard",
    "guard_bound": "Its bound",
    "reward": "Reward",
    "meaning": "Meaning",
    "formula": "Formula",
    "kind": "How it adds up",
    "unit": "Unit",
    "better": "Which way is good",
    "decimals": "Decimals",
    "minimum_weight": "Fewest to say",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the history: who, when, what changed, and why."""

    who: str
    when: str
    at: datetime
    what: str
    reason: str


@dataclass(frozen=True, slots=True)
class Reader:
    """What is needed to put an entry's values into words."""

    writer: Writer
    clock: Clock
    today: date
    names: Mapping[int, str]
    goals: Mapping[int, str]
    metrics: Mapping[int, Metric]
    guard: Metric | None = None


def history_of_goal(goal: Goal, writer: Writer, clock: Clock, now: datetime) -> tuple[Entry, ...]:
    """Latest first. Four statements at most: the entries, and the people, goals and guards they name."""
    rows = _entries("goals.goal", goal.pk)
    people = _named_in(rows, "owner")
    others = _named_in(rows, "feeds")
    guards = _named_in(rows, "guard")
    reader = Reader(
        writer,
        clock,
        clock.day_of(now),
        dict(User.objects.filter(pk__in=people).values_list("pk", "name")),
        dict(Goal.objects.filter(pk__in=others).values_list("pk", "name")),
        Metric.objects.in_bulk(guards) if guards else {},
        goal.guard,
    )
    return tuple(_entry(reader, row) for row in rows)


def history_of_metric(
    metric: Metric, writer: Writer, clock: Clock, now: datetime
) -> tuple[Entry, ...]:
    """Latest first. One statement."""
    reader = Reader(writer, clock, clock.day_of(now), {}, {}, {})
    return tuple(_entry(reader, row) for row in _entries("goals.metric", metric.pk))


def _entries(kind: str, pk: int) -> list[AuditEntry]:
    rows = AuditEntry.objects.filter(kind=kind, object_id=pk).select_related("actor")
    return list(rows[:MOST_ENTRIES])


def _named_in(rows: list[AuditEntry], field: str) -> set[int]:
    values = {side.get(field) for row in rows for side in (row.before, row.after)}
    return {value for value in values if isinstance(value, int)}


def _entry(reader: Reader, row: AuditEntry) -> Entry:
    local = reader.clock.local(row.at)
    day = dates.short_day(local.date(), reader.today)
    changes = _changes(reader, row) if row.verb in ("adjusted", "changed") else ()
    if row.verb == "created" and row.kind == "goals.goal":
        changes = (f"Set at {_words(reader, 'target', row.after.get('target'))}",)
    what = life_words(row, reader.writer, reader.today) or _VERBS.get(
        row.verb, row.verb.capitalize()
    )
    return Entry(
        who=row.actor.name if row.actor else "Leadwell",
        when=f"{day}, {dates.clock_time(local.time())}",
        at=row.at,
        what=f"{'; '.join(changes)}." if changes else f"{what}.",
        reason=row.reason,
    )


def _changes(reader: Reader, row: AuditEntry) -> tuple[str, ...]:
    """`Goal 4,100 became 4,200`; long texts only say that they changed."""
    lines = []
    for field, label in _FIELDS.items():
        if field not in row.after:
            continue
        before = _side(reader, row, field, row.before)
        after = _side(reader, row, field, row.after)
        if field in _LONG_TEXTS:
            lines.append(f"{label} is now “{after}”" if after else f"{label} was taken out")
        else:
            lines.append(f"{label}: {before} became {after}")
    if since := row.after.get("target_since"):
        lines.append(f"holds from {dates.short_day(date.fromisoformat(since), reader.today)} on")
    return tuple(lines)


def _side(reader: Reader, row: AuditEntry, field: str, side: Mapping[str, Any]) -> str:
    """What a field was, or became; a guard's bound is written in the unit of that guard."""
    value = side.get(field)
    if field != "guard_bound" or value is None:
        return _words(reader, field, value)
    metric = reader.metrics.get(side.get("guard", 0)) or reader.guard
    if metric is None:
        return str(value)
    return Writer(metric, reader.writer.currency).limit(Decimal(str(value)))


_LONG_TEXTS = frozenset({"why", "meaning", "formula"})
_LABELS = {"kind": Metric.Kind, "unit": Metric.Unit, "better": Metric.Better}


def _words(reader: Reader, field: str, value: Any) -> str:
    if value is None or value == "":
        return "" if field in _LONG_TEXTS else "none"
    if field in ("target", "stretch"):
        return reader.writer.target(Decimal(str(value)))
    if field in ("ends_on", "starts_on"):
        return dates.short_day(date.fromisoformat(value), reader.today)
    if field in _LABELS:
        return str(_LABELS[field](value).label).split(":")[0]
    if field == "guard":
        return reader.metrics[value].name if value in reader.metrics else "one that is gone"
    names = {"owner": reader.names, "feeds": reader.goals}.get(field)
    return str(value) if names is None else names.get(value, "one that is gone")
