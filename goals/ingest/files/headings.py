"""Finding the row of headings among a file's first, and what a heading itself says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from goals.ingest.files.dates import parts_of
from goals.ingest.files.grid import clean, numbered
from goals.ingest.files.held import Covered
from goals.ingest.resolve import key

LOOKED_AT = 30
"""Rows among which the headings are sought; titles of a report are fewer."""
_SHARE_FILLED = 0.6
_FIGURE = re.compile(r"[-+]?[0-9][0-9.,:/ -]*%?(?:\s?[ap]m)?", re.IGNORECASE)
_UNITS = {
    "milliseconds": r"ms|msecs?|millis|milliseconds?|millisekunden",
    "seconds": r"s|sec|secs|seconds|sek|sekunden|secondes|segundos|secondi",
    "minutes": r"m|min|mins|minutes|minuten|minutos|minuti",
    "hours": r"h|hr|hrs|hours|std|stunden|heures|horas|ore",
}
_TOLD = {
    unit: re.compile(
        rf"[(\[]\s*(?:in\s+)?(?:{words})\.?\s*[)\]]|(?:\bin\s+|[_,/]\s*)(?:{words})\s*$",
        re.IGNORECASE,
    )
    for unit, words in _UNITS.items()
}
_SECONDS = re.compile(r"\b(?:sec|secs|seconds|sek|sekunden)\b", re.IGNORECASE)
_MENTIONED = {
    "minutes": re.compile(r"\b(?:mins|minutes|minuten|minutos|minuti)\b", re.IGNORECASE),
    "milliseconds": re.compile(r"\b(?:ms|milliseconds?)\b", re.IGNORECASE),
}


def told_unit(heading: str) -> tuple[str, str]:
    """What durations under a heading are counted in: as it says, and as it only seems to say ('' for neither).

    `Talk (min)`, `talk_ms` and `Speed in seconds` say it; `Minutes of talk` seems to.
    """
    for unit, told in _TOLD.items():
        if told.search(heading):
            return unit, unit
    if _SECONDS.search(heading):
        return "seconds", "seconds"
    return "", next((unit for unit, seems in _MENTIONED.items() if seems.search(heading)), "")


def heading_place(rows: Sequence[Sequence[str]], columns: Iterable[str] = ()) -> int:
    """Which of a file's first rows, blank ones left out, is that of its headings.

    The one that has all the `columns` a recipe names; else the first that is about as wide as the table and
    has words in it. Titles and notes above the headings are narrower.
    """
    wanted = {key(column) for column in columns}
    if wanted:
        for place, row in enumerate(rows[:LOOKED_AT]):
            if wanted <= {key(name) for name in numbered([clean(cell) for cell in row])} | {
                key(clean(cell)) for cell in row
            }:
                return place
    filled = [sum(bool(clean(cell)) for cell in row) for row in rows]
    enough = max(2, _SHARE_FILLED * max(filled, default=0))
    wide = [place for place, count in enumerate(filled[:LOOKED_AT]) if count >= enough]
    place = next((place for place in wide if not _looks_like_data(rows[place])), 0)
    # Headings of which some reach down into the next row, and others stand over several of it.
    while place + 1 < len(rows) and any(isinstance(cell, Covered) for cell in rows[place + 1]):
        place += 1
    return place


def _looks_like_data(row: Sequence[str]) -> bool:
    """Whether a quarter of a row's cells are numbers, dates or times."""
    cells = [clean(cell) for cell in row if clean(cell)]
    figures = sum(bool(_FIGURE.fullmatch(cell) or parts_of(cell)) for cell in cells)
    return figures * 4 >= len(cells)
