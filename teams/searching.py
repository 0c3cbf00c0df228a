"""What can be found, as every app tells it.

An app registers a source for each kind of thing it keeps: which words are in one (`document`), and which of them
somebody may open (`visible`, a queryset of its own permissions). So no app needs to import another, and nobody
finds what they could not open: that queryset stands in the same statement as the words, before anything is
counted, put in order or cut off.

A thing's document is written when the thing is, in the same transaction. Where an action changes a row past its
`save` it says so: `refresh(row)`. `rebuild` makes them all anew.

Private notes, difficult talks, one-to-ones, wishes, appraisals, answers to the pulse and goals of one's own have
no source, and drafts of escalations no document: what is between two people is looked for where it is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from itertools import islice
from typing import Any

from django.db import connection, transaction
from django.db.models import Model, QuerySet
from django.db.models.signals import post_delete, post_save

from teams.models import SearchDocument, User
from teams.search_words import kept_words

LONGEST_TITLE = 120
INSTANT, DAY, UNDATED = "instant", "day", ""
"""What a thing's `at` is to those who look: an instant of which the day is said; a day by itself, kept as midnight in
UTC, see `day_as_instant`; or nothing but its place in the order."""
A_BATCH = 500
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
_WRITTEN = ("title", "detail", "key", "words", "at")


@dataclass(frozen=True, slots=True)
class Document:
    """What is kept of a thing: nothing in it that not every one of its readers may read.

    No names of people either, but a person's own: who thanked whom may be hidden, and people are renamed and leave.
    """

    title: str
    texts: tuple[str, ...] = ()
    key: str = ""
    detail: str = ""
    at: datetime = _LONG_AGO


@dataclass(frozen=True, slots=True)
class Beside:
    """Another table whose rows change a thing's document: `thing` leads from such a row to it."""

    model: type[Model]
    fields: frozenset[str]
    thing: Callable[[Any], Model]


@dataclass(frozen=True, slots=True)
class Things:
    """The rows that documents are of: their table, what is kept of one, and which fields that depends on."""

    model: type[Model]
    document: Callable[[Any], Document | None]
    fields: frozenset[str]
    beside: tuple[Beside, ...] = ()

    @property
    def tables(self) -> set[str]:
        """All that must be there before a document can be written."""
        return {
            model._meta.db_table for model in (self.model, *(each.model for each in self.beside))
        }


@dataclass(frozen=True, slots=True)
class Source:
    """A kind of thing that can be found.

    `visible(person, now)` gives what that person may open of it, `address(key)` where. `by_name` puts them in
    order of their titles, else the newest come first, with their day; `place` is its kind's among the others. A
    source `of` another's kind shares its documents and has no things of its own; `says` is then what is done
    there, such as `Thank {}`. `calls` are words, as they are kept, that may stand before those of a thing: `thank`.
    `dated` says which day stands with it.
    """

    kind: str
    label: str
    icon: str
    visible: Callable[[User, datetime], QuerySet[Any]]
    address: Callable[[str], str]
    things: Things | None = None
    place: int = 0
    by_name: bool = False
    of: str = ""
    says: str = ""
    calls: str = ""
    dated: str = INSTANT


@dataclass(frozen=True, slots=True)
class Verb:
    """Something one can begin to do: `Log escalation`. `words` are other words for it."""

    label: str
    url: str
    icon: str
    words: str = ""


Verbs = Callable[[User], Iterable[Verb]]
_sources: dict[str, Source] = {}
_verbs: dict[str, Verbs] = {}


def day_as_instant(day: date) -> datetime:
    """How a document keeps a day that is nobody's instant."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def register_source(source: Source) -> None:
    """Let an app have its things found, and follow what is written to them. Called once, from its AppConfig."""
    _sources[source.kind] = source
    things = source.things
    if things is None:
        return
    _follow(source.kind, things, Beside(things.model, things.fields, lambda row: row))
    for other in things.beside:
        _follow(source.kind, things, other)
    post_delete.connect(
        partial(_gone, source.kind),
        sender=things.model,
        weak=False,
        dispatch_uid=f"searching.{source.kind}.gone",
    )


def register_verbs(name: str, verbs: Verbs) -> None:
    """Let an app say what this person can begin to do; without a statement of its own."""
    _verbs[name] = verbs


def sources() -> list[Source]:
    """All, in the order in which they are shown."""
    return sorted(_sources.values(), key=lambda source: (source.place, source.kind))


def verbs_for(person: User) -> list[Verb]:
    """What this person can begin to do."""
    return [verb for name in sorted(_verbs) for verb in _verbs[name](person)]


def refresh(row: Model) -> None:
    """Write a thing's document anew, after a change that did not go through the row's own `save`."""
    for kind, things in _with_things():
        if things.model is type(row):
            write(kind, things, [row])


def refresh_all(rows: Iterable[Model]) -> None:
    """The documents of all things that these rows are, or lie beside, as those now are in the database."""
    found = list(rows)
    for kind, things in _with_things():
        beside = {other.model: other.thing for other in things.beside}
        keys = {row.pk for row in found if type(row) is things.model}
        keys |= {beside[type(row)](row).pk for row in found if type(row) in beside}
        waiting = iter(sorted(keys))
        while some := list(islice(waiting, A_BATCH)):
            write(kind, things, things.model._base_manager.filter(pk__in=some))


def write(kind: str, things: Things, rows: Iterable[Any]) -> int:
    """The documents of some things as those are now; of what has none to show, none. Two statements at most."""
    made: list[SearchDocument] = []
    none: list[int] = []
    for row in rows:
        told = things.document(row)
        if told is None:
            none.append(row.pk)
        else:
            made.append(_document(kind, row.pk, told))
    if none:
        SearchDocument.objects.filter(kind=kind, object_id__in=none).delete()
    if made:
        SearchDocument.objects.bulk_create(
            made, update_conflicts=True, unique_fields=["kind", "object_id"], update_fields=_WRITTEN
        )
    return len(made)


def rebuild(kinds: Collection[str] | None = None) -> dict[str, int]:
    """All documents (or those of some kinds) anew from the things; how many there are of each kind.

    One transaction a kind, so that nobody finds less in between. What was of something that is gone is gone.
    """
    return {
        kind: _rebuild(kind, things)
        for kind, things in _with_things()
        if kinds is None or kind in kinds
    }


def fill_what_is_empty() -> dict[str, int]:
    """Documents for what was there before there were any: of each kind without a single one."""
    tables = set(connection.introspection.table_names())
    if SearchDocument._meta.db_table not in tables:
        return {}
    there = set(SearchDocument.objects.order_by().values_list("kind", flat=True).distinct())
    return rebuild(
        [kind for kind, things in _with_things() if kind not in there and things.tables <= tables]
    )


def _with_things() -> list[tuple[str, Things]]:
    return [(one.kind, one.things) for one in sources() if one.things is not None]


@transaction.atomic
def _rebuild(kind: str, things: Things) -> int:
    SearchDocument.objects.filter(kind=kind).delete()
    rows = things.model._base_manager.order_by("pk").iterator(chunk_size=A_BATCH)
    made = 0
    while batch := list(islice(rows, A_BATCH)):
        made += write(kind, things, batch)
    return made


def _document(kind: str, pk: int, told: Document) -> SearchDocument:
    title = _cut(told.title)
    return SearchDocument(
        kind=kind,
        object_id=pk,
        title=title,
        detail=told.detail[:200],
        key=told.key or str(pk),
        words=kept_words(told.title, *told.texts),
        at=told.at,
    )


def _cut(text: str) -> str:
    """A title in one line, cut at a word."""
    line = " ".join(text.replace("\x00", "").split())
    if len(line) <= LONGEST_TITLE:
        return line
    return f"{line[:LONGEST_TITLE].rsplit(' ', 1)[0]} …"


def _follow(kind: str, things: Things, other: Beside) -> None:
    post_save.connect(
        partial(_saved, kind, things, other),
        sender=other.model,
        weak=False,
        dispatch_uid=f"searching.{kind}.{other.model._meta.label_lower}",
    )


def _saved(
    kind: str,
    things: Things,
    other: Beside,
    *,
    instance: Any,
    update_fields: frozenset[str] | None,
    **_signal: Any,
) -> None:
    """A row was written. What a document does not depend on costs nothing."""
    if update_fields is None or not other.fields.isdisjoint(update_fields):
        write(kind, things, [other.thing(instance)])


def _gone(kind: str, *, instance: Any, **_signal: Any) -> None:
    SearchDocument.objects.filter(kind=kind, object_id=instance.pk).delete()
