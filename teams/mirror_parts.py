"""What a leader's mirror shows, as other apps know it: what this person did, for their own eyes alone.

`teams` imports no other app: each registers what it brings, once, when it is ready. A source is asked with the one
person who looks, tells of what that person did and of nobody else, and counts only what they may open: so the rows
beneath a figure are the figure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from teams.calendar import Clock
from teams.models import User
from teams.spans import Span

FEWEST_ANSWERS = 5
"""What others said of somebody is shown from so many answers on."""
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Spans:
    """The period looked at, as far as it has come, and the one before; by the organisation's days."""

    this: Span
    before: Span
    clock: Clock
    today: date

    @property
    def since(self) -> datetime:
        """When the earlier of the two began."""
        return self.clock.day_start(self.before.first)

    @property
    def until(self) -> datetime:
        """When the later of the two is over."""
        return self.clock.day_bounds(self.this.last)[1]

    def parted(
        self, rows: Iterable[T], at: Callable[[T], datetime | date | None]
    ) -> tuple[list[T], list[T]]:
        """The rows of this period and of the one before, by the day of each; what is of neither is left out."""
        both: tuple[list[T], list[T]] = ([], [])
        for row in rows:
            when = at(row)
            day = self.clock.day_of(when) if isinstance(when, datetime) else when
            if day is not None and day in self.this:
                both[0].append(row)
            elif day is not None and day in self.before:
                both[1].append(row)
        return both


@dataclass(frozen=True, slots=True)
class Thing:
    """A row beneath a figure: something the leader did, or had promised, and where it is."""

    title: str
    url: str
    when: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two periods: a sentence, and the things it counts; `is_nothing` where there was nothing to count."""

    sentence: str
    things: tuple[Thing, ...] = ()
    is_nothing: bool = False


@dataclass(frozen=True, slots=True)
class Nudge:
    """Something to do about it: the smallest `rank` comes first. `title` is what it is about, `label` the way to it."""

    rank: int
    title: str
    text: str
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Reflection:
    """One thing the mirror shows. `how` says what is counted; `no_things` why no rows are shown, where none are."""

    key: str
    place: int
    title: str
    this: Side
    before: Side
    how: str
    no_things: str = ""
    nudge: Nudge | None = None

    @property
    def is_nothing(self) -> bool:
        """Whether there was nothing in either period."""
        return self.this.is_nothing and self.before.is_nothing


Source = Callable[[User, Spans, datetime], Iterable[Reflection]]
_sources: dict[str, Source] = {}


def register_mirror(name: str, source: Source) -> None:
    """Let an app bring what it knows: `source(leader, spans, now)`, in a constant number of statements."""
    _sources[name] = source


def reflections(leader: User, spans: Spans, now: datetime) -> list[Reflection]:
    """All there is of this person, in order."""
    found = [one for name in sorted(_sources) for one in _sources[name](leader, spans, now)]
    return sorted(found, key=lambda one: (one.place, one.key))


def counted(number: int, one: str, many: str) -> str:
    """`1 talk`, `3 talks`."""
    return f"{number} {one if number == 1 else many}"


def kept_words(number: int, kept: int) -> str:
    """Of promises that fell due, how many were kept: `Both that fell due you kept in time.`"""
    if number == 1:
        return (
            "The one that fell due, you kept."
            if kept
            else "The one that fell due was not kept in time."
        )
    if kept == number:
        all_of_them = "Both" if number == 2 else f"All {number:,}"
        return f"{all_of_them} that fell due you kept in time."
    return f"Of {number:,} that fell due you kept {kept or 'none'} in time."
