"""Finding ideas by words: without case and accents, so that every database finds the same. A pure room."""

from __future__ import annotations

import re
import unicodedata

MOST_TERMS = 8
LONGEST_QUERY = 120
_WORD = re.compile(r"[^\W_]+", re.UNICODE)


def plain(*texts: str) -> str:
    """The words of some texts as they are kept to be looked through: `Ärger mit Kurier` is `arger mit kurier`."""
    return " ".join(_words(" ".join(texts)))


def terms_of(query: str) -> tuple[str, ...]:
    """What is looked for, each word once. All of them must stand in what is found, as a part of a word or whole."""
    return tuple(dict.fromkeys(_words(query[:LONGEST_QUERY])))[:MOST_TERMS]


def _words(text: str) -> list[str]:
    parts = unicodedata.normalize("NFKD", text.replace("’", "").replace("'", "").casefold())
    return _WORD.findall("".join(sign for sign in parts if not unicodedata.combining(sign)))
