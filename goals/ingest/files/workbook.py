"""A workbook as a table: which of its sheets is read, and its rows.

The sheet is the one that is asked for, or the first that can be seen and has something in it. Hidden sheets
and macros are not read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from goals.ingest.files.archive import locked
from goals.ingest.files.book import Book, Sheet, open_book
from goals.ingest.files.grid import Row, Table, clean, headings_of
from goals.ingest.files.headings import LOOKED_AT, heading_place
from goals.ingest.files.held import Held
from goals.ingest.files.problems import FileProblem, Problem, Undecided
from goals.ingest.files.sheet import rows_of
from goals.ingest.resolve import key
from goals.ingest.values import shown

_PACKED = b"PK\x03\x04"
_OLD_OR_LOCKED = b"\xd0\xcf\x11\xe0"
_LOCKED_CONTENT = "EncryptedPackage".encode("utf-16-le")
_PIECE = 1 << 20
_NAMED = 5
_SURPLUS = "Give its column a heading, or empty the cell."


@dataclass(frozen=True, slots=True)
class SheetTable(Table):
    """A sheet of a workbook; `left_out` names the others that have something in them and can be seen."""

    sheet: str
    left_out: tuple[str, ...]

    @property
    def read_as(self) -> str:
        """The sheet, in words."""
        return f"the sheet {_quoted(self.sheet)}" + (
            f"; not read: {_names(self.left_out)}" if self.left_out else ""
        )

    @property
    def remark(self) -> str:
        """Which sheet was read, and which were not."""
        others = f" Not read: {_names(self.left_out)}." if self.left_out else ""
        return f"Read from the sheet {_quoted(self.sheet)}.{others}"

    def rows(self) -> Iterator[Row | Problem]:
        """Every row below the headings that is not blank, with the number the workbook shows beside it."""
        with open_book(self.path) as book:
            below = islice(rows_of(book, _called(book, self.sheet)), self.heading_row, None)
            for number, cells in below:
                yield self._row(number, [_cleaned(cell) for cell in cells])

    def _row(self, number: int, cells: list[str]) -> Row | Problem:
        width = len(self.headings)
        surplus = next((cell for cell in cells[width:] if cell or isinstance(cell, Held)), None)
        if surplus is not None:
            found = f"The row has “{shown(surplus)}” to the right of the last heading."
            return Problem(
                number, "", shown(surplus), f"{found} {_SURPLUS}", _SURPLUS, tuple(cells)
            )
        return Row(number, (*cells[:width], *[""] * (width - len(cells))))


def is_workbook(path: Path) -> bool:
    """Whether a file is a workbook by its first bytes, or another archive of that kind.

    Raises FileProblem for one that is protected by a password: that is no archive any more.
    """
    with path.open("rb") as file:
        start = file.read(len(_PACKED))
        if start == _OLD_OR_LOCKED:
            before = b""
            while piece := file.read(_PIECE):
                if _LOCKED_CONTENT in before + piece:
                    raise locked()
                before = piece[-len(_LOCKED_CONTENT) :]
    return start == _PACKED


def read_sheet(path: Path, name: str = "", columns: Sequence[str] = ()) -> SheetTable:
    """Find the sheet and its headings: the one called `name`, or the first that has the `columns` a recipe names,
    or the first with something in it.

    Raises FileProblem for what is no workbook, or has no such sheet, and Undecided where several fit.
    """
    with open_book(path) as book:
        seen = [sheet for sheet in book.sheets if not sheet.is_hidden]
        starts = {sheet: _first_rows(book, sheet) for sheet in seen}
        filled = [sheet for sheet in seen if starts[sheet]]
        sheet = _called(book, name) if name else _most_fitting(starts, filled, columns)
        if sheet is None:
            raise FileProblem(_nothing_to_read(book))
        rows = starts[sheet]
        if not rows:
            raise FileProblem(
                f"The sheet {_quoted(sheet.name)} is empty. Name another, or put headings and rows into it."
            )
        place = heading_place(rows, columns)
        left_out = tuple(other.name for other in filled if other != sheet)
        return SheetTable(path, headings_of(rows[place]), place + 1, sheet.name, left_out)


def _most_fitting(
    starts: Mapping[Sheet, list[list[str]]], filled: Sequence[Sheet], columns: Sequence[str]
) -> Sheet | None:
    wanted = {key(column) for column in columns}
    fitting = [
        sheet
        for sheet in filled
        if wanted and any(wanted <= {key(clean(cell)) for cell in row} for row in starts[sheet])
    ]
    if len(fitting) > 1:
        raise Undecided(
            "sheet",
            f"The sheets {_names(tuple(sheet.name for sheet in fitting))} all have these columns. Say which "
            f"with sheet, one after the other: sheet = “{shown(fitting[0].name, 40)}”.",
        )
    return fitting[0] if fitting else filled[0] if filled else None


def _called(book: Book, name: str) -> Sheet:
    found = next((sheet for sheet in book.sheets if key(sheet.name) == key(name)), None)
    if found is None:
        names = _names(tuple(sheet.name for sheet in book.sheets if not sheet.is_hidden))
        raise FileProblem(
            f"The workbook has no sheet {_quoted(name)}. Its sheets are {names}. Name one of them."
        )
    if found.is_hidden:
        raise FileProblem(
            f"The sheet {_quoted(name)} is hidden, and hidden sheets are not read. Unhide it, save the "
            "workbook and choose it again."
        )
    return found


def _nothing_to_read(book: Book) -> str:
    if any(_first_rows(book, sheet) for sheet in book.sheets if sheet.is_hidden):
        return (
            "Every sheet with something in it is hidden, and hidden sheets are not read. Unhide the one "
            "with the figures, save the workbook and choose it again."
        )
    return "The workbook is empty. Choose one that has headings and rows."


def _first_rows(book: Book, sheet: Sheet) -> list[list[str]]:
    """The first rows with something in them; nothing beyond them is read."""
    return [cells for _, cells in islice(rows_of(book, sheet), LOOKED_AT)]


def _cleaned(cell: str) -> str:
    return cell if isinstance(cell, Held) else clean(cell)


def _quoted(name: str) -> str:
    return f"“{shown(name, 40)}”"


def _names(names: tuple[str, ...]) -> str:
    more = len(names) - _NAMED
    return ", ".join(_quoted(name) for name in names[:_NAMED]) + (
        f" and {more:,} more" if more > 0 else ""
    )
