"""A row of the inbox that can be answered where it stands: how, what came of it, and the way back to it.

`teams` imports no other app: what a notice asks for, and how that is answered on *Today*, is said by whoever
registers here. `Place` is where in the inbox somebody was, as a form carries it: a name and numbers of ours, never an
address.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qs, urlencode

from teams.models import Notice, User

INBOX = "inbox"
LARGEST = 2**62
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Place:
    """What the inbox was narrowed to; which notice was answered there, or is `again` to be."""

    about: str = ""
    notice: int | None = None
    again: int | None = None

    def back(self, *, notice: int | None = None, again: int | None = None) -> str:
        """`inbox?about=people&notice=7`: what a form carries as `back`."""
        numbers = (("notice", notice), ("again", again))
        values = [("about", self.about)] if self.about else []
        values += [(name, str(number)) for name, number in numbers if number is not None]
        return f"{INBOX}?{urlencode(values)}"


def place_in(text: str) -> Place | None:
    """The place that a form carries; None where it is another's, or none."""
    name, _, query = text.partition("?")
    if name != INBOX or len(query) > _LONGEST:
        return None
    try:
        values = parse_qs(query, max_num_fields=10)
    except ValueError:
        return None
    notice, again = (number_in(values.get(name, [""])[0]) for name in ("notice", "again"))
    return Place(values.get("about", [""])[0][:20], notice, again)


def kept_place(text: str) -> str:
    """The same, as a form may carry it on; empty for anything else."""
    place = place_in(text)
    return "" if place is None else place.back(notice=place.notice, again=place.again)


def number_in(text: str) -> int | None:
    """A row's number as an address or a form has it; None for anything else."""
    if not (text.isascii() and text.isdigit() and len(text) < 20):
        return None
    return min(int(text), LARGEST)


@dataclass(frozen=True, slots=True)
class InRow:
    """How a notice is answered in its row, as `components/_todo_ways.html` shows it. `said` is what came of it, or what
    it is where the notice names nothing.
    """

    action_url: str = ""
    action_label: str = ""
    action_class: str = ""
    post: bool = False
    hidden: tuple[tuple[str, object], ...] = ()
    answers: tuple[tuple[str, str], ...] = ()
    said: str = ""

    @property
    def can_be_answered(self) -> bool:
        """Whether there is something to press."""
        return bool(self.action_url or self.answers)


InRows = Callable[[User, Sequence[Notice], Place, datetime], Mapping[int, InRow]]
_sources: list[InRows] = []


def register_rows(source: InRows) -> None:
    """Let the app that knows them all say what a person's notices ask for. Called once, from its AppConfig."""
    _sources[:] = [source]


def in_rows(
    person: User, rows: Sequence[Notice], place: Place, now: datetime
) -> Mapping[int, InRow]:
    """By the notice's number: what can be answered in its row, and what was. As many statements for many as for few."""
    return _sources[0](person, rows, place, now) if _sources and rows else {}
