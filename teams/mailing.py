"""What every mail of ours has in common: clean words, addresses of this site, and one click that ends it."""

from __future__ import annotations

import unicodedata
from urllib.parse import urlsplit

from django.conf import settings

LONGEST_SUBJECT = 200
LONGEST_LINE = 400
"""Of a line of mail: whoever wants to read more opens what it links to."""
_TURNS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Marks that turn the direction of what follows: after them an address can look like another one."""


def clean(text: str, longest: int = LONGEST_LINE) -> str:
    """Words for one line: no line breaks, no control characters, nothing that turns the direction of the rest.

    What is longer is cut at a word.
    """
    kept = "".join(
        " " if unicodedata.category(one) in {"Cc", "Zl", "Zp"} else one
        for one in text
        if one not in _TURNS
    )
    line = " ".join(kept.split())
    if len(line) <= longest:
        return line
    cut = line[: longest - 1]
    return f"{cut.rsplit(' ', 1)[0] if ' ' in cut[longest // 2 :] else cut}…"


def subject_of(text: str) -> str:
    """A subject line that breaks no heading, whatever names stand in it."""
    return clean(text, LONGEST_SUBJECT)


def absolute(path: str) -> str:
    """The whole address of a path of this site."""
    return f"{settings.SITE_URL}{path}"


def message_id(name: str) -> str:
    """The same for the same mail, however often it is tried."""
    return f"<{name}@{urlsplit(settings.SITE_URL).hostname}>"


def headers(name: str, unsubscribe: str) -> dict[str, str]:
    """Of a mail that one click ends (RFC 8058): mail programs send that POST themselves."""
    return {
        "Message-ID": message_id(name),
        "List-Unsubscribe": f"<{unsubscribe}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Auto-Submitted": "auto-generated",
    }
