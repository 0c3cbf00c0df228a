"""Writing the playbook: protocols, their drafts, and publishing them.

A published version stays as it is; what is new goes into a draft that starts from it. Raises `ActionRefused`,
`Stale`, `PermissionDenied`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse

from escalations.actions import playbook_checks as checks
from escalations.actions.keeping import FACTS, locked_protocol
from escalations.actions.playbook_checks import NewLine
from escalations.actions.remedies_done import protocol_published
from escalations.models import Category, Escalation, Protocol, ProtocolLine, ProtocolVersion
from escalations.notice_kinds_playbook import DRAFTED, PROTOCOL
from escalations.permissions import can_keep_protocol, can_write_protocols, people_who_confirm
from escalations.queries.keepers import keepers_of
from escalations.queries.versions import Said, draft_of, said_by, token_of, version_in_force
from goals.actions.checks import check_text
from teams.actions.audit import fields_of, record
from teams.actions.errors import ActionRefused, Stale, refused_if_taken
from teams.models import User
from teams.permissions import organisation_day, standing_of
from teams.telling import tell

FIRST_CHANGE = "Written down."
DOUBLE_CLICK = timedelta(minutes=10)
"""The same protocol from the same person within this time is one, sent twice."""
CHANGED_SINCE = "Somebody else changed the draft while you were writing."


@dataclass(frozen=True, slots=True)
class _Content:
    """What a version is to say."""

    situation: str
    change: str
    lines: list[Said]

    def is_as_in(self, version: ProtocolVersion) -> bool:
        """Whether a version has this situation and these lines."""
        return version.situation == self.situation and said_by(version.lines.all()) == self.lines

    def is_said_by(self, version: ProtocolVersion) -> bool:
        """The same, in the same words of what is new."""
        return version.change == self.change and self.is_as_in(version)


# --- Write ---------------------------------------------------------------------------------------


@transaction.atomic
def write_protocol(
    actor: User,
    *,
    title: str,
    category: Category | None,
    owner: User | None,
    review_on: date | None,
    situation: str,
    lines: Sequence[NewLine],
    publish: bool = False,
    from_case: Escalation | None = None,
    now: datetime,
) -> Protocol:
    """A new protocol, as a draft, or (with `publish`) at once in force. Sent twice it is written once."""
    if not can_write_protocols(actor):
        raise PermissionDenied
    title = check_text("title", title, limit=120, missing="Name the situation in a few words.")
    category = checks.check_category(category)
    owner = checks.check_owner(owner)
    review_on = checks.check_review_day(review_on, organisation_day(now))
    situation = checks.check_situation(situation)
    kept = checks.check_lines(lines, category)
    taken = (
        f"There is a protocol called “{title}” already. Change that one, or choose another name."
    )
    twin = Protocol.objects.filter(checks.in_use(title)).first()
    if twin is not None:
        if _sent_twice(twin, actor, situation, kept, now):
            return twin
        raise ActionRefused("title", taken)
    with refused_if_taken("title", taken):
        protocol = Protocol.objects.create(
            title=title,
            slug=checks.free_slug(title),
            category=category,
            owner=owner,
            review_on=review_on,
            created_at=now,
        )
    version = ProtocolVersion.objects.create(
        protocol=protocol,
        number=1,
        situation=situation,
        change=FIRST_CHANGE,
        written_by=actor,
        written_at=now,
        from_case=from_case,
    )
    _put_lines(version, kept)
    record(actor, "created", protocol, after=fields_of(protocol, FACTS), at=now)
    if publish and not can_keep_protocol(actor, protocol):
        raise ActionRefused("owner", f"{owner.name} publishes it then. Save it as a draft.")
    if publish:
        _publish(actor, protocol, version, now)
    elif owner.pk != actor.pk:
        _tell_owner(actor, protocol, version, now)
    return protocol


def _sent_twice(
    twin: Protocol, actor: User, situation: str, lines: Sequence[NewLine], now: datetime
) -> bool:
    first = twin.versions.filter(
        number=1, written_by=actor, written_at__gte=now - DOUBLE_CLICK, situation=situation
    ).first()
    return first is not None and said_by(first.lines.all()) == _said(lines)


# --- Change --------------------------------------------------------------------------------------


@transaction.atomic
def write_version(
    actor: User,
    protocol: Protocol,
    *,
    situation: str,
    change: str,
    lines: Sequence[NewLine],
    token: str | None = None,
    publish: bool = False,
    from_case: Escalation | None = None,
    now: datetime,
) -> ProtocolVersion:
    """Write the draft of a protocol, the next version where there is none; `publish` puts it in force.

    `token` is `token_of` the version that the form was drawn from. `change` says what is new, in a sentence.
    """
    if not can_write_protocols(actor) or (publish and not can_keep_protocol(actor, protocol)):
        raise PermissionDenied
    current = locked_protocol(protocol)
    if current.archived_at is not None:
        raise ActionRefused("", "This protocol is put away. Take it out again first.")
    situation = checks.check_situation(situation)
    change = check_text("change", change, limit=300, missing="Say what is new, in a sentence.")
    kept = checks.check_lines(lines, current.category)
    draft, last = draft_of(current), version_in_force(current)
    wanted = _Content(situation, change, _said(kept))
    base = draft or last
    if base is not None and token is not None and token != token_of(base):
        if not wanted.is_said_by(base):
            raise Stale(base, CHANGED_SINCE)
        if draft is None:
            return base  # published a moment ago, by a form that was sent twice
    if last is not None and wanted.is_as_in(last):
        raise ActionRefused("", f"Nothing is different from version {last.number}.")
    draft = _draft(actor, current, draft, last, wanted, from_case, now)
    _put_lines(draft, kept)
    record(actor, "drafted", current, after={"version": draft.number}, reason=change, at=now)
    if publish:
        _publish(actor, current, draft, now)
    elif current.owner_id != actor.pk:
        _tell_owner(actor, current, draft, now)
    return draft


def _draft(
    actor: User,
    protocol: Protocol,
    draft: ProtocolVersion | None,
    last: ProtocolVersion | None,
    wanted: _Content,
    from_case: Escalation | None,
    now: datetime,
) -> ProtocolVersion:
    """The draft with the words wanted, and no lines yet; the next version where there is none."""
    if draft is None:
        return ProtocolVersion.objects.create(
            protocol=protocol,
            number=1 if last is None else last.number + 1,
            situation=wanted.situation,
            change=wanted.change,
            written_by=actor,
            written_at=now,
            from_case=from_case,
        )
    draft.situation, draft.change = wanted.situation, wanted.change
    draft.written_by, draft.written_at = actor, now
    draft.from_case = draft.from_case or from_case
    draft.save(update_fields=["situation", "change", "written_by", "written_at", "from_case"])
    draft.lines.all().delete()
    return draft


@transaction.atomic
def publish_draft(actor: User, protocol: Protocol, *, token: str, now: datetime) -> ProtocolVersion:
    """Put the draft in force as it stands. Published already, it is as wanted."""
    if not can_keep_protocol(actor, protocol):
        raise PermissionDenied
    current = locked_protocol(protocol)
    draft = draft_of(current)
    if draft is None:
        last = version_in_force(current)
        if last is not None and token_of(last) == token:
            return last
        raise ActionRefused("", "There is no draft any more.")
    if current.archived_at is not None:
        raise ActionRefused("", "This protocol is put away. Take it out again first.")
    if token_of(draft) != token:
        raise Stale(draft, "Somebody else changed the draft meanwhile. Read it once more.")
    last = version_in_force(current)
    if last is not None and _content_of(draft).is_as_in(last):
        raise ActionRefused(
            "", f"Nothing is different from version {last.number}. Change it first."
        )
    _publish(actor, current, draft, now)
    return draft


@transaction.atomic
def discard_draft(actor: User, protocol: Protocol, *, now: datetime) -> None:
    """Throw the draft away: by who wrote it last, or who keeps the protocol. What is in force stays."""
    current = locked_protocol(protocol)
    draft = draft_of(current)
    if draft is None:
        return
    if draft.written_by_id != actor.pk and not can_keep_protocol(actor, current):
        raise PermissionDenied
    if not can_write_protocols(actor):
        raise PermissionDenied
    if version_in_force(current) is None:
        raise ActionRefused("", "It has never been published. Put the protocol away instead.")
    draft.delete()
    record(actor, "discarded", current, before={"version": draft.number}, at=now)


def _publish(actor: User, protocol: Protocol, version: ProtocolVersion, now: datetime) -> None:
    """From now on it holds, and everybody in a team is told and asked to confirm."""
    if not can_keep_protocol(actor, protocol):
        raise PermissionDenied
    if not version.lines.exists():
        raise ActionRefused(
            "", "It has no lines yet. Say what is yours to decide, then publish it."
        )
    version.published_at = now
    version.save(update_fields=["published_at"])
    record(actor, "published", protocol, after={"version": version.number}, at=now)
    protocol_published(version, by=actor, now=now)
    people = people_who_confirm(organisation_day(now)).exclude(pk=actor.pk)
    title = protocol.title
    tell(
        list(people.order_by("pk").values_list("pk", flat=True)),
        PROTOCOL,
        f"protocol-{protocol.pk}-version-{version.number}",
        f"New in the playbook: {title}."
        if version.number == 1
        else f"{title}, version {version.number}: {version.change}",
        detail="Read it, and confirm it or ask.",
        url=reverse("escalations:protocol_confirm", args=[protocol.slug]),
        now=now,
    )


def _tell_owner(actor: User, protocol: Protocol, draft: ProtocolVersion, now: datetime) -> None:
    """Once a draft and writer."""
    keepers = keepers_of(protocol, now, near=standing_of(actor).teams)
    tell(
        [pk for pk in keepers if pk != actor.pk],
        DRAFTED,
        f"protocol-{protocol.pk}-draft-{draft.number}-{actor.pk}",
        f"{actor.name} wrote a draft of {protocol.title}.",
        detail=draft.change,
        url=reverse("escalations:protocol", args=[protocol.slug]),
        now=now,
    )


# --- Shared --------------------------------------------------------------------------------------


def _put_lines(version: ProtocolVersion, lines: Sequence[NewLine]) -> None:
    ProtocolLine.objects.bulk_create(
        ProtocolLine(
            version=version,
            position=place,
            kind=line.kind,
            text=line.text,
            limit=line.limit,
            from_level=line.from_level,
        )
        for place, line in enumerate(lines, 1)
    )


def _said(lines: Sequence[NewLine]) -> list[Said]:
    return [
        (line.kind, line.text, line.limit.pk if line.limit else None, line.from_level)
        for line in lines
    ]


def _content_of(version: ProtocolVersion) -> _Content:
    return _Content(version.situation, version.change, said_by(version.lines.all()))
