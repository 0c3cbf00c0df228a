"""Answers that may contradict each other: lines of two protocols, outcomes of two cases. A pure room.

Only candidates: whether they do, people say.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

ALIKE = 0.6
"""Of the words of two lines, the share that they have in common from which they speak of the same thing."""
FEWEST_WORDS = 2
OPPOSITE = frozenset({frozenset({"agreed", "declined"}), frozenset({"differently", "declined"})})
_WORD = re.compile(r"[^\W\d_]{3,}")
_LITTLE = frozenset(
    [
        "the",
        "and",
        "for",
        "with",
        "from",
        "that",
        "this",
        "them",
        "they",
        "their",
        "there",
        "then",
        "than",
        "you",
        "your",
        "our",
        "its",
        "are",
        "was",
        "were",
        "will",
        "may",
        "can",
        "not",
        "never",
        "always",
        "must",
        "only",
        "any",
        "all",
        "one",
        "out",
        "off",
        "who",
        "when",
        "where",
        "what",
        "have",
        "has",
        "had",
        "been",
        "into",
        "over",
    ]
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a protocol that holds: `kind` yours, ask or never; `limit` the limit that it rests on, or 0."""

    protocol: int
    kind: str
    text: str
    limit: int = 0


@dataclass(frozen=True, slots=True)
class Ended:
    """A case that was answered: of which cause, and how."""

    case: int
    cause: int
    outcome: str


def contradicting_lines(lines: Sequence[Line]) -> Iterator[tuple[Line, Line]]:
    """Pairs of lines of two protocols (of one category) about the same thing, that leave it to different people."""
    words = [_words(line.text) for line in lines]
    for (a, said_a), (b, said_b) in combinations(zip(lines, words, strict=True), 2):
        if a.protocol == b.protocol or a.kind == b.kind:
            continue
        if (a.limit and a.limit == b.limit) or _alike(said_a, said_b):
            yield a, b


def contradicting_outcomes(cases: Iterable[Ended]) -> Iterator[tuple[Ended, Ended]]:
    """For each cause the newest two of opposite outcomes; `cases` come newest first."""
    newest: dict[int, dict[str, Ended]] = {}
    told: set[int] = set()
    for case in cases:
        there = newest.setdefault(case.cause, {})
        for outcome, other in there.items():
            if case.cause not in told and frozenset({outcome, case.outcome}) in OPPOSITE:
                told.add(case.cause)
                yield other, case
        there.setdefault(case.outcome, case)


def _words(text: str) -> frozenset[str]:
    found = (word.casefold() for word in _WORD.findall(text))
    return frozenset(word.removesuffix("s") for word in found if word not in _LITTLE)


def _alike(a: frozenset[str], b: frozenset[str]) -> bool:
    if min(len(a), len(b)) < FEWEST_WORDS:
        return False
    return len(a & b) / len(a | b) >= ALIKE
