"""The one way in for readings.

Whatever sends them, readings pass here: staged, compared with what is stored, written, and what they touch
marked as stale, in one transaction. Sent twice counts once; sent with other figures replaces; sent without
a value withdraws. Some ten statements, whatever the number of records.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import astuple
from datetime import datetime
from functools import lru_cache

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.db.models import Case, F, Value, When

from goals.fixed import to_units
from goals.ingest.decided import hold_to_decisions
from goals.ingest.records import Outcome, Record
from goals.models import Import, Source
from goals.models.bulk import Columns, analyse, append, plain, temporary
from goals.queries.places import Places
from goals.tasks import wake

STAGE: Columns = {
    "place": "small",
    "metric_id": "int",
    "external_id": "text",
    "team_id": "int",
    "agent_id": "int",
    "at": "instant",
    "day": "day",
    "slot": "instant",
    "organisation_day": "day",
    "value": "int",
    "weight": "int",
}
STORED: Columns = {
    "reading_id": "int",
    "place": "small",
    "same": "flag",
    "withdrawn": "flag",
}
# The same few figures come again and again.
_units = lru_cache(maxsize=50_000)(to_units)
_MARK = "metric_id, team_id, agent_id, day, slot, organisation_day"
_FIGURES = "team_id, agent_id, at, day, slot, organisation_day, value, weight"


def write(
    source: Source,
    records: Sequence[Record],
    *,
    now: datetime,
    import_run: Import | None = None,
    places: Places | None = None,
) -> Outcome:
    """Write records of one source; of two with the same metric and external id the later one counts.

    All or nothing. With an import, what it replaces or withdraws is kept so that it can be undone.
    """
    if not records:
        return Outcome()
    import_id = 0 if import_run is None else import_run.pk
    latest = {(record.metric_id, record.external_id): record for record in records}
    with transaction.atomic():
        queue_at(source, [record.at for record in latest.values()], now)
        rows = _stage_rows(latest.values(), places or Places())
        with connection.cursor() as cursor, temporary(cursor, "stage", STAGE):
            # What looks into it reads all of it, and is told how to go on: the planner need not know more.
            append(cursor, "stage", STAGE, rows)
            decided = hold_to_decisions(cursor, source.pk, import_id)
            rest = len(latest) - sum(astuple(decided))
            outcome = decided + _write_staged(cursor, source.pk, import_id, rest)
        if outcome.created or outcome.updated or outcome.withdrawn:
            transaction.on_commit(wake, robust=True)
    repeats = len(records) - len(latest)
    return outcome + Outcome(unchanged=repeats)


def queue_at(source: Source, instants: list[datetime], now: datetime) -> None:
    """Wait for other writers of this source, and note that figures arrived.

    Two writers of the same reading would otherwise both take it for new, and the place that the first
    one gave it would never be marked stale by the second.
    """
    newest = max(instants)
    Source.objects.filter(pk=source.pk).update(
        last_arrived_at=now,
        # As the row says now, not as the caller read it: another writer may have been here since.
        last_reading_at=Case(
            When(last_reading_at__gt=newest, then=F("last_reading_at")), default=Value(newest)
        ),
    )


def _stage_rows(records: Iterable[Record], places: Places) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = []
    for number, record in enumerate(records):
        place = places.of(record.team_id, record.at)
        rows.append(
            (
                number,
                record.metric_id,
                record.external_id,
                record.team_id,
                record.agent_id,
                record.at,
                place.day,
                place.slot,
                place.organisation_day,
                None if record.value is None else _units(record.value),
                _units(record.weight),
            )
        )
    return rows


def _write_staged(cursor: CursorWrapper, source_id: int, import_id: int, total: int) -> Outcome:
    with temporary(cursor, "stored", STORED):
        _find_stored(cursor, source_id)
        cursor.execute(
            "SELECT COUNT(*), COUNT(CASE WHEN same THEN 1 END),"
            " COUNT(CASE WHEN withdrawn THEN 1 END) FROM stored"
        )
        found, same, withdrawn = cursor.fetchone()
        cursor.execute("SELECT COUNT(*) FROM stage WHERE value IS NULL")
        without_value = cursor.fetchone()[0]
        created = total - found - (without_value - withdrawn)
        updated = found - same - withdrawn
        if found > same:
            _change_stored(cursor, import_id)
            # What was sent before may now say something else than what is stored.
            Source.objects.filter(pk=source_id).update(revision=F("revision") + 1)
        if created:
            _insert_new(cursor, source_id, import_id, any_stored=found > 0)
        return Outcome(created, updated, same + without_value - withdrawn, withdrawn)


def _find_stored(cursor: CursorWrapper, source_id: int) -> None:
    """Which staged readings are stored already, and whether they say the same."""
    ours = "r.source_id = %s AND r.metric_id = s.metric_id AND r.external_id = s.external_id"
    if connection.vendor == "postgresql":
        # One look into the index for each, however many are stored; a planner that does not know how alike
        # ids are may read all of a table instead.
        found = f"CROSS JOIN LATERAL (SELECT * FROM goals_reading r WHERE {ours} LIMIT 1) r"
    else:
        found = f"JOIN goals_reading r ON {ours}"
    cursor.execute(
        f"""
        INSERT INTO stored (reading_id, place, same, withdrawn)
        SELECT r.id, s.place,
               s.value IS NOT NULL AND r.value = s.value AND r.weight = s.weight
               AND r.at = s.at AND r.team_id = s.team_id AND r.agent_id = s.agent_id,
               s.value IS NULL
        FROM stage s {found}
        """,
        [source_id],
    )


def _change_stored(cursor: CursorWrapper, import_id: int) -> None:
    """Replace and withdraw, keeping what was, and mark the old places and the new."""
    analyse(cursor, "stored")
    if import_id:
        cursor.execute(
            """
            INSERT INTO goals_importchange (import_run_id, metric_id, source_id, external_id,
                team_id, agent_id, at, value, weight, previous_import_id)
            SELECT %s, r.metric_id, r.source_id, r.external_id, r.team_id, r.agent_id, r.at,
                   r.value, r.weight, r.import_id
            FROM stored o JOIN goals_reading r ON r.id = o.reading_id WHERE NOT o.same
            """,
            [import_id],
        )
    if connection.vendor == "postgresql":
        # A changed calendar may have moved them since we looked; from here on it waits for us.
        cursor.execute(
            "SELECT COUNT(*) FROM (SELECT id FROM goals_reading WHERE id IN"
            " (SELECT reading_id FROM stored WHERE NOT same) FOR UPDATE) AS held"
        )
    cursor.execute(
        f"""
        INSERT INTO goals_stalemark ({_MARK})
        SELECT {_MARK} FROM goals_reading
        WHERE id IN (SELECT reading_id FROM stored WHERE NOT same)
        UNION
        SELECT s.metric_id, s.team_id, s.agent_id, s.day, s.slot, s.organisation_day
        FROM stored o JOIN stage s ON s.place = o.place WHERE NOT o.same AND NOT o.withdrawn
        """
    )
    cursor.execute(
        "DELETE FROM goals_reading WHERE id IN (SELECT reading_id FROM stored WHERE withdrawn)"
    )
    assignments = ", ".join(f"{name} = s.{name}" for name in _FIGURES.split(", "))
    cursor.execute(
        f"""
        UPDATE goals_reading SET {assignments}, import_id = %s
        FROM stored o JOIN stage s ON s.place = o.place
        WHERE goals_reading.id = o.reading_id AND NOT o.same AND NOT o.withdrawn
        """,
        [import_id],
    )


def _insert_new(cursor: CursorWrapper, source_id: int, import_id: int, *, any_stored: bool) -> None:
    """Insert what was not stored yet, and mark it."""
    new = "value IS NOT NULL"
    if any_stored:
        new += " AND place NOT IN (SELECT place FROM stored)"
    cursor.execute(
        f"""
        INSERT INTO goals_reading (metric_id, external_id, {_FIGURES}, source_id, import_id)
        SELECT metric_id, external_id, {_FIGURES}, %s, %s FROM stage WHERE {new}
        """,
        [source_id, import_id],
    )
    cursor.execute(
        f"INSERT INTO goals_stalemark ({_MARK}) SELECT DISTINCT {_MARK} FROM stage WHERE {new}"
    )


def mark_places(cursor: CursorWrapper, condition: str, parameters: list[object]) -> None:
    """Mark the places of stored readings that a condition picks; for undo and for moved calendars."""
    cursor.execute(
        f"INSERT INTO goals_stalemark ({_MARK}) SELECT DISTINCT {_MARK} FROM goals_reading"
        f" WHERE {condition}",
        [plain(parameter) for parameter in parameters],
    )
