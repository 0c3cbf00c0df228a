"""How far the reading of a long file is: a small file beside it, because its own transaction shows nothing yet."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic

from goals.ingest.uploads import beside

_SECONDS_BETWEEN = 1.0
_KIND = "headway"


@dataclass(frozen=True, slots=True)
class Headway:
    """Rows read so far: first through all of them to see how they are written (`looking`), then once more."""

    rows: int
    looking: bool
    at: datetime


class Pace:
    """Is told of rows, and writes down how far it is, once a second at most."""

    def __init__(self, stored_as: str) -> None:
        self._path = beside(stored_as, _KIND)
        self._passes = 0
        self._next = 0.0

    def __call__(self, rows: int) -> None:
        """So many rows have been read; none begins a new reading."""
        if rows == 0:
            self._passes += 1
        elif monotonic() < self._next:
            return
        self._next = monotonic() + _SECONDS_BETWEEN
        new = self._path.with_suffix(".new")
        new.write_text(json.dumps([rows, self._passes]))
        new.replace(self._path)

    def end(self) -> None:
        """It is over."""
        self._path.unlink(missing_ok=True)


def headway_of(stored_as: str) -> Headway | None:
    """How far a file is; None where nobody is reading it."""
    if not stored_as:
        return None
    path: Path = beside(stored_as, _KIND)
    try:
        rows, passes = json.loads(path.read_text())
        at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except (OSError, ValueError):
        return None
    return Headway(int(rows), passes < 2, at)
