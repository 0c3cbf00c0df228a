"""Filters as links, as lists show them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tab:
    """A filter as a link; `count` may say how many there are."""

    label: str
    url: str
    current: bool
    count: str = ""
