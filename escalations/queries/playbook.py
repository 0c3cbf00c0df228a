"""The playbook as a list: by category, what to confirm first, and what a search finds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.urls import reverse

from escalations.finding import Field, Stretch, matched, score, stretches, terms_of
from escalations.models import (
    Category,
    Confirmation,
    HelpfulWords,
    Protocol,
    ProtocolLine,
    ProtocolVersion,
)
from escalations.permissions import can_write_protocols, protocols_visible_to
from escalations.queries.confirming import ToConfirm, to_confirm
from escalations.queries.versions import versions_in_force
from goals import dates
from teams.calendar import Clock
from teams.models import Organisation, User

MOST_FOUND = 20
TITLE, SITUATION, WORDS, LINES = 4, 3, 2, 2
"""How much a word counts, by where it stands."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of the list. `tag` is what is to be done with it, empty where nothing is."""

    title: str
    url: str
    opening: str
    version: str
    confirmed: str
    tag: str


@dataclass(frozen=True, slots=True)
class Group:
    """The protocols of a category."""

    name: str
    slug: str
    rows: tuple[Listed, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found: the title, and the sentence in which most of it stands."""

    title: tuple[Stretch, ...]
    url: str
    category: str
    where: str
    excerpt: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class Playbook:
    """The page. `found` is None where nothing was looked for."""

    to_confirm: tuple[ToConfirm, ...]
    groups: tuple[Group, ...]
    categories: tuple[Category, ...]
    chosen: str
    found: tuple[Found, ...] | None
    put_away: int


def playbook(
    person: User,
    organisation: Organisation,
    today: date,
    *,
    query: str = "",
    category: str = "",
    archived: bool = False,
) -> Playbook:
    """What this person may read. Three statements, with a search six."""
    shown = protocols_visible_to(person)
    may_write = can_write_protocols(person)
    archived = archived and may_write
    rows = list(_annotated(shown, person).filter(archived_at__isnull=not archived))
    categories = {row.category_id: row.category for row in rows}
    ordered = sorted(categories.values(), key=lambda one: (one.position, one.name))
    chosen = category if any(one.slug == category for one in ordered) else ""
    groups = tuple(
        Group(
            one.name,
            one.slug,
            tuple(
                _listed(row, person, organisation.clock, today)
                for row in rows
                if row.category_id == one.pk
            ),
        )
        for one in ordered
        if chosen in ("", one.slug)
    )
    return Playbook(
        to_confirm=() if archived else to_confirm(person, today),
        groups=groups,
        categories=tuple(ordered),
        chosen=chosen,
        found=find(query) if query else None,
        put_away=shown.filter(archived_at__isnull=False).count() if may_write else 0,
    )


def _annotated(protocols: QuerySet[Protocol], person: User) -> QuerySet[Protocol]:
    """With what the list says of each: its version in force, its draft, when this person agreed to it."""
    published = ProtocolVersion.objects.filter(
        protocol=OuterRef("pk"), published_at__isnull=False
    ).order_by("-number")
    last = Subquery(published.values("pk")[:1])
    agreed = Confirmation.objects.filter(person=person, version=OuterRef("in_force"))
    drafts = ProtocolVersion.objects.filter(protocol=OuterRef("pk"), published_at=None)
    return (
        protocols.annotate(
            in_force=last,
            number=Subquery(published.values("number")[:1]),
            published_at=Subquery(published.values("published_at")[:1]),
            situation=Subquery(published.values("situation")[:1]),
            first_words=Subquery(drafts.values("situation")[:1]),
        )
        .annotate(agreed=Subquery(agreed.order_by("-id").values("day")[:1]), draft=Exists(drafts))
        .select_related("category")
        .order_by("title", "pk")
    )


def _listed(row: Protocol, person: User, clock: Clock, today: date) -> Listed:
    number: int | None = getattr(row, "number", None)
    published: datetime | None = getattr(row, "published_at", None)
    agreed: date | None = getattr(row, "agreed", None)
    opening: str = getattr(row, "situation", None) or getattr(row, "first_words", None) or ""
    return Listed(
        title=row.title,
        url=reverse("escalations:protocol", args=[row.slug]),
        opening=opening.split("\n", 1)[0],
        version="Not published yet"
        if number is None or published is None
        else f"Version {number}, {dates.short_day(clock.day_of(published), today)}",
        confirmed="" if agreed is None else f"You confirmed it on {dates.short_day(agreed, today)}",
        tag=_tag(row, person, today),
    )


def _tag(row: Protocol, person: User, today: date) -> str:
    if row.archived_at is not None:
        return "Put away"
    if row.owner_id == person.pk and row.review_on <= today:
        return "Review is due"
    return "Draft" if getattr(row, "draft", False) and can_write_protocols(person) else ""


# --- Search --------------------------------------------------------------------------------------


def find(query: str) -> tuple[Found, ...]:
    """Protocols in force by what customers say, best first. Three statements.

    What is in force everybody may read, so nothing is found that one may not see. It is looked through in
    memory: there are as many as somebody has written, and every database finds the same.
    """
    terms = terms_of(query)
    if not terms:
        return ()
    versions = list(versions_in_force().select_related("protocol__category"))
    texts: dict[int, list[tuple[str, str, int]]] = {version.pk: [] for version in versions}
    by_protocol = {version.protocol_id: version.pk for version in versions}
    for version in versions:
        texts[version.pk] += [
            ("When it applies", line, SITUATION) for line in version.situation.split("\n") if line
        ]
    lines = ProtocolLine.objects.filter(version__in=texts).order_by("version", "position")
    for line in lines:
        texts[line.version_id].append((line.get_kind_display(), line.text, LINES))
    words = HelpfulWords.objects.filter(protocol__in=by_protocol, archived_at=None)
    for protocol, text in words.order_by("id").values_list("protocol_id", "text"):
        texts[by_protocol[protocol]].append(("Words that have helped", text, WORDS))
    ranked: list[tuple[int, str, Found]] = []
    for version in versions:
        title = version.protocol.title
        fields = [Field(title, TITLE), *(Field(text, w) for _, text, w in texts[version.pk])]
        points = score(terms, fields)
        if points:
            ranked.append((points, title, _found(version, terms, texts[version.pk])))
    ranked.sort(key=lambda one: (-one[0], one[1].casefold()))
    return tuple(found for _, _, found in ranked[:MOST_FOUND])


def _found(
    version: ProtocolVersion, terms: tuple[str, ...], texts: list[tuple[str, str, int]]
) -> Found:
    where, best, _ = max(texts, key=lambda one: (len(matched(terms, one[1])), one[2]))
    return Found(
        title=stretches(terms, version.protocol.title),
        url=reverse("escalations:protocol", args=[version.protocol.slug]),
        category=version.protocol.category.name,
        where=where,
        excerpt=stretches(terms, best),
    )
