"""Finding a text by words that people say: without endings, accents, signs and the words that say nothing.

A pure room, so that the same is found on every database.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

MOST_TERMS = 8
SHORTEST_BEGINNING = 4
_WORD = re.compile(r"[^\W_]+", re.UNICODE)
_ENDINGS = ("ing", "ed", "es", "s", "e")
_SHORTEST_STEM = 3
_SMALL = """
a about after all also am an and any are as at be been but by can cannot could did do does for from
get got had has have he her here him his how i if in is it its just me my no not now of on or our
out she so some that the their them then there they this to up us was we were what when where which
who why will with would you your
"""
_SAYS_NOTHING = frozenset(_SMALL.split())


@dataclass(frozen=True, slots=True)
class Field:
    """A text that is looked through, and how much a word in it counts."""

    text: str
    weight: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a text as it is shown; `found` where it is what was looked for."""

    text: str
    found: bool


def plain(text: str) -> str:
    """Without case and accents: `Ärger` is `arger`."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in parts if not unicodedata.combining(sign))


def stem(word: str) -> str:
    """A word without its commonest endings: `refunded`, `refunds` and `refund` are the same."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            return word.removesuffix(ending)
    return word


def terms_of(query: str) -> tuple[str, ...]:
    """What is looked for, each once, in order; words that say nothing only where there are no others."""
    words = _WORD.findall(plain(query.replace("’", "").replace("'", "")))
    telling = [word for word in words if word not in _SAYS_NOTHING] or words
    return tuple(dict.fromkeys(stem(word) for word in telling))[:MOST_TERMS]


def score(terms: Sequence[str], fields: Iterable[Field]) -> int:
    """How well a text answers; 0 where less than half of what is looked for stands in it.

    Each term counts once, with the field where it weighs most; the number of terms counts more than where
    they stand.
    """
    best = dict.fromkeys(terms, 0)
    for field in fields:
        if not field.text:
            continue
        for term in matched(terms, field.text):
            best[term] = max(best[term], field.weight)
    there = [weight for weight in best.values() if weight]
    if not there or 2 * len(there) < len(terms):
        return 0
    return 100 * len(there) + sum(there)


def matched(terms: Sequence[str], text: str) -> set[str]:
    """Which terms stand in a text."""
    words = {stem(word) for word in _words(text)}
    return {term for term in terms if any(_is(term, word) for word in words)}


def stretches(terms: Sequence[str], text: str) -> tuple[Stretch, ...]:
    """A text cut where the terms stand in it; put together it is the text again."""
    found: list[Stretch] = []
    last = 0
    for hit in _WORD.finditer(text):
        word = stem(plain(hit.group()))
        if any(_is(term, word) for term in terms):
            if hit.start() > last:
                found.append(Stretch(text[last : hit.start()], found=False))
            found.append(Stretch(hit.group(), found=True))
            last = hit.end()
    if last < len(text):
        found.append(Stretch(text[last:], found=False))
    return tuple(found)


def _words(text: str) -> list[str]:
    return _WORD.findall(plain(text))


def _is(term: str, word: str) -> bool:
    return word == term or (len(term) >= SHORTEST_BEGINNING and word.startswith(term))
