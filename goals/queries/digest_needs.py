"""What else needs a person this morning, beside their goals: asked of whoever gathers it for *Today*.

Goals stand below the apps that escalations and talks belong to, so the one who puts *Today* together hands in how
it is done. Nothing is counted here a second time: mail and page ask the same.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from teams.models import User


@dataclass(frozen=True, slots=True)
class NeedLine:
    """One thing in words that may stand in mail, and the page where it is acted on (a path)."""

    text: str
    path: str


@dataclass(frozen=True, slots=True)
class Needs:
    """Most urgent first. `waiting` is how many things *Today* counts, those that mail does not name too."""

    lines: tuple[NeedLine, ...] = ()
    waiting: int = 0


Gather = Callable[[User, datetime], Needs]
_gather: list[Gather] = []


def register_needs(gather: Gather) -> None:
    """Called once, by who puts *Today* together."""
    _gather[:] = [gather]


def needs_of(person: User, now: datetime) -> Needs:
    """What waits for this person; nothing where nobody gathers it."""
    return _gather[0](person, now) if _gather else Needs()
