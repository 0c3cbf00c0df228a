"""Files, recipes and shortcuts for the tests of the way in."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from goals.ingest.files.recipe import Recipe, recipe_from
from goals.ingest.imports import SYSTEM, Writer, check, run
from goals.ingest.report import Report
from goals.models import Import

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
HEADINGS = "Id,Agent,Date,Time,Resolved,Answered,Talk,Score"
ROWS = (
    "c1,Jin Park,2026-11-02,09:15:00,Y,Y,0:02:23,4",
    "c2,Dele Adeyemi,2026-11-02,10:00:00,N,Y,0:01:00,5",
    "c3,Jin Park,2026-11-03,11:30:00,N,N,,",
)
RESOLVED = {
    "slug": "resolved",
    "name": "Resolved",
    "kind": "ratio",
    "unit": "percent",
    "value": "Resolved",
    "weight": "Answered",
}
TALK = {"slug": "talk", "name": "Talk", "kind": "ratio", "unit": "seconds", "value": "Talk"}
SCORE = {"slug": "score", "name": "Score", "kind": "ratio", "unit": "score", "value": "Score"}
CONTACTS = {"slug": "contacts", "name": "Contacts", "kind": "total", "value": 1}


def recipe(**changes: Any) -> Recipe:
    """The usual recipe, with changes; None takes a key away."""
    plain: dict[str, Any] = {
        "name": "Call log",
        "id": "Id",
        "agent": "Agent",
        "date": "Date",
        "time": "Time",
        "create": ["metrics"],
        "metric": [RESOLVED, TALK, SCORE, CONTACTS],
    }
    plain |= changes
    return recipe_from({key: value for key, value in plain.items() if value is not None})


def lines(*rows: str, headings: str = HEADINGS, end: str = "\n") -> bytes:
    """A file of these rows."""
    return (end.join([headings, *rows]) + end).encode()


def written(folder: Path, content: bytes | str, name: str = "file.csv") -> Path:
    """A file on disk."""
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def brought_in(
    path: Path,
    by: Recipe,
    writer: Writer = SYSTEM,
    *,
    skip_bad: bool = False,
    now: datetime = NOW,
    **limits: int,
) -> tuple[Report, Import]:
    """Import a file, and return what it did and its row."""
    import_run = Import(
        created_by=writer.actor,
        created_at=now,
        state=Import.State.DONE,
        file_name=path.name,
        digest="",
    )
    report = run(path, by, writer, now=now, skip_bad=skip_bad, import_run=import_run, **limits)
    return report, import_run


def checked(path: Path, by: Recipe, writer: Writer = SYSTEM, **limits: int) -> Report:
    """Check a file."""
    return check(path, by, writer, now=NOW, **limits)


def wall(*parts: int) -> datetime:
    """What a clock on the wall shows; that has no zone."""
    return datetime(*parts)  # type: ignore[arg-type]  # noqa: DTZ001


def messages(report: Report) -> list[str]:
    """What is wrong, in words."""
    return [problem.message for problem in report.rejected]
