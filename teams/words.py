"""Words for a team's screen and its huddle: what people said, from apps that the screens' app does not know.

An app that keeps such words (a thanks, say) registers one source. It gives only what may hang in a room where
anybody may stand: nothing private, nothing that whoever it is about keeps to themself, and first names alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from teams.models import Team


@dataclass(frozen=True, slots=True)
class Words:
    """What was said, and from whom to whom: `Hannah to Sofia`."""

    text: str
    of: str


Source = Callable[[Team, datetime], Words | None]
_sources: dict[str, Source] = {}


def register_words(name: str, source: Source) -> None:
    """Let an app bring words: `source(team, now)`, in a constant number of statements."""
    _sources[name] = source


def words_for(team: Team, now: datetime) -> Words | None:
    """The first that there are, in the order of the sources' names; None while nobody has said anything."""
    found = (_sources[name](team, now) for name in sorted(_sources))
    return next((words for words in found if words is not None), None)
