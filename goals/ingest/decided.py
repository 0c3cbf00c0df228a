"""What people decided about readings holds when their source sends them again.

A reading that was left out stays out: what is sent changes its figures where it lies. One that was
corrected, withdrawn or moved to another team stays so until its source sends other figures than it had
sent; then the source knows more, and its word counts as if nobody had decided anything.
"""

from __future__ import annotations

from django.db.backends.utils import CursorWrapper
from django.db.models import F

from goals.ingest.records import Outcome
from goals.models import Source

_CORRECTED = (
    "stage s JOIN goals_correction c ON c.source_id = %s"
    " AND c.metric_id = s.metric_id AND c.external_id = s.external_id"
)
_EXCLUDED = (
    "stage s JOIN goals_excludedreading e ON e.source_id = %s"
    " AND e.metric_id = s.metric_id AND e.external_id = s.external_id"
)
# A transfer that was noted late makes a source name another team, without knowing more about the figures.
_AS_SENT = (
    "s.value = c.sent_value AND s.weight = c.sent_weight AND s.at = c.sent_at"
    " AND s.agent_id = c.sent_agent_id"
    " AND (s.team_id = c.sent_team_id OR s.team_id = r.team_id OR s.team_id = e.team_id)"
)
_READING = (
    "LEFT JOIN goals_reading r ON r.source_id = c.source_id"
    " AND r.metric_id = c.metric_id AND r.external_id = c.external_id"
    " LEFT JOIN goals_excludedreading e ON e.source_id = c.source_id"
    " AND e.metric_id = c.metric_id AND e.external_id = c.external_id"
)
_SAME = (
    "e.value = s.value AND e.weight = s.weight AND e.at = s.at AND e.team_id = s.team_id"
    " AND e.agent_id = s.agent_id"
)
_FIGURES = ("team_id", "agent_id", "at", "value", "weight")


def hold_to_decisions(cursor: CursorWrapper, source_id: int, import_id: int) -> Outcome:
    """Take those rows off the table `stage` that people decided about; what became of them.

    One statement where there are none, in the caller's transaction, which holds the source's row.
    """
    cursor.execute(
        f"SELECT (SELECT COUNT(*) FROM {_CORRECTED}), (SELECT COUNT(*) FROM {_EXCLUDED})",
        [source_id, source_id],
    )
    corrected, excluded = cursor.fetchone()
    outcome = Outcome()
    if corrected:
        outcome += Outcome(unchanged=_keep_corrected(cursor, source_id))
    if excluded:
        outcome += _keep_excluded(cursor, source_id, import_id)
    return outcome


def _keep_corrected(cursor: CursorWrapper, source_id: int) -> int:
    """Drop what says the same as before; let go of the corrections that the rest overtakes."""
    cursor.execute(
        f"DELETE FROM stage WHERE place IN"
        f" (SELECT s.place FROM {_CORRECTED} {_READING} WHERE {_AS_SENT})",
        [source_id],
    )
    kept = int(cursor.rowcount)
    cursor.execute(
        f"DELETE FROM goals_correction WHERE id IN (SELECT c.id FROM {_CORRECTED})", [source_id]
    )
    return kept


def _keep_excluded(cursor: CursorWrapper, source_id: int, import_id: int) -> Outcome:
    """Have the rows that were left out say what their source says now; withdrawn ones are gone."""
    cursor.execute(
        f"SELECT COUNT(*), COUNT(CASE WHEN {_SAME} THEN 1 END),"
        f" COUNT(CASE WHEN s.value IS NULL THEN 1 END) FROM {_EXCLUDED}",
        [source_id],
    )
    found, same, withdrawn = cursor.fetchone()
    if found > same and import_id:
        # So that undoing the import brings back what was left out, too.
        cursor.execute(
            f"""
            INSERT INTO goals_importchange (import_run_id, metric_id, source_id, external_id,
                team_id, agent_id, at, value, weight, previous_import_id)
            SELECT %s, e.metric_id, e.source_id, e.external_id, e.team_id, e.agent_id, e.at,
                   e.value, e.weight, e.import_id
            FROM {_EXCLUDED} AND s.value IS NOT NULL AND NOT ({_SAME})
            """,
            [import_id, source_id],
        )
    if found > same + withdrawn:
        _update_excluded(cursor, source_id, import_id)
    if found > same:
        # What was sent before may now say something else than what lies here.
        Source.objects.filter(pk=source_id).update(revision=F("revision") + 1)
    # Named before those withdrawn are gone, after which nothing leads to them.
    cursor.execute(
        f"UPDATE stage SET place = -1 - place WHERE place IN (SELECT s.place FROM {_EXCLUDED})",
        [source_id],
    )
    cursor.execute(
        f"DELETE FROM goals_excludedreading WHERE id IN"
        f" (SELECT e.id FROM {_EXCLUDED} WHERE s.value IS NULL)",
        [source_id],
    )
    cursor.execute("DELETE FROM stage WHERE place < 0")
    return Outcome(0, found - same - withdrawn, same, withdrawn)


def _update_excluded(cursor: CursorWrapper, source_id: int, import_id: int) -> None:
    assignments = ", ".join(f"{name} = s.{name}" for name in _FIGURES)
    cursor.execute(
        f"""
        UPDATE goals_excludedreading SET {assignments}, import_id = %s
        FROM stage s
        WHERE goals_excludedreading.source_id = %s
          AND goals_excludedreading.metric_id = s.metric_id
          AND goals_excludedreading.external_id = s.external_id
          AND s.value IS NOT NULL
          AND NOT ({_SAME.replace("e.", "goals_excludedreading.")})
        """,
        [import_id, source_id],
    )
