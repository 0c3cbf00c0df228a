"""Tables of figures, shown on a page and written to a file from the same cells; safe in a spreadsheet.

A pure room: no framework, no clock.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

Value = str | int | Decimal | date | None
BYTE_ORDER_MARK = "\ufeff"
"""Without it spreadsheets read the file in the machine's old encoding and break every name with an accent."""

_STARTS_FORMULA = frozenset("=+-@\t\r\n\x00")


@dataclass(frozen=True, slots=True)
class Cell:
    """What a page shows, and the exact value that a file holds (None for nothing).

    `url` leads to where the figures of its row come from.
    """

    text: str
    value: Value
    url: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A caption, headings, and rows of as many cells."""

    caption: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def linked(table: Table, urls: Sequence[str]) -> Table:
    """The table with the first cell of each row leading somewhere ('' for nowhere)."""
    rows = tuple(
        (replace(row[0], url=url), *row[1:]) for row, url in zip(table.rows, urls, strict=True)
    )
    return replace(table, rows=rows)


def safe_text(text: str) -> str:
    """Text that no spreadsheet takes for a formula: an apostrophe goes before what could begin one.

    Looks past leading spaces, and at full-width forms too, which some programs fold into plain ones.
    """
    if text[:1].isalnum() and text[:1].isascii():
        return text
    bare = text.lstrip(" \u00a0\u3000")
    first = unicodedata.normalize("NFKC", bare[:1])[:1]
    begins = text[:1] in _STARTS_FORMULA or first in _STARTS_FORMULA
    return f"'{text}" if begins else text


def written(value: Value) -> str:
    """A value as a file holds it: text made safe, figures in plain digits, days in ISO form."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        digits = f"{value:f}"
        return digits.rstrip("0").rstrip(".") if "." in digits else digits
    if isinstance(value, date):
        return value.isoformat()
    return safe_text(value) if isinstance(value, str) else str(value)


def as_csv(rows: Iterable[Sequence[Value]]) -> bytes:
    """The rows as a file: UTF-8 with its mark, commas, CRLF, as RFC 4180 has it."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    for row in rows:
        writer.writerow([written(value) for value in row])
    return (BYTE_ORDER_MARK + text.getvalue()).encode()
