"""What is different between two versions of a text, readable, and exact: applied to the old it gives the new.

A pure room. A text is a list of lines; a line that is only worded otherwise is shown word by word.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Generic, TypeVar

Item = TypeVar("Item", bound=Hashable)

SAME, GONE, NEW = "same", "gone", "new"
ALIKE = 0.5
"""Two lines with half of their words in common are one line, worded otherwise."""
_WORDS = re.compile(r"\S+\s*|\s+")


@dataclass(frozen=True, slots=True)
class Piece(Generic[Item]):
    """Some items in a row that stayed (`same`), went (`gone`) or came (`new`)."""

    how: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """A stretch of one text: `how` as in a Piece."""

    how: str
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """One line in the difference. One that is worded otherwise has `words`; its `old` and `new` are the two."""

    how: str
    old: str = ""
    new: str = ""
    words: tuple[Words, ...] = ()

    @property
    def text(self) -> str:
        """The line as it reads now; as it read, where it is gone."""
        return self.old if self.how == GONE else self.new


CHANGED = "changed"


def pieces(old: Sequence[Item], new: Sequence[Item]) -> tuple[Piece[Item], ...]:
    """What stayed, went and came, in reading order: what went stands before what came in its place."""
    found: list[Piece[Item]] = []
    for _, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if old[a:b] == new[c:d]:
            found.append(Piece(SAME, tuple(old[a:b])))
            continue
        if a < b:
            found.append(Piece(GONE, tuple(old[a:b])))
        if c < d:
            found.append(Piece(NEW, tuple(new[c:d])))
    return tuple(found)


def applied(old: Sequence[Item], found: Sequence[Piece[Item]]) -> list[Item]:
    """The new from the old. Raises ValueError for a difference that was taken from another text."""
    place = 0
    result: list[Item] = []
    for piece in found:
        if piece.how != NEW:
            if tuple(old[place : place + len(piece.items)]) != piece.items:
                raise ValueError("This difference is not one of that text.")
            place += len(piece.items)
        if piece.how != GONE:
            result.extend(piece.items)
    if place != len(old):
        raise ValueError("This difference is not one of that text.")
    return result


# --- Words of a text -----------------------------------------------------------------------------


def split(text: str) -> list[str]:
    """A text in words, each with the white space after it; put together they are the text again."""
    return _WORDS.findall(text)


def words_between(old: str, new: str) -> tuple[Words, ...]:
    """Two texts word by word."""
    return tuple(Words(piece.how, "".join(piece.items)) for piece in pieces(split(old), split(new)))


def new_text(words: Sequence[Words]) -> str:
    """How the text reads afterwards."""
    return "".join(each.text for each in words if each.how != GONE)


def old_text(words: Sequence[Words]) -> str:
    """How it read before."""
    return "".join(each.text for each in words if each.how != NEW)


# --- Lines ---------------------------------------------------------------------------------------


def rows_between(old: Sequence[str], new: Sequence[str]) -> tuple[Row, ...]:
    """Two lists of lines: what stayed, went, came, and what is only worded otherwise."""
    found: list[Row] = []
    gone: tuple[str, ...] = ()
    end: Piece[str] = Piece(SAME, ())
    for piece in (*pieces(old, new), end):
        if piece.how == GONE:
            gone = piece.items
            continue
        if piece.how == NEW:
            found.extend(_paired(gone, piece.items))
            gone = ()
            continue
        found.extend(Row(GONE, old=line) for line in gone)
        gone = ()
        found.extend(Row(SAME, line, line) for line in piece.items)
    return tuple(found)


def lines_after(rows: Sequence[Row]) -> list[str]:
    """The lines as they read now."""
    return [row.new for row in rows if row.how != GONE]


def lines_before(rows: Sequence[Row]) -> list[str]:
    """The lines as they read."""
    return [row.old for row in rows if row.how != NEW]


def _paired(gone: Sequence[str], came: Sequence[str]) -> Iterator[Row]:
    """Lines that went and lines that came in their place: like ones become one row, in order on both sides."""
    place = start = 0
    for end, line in enumerate(came):
        partner = next((at for at in range(place, len(gone)) if _alike(gone[at], line)), None)
        if partner is None:
            continue
        yield from (Row(GONE, old=each) for each in gone[place:partner])
        yield from (Row(NEW, new=each) for each in came[start:end])
        yield Row(CHANGED, gone[partner], line, words_between(gone[partner], line))
        place, start = partner + 1, end + 1
    yield from (Row(GONE, old=each) for each in gone[place:])
    yield from (Row(NEW, new=each) for each in came[start:])


def _alike(old: str, new: str) -> bool:
    first, second = old.split(), new.split()
    return SequenceMatcher(None, first, second, autojunk=False).ratio() >= ALIKE
