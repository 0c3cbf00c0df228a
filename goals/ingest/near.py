"""Who may be meant by a name that nobody bears: `Bo Chan` where there is Bo Chen."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from difflib import SequenceMatcher

from goals.ingest.resolve import key

_CLOSE = 0.8
_WORD = re.compile(r"[^\W_]+")
_DIGITS = re.compile(r"[0-9]+")


class Near:
    """Names to be compared with. Only those are that share a word with what is looked for, or the first letter: a
    file may name hundreds whom nobody knows, among thousands.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._by: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for name in dict.fromkeys(names):
            plain = _plain(name)
            for mark in _marks(plain):
                self._by[mark].append((plain, name))

    def to(self, word: str) -> str:
        """The closest name; '' where none is close. Names that differ in a number are two, not one misspelt."""
        plain = _plain(word)
        near = {pair for mark in _marks(plain) for pair in self._by.get(mark, ())}
        compared = SequenceMatcher(b=plain, autojunk=False)
        best, found = _CLOSE, ""
        for other, name in sorted(near):
            if _DIGITS.findall(other) != _DIGITS.findall(plain):
                continue
            compared.set_seq1(other)
            if (
                compared.real_quick_ratio() >= best
                and compared.quick_ratio() >= best
                and (ratio := compared.ratio()) >= best
                and (ratio > best or not found)
            ):
                best, found = ratio, name
        return found


def _plain(name: str) -> str:
    """Its words: `Chen, Bo` is `Bo Chen`."""
    last, comma, first = key(name).partition(",")
    return " ".join(_WORD.findall(f"{first} {last}" if comma else last))


def _marks(plain: str) -> set[str]:
    return {*plain.split(), plain[:1]}
