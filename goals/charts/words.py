"""Words along an axis: which of them a phone has room for. A pure room."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

NARROW = 288.0
"""Width in px of a drawing on a window of 320."""
_LETTER = 6.4
"""Mean width in px of a letter at the axis' size of 12."""
_BETWEEN = 6.0


class Word(NamedTuple):
    """A label: where it stands, 0 to 1 of the drawing's width, how it is anchored, and its text.

    Those with the higher `rank` are kept where two of them meet.
    """

    at: float
    text: str
    anchor: str = "middle"
    rank: int = 0


def kept_on_phone(words: Sequence[Word]) -> list[bool]:
    """For each word whether it has room on a phone, beside those of higher rank or further left."""
    kept: list[tuple[float, float]] = []
    found = [False] * len(words)
    order = sorted(range(len(words)), key=lambda place: (-words[place].rank, words[place].at))
    for place in order:
        left, right = _span(words[place])
        if all(right + _BETWEEN <= start or left >= end + _BETWEEN for start, end in kept):
            kept.append((left, right))
            found[place] = True
    return found


def _span(word: Word) -> tuple[float, float]:
    width = len(word.text) * _LETTER
    x = word.at * NARROW
    if word.anchor == "start":
        return x, x + width
    if word.anchor == "end":
        return x - width, x
    return x - width / 2, x + width / 2
