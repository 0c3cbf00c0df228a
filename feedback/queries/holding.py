"""Looking for what was typed in a column, the same on either database."""

from __future__ import annotations

from django.db.models import Q


def holds(field: str, word: str, lookup: str = "icontains") -> Q:
    """SQLite knows capitals of English letters alone: others are asked for as they may be written."""
    found = Q()
    for text in dict.fromkeys((word, word.lower(), word.upper(), word.capitalize(), word.title())):
        found |= Q(**{f"{field}__{lookup}": text})
    return found
