"""What a huddle may say, as other apps know it; and where an idea that comes up in it goes.

`teams` imports no other app: each registers what it brings, once, when it is ready. A source gives only what
everybody in the team may hear, whoever asks: the same words stand on a wall-sized screen.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from teams.huddle_draft import Candidate
from teams.models import Team, User


@dataclass(frozen=True, slots=True)
class Compared:
    """A figure on days with and without a huddle, in words. `verdict` says how far apart the two lie, never why."""

    name: str
    url: str
    with_one: str
    without: str
    verdict: str


Source = Callable[[Team, date, datetime], Iterable[Candidate]]
Live = Callable[[Team, frozenset[str], datetime], Iterable[Candidate]]
ToAgree = Callable[[User, Team, datetime], Iterable[Candidate]]
Board = Callable[[User, Team, str, datetime], str]
Comparison = Callable[[Team, frozenset[date], date, date], Iterable[Compared]]

_sources: dict[str, Source] = {}
_live: dict[str, Live] = {}
_to_agree: list[ToAgree] = []
_board: list[Board] = []
_comparison: list[Comparison] = []


def register_candidates(name: str, source: Source) -> None:
    """Let an app bring what may be said on a day: `source(team, day, now)`, in a constant number of statements."""
    _sources[name] = source


def register_live(prefix: str, find: Live) -> None:
    """Let an app say what stands behind keys that begin with `prefix:`: `find(team, keys, now)`.

    What it leaves out may be shown no more.
    """
    _live[prefix] = find


def register_to_agree(source: ToAgree) -> None:
    """Let an app name what waits for the team's word, with the page on which it is agreed."""
    _to_agree[:] = [source]


def register_board(add: Board) -> None:
    """Let an app take ideas: `add(person, team, words, now)` answers with the key. It may raise ActionRefused."""
    _board[:] = [add]


def register_comparison(compare: Comparison) -> None:
    """Let the app with the figures hold days with a huddle against others: `compare(team, held, first, today)`."""
    _comparison[:] = [compare]


def candidates(team: Team, day: date, now: datetime) -> list[Candidate]:
    """All there is for the huddle of a day, source by source."""
    return [one for name in sorted(_sources) for one in _sources[name](team, day, now)]


def candidates_of(name: str, team: Team, day: date, now: datetime) -> list[Candidate]:
    """What one source brings; nothing where it is not there."""
    return list(_sources[name](team, day, now)) if name in _sources else []


def is_live(key: str) -> bool:
    """Whether words of this key are never kept."""
    return key.partition(":")[0] in _live


def live(team: Team, keys: Collection[str], now: datetime) -> dict[str, Candidate]:
    """What may still be shown of these, by key. One call for each kind there is."""
    found: dict[str, Candidate] = {}
    for prefix, find in sorted(_live.items()):
        wanted = frozenset(key for key in keys if key.partition(":")[0] == prefix)
        if wanted:
            found |= {one.key: one for one in find(team, wanted, now)}
    return found


def to_agree(viewer: User, team: Team, now: datetime) -> list[Candidate]:
    """What the viewer's team is to agree on, as far as the viewer sees it."""
    return [one for source in _to_agree for one in source(viewer, team, now)]


def takes_ideas() -> bool:
    """Whether there is a board."""
    return bool(_board)


def add_to_board(person: User, team: Team, words: str, now: datetime) -> str:
    """Put an idea on the board; its key, empty where there is no board. Raises ActionRefused."""
    return _board[0](person, team, words, now) if _board else ""


def compared(team: Team, held: Collection[date], first: date, today: date) -> list[Compared]:
    """The figures there are to compare."""
    return [one for source in _comparison for one in source(team, frozenset(held), first, today)]
