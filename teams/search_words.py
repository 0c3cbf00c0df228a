"""Words as a search knows them: without case, accents and signs, so that every database finds the same.

A pure room. What is kept is every word of a text once; what is looked for are beginnings of words, all of which
must stand in what is found. A single letter is looked for as a word of its own: as a beginning it says nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

MOST_TERMS = 8
LONGEST_QUERY = 200
LONGEST_WORD = 40
MOST_WORDS = 2000
"""Of one document. A text beyond that is found by its first two thousand different words."""
_WORD = re.compile(r"[^\W_]+", re.UNICODE)


def kept_words(*texts: str) -> str:
    """What is kept of some texts to be looked through: `Ärger, ärger mit O’Hara` is `arger mit ohara`."""
    found: dict[str, None] = {}
    for text in texts:
        for word in _words(text):
            found[word] = None
            if len(found) == MOST_WORDS:
                return " ".join(found)
    return " ".join(found)


def terms_of(query: str) -> tuple[str, ...]:
    """What is looked for, each word once, in order."""
    return tuple(dict.fromkeys(_words(query[:LONGEST_QUERY])))[:MOST_TERMS]


def holds(kept: str, terms: Iterable[str]) -> bool:
    """Whether what was kept answers: each term is a word of it, or, from two letters on, begins one."""
    words = kept.split()
    return all(
        any(word == term or (len(term) > 1 and word.startswith(term)) for word in words)
        for term in terms
    )


def _words(text: str) -> Iterator[str]:
    # Twice: taking signs apart can bring capitals back, as of the sign for a trade mark.
    parts = unicodedata.normalize("NFKD", text.replace("’", "").replace("'", "").casefold())
    plain = "".join(sign for sign in parts.casefold() if not unicodedata.combining(sign))
    for found in _WORD.finditer(plain):
        yield found.group()[:LONGEST_WORD]
