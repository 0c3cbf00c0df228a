"""Names of people, as colleagues say them. A pure room."""

from __future__ import annotations

from collections.abc import Iterable


def first_name(name: str) -> str:
    """`Marcus` for Marcus Webb; empty where there is no name."""
    words = name.split(maxsplit=1)
    return words[0] if words else ""


def in_a_row(names: Iterable[str]) -> str:
    """`Aisha`, `Aisha and Luis`, `Aisha, Chiara and Luis`."""
    all_of_them = list(names)
    if len(all_of_them) < 2:
        return "".join(all_of_them)
    return f"{', '.join(all_of_them[:-1])} and {all_of_them[-1]}"
