"""From text to a table: delimiter, headings, and rows with the line they stand on."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from goals.ingest.files.grid import Row, Table, clean, headings_of, is_rule
from goals.ingest.files.headings import LOOKED_AT, heading_place
from goals.ingest.files.problems import FileProblem, Problem
from goals.ingest.files.text import find_encoding, open_text
from goals.ingest.files.workbook import is_workbook, read_sheet
from goals.ingest.resolve import key
from goals.ingest.values import shown

DELIMITERS = (",", ";", "\t", "|")
_DELIMITER_NAMES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"}
_ENCODING_NAMES = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "utf-32": "UTF-32",
    "cp1252": "Windows-1252",
}
_CELL_LIMIT = 1_000_000
_SNIFFED_LINES = 200
# The default of 131,072 characters would end the reading of a file whose one long cell nobody needs.
csv.field_size_limit(_CELL_LIMIT)


@dataclass(frozen=True, slots=True)
class TextTable(Table):
    """A text file whose encoding, delimiter and headings are known.

    `ends_blank_cells` says that blank cells at the end of a row are written too; some programs leave them out.
    """

    encoding: str
    delimiter: str
    ends_blank_cells: bool = True

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
                elif any(cell.strip() for cell in cells) and not is_rule(cells):
                    yield self._row(line, cells)

    def _row(self, line: int, cells: list[str]) -> Row | Problem:
        width = len(self.headings)
        while len(cells) > width and not cells[-1].strip():
            cells.pop()
        if len(cells) < width and not self.ends_blank_cells:
            cells += [""] * (width - len(cells))
        if len(cells) != width:
            few = len(cells) < width
            return Problem(
                line,
                "",
                shown(self.delimiter.join(cells)),
                f"The row has {len(cells)} cells where there are {width} headings. "
                + _WIDTH_REPAIR[few],
                _WIDTH_REPAIR[few],
                tuple(map(clean, cells)),
            )
        return Row(line, tuple(clean(cell) for cell in cells))


_WIDTH_REPAIR = {
    True: "Complete the row; perhaps it was cut off or broken in two.",
    False: "Put quotes around a cell that holds the delimiter.",
}
_ONE_CELL = (
    "Quotes stand around whole rows, so that each is a single cell. Remove the quotes at the start and the end "
    "of the lines, or export the file again."
)
_QUOTE_REPAIR = "Put quotes around the whole cell, and double those inside it."


def read_table(path: Path, sheet: str = "", columns: Sequence[str] = ()) -> Table:
    """Find encoding, delimiter and headings, or the sheet of a workbook: the one called `sheet`, if named.

    `columns` are headings that are known to be there, where a recipe names them: they tell best where the table
    starts. Raises FileProblem for what is not a table.
    """
    if is_workbook(path):
        return read_sheet(path, sheet, columns)
    encoding = find_encoding(path)
    delimiter, skipped = _find_delimiter(path, encoding, columns)
    with open_text(path, encoding) as lines:
        start: list[tuple[int, list[str]]] = []
        for number, (_, cells) in enumerate(_to_the_end(_records(lines, delimiter))):
            if number < skipped or isinstance(cells, Problem) or not any(map(str.strip, cells)):
                continue
            if is_rule(cells):
                continue
            start.append((number, cells))
            if len(start) == _SNIFFED_LINES:
                break
    if not start:
        raise FileProblem("The file has no headings. Put the columns' names into its first row.")
    rows = [cells for _, cells in start]
    place = heading_place(rows, columns)
    headings = headings_of(rows[place])
    if len(headings) == 1 and any(headings[0].count(mark) > 1 for mark in DELIMITERS):
        raise FileProblem(_ONE_CELL)
    return TextTable(
        path,
        headings,
        start[place][0] + 1,
        encoding,
        delimiter,
        _ends_blank_cells(rows[place + 1 :], len(headings)),
    )


def _to_the_end(
    records: Iterator[tuple[int, list[str]] | tuple[int, Problem]],
) -> Iterator[tuple[int, list[str]] | tuple[int, Problem]]:
    """Records up to where they cannot be told apart any more; whoever reads on will be told."""
    try:
        yield from records
    except FileProblem:
        return


def _ends_blank_cells(rows: Sequence[Sequence[str]], width: int) -> bool:
    """Whether rows are written to their end, blank cells included. A single short row may be one cut off."""
    short = [row for row in rows if len(row) < width]
    return not (
        len(short) > max(1, len(rows) // 50)
        and all(row[-1].strip() for row in rows if len(row) <= width)
    )


def _records(
    lines: Iterator[str], delimiter: str
) -> Iterator[tuple[int, list[str]] | tuple[int, Problem]]:
    """Each record with the line it starts on; what the format does not allow as a Problem."""
    fed = _Fed(lines)
    reader = csv.reader(fed, delimiter=delimiter, strict=True, skipinitialspace=True)
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
                    f"A cell in row {start:,} is longer than {_CELL_LIMIT:,} characters. Shorten it."
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


def _find_delimiter(path: Path, encoding: str, columns: Sequence[str]) -> tuple[str, int]:
    """The delimiter that cuts the file's start most evenly, and how many rows to skip for it.

    A first line `sep=;`, as spreadsheets write it, settles the matter; so does a row with all the `columns`.
    """
    with open_text(path, encoding) as lines:
        sample = list(islice(lines, _SNIFFED_LINES))
    told = sample[0].strip('\r\n"').lower()
    if told.startswith("sep=") and told[4:] in DELIMITERS:
        return told[4:], 1
    cut = {delimiter: _cut(sample, delimiter) for delimiter in DELIMITERS}
    wanted = {key(column) for column in columns}
    if wanted:
        for delimiter, rows in cut.items():
            if any(wanted <= {key(clean(cell)) for cell in row} for row in rows[:LOOKED_AT]):
                return delimiter, 0
    scores = {delimiter: _evenness(rows) for delimiter, rows in cut.items()}
    even = max(share for share, _ in scores.values())
    best = max(
        scores, key=lambda one: (scores[one][0] >= 0.8 * even, scores[one][1], scores[one][0])
    )
    return (best if even else ","), 0


def _cut(sample: list[str], delimiter: str) -> list[list[str]]:
    """The rows of a file's start; it may end inside a quoted cell."""
    return [
        cells
        for _, cells in _to_the_end(_records(iter(sample), delimiter))
        if not isinstance(cells, Problem) and any(map(str.strip, cells))
    ]


def _evenness(rows: list[list[str]]) -> tuple[float, int]:
    """The share of rows that are of the commonest width, then that width; nothing for a single column."""
    widths = Counter(len(row) for row in rows if len(row) > 1)
    if not widths:
        return 0.0, 0
    width, times = max(widths.items(), key=lambda item: (item[1], item[0]))
    return times / len(rows), width
