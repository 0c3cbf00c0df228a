"""Names of people, as colleagues say them. A pure room."""

from __future__ import annotations


def first_name(name: str) -> str:
    """`Marcus` for Marcus Webb; empty where there is no name."""
    words = name.split(maxsplit=1)
    return words[0] if words else ""
