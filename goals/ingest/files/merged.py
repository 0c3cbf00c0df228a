"""Cells merged over several rows: the file holds their text once, in the first row, and blanks beneath it.

What it means for the rows beneath, only whoever made the sheet knows: a name holds for each of them, a figure was
meant once. So such a cell is not read; the row says what to do. Among headings it is a heading like the first.
"""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass

from goals.ingest.files.archive import Archive
from goals.ingest.files.held import Covered
from goals.ingest.values import shown

RANGE_LIMIT = 50_000
_RANGE = re.compile(
    rb"<(?:\w{1,20}:)?mergeCell\s[^<>]{0,200}?ref=[\"']([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})[\"']"
)
_REPAIR = "Take the merging off and fill the cell in on every row, then save the workbook and choose it again."


@dataclass(slots=True)
class _Range:
    """First and last row, first and last column; and what its first cell shows."""

    top: int
    bottom: int
    left: int
    right: int
    text: str = ""


class Merged:
    """The merged ranges of a sheet that reach over more than one row, met from the top downwards."""

    def __init__(self, archive: Archive, part: str) -> None:
        found: list[_Range] = []
        for place in _RANGE.finditer(archive.after_rows(part)):
            left, top, right, bottom = place.groups()
            one = _Range(int(top), int(bottom), column_of(left), column_of(right))
            if one.top < one.bottom and len(found) < RANGE_LIMIT:
                found.append(one)
        self._ahead = deque(sorted(found, key=lambda one: one.top))
        self._here: list[_Range] = []

    def cover(self, row: int, cells: dict[int, str], last: int) -> None:
        """Put into a row, up to its `last` column, what it says that its blank cells are merged with others."""
        if not self._here and (not self._ahead or self._ahead[0].top > row):
            return
        self._here = [one for one in self._here if one.bottom >= row]
        while self._ahead and self._ahead[0].top <= row:
            one = self._ahead.popleft()
            if one.top == row and one.left in cells:
                one.text = cells[one.left]
                self._here.append(one)
        for one in self._here:
            if one.top == row:
                continue
            for column in range(one.left, min(one.right, last) + 1):
                if column not in cells:
                    found = f"The cell is merged with those above it, from row {one.top:,} on, which say “{shown(one.text)}”."
                    cells[column] = Covered(one.text, found, _REPAIR)


def column_of(letters: bytes | str) -> int:
    """The number of a column: A is 1."""
    column = 0
    for letter in letters.encode() if isinstance(letters, str) else letters:
        column = column * 26 + letter - 64
    return column
