"""A protocol as somebody at a level reads it, with its words, its questions and its history."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef

from escalations.models import (
    MANAGER_LEVEL,
    SUPERVISOR_LEVEL,
    HelpfulWords,
    Protocol,
    ProtocolQuestion,
    ProtocolVersion,
    WordsUsed,
)
from escalations.permissions import (
    can_confirm,
    can_keep_protocol,
    can_write_protocols,
    level_of,
)
from escalations.queries.confirming import Agreed, last_agreed
from escalations.queries.limits import amounts_of
from escalations.queries.panel import PanelLine, used_words
from escalations.queries.panel import Reader as Eyes
from escalations.queries.protocol_difference import (
    VersionsApart,
    lines_by_version,
    versions_apart,
)
from escalations.queries.versions import token_of
from goals import dates
from teams.models import Organisation, User
from teams.permissions import can_manage

KINDS = (
    ("yours", "Yours to decide", "circle-check", "yours"),
    ("ask", "Ask first", "circle-question-mark", "watch"),
    ("never", "Not ours to bend", "ban", "behind"),
)


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of one kind, for this reader."""

    kind: str
    title: str
    icon: str
    tone: str
    rows: tuple[PanelLine, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """Words that helped. `used` is `used 23 times`; `said_today`: this reader has said so today."""

    pk: int
    text: str
    whose: str
    initials: str
    used: str
    said_today: bool
    can_put_away: bool


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody asked, and what was answered (empty while it waits)."""

    pk: int
    text: str
    who: str
    when: str
    version: int
    answer: str
    answered: str


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A line of the history."""

    number: int
    when: str
    who: str
    change: str
    before: int | None


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody is writing: only whoever may write sees it."""

    number: int
    who: str
    when: str
    change: str
    token: str
    apart: VersionsApart | None
    lines: tuple[Lines, ...]
    situation: tuple[str, ...]
    is_mine: bool


@dataclass(frozen=True, slots=True)
class ProtocolPage:
    """The page. `number` is None while nothing is published; `review_due`: its owner is to look at it."""

    protocol: Protocol
    number: int | None
    published: str
    situation: tuple[str, ...]
    lines: tuple[Lines, ...]
    level: str
    words: tuple[Words, ...]
    questions: tuple[Question, ...]
    history: tuple[VersionRow, ...]
    draft: Draft | None
    apart: VersionsApart | None
    agreed: Agreed | None
    needs_confirming: bool
    review: str
    review_due: bool
    can_write: bool
    can_keep: bool
    sees_confirmations: bool


def level_words(level: int, category: str) -> str:
    """How it is said to its reader at whose level the page is."""
    if level >= MANAGER_LEVEL:
        return "As a manager reads it."
    if level >= SUPERVISOR_LEVEL:
        return "As a supervisor reads it."
    return f"As you read it: level {level} in {category}."


def protocol_page(
    person: User,
    protocol: Protocol,
    organisation: Organisation,
    now: datetime,
    *,
    compare: tuple[int, int] | None = None,
) -> ProtocolPage:
    """`compare`: two versions to be shown beside each other, by number. Nine statements, a few more for writers."""
    clock = organisation.clock
    today = clock.day_of(now)
    may_write = can_write_protocols(person)
    versions = list(protocol.versions.select_related("written_by").order_by("-number"))
    published = [version for version in versions if version.published_at is not None]
    current = published[0] if published else None
    level = level_of(person, protocol.category)
    agreed = last_agreed(person, protocol, current, today)
    draft = next((one for one in versions if one.published_at is None), None)
    shown = [one for one in (current, draft if may_write else None) if one is not None]
    lines = lines_by_version(shown)
    limits = {line.limit_id for of in lines.values() for line in of if line.limit_id is not None}
    eyes = Eyes(level, amounts_of(limits) if limits else {}, organisation.currency)

    def day(at: datetime) -> str:
        return dates.short_day(clock.day_of(at), today)

    return ProtocolPage(
        protocol=protocol,
        number=None if current is None else current.number,
        published=""
        if current is None or current.published_at is None
        else day(current.published_at),
        situation=() if current is None else paragraphs(current.situation),
        lines=() if current is None else by_kind(eyes, lines[current.pk]),
        level=level_words(level, protocol.category.name),
        words=_words(person, protocol, today),
        questions=_questions(protocol, day),
        history=_history(published, day),
        draft=_draft(person, draft, current, eyes, lines, day) if draft and may_write else None,
        apart=_apart(published, compare),
        agreed=agreed,
        needs_confirming=current is not None
        and protocol.archived_at is None
        and can_confirm(person)
        and not (agreed and agreed.counts),
        review=dates.day(protocol.review_on, today),
        review_due=protocol.archived_at is None and protocol.review_on <= today,
        can_write=may_write,
        can_keep=can_keep_protocol(person, protocol),
        sees_confirmations=current is not None
        and protocol.archived_at is None
        and can_manage(person),
    )


def paragraphs(text: str) -> tuple[str, ...]:
    """The lines of a text that hold something."""
    return tuple(line for line in text.split("\n") if line)


def by_kind(eyes: Eyes, lines: Iterable[Any]) -> tuple[Lines, ...]:
    """Lines under whose it is to decide, for these eyes; kinds without any are left out."""
    kept = list(lines)
    found = (
        Lines(kind, title, icon, tone, eyes.of_kind(kept, kind))
        for kind, title, icon, tone in KINDS
    )
    return tuple(each for each in found if each.rows)


def _words(person: User, protocol: Protocol, today: date) -> tuple[Words, ...]:
    said = WordsUsed.objects.filter(words=OuterRef("pk"), person=person, day=today)
    rows = (
        HelpfulWords.objects.filter(protocol=protocol, archived_at=None)
        .annotate(used=Count("uses"), said_today=Exists(said))
        .select_related("whose")
        .order_by("-used", "id")
    )
    keeps = can_keep_protocol(person, protocol)
    return tuple(
        Words(
            pk=row.pk,
            text=row.text,
            whose="you" if row.whose_id == person.pk else row.whose.name,
            initials=row.whose.initials,
            used=used_words(row.used),
            said_today=row.said_today,
            can_put_away=keeps or person.pk in (row.whose_id, row.added_by_id),
        )
        for row in rows
    )


def _questions(protocol: Protocol, day: Any) -> tuple[Question, ...]:
    """Those of the last versions, open ones first; a line changed since may have answered the older ones."""
    rows = (
        ProtocolQuestion.objects.filter(version__protocol=protocol)
        .select_related("person", "answered_by", "version")
        .order_by("-id")[:20]
    )
    found = [
        Question(
            pk=row.pk,
            text=row.text,
            who=row.person.name,
            when=day(row.at),
            version=row.version.number,
            answer=row.answer,
            answered=""
            if row.answered_at is None
            else f"{row.answered_by.name if row.answered_by else ''}, {day(row.answered_at)}",
        )
        for row in rows
    ]
    return tuple(sorted(found, key=lambda one: bool(one.answer)))


def _history(published: list[ProtocolVersion], day: Any) -> tuple[VersionRow, ...]:
    return tuple(
        VersionRow(
            number=version.number,
            when=day(version.published_at),
            who=version.written_by.name,
            change=version.change,
            before=before.number if before else None,
        )
        for version, before in zip(published, [*published[1:], None], strict=True)
    )


def _apart(
    published: list[ProtocolVersion], compare: tuple[int, int] | None
) -> VersionsApart | None:
    """The two versions asked for, the older one first; None where one of them is not there."""
    if compare is None:
        return None
    by_number = {version.number: version for version in published}
    older, newer = sorted(compare)
    if older == newer or older not in by_number or newer not in by_number:
        return None
    return versions_apart(by_number[older], by_number[newer])


def _draft(
    person: User,
    draft: ProtocolVersion,
    current: ProtocolVersion | None,
    eyes: Eyes,
    lines: dict[int, list[Any]],
    day: Any,
) -> Draft:
    return Draft(
        number=draft.number,
        who=draft.written_by.name,
        when=day(draft.written_at),
        change=draft.change,
        token=token_of(draft),
        apart=None if current is None else versions_apart(current, draft),
        lines=by_kind(eyes, lines[draft.pk]) if current is None else (),
        situation=paragraphs(draft.situation) if current is None else (),
        is_mine=draft.written_by_id == person.pk,
    )
