"""A sheet of a workbook as rows of texts, row by row: what each cell holds, by its type and number format.

Numbers are taken from the file's own digits, at the fifteen that a spreadsheet keeps, and never become
binary fractions. A date, a time or a duration is what the number format shows of the number.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Context, Decimal

from goals.ingest.files.archive import Handler
from goals.ingest.files.book import (
    DATE,
    DATE_TIME,
    ELAPSED,
    NUMBER,
    TIME,
    Book,
    Format,
    Sheet,
    unescaped,
)
from goals.ingest.files.cells import seconds_of_day
from goals.ingest.files.held import Clock, Held, Moment, Number, Unreadable
from goals.ingest.files.merged import Merged, column_of
from goals.ingest.files.problems import FileProblem
from goals.ingest.values import shown

ROW_LIMIT = 1_048_576
"""Rows of a sheet, blank ones included: no spreadsheet has more."""
COLUMN_LIMIT = 16_384
CELL_LIMIT = 1_000_000
_DAYS_UNTIL_1904 = 1_462
_LAST_DAY = 2_958_466
_KEPT_DIGITS = Context(prec=15)
_WHOLE = re.compile(r"-?[0-9]{1,60}")
_DECIMAL = re.compile(
    r"[-+]?(?:[0-9]{1,400}(?:\.[0-9]{0,400})?|\.[0-9]{1,400})(?:[eE][-+]?[0-9]{1,3})?"
)
_REMEMBERED = 20_000
_PLAIN_EXPONENTS = range(-40, 41)
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_MIDNIGHT = re.compile(r"T00:00:00(?:\.0+)?Z?$")
_NO_RESULT = "Open the workbook in a spreadsheet, save it there, and choose it again."
_MEND_FORMULA = "Correct the formula, or empty the cell."


def rows_of(book: Book, sheet: Sheet) -> Iterator[tuple[int, list[str]]]:
    """The rows that have something in them, with the number the workbook shows beside each.

    Cells are without blanks at the end of the row. Raises FileProblem for a sheet that is damaged or has
    more rows than any spreadsheet.
    """
    handler = _Rows(book, Merged(book.archive, sheet.part))
    for _ in book.archive.stream(sheet.part, handler):
        while handler.ready:
            yield handler.ready.popleft()


class _Rows(Handler):
    """Gathers cells into rows; what has been handed on is forgotten."""

    def __init__(self, book: Book, merged: Merged) -> None:
        super().__init__()
        self._merged = merged
        self._width = 0
        self.ready: deque[tuple[int, list[str]]] = deque()
        self._reader = _CellReader(book)
        self._row = 0
        self._rows = 0
        self._column = 0
        self._place = ""
        self._cells: dict[int, str] = {}
        self._in_row = False
        self._in_cell = False
        self._listens = False
        self._kind = ""
        self._style = ""
        self._pieces: list[str] = []
        self._length = 0
        self._has_formula = False
        self._has_value = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if self._in_cell:
            self._listens = name in {"v", "t"}
            self._has_value = self._has_value or self._listens
            self._has_formula = self._has_formula or name == "f"
            if name == "rPh":
                # Reading aids of Japanese text are not part of it: nothing is heard until the cell ends.
                self._kind = "done"
        elif name == "c" and self._in_row:
            self._start_cell(attributes)
        elif name == "row":
            self._start_row(attributes.get("r", ""))

    def text(self, piece: str) -> None:
        if not self._listens or self._kind == "done":
            return
        self._length += len(piece)
        if self._length > CELL_LIMIT:
            raise FileProblem(
                f"A cell in row {self._row:,} is longer than {CELL_LIMIT:,} characters. Shorten it."
            )
        self._pieces.append(piece)

    def end(self, name: str) -> None:
        self._listens = False
        if name == "c" and self._in_cell:
            self._in_cell = False
            if self._pieces or self._has_formula:
                self._end_cell()
        elif name == "row" and self._in_row:
            self._in_row = False
            if self._cells:
                self._width = max(self._width, *self._cells)
                self._merged.cover(self._row, self._cells, self._width)
                cells = [""] * max(self._cells)
                for column, text in self._cells.items():
                    cells[column - 1] = text
                self.ready.append((self._row, cells))

    def _start_row(self, number: str) -> None:
        self._rows += 1
        self._row = int(number) if number.isascii() and number.isdigit() else self._row + 1
        if len(number) > 7 or max(self._row, self._rows) > ROW_LIMIT:
            raise FileProblem(
                f"The sheet has more than {ROW_LIMIT:,} rows. Delete those that are blank, or cut it into "
                "pieces and import them one after the other."
            )
        self._cells = {}
        self._column = 0
        self._in_row = True

    def _start_cell(self, attributes: dict[str, str]) -> None:
        self._place = attributes.get("r", "")
        self._column = _column_of(self._place) if self._place else self._column + 1
        if not 1 <= self._column <= COLUMN_LIMIT:
            raise FileProblem(
                f"A cell in row {self._row:,} is in no column that a spreadsheet has. Save the workbook "
                "once more and choose it again."
            )
        self._in_cell = True
        self._kind = attributes.get("t", "n")
        self._style = attributes.get("s", "0")
        self._pieces = []
        self._length = 0
        self._has_formula = self._has_value = False

    def _end_cell(self) -> None:
        raw = "".join(self._pieces)
        where = self._place or f"{_letters(self._column)}{self._row}"
        # A formula whose result is a text may have one without letters.
        is_blank_text = self._kind == "str" and self._has_value
        if self._has_formula and not raw.strip() and not is_blank_text:
            found = f"The formula in cell {where} has no result in the file."
            cell: str = Unreadable("", found, _NO_RESULT)
        else:
            cell = self._reader.read(raw, self._kind, self._style, where)
        if isinstance(cell, Held) or cell.strip():
            self._cells[self._column] = cell


class _CellReader:
    """Reads what one cell holds."""

    def __init__(self, book: Book) -> None:
        self._texts = book.texts
        self._formats = book.formats
        self._days_later = _DAYS_UNTIL_1904 if book.starts_in_1904 else 0
        self._read: dict[tuple[str, str], str] = {}

    def read(self, raw: str, kind: str, style: str, where: str) -> str:
        """A cell's text, or what it holds; `where` is its name, such as F4."""
        if kind == "n":
            known = self._read.get((raw, style))
            if known is None:
                known = self._number(raw.strip(), style, where)
                # Numbers repeat; what is wrong with one names its own cell.
                if len(self._read) < _REMEMBERED and not isinstance(known, Unreadable):
                    self._read[(raw, style)] = known
            return known
        if kind == "s":
            return self._shared(raw, where)
        if kind == "b":
            return "TRUE" if raw.strip() in {"1", "true"} else "FALSE"
        if kind == "e":
            text = shown(raw)
            return Unreadable(text, f"Cell {where} holds the error {text}.", _MEND_FORMULA)
        if kind == "d":
            return _MIDNIGHT.sub("", raw.strip())
        return unescaped(raw)

    def _shared(self, raw: str, where: str) -> str:
        try:
            return self._texts[int(raw[:12])]
        except (ValueError, IndexError) as error:
            raise FileProblem(
                f"The workbook is damaged: cell {where} names a text that is not there. Save it once more "
                "and choose it again."
            ) from error

    def _number(self, raw: str, style: str, where: str) -> str:
        if not raw:
            return ""
        if not _DECIMAL.fullmatch(raw):
            text = shown(raw)
            return Unreadable(
                text, f"Cell {where} holds “{text}”, which is no number.", "Write it in digits."
            )
        # Whole numbers keep all their digits, because some are ids.
        value = Decimal(raw) if _WHOLE.fullmatch(raw) else _KEPT_DIGITS.create_decimal(raw)
        form = self._format(style)
        if form.kind != NUMBER and abs(value) + self._days_later < _LAST_DAY:
            return self._when(value, form.kind)
        return Number(
            _plain(value, form.digits), value, self._days_later, is_percent=form.is_percent
        )

    def _format(self, style: str) -> Format:
        place = int(style) if style.isascii() and style.isdigit() and len(style) < 7 else 0
        return self._formats[place] if place < len(self._formats) else Format()

    def _when(self, days: Decimal, kind: str) -> str:
        if kind == ELAPSED:
            return Clock(seconds_of_day(days), is_elapsed=True)
        if kind != DATE and 0 <= days < 1 and self._days_later == 0:
            return Clock(seconds_of_day(days), is_elapsed=False)
        if days < 0:
            return Number(_plain(days, 0), days, self._days_later)
        at = _moment(days + self._days_later)
        if kind == TIME:
            # In a book that counts from 1904, day 0 is a day; a time alone is written the same way there.
            return Clock(seconds_of_day(days), is_elapsed=False, at=at if days >= 1 else None)
        if kind == DATE_TIME:
            return Moment(at, has_time=True)
        return Moment(at.replace(hour=0, minute=0, second=0, microsecond=0), has_time=False)


def _moment(days: Decimal) -> datetime:
    """The wall time of a day number that counts from 1900; that calendar has a 29 February 1900."""
    start = datetime(1899, 12, 30 if days >= 61 else 31)  # noqa: DTZ001
    whole = int(days)
    seconds = seconds_of_day(days - whole)
    return start + timedelta(days=whole, microseconds=int(seconds * 1_000_000))


def _plain(value: Decimal, digits: int) -> str:
    """A number without exponent and without zeros that say nothing, in at least so many digits."""
    if value and value.adjusted() not in _PLAIN_EXPONENTS:
        return str(value)
    text = f"{value:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.zfill(digits) if text.isdigit() else text


def _column_of(place: str) -> int:
    match = _REFERENCE.fullmatch(place)
    if match is None:
        return 0
    return column_of(match[1])


def _letters(column: int) -> str:
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
