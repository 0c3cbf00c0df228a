"""What somebody finds by words: what they can begin to do, pages of the menu, and things they may open."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from teams.models import SearchDocument, User
from teams.search_words import LONGEST_QUERY, holds, kept_words, terms_of
from teams.searching import Source, Verb, sources

A_FEW = 5
A_LOT = 50


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked for: the words as they were typed, and of which kind alone, if of one."""

    query: str = ""
    kind: str = ""

    @classmethod
    def of(cls, query: str, kind: str) -> Asked:
        """From what an address says. Anything that is none of our kinds is all of them."""
        known = {source.kind for source in sources()}
        return cls(
            " ".join(query[: 4 * LONGEST_QUERY].replace("\x00", "").split())[:LONGEST_QUERY],
            kind if kind in known else "",
        )

    @property
    def terms(self) -> tuple[str, ...]:
        """The words that all must be there."""
        return terms_of(self.query)


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found: its title, a line about it, where it is."""

    title: str
    detail: str
    url: str
    icon: str


@dataclass(frozen=True, slots=True)
class Group:
    """Hits of a kind. `more` is the kind to ask for alone, where there is more of it than shown; `most` is how
    many are shown where even that is not all.
    """

    kind: str
    label: str
    hits: tuple[Hit, ...]
    more: str = ""
    most: int = 0


@dataclass(frozen=True, slots=True)
class Found:
    """All that was found, in the order in which it is shown."""

    groups: tuple[Group, ...]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing."""
        return not self.groups

    @property
    def shown(self) -> int:
        """How many there are to see here; never how many there are in all."""
        return sum(len(group.hits) for group in self.groups)


def found(
    person: User,
    asked: Asked,
    pages: Iterable[Hit],
    verbs: Iterable[Verb],
    now: datetime,
    said: Callable[[datetime], str],
) -> Found:
    """What this person finds. Without words: all they can do, and all their pages; then no statement.

    One statement a kind, whatever is stored; `said` puts the day of a thing into words.
    """
    terms = asked.terms
    if asked.query and not terms:
        # Nothing but signs: it is no word of anything.
        return Found(())
    things = [_group(source, person, terms, asked, now, said) for source in _wanted(asked, terms)]
    groups: list[Group] = []
    if not asked.kind:
        to_do = [
            Hit(verb.label, "", verb.url, verb.icon)
            for verb in verbs
            if holds(kept_words(verb.label, verb.words), terms)
        ]
        there = {hit.url for hit in to_do}
        to_open = [
            page for page in pages if page.url not in there and holds(kept_words(page.title), terms)
        ]
        groups += [*_some("do", "Do", to_do), *_some("go", "Go to", to_open)]
    return Found((*groups, *(group for group in things if group is not None)))


def _wanted(asked: Asked, terms: Sequence[str]) -> list[Source]:
    if not terms:
        return []
    return [source for source in sources() if asked.kind in ("", source.kind)]


def _some(kind: str, label: str, hits: Sequence[Hit]) -> list[Group]:
    return [Group(kind, label, tuple(hits))] if hits else []


def _group(
    source: Source,
    person: User,
    terms: Sequence[str],
    asked: Asked,
    now: datetime,
    said: Callable[[datetime], str],
) -> Group | None:
    """What may be opened is asked in the same statement as the words: nothing else is counted, ordered or cut."""
    most = A_LOT if asked.kind else A_FEW
    mine = source.visible(person, now).order_by().values("pk")
    order = ("title", "id") if source.by_name else ("-at", "-id")
    rows = list(
        SearchDocument.objects.filter(
            kind=source.of or source.kind, object_id__in=mine, words__holds=terms
        )
        .order_by(*order)
        .values_list("title", "detail", "key", "at")[: most + 1]
    )
    if not rows:
        return None
    hits = tuple(
        Hit(
            source.says.format(title) if source.says else title,
            detail if source.by_name else " · ".join(filter(None, [detail, said(at)])),
            source.address(key),
            source.icon,
        )
        for title, detail, key, at in rows[:most]
    )
    is_more = len(rows) > most
    return Group(
        source.kind,
        source.label,
        hits,
        more=source.kind if is_more and not asked.kind else "",
        most=most if is_more and asked.kind else 0,
    )
