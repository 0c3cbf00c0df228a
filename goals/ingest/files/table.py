"""From text to a table: delimiter, headings, and rows with the line they stand on."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from goals.ingest.files.grid import Row, Table, clean, headings_of
from goals.ingest.files.problems import FileProblem, Problem
from goals.ingest.files.text import find_encoding, open_text
from goals.ingest.files.workbook import is_workbook, read_sheet
from goals.ingest.values import shown

DELIMITERS = (",", ";", "\t", "|")
_DELIMITER_NAMES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"}
_ENCODING_NAMES = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "cp1252": "Windows-1252",
}
_CELL_LIMIT = 1_000_000
_SNIFFED_LINES = 200
# The default of 131,072 characters would end the reading of a file whose one long cell nobody needs.
csv.field_size_limit(_CELL_LIMIT)


@dataclass(frozen=True, slots=True)
class TextTable(Table):
    """A text file whose encoding, delimiter and headings are known."""

    encoding: str
    delimiter: str

    @property
    def read_as(self) -> str:
        """Encoding and delimiter, in words."""
        return f"{_ENCODING_NAMES[self.encoding]}, {_DELIMITER_NAMES[self.delimiter]}s between the cells"

    def rows(self) -> Iterator[Row | Problem]:
        """Every row below the headings that is not blank; one that is malformed comes as a Problem.

        Raises FileProblem where a quote is opened and never closed: what follows it cannot be told apart.
        """
        with open_text(self.path, self.encoding) as lines:
            for line, cells in islice(_records(lines, self.delimiter), self.heading_row, None):
                if isinstance(cells, Problem):
                    yield cells
                elif any(cell.strip() for cell in cells):
                    yield self._row(line, cells)

    def _row(self, line: int, cells: list[str]) -> Row | Problem:
        width = len(self.headings)
        while len(cells) > width and not cells[-1].strip():
            cells.pop()
        if len(cells) != width:
            few = len(cells) < width
            return Problem(
                line,
                "",
                shown(self.delimiter.join(cells)),
                f"The row has {len(cells)} cells where there are {width} headings. "
                + _WIDTH_REPAIR[few],
                _WIDTH_REPAIR[few],
            )
        return Row(line, tuple(clean(cell) for cell in cells))


_WIDTH_REPAIR = {
    True: "Complete the row; perhaps it was cut off or broken in two.",
    False: "Put quotes around a cell that holds the delimiter.",
}
_QUOTE_REPAIR = "Put quotes around the whole cell, and double those inside it."


def read_table(path: Path, sheet: str = "") -> Table:
    """Find encoding, delimiter and headings, or the sheet of a workbook: the one called `sheet`, if named.

    Raises FileProblem for what is not a table.
    """
    if is_workbook(path):
        return read_sheet(path, sheet)
    encoding = find_encoding(path)
    delimiter, skipped = _find_delimiter(path, encoding)
    with open_text(path, encoding) as lines:
        for number, (_, cells) in enumerate(_records(lines, delimiter)):
            if number < skipped or isinstance(cells, Problem):
                continue
            if any(cell.strip() for cell in cells):
                return TextTable(path, headings_of(cells), number + 1, encoding, delimiter)
    raise FileProblem("The file has no headings. Put the columns' names into its first row.")


def _records(
    lines: Iterator[str], delimiter: str
) -> Iterator[tuple[int, list[str]] | tuple[int, Problem]]:
    """Each record with the line it starts on; what the format does not allow as a Problem."""
    fed = _Fed(lines)
    reader = csv.reader(fed, delimiter=delimiter, strict=True)
    while True:
        start = fed.number + 1
        fed.held = 0
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            if "unexpected end" in str(error):
                raise _unclosed(start) from error
            if "field limit" in str(error):
                raise FileProblem(
                    f"A cell on line {start:,} is longer than {_CELL_LIMIT:,} characters. Shorten it."
                ) from error
            what = "A quote stands in the middle of a cell."
            yield (
                start,
                Problem(start, "", shown(fed.last), f"{what} {_QUOTE_REPAIR}", _QUOTE_REPAIR),
            )
            continue
        yield start, cells


class _Fed:
    """Hands lines to the reader, counts them, and stops it from swallowing a whole file as one cell."""

    def __init__(self, lines: Iterator[str]) -> None:
        self.lines = lines
        self.number = 0
        self.held = 0
        self.last = ""

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        self.last = next(self.lines)
        self.number += 1
        self.held += 1
        if self.held > _LINES_IN_A_ROW:
            raise _unclosed(self.number - self.held + 1)
        return self.last


_LINES_IN_A_ROW = 2_000


def _unclosed(line: int) -> FileProblem:
    return FileProblem(
        f"A quote is opened in the row that starts on line {line:,} and never closed, so that the rows "
        "after it cannot be told apart. Close or remove it."
    )


def _find_delimiter(path: Path, encoding: str) -> tuple[str, int]:
    """The delimiter that cuts the file's start most evenly, and how many rows to skip for it.

    A first line `sep=;`, as spreadsheets write it, settles the matter.
    """
    with open_text(path, encoding) as lines:
        sample = list(islice(lines, _SNIFFED_LINES))
    told = sample[0].rstrip("\r\n").lower()
    if told.startswith("sep=") and told[4:] in DELIMITERS:
        return told[4:], 1
    best, best_score = ",", (0.0, 0)
    for delimiter in DELIMITERS:
        score = _evenness(sample, delimiter)
        if score > best_score:
            best, best_score = delimiter, score
    return best, 0


def _evenness(sample: list[str], delimiter: str) -> tuple[float, int]:
    """The share of rows as wide as the headings, then that width; nothing for a single column."""
    widths: list[int] = []
    try:
        for _, cells in _records(iter(sample), delimiter):
            if not isinstance(cells, Problem) and any(cell.strip() for cell in cells):
                widths.append(len(cells))
    except FileProblem:
        # The sample may end inside a quoted cell.
        pass
    if not widths or widths[0] < 2:
        return 0.0, 0
    return sum(width == widths[0] for width in widths) / len(widths), widths[0]
