"""What every table is, however it is written: headings, and rows with the line they stand on."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from goals.ingest.files.problems import FileProblem, Problem
from goals.ingest.resolve import key
from goals.ingest.values import shown

_COLUMN_LIMIT = 200
_HEADING_LENGTH = 200
_UNSEEN = re.compile(
    "[\N{ZERO WIDTH SPACE}\N{LEFT-TO-RIGHT MARK}\N{RIGHT-TO-LEFT MARK}\N{WORD JOINER}"
    "\N{ZERO WIDTH NO-BREAK SPACE}]"
)
_RULE = re.compile(r"[-=_+:*~\N{BOX DRAWINGS LIGHT HORIZONTAL}]+")
_TEXT_AS_FORMULA = re.compile(r'="(.*)"', re.DOTALL)
_NUMBER_AS_TEXT = re.compile(r"'[0-9][0-9.,:/ -]*")
# What spreadsheets take for a formula; our own downloads put an apostrophe before it.
_FORMULA_STARTS = "=+-@\t\r\n\0\N{FULLWIDTH EQUALS SIGN}\N{FULLWIDTH PLUS SIGN}\
\N{FULLWIDTH HYPHEN-MINUS}\N{FULLWIDTH COMMERCIAL AT}"


@dataclass(frozen=True, slots=True)
class Row:
    """A row: the line it starts on, and its cells, as many as there are headings."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A file whose headings are known; its rows are read as often as needed."""

    path: Path
    headings: tuple[str, ...]
    heading_row: int

    def place(self, column: str) -> int | None:
        """Where a column stands, by its heading: as written, or else whatever the case and blanks.

        Raises FileProblem when several columns have that heading.
        """
        exact = [n for n, heading in enumerate(self.headings) if heading == column]
        like = [n for n, heading in enumerate(self.headings) if key(heading) == key(column)]
        found = exact or like or self._of_several(column)
        if len(found) > 1 and not self._are_alike(found):
            names = " or ".join(f"“{shown(self.headings[n], 40)}”" for n in found[:5])
            raise FileProblem(
                f"{len(found)} columns are headed “{shown(column)}”, and what they hold differs. Give each "
                f"its own heading, or say which is meant: {names}."
            )
        return found[0] if found else None

    def _of_several(self, column: str) -> list[int]:
        """Where the columns stand that share one heading, and were numbered therefore."""
        pattern = re.compile(rf"{re.escape(key(column))} \([0-9]+\)")
        found = [n for n, heading in enumerate(self.headings) if pattern.fullmatch(key(heading))]
        return found if len(found) > 1 else []

    def _are_alike(self, places: list[int]) -> bool:
        """Whether some columns hold the same in every row, so that any of them will do."""
        return all(
            len({row.cells[place] for place in places}) == 1
            for row in self.rows()
            if isinstance(row, Row)
        )

    @property
    def read_as(self) -> str:
        """How the file is written, in words."""
        raise NotImplementedError

    @property
    def remark(self) -> str:
        """What of the file was read, where that is a choice; else ''."""
        return ""

    def rows(self) -> Iterator[Row | Problem]:
        """Every row below the headings that is not blank; one that is malformed comes as a Problem.

        Raises FileProblem where the rest of the file cannot be told apart.
        """
        raise NotImplementedError


def clean(cell: str) -> str:
    """A cell without blanks around it, and without what programs put around a text so that no spreadsheet makes
    something else of it: `="0042"`, or an apostrophe before a number or before what would be a formula.
    """
    text = cell.strip()
    if not text.isascii():
        # Marks of direction, which some programs put into dates, and blanks of no width.
        text = _UNSEEN.sub("", text).strip()
    if text.startswith("'") and (
        text[1:].lstrip(" ")[:1] in tuple(_FORMULA_STARTS) or _NUMBER_AS_TEXT.fullmatch(text)
    ):
        return text[1:].strip()
    if text.startswith('="') and (wrapped := _TEXT_AS_FORMULA.fullmatch(text)) is not None:
        return wrapped[1].replace('""', '"').strip()
    return text


def is_rule(cells: Sequence[str]) -> bool:
    """Whether a row only draws a line, as programs do beneath the headings: `-----`, `----+----`, `:---`."""
    said = [cell for cell in map(str.strip, cells) if cell]
    return any(len(cell) > 2 for cell in said) and all(_RULE.fullmatch(cell) for cell in said)


def safe_cell(text: str) -> str:
    """A cell that no spreadsheet takes for a formula; plain numbers stay numbers."""
    if text.lstrip()[:1] not in tuple(_FORMULA_STARTS) and text[:1] not in tuple("\t\r\n"):
        return text
    number = text.removeprefix("-").removeprefix("+").replace(".", "", 1)
    if number.isascii() and number.isdigit() and text[:1] != "=":
        return text
    return f"'{text}"


def headings_of(cells: list[str]) -> tuple[str, ...]:
    """The names in a row of headings; a blank one is called by its place. Raises FileProblem for no table."""
    names = [shown(" ".join(clean(cell).split()), _HEADING_LENGTH) for cell in cells]
    while names and not names[-1]:
        names.pop()
    if len(names) > _COLUMN_LIMIT:
        raise FileProblem(
            f"The file has {len(names):,} columns; at most {_COLUMN_LIMIT} can be read. "
            "Leave out those that are not needed."
        )
    start = names[0][:9].lower()
    if start.startswith(("<html", "<!doctype", "<table", "<?xml", "{", "[{")):
        raise FileProblem(
            "This is a web page or a data document, not a table. Export the figures as CSV."
        )
    return numbered([name or f"Column {number}" for number, name in enumerate(names, 1)])


def numbered(names: Sequence[str]) -> tuple[str, ...]:
    """Headings of which each is there once: two of `Agent` are `Agent (1)` and `Agent (2)`."""
    together = Counter(map(key, names))
    seen: Counter[str] = Counter()
    unlike: list[str] = []
    for name in names:
        seen[key(name)] += 1
        unlike.append(f"{name} ({seen[key(name)]})" if together[key(name)] > 1 else name)
    return tuple(unlike)
