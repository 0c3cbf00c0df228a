"""What somebody finds by words: what they can begin to do, pages of the menu, and things they may open."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import groupby
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection

from teams.models import SearchDocument, User
from teams.search_words import LONGEST_QUERY, holds, kept_words, terms_of
from teams.searching import INSTANT, Source, Verb, sources

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
    """Something found: its title, a line about it, where it is. `words` are others that a page is found by."""

    title: str
    detail: str
    url: str
    icon: str
    words: str = ""


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


@dataclass(frozen=True, slots=True)
class Reach:
    """All that somebody could find at a moment, whatever they look for: it can be kept for as long as they stand where
    they do. `things` are of each kind; the hits stand with the words that they are found by.
    """

    things: tuple[Mine, ...]
    verbs: tuple[tuple[str, Hit], ...] = ()
    pages: tuple[tuple[str, Hit], ...] = ()


@dataclass(frozen=True, slots=True)
class Mine:
    """What of a kind somebody may open, as a part of a statement: SQL that gives the keys, and its values."""

    kind: str
    sql: str
    values: tuple[Any, ...]


def reach_of(
    person: User,
    now: datetime,
    kind: str = "",
    *,
    pages: Iterable[Hit] = (),
    verbs: Iterable[Verb] = (),
) -> Reach:
    """What this person may find, of one kind alone where one is named. No statement beyond their standing and the
    organisation: a rule that read anything else would have it kept with what was read (a test holds them to it).
    """
    wanted = [source for source in sources() if kind in ("", source.kind)]
    things = tuple(mine for source in wanted if (mine := _mine(source, person, now)) is not None)
    if kind:
        return Reach(things)
    to_do = [(verb, Hit(verb.label, "", verb.url, verb.icon)) for verb in verbs]
    there = {hit.url for _verb, hit in to_do}
    return Reach(
        things,
        tuple((kept_words(verb.label, verb.words), hit) for verb, hit in to_do),
        tuple(
            (kept_words(page.title, page.detail, page.words), page)
            for page in pages
            if page.url not in there
        ),
    )


def found(reach: Reach, asked: Asked, said: Callable[[date], str]) -> Found:
    """What is within reach and has the words. Without words: all that can be done, and all pages; then no statement.

    Else one, whatever is stored and whatever kinds there are; `said` puts the day of a thing into words, given as
    an instant where it is one.
    """
    terms = asked.terms
    if asked.query and not terms:
        # Nothing but signs: it is no word of anything.
        return Found(())
    groups: list[Group] = []
    if not asked.kind:
        groups += [
            *_some("do", "Do", [hit for words, hit in reach.verbs if holds(words, terms)]),
            *_some("go", "Go to", [hit for words, hit in reach.pages if holds(words, terms)]),
        ]
    return Found((*groups, *(_things(reach, asked, terms, said) if terms else ())))


def _mine(source: Source, person: User, now: datetime) -> Mine | None:
    """None where there is nothing of the kind for this person, whatever is stored."""
    keys = source.visible(person, now).order_by().values("pk")
    try:
        sql, values = keys.query.sql_with_params()
    except EmptyResultSet:
        return None
    return Mine(source.kind, sql, tuple(values))


def _some(kind: str, label: str, hits: Sequence[Hit]) -> list[Group]:
    return [Group(kind, label, tuple(hits))] if hits else []


def _things(
    reach: Reach, asked: Asked, terms: Sequence[str], said: Callable[[date], str]
) -> Iterator[Group]:
    most = A_LOT if asked.kind else A_FEW
    known = {source.kind: source for source in sources()}
    asked_of = [(known[mine.kind], mine) for mine in reach.things]
    for place, rows in groupby(_rows(asked_of, terms, most + 1), lambda row: row.place):
        source = asked_of[place][0]
        hits = [_hit(source, row, said) for row in rows]
        is_more = len(hits) > most
        yield Group(
            source.kind,
            source.label,
            tuple(hits[:most]),
            more=source.kind if is_more and not asked.kind else "",
            most=most if is_more and asked.kind else 0,
        )


def _hit(source: Source, row: SearchDocument, said: Callable[[date], str]) -> Hit:
    return Hit(
        source.says.format(row.title) if source.says else row.title,
        " · ".join(filter(None, [row.detail, _day(source, row.at, said)])),
        source.address(row.key),
        source.icon,
    )


def _day(source: Source, at: datetime, said: Callable[[date], str]) -> str:
    if source.by_name or not source.dated:
        return ""
    return said(at if source.dated == INSTANT else at.astimezone(UTC).date())


def _sought(source: Source, terms: Sequence[str]) -> tuple[str, ...]:
    """The words to look for among things of a kind. What the kind is called may stand first: a hit says so too."""
    calls = source.calls.split()
    return tuple(terms[1:]) if len(terms) > 1 and terms[0] in calls else tuple(terms)


_OF_A_KIND = """
SELECT * FROM (
    SELECT id, title, detail, key, at, {place} AS place, row_number() OVER (ORDER BY {order}) AS number FROM (
        SELECT id, title, detail, key, at FROM teams_searchdocument
        WHERE kind = %s AND object_id IN ({mine}) AND {words} ORDER BY {order} LIMIT {most}
    ) some{place}
) numbered{place}"""


_BY_ITSELF = " WHERE set_config('leadwell.search', 'by itself', true) <> ''"
"""PostgreSQL lets no other process help with a statement that sets something. To begin with helpers takes longer than
all that there is to look through, and they are taken from other people's pages."""


def _rows(
    asked_of: Sequence[tuple[Source, Mine]], terms: Sequence[str], most: int
) -> Iterable[Any]:
    """The documents of each kind, `place` by place, so many at most of each. One statement, or none.

    It is written out, as the ORM takes longer to build it than the database to answer. What may be opened is asked
    where the words are: nothing else is counted, ordered or cut.
    """
    if not asked_of:
        return []
    parts: list[str] = []
    values: list[Any] = []
    written: dict[tuple[str, ...], tuple[str, Sequence[Any]]] = {}
    for place, (source, mine) in enumerate(asked_of):
        sought = _sought(source, terms)
        if sought not in written:
            written[sought] = _holding(sought)
        words, wanted = written[sought]
        order = "title, id" if source.by_name else "at DESC, id DESC"
        parts.append(
            _OF_A_KIND.format(place=place, order=order, mine=mine.sql, words=words, most=most)
        )
        values += [source.of or source.kind, *mine.values, *wanted]
    sql = f"SELECT * FROM ({' UNION ALL '.join(parts)}) found"
    if connection.vendor == "postgresql":
        sql += _BY_ITSELF
    return SearchDocument.objects.raw(f"{sql} ORDER BY place, number", values)


def _holding(terms: tuple[str, ...]) -> tuple[str, Sequence[Any]]:
    """The condition that a document has these words, and its values."""
    query = SearchDocument.objects.filter(words__holds=terms).query  # type: ignore[misc]
    return query.where.as_sql(query.get_compiler(DEFAULT_DB_ALIAS), connection)
