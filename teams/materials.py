"""What a step can rest on, where training is needed, and what it opens: brought by other apps.

`teams` imports no other app. One that keeps something to learn from (a case, a protocol) registers a source of it,
with who has done it where that is known; one that knows where training is missing registers needs; one in which
somebody may do more once they are ready registers what a path can open. Each tells only what the asking person
may open themself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from teams.models import User


@dataclass(frozen=True, slots=True)
class Material:
    """One thing to learn from: its number within the source, what it is called, and where it is read."""

    pk: int
    title: str
    url: str


Offer = Callable[[User], Iterable[Material]]
Done = Callable[[frozenset[int], frozenset[int]], set[tuple[int, int]]]


@dataclass(frozen=True, slots=True)
class Source:
    """A kind of material. `label` names one (`Training case`); `offered(viewer)` are those that may be read.

    `done(person_ids, material_ids)` answers with the pairs of person and material that are done, where the app
    knows; a step then rests on it, and `must` says what is to be done first.
    """

    name: str
    label: str
    offered: Offer
    done: Done | None = None
    must: str = ""


@dataclass(frozen=True, slots=True)
class Need:
    """That somebody, or a team, wants training in something, and what that is known from.

    `person_id` None: a team's. `topic` reads as a name; `evidence` is a sentence, and `of_many` the same of several;
    `url` leads to its rows. `since` is when it was said last: a path given for it later answers it.
    """

    team_id: int | None
    person_id: int | None
    person: str
    topic: str
    evidence: str
    url: str
    times: int = 1
    of_many: str = ""
    since: datetime | None = None


Needs = Callable[[User, datetime], Iterable[Need]]


@dataclass(frozen=True, slots=True)
class Opening:
    """What somebody may do once a leader says they are ready: a key, and words such as `Refund, level 2`."""

    key: str
    label: str


Openings = Callable[[], Iterable[Opening]]


@dataclass(frozen=True, slots=True)
class Follows:
    """What follows for one person once somebody says that they are ready: `gets` such as `level 1 in Refund`, and in
    `may` what they decide alone from then on; where they may as much already, `has` says so: `level 2 in Refund`.
    """

    gets: str
    may: tuple[str, ...] = ()
    has: str = ""


Following = Callable[[frozenset[tuple[str, int]]], dict[tuple[str, int], Follows]]

_sources: dict[str, Source] = {}
_needs: dict[str, Needs] = {}
_openings: dict[str, Openings] = {}
_following: dict[str, Following] = {}


def register_material(source: Source) -> None:
    """Let an app bring a kind of material. Called once, from its AppConfig."""
    _sources[source.name] = source


def register_needs(name: str, needs: Needs) -> None:
    """Let an app say where training is needed: `needs(viewer, now)`, in a constant number of statements."""
    _needs[name] = needs


def register_openings(name: str, openings: Openings, following: Following | None = None) -> None:
    """Let an app say what a path can open. Keys begin with the name and a colon.

    `following(pairs)` says of pairs of a key and a person's number what follows, in a constant number of statements.
    """
    _openings[name] = openings
    if following is not None:
        _following[name] = following


def source_of(name: str) -> Source | None:
    """The kind of material of that name, while an app brings it."""
    return _sources.get(name)


def offered_to(viewer: User) -> list[tuple[Source, list[Material]]]:
    """All that this person may read, by kind. A call for each kind."""
    return [(source, list(source.offered(viewer))) for _, source in sorted(_sources.items())]


def done_by(person_ids: Iterable[int], wanted: dict[str, set[int]]) -> set[tuple[str, int, int]]:
    """Of the materials `wanted` (ids by kind) who has done which: triples of kind, material and person."""
    people = frozenset(person_ids)
    found: set[tuple[str, int, int]] = set()
    for name, ids in wanted.items():
        source = _sources.get(name)
        if source is not None and source.done is not None and ids and people:
            found |= {(name, pk, who) for who, pk in source.done(people, frozenset(ids))}
    return found


def needs_known_to(viewer: User, now: datetime) -> list[Need]:
    """Where training is needed, as far as this person may know, app by app."""
    return [need for name in sorted(_needs) for need in _needs[name](viewer, now)]


def openings() -> list[Opening]:
    """Everything a path can open."""
    return [one for name in sorted(_openings) for one in _openings[name]()]


def what_follows(pairs: Iterable[tuple[str, int]]) -> dict[tuple[str, int], Follows]:
    """For pairs of what a path opens and a person's number: what follows, where an app knows."""
    asked: dict[str, set[tuple[str, int]]] = {}
    for key, person in pairs:
        asked.setdefault(key.partition(":")[0], set()).add((key, person))
    found: dict[tuple[str, int], Follows] = {}
    for name, these in sorted(asked.items()):
        if name in _following:
            found |= _following[name](frozenset(these))
    return found
