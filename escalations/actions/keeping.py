"""Keeping a protocol: its name, category, owner and next review; putting it away. What it says stays as it is.

Raises `ActionRefused`, `Stale`, `PermissionDenied`.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction

from escalations.actions import playbook_checks as checks
from escalations.actions.locking import held
from escalations.models import Category, Protocol, ProtocolLine
from escalations.permissions import can_keep_protocol
from escalations.queries.versions import draft_of, version_in_force
from goals.actions.checks import check_text
from teams.actions.audit import differences, fields_of, record
from teams.actions.errors import ActionRefused
from teams.actions.versions import refuse_stale
from teams.models import User
from teams.permissions import organisation_day

FACTS = ("title", "category", "owner", "review_on")
NEXT_REVIEW = timedelta(days=182)
"""Half a year, where nobody says otherwise."""


@transaction.atomic
def describe_protocol(
    actor: User,
    protocol: Protocol,
    *,
    title: str,
    category: Category | None,
    owner: User | None,
    review_on: date | None,
    version: str | None = None,
    now: datetime,
) -> Protocol:
    """Its name, category, owner and next review. `version` is `version_of(protocol, FACTS)`."""
    if not can_keep_protocol(actor, protocol):
        raise PermissionDenied
    current = locked_protocol(protocol)
    title = check_text("title", title, limit=120, missing="Name the situation in a few words.")
    chosen, keeper = category, owner
    if category is None or category.pk != current.category_id:
        chosen = checks.check_category(category)
    if owner is None or owner.pk != current.owner_id:
        keeper = checks.check_owner(owner)
    if review_on != current.review_on:
        review_on = checks.check_review_day(review_on, organisation_day(now))
    wanted = {"title": title, "category": chosen, "owner": keeper, "review_on": review_on}
    refuse_stale(current, FACTS, version, wanted)
    if Protocol.objects.filter(checks.in_use(title)).exclude(pk=current.pk).exists():
        raise ActionRefused("title", f"There is a protocol called “{title}” already.")
    if chosen != current.category and _rests_on_limits(current):
        raise ActionRefused(
            "category",
            f"Its lines rest on limits of {current.category.name}. Take these out of them first.",
        )
    before = fields_of(current, FACTS)
    for name, value in wanted.items():
        setattr(current, name, value)
    after = fields_of(current, FACTS)
    if before != after:
        current.save(update_fields=list(FACTS))
        record(actor, "changed", current, *differences(before, after), at=now)
    return current


@transaction.atomic
def set_review_day(
    actor: User, protocol: Protocol, review_on: date | None, *, now: datetime
) -> Protocol:
    """Looked at again and still right: the next time is another day."""
    if not can_keep_protocol(actor, protocol):
        raise PermissionDenied
    current = locked_protocol(protocol)
    before = current.review_on
    if review_on == before:
        return current
    current.review_on = checks.check_review_day(review_on, organisation_day(now))
    current.save(update_fields=["review_on"])
    after = {"review_on": current.review_on}
    record(actor, "looked at", current, {"review_on": before}, after, at=now)
    return current


@transaction.atomic
def put_protocol_away(actor: User, protocol: Protocol, *, away: bool, now: datetime) -> None:
    """It holds no more and nobody is asked to confirm it; or it does again. Its history stays."""
    if not can_keep_protocol(actor, protocol):
        raise PermissionDenied
    current = locked_protocol(protocol)
    if (current.archived_at is not None) == away:
        return
    if not away:
        twin = Protocol.objects.filter(checks.in_use(current.title)).exclude(pk=current.pk).first()
        if twin is not None:
            raise ActionRefused("", f"There is another protocol called “{twin.title}” by now.")
    current.archived_at = now if away else None
    current.save(update_fields=["archived_at"])
    record(actor, "archived" if away else "restored", current, at=now)


# --- Shared --------------------------------------------------------------------------------------


def locked_protocol(protocol: Protocol) -> Protocol:
    """The protocol under its lock: whoever writes to it comes one after the other."""
    return held(Protocol.objects.select_related("category", "owner"), protocol.pk)


def _rests_on_limits(protocol: Protocol) -> bool:
    """Whether what holds, or is being written, names a limit."""
    versions = [one for one in (draft_of(protocol), version_in_force(protocol)) if one is not None]
    return ProtocolLine.objects.filter(version__in=versions, limit__isnull=False).exists()
