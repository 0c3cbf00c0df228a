"""Rows that are no rows of the table: totals, notes beneath it, its headings once more.

They are left out, and the report of the file says so. A row counts as one only if it could not be taken in
anyhow: it has no date.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from goals.ingest.resolve import key

MOST_AT_THE_END = 10
_TOTAL = re.compile(
    r"(?:.{0,80}\s)?(?:grand|sub|sub-|overall|report)?[\s-]?totals?(?:\s.{0,80})?:?|(?:grand |sub)?totale?s?\b.{0,80}"
    r"|(?:sum|summe|summa|somme|suma|soma|gesamt\w*|insgesamt|zwischensumme|totaal|totaux|razem|всего|итого"
    r"|average|avg|mean|median|durchschnitt|mittelwert|moyenne|promedio|media|gemiddelde|count|anzahl)\b.{0,40}",
    re.IGNORECASE,
)


def is_total(cells: Collection[str]) -> bool:
    """Whether a row calls itself a sum, or an average, of others."""
    return any(len(cell) < 200 and _TOTAL.fullmatch(cell) for cell in cells)


def is_note(cells: Collection[str], keys: Collection[str]) -> bool:
    """Whether a row at the end is a note, or has figures and nothing in the columns that say whose and when.

    `keys` are its cells in those columns. A single word with digits may be the start of a row cut off.
    """
    said = [cell for cell in cells if cell]
    if len(said) == 1:
        text = said[0]
        return " " in text or not any(letter.isdigit() for letter in text)
    return bool(keys) and not any(keys)


def repeats(cells: Sequence[str], headings: Sequence[str]) -> bool:
    """Whether a row is the headings once more, as reports print them on every page."""
    return len(cells) == len(headings) and all(
        key(cell) == key(heading) or not cell for cell, heading in zip(cells, headings, strict=True)
    )


def in_words(lines: Sequence[int]) -> str:
    """Which rows were left out."""
    if not lines:
        return ""
    where = ", ".join(f"{line:,}" for line in lines[:5])
    more = f" and {len(lines) - 5:,} more" if len(lines) > 5 else ""
    many = len(lines) > 1
    return (
        f"Left out, because {'they are' if many else 'it is'} no row of the table but a total, a heading or a "
        f"note: row{'s' if many else ''} {where}{more}."
    )
