"""Up to how much each level may give: set, and what is proposed agreed to or declined.

Nobody decides on a proposal of their own, and managers do not set what they themselves may give. Raises
`ActionRefused`, `Stale`, `PermissionDenied`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse

from escalations.actions import playbook_checks as checks
from escalations.actions.locking import held
from escalations.actions.proposing import LONGEST, level_name, refuse_between, refuse_falling
from escalations.actions.remedies_done import limit_answered
from escalations.models import (
    MANAGER_LEVEL,
    AmendsKind,
    Category,
    Limit,
    LimitAmount,
    LimitProposal,
)
from escalations.notice_kinds_playbook import LIMIT_ANSWERED
from escalations.permissions import (
    can_answer_limit,
    can_set_amount,
    can_set_limits,
)
from escalations.queries.limits import ByLevel, amounts_of
from goals import formats
from goals.actions.checks import check_text
from teams.actions.audit import differences, record
from teams.actions.errors import ActionRefused, Stale, refused_if_taken
from teams.models import Organisation, User
from teams.telling import tell

LEVELS = tuple(range(MANAGER_LEVEL + 1))


@transaction.atomic
def add_limit(
    actor: User,
    *,
    category: Category | None,
    name: str,
    kind: str,
    amounts: Mapping[int, Decimal],
    reason: str,
    now: datetime,
) -> Limit:
    """Something that may be given, up to how much at which level, and why so. Sent twice, it is made once."""
    if not can_set_limits(actor):
        raise PermissionDenied
    category = checks.check_category(category)
    name = check_text("name", name, limit=80, missing="Say what may be given.")
    if kind not in AmendsKind.values:
        raise ActionRefused("kind", "Choose what kind of amends it bounds.")
    twin = Limit.objects.filter(category=category, name__iexact=name).first()
    if twin is not None:
        if twin.kind == kind and amounts_of([twin.pk]).get(twin.pk, {}) == dict(amounts):
            return twin
        raise ActionRefused("name", f"{category.name} has a limit called “{twin.name}” already.")
    with refused_if_taken("name", f"{category.name} has a limit called “{name}” already."):
        limit = Limit.objects.create(category=category, name=name, kind=kind)
    record(actor, "created", limit, after={"name": name, "kind": kind}, at=now)
    _set_amounts(actor, limit, amounts, {}, reason, now)
    return limit


@transaction.atomic
def set_amounts(
    actor: User,
    limit: Limit,
    amounts: Mapping[int, Decimal],
    *,
    reason: str,
    seen: ByLevel | None = None,
    now: datetime,
) -> Limit:
    """Other amounts for some levels, with a reason. Levels that are not named stay as they are.

    `seen` are the amounts that the form was drawn from: Stale where others hold by now.
    """
    if not can_set_limits(actor):
        raise PermissionDenied
    current = Limit.objects.select_for_update().get(pk=limit.pk)
    if current.archived_at is not None:
        raise ActionRefused("", "This limit is put away. Take it out again first.")
    there = amounts_of([current.pk]).get(current.pk, {})
    wanted = {level: amount for level, amount in amounts.items() if there.get(level) != amount}
    if not wanted:
        return current
    if seen is not None and dict(seen) != there:
        raise Stale(current, "Somebody else changed this limit while you were writing.")
    _set_amounts(actor, current, wanted, there, reason, now)
    return current


def _set_amounts(
    actor: User,
    limit: Limit,
    amounts: Mapping[int, Decimal],
    there: ByLevel,
    reason: str,
    now: datetime,
) -> None:
    if not amounts:
        raise ActionRefused("", "Say up to how much, for one level at least.")
    reason = check_text("reason", reason, limit=LONGEST, missing="Say why so much.")
    kept: dict[int, Decimal] = {}
    for level, amount in amounts.items():
        checks.check_level("", level)
        kept[level] = checks.check_amount(f"level_{level}", amount)
        if not can_set_amount(actor, level):
            raise ActionRefused(
                f"level_{level}", "What managers may give is set by an administrator."
            )
    refuse_falling({**there, **kept})
    _write_amounts(actor, limit, kept, there, reason, now)


def _write_amounts(
    actor: User,
    limit: Limit,
    amounts: Mapping[int, Decimal],
    there: ByLevel,
    reason: str,
    now: datetime,
) -> None:
    LimitAmount.objects.bulk_create(
        LimitAmount(
            limit=limit, level=level, amount=amount, set_by=actor, set_at=now, reason=reason
        )
        for level, amount in sorted(amounts.items())
    )
    before, after = (
        {f"level {level}": of.get(level) for level in sorted(amounts)} for of in (there, amounts)
    )
    record(actor, "set amounts", limit, *differences(before, after), reason, at=now)


@transaction.atomic
def describe_limit(actor: User, limit: Limit, *, name: str, now: datetime) -> Limit:
    """Call it otherwise."""
    if not can_set_limits(actor):
        raise PermissionDenied
    current = held(Limit.objects.select_related("category"), limit.pk)
    name = check_text("name", name, limit=80, missing="Say what may be given.")
    if name == current.name:
        return current
    taken = f"{current.category.name} has a limit called “{name}” already."
    others = Limit.objects.filter(category=current.category_id, name__iexact=name)
    if others.exclude(pk=current.pk).exists():
        raise ActionRefused("name", taken)
    before = {"name": current.name}
    current.name = name
    with refused_if_taken("name", taken):
        current.save(update_fields=["name"])
    record(actor, "changed", current, before, {"name": name}, at=now)
    return current


@transaction.atomic
def put_limit_away(actor: User, limit: Limit, *, away: bool, now: datetime) -> None:
    """Nothing is given by it any more, or again. What was given stays."""
    if not can_set_limits(actor):
        raise PermissionDenied
    changed = Limit.objects.filter(pk=limit.pk, archived_at__isnull=away).update(
        archived_at=now if away else None
    )
    if changed:
        record(actor, "archived" if away else "restored", limit, at=now)


# --- Proposals -----------------------------------------------------------------------------------


@transaction.atomic
def answer_limit(
    actor: User, proposal: LimitProposal, *, agree: bool, line: str = "", now: datetime
) -> LimitProposal:
    """Agree, and from now on it holds; or not this time, with a line. Answered so already, it is as wanted."""
    rows = LimitProposal.objects.select_related("limit", "by", "answered_by")
    current = held(rows, proposal.pk)
    if not can_answer_limit(actor, current):
        raise PermissionDenied
    state = LimitProposal.State.AGREED if agree else LimitProposal.State.DECLINED
    if current.state == state and current.answered_by_id == actor.pk:
        return current
    if current.state != LimitProposal.State.OPEN:
        who = current.answered_by.name if current.answered_by else "Somebody"
        raise ActionRefused("", f"{who} has answered it already.")
    line = (
        check_text("line", line, limit=LONGEST, missing="Say why not, in a line.")
        if line.strip() or not agree
        else ""
    )
    if agree:
        limit = Limit.objects.select_for_update().get(pk=current.limit_id)
        if limit.archived_at is not None:
            raise ActionRefused("", "This limit is put away by now. Decline, or take it out again.")
        there = amounts_of([limit.pk]).get(limit.pk, {})
        amounts = {current.level: current.amount}
        refuse_between(there, amounts)
        _write_amounts(actor, limit, amounts, there, current.reason, now)
    current.state, current.answer = state, line
    current.answered_by, current.answered_at = actor, now
    current.save(update_fields=["state", "answer", "answered_by", "answered_at"])
    record(actor, str(state), current, reason=line, at=now)
    limit_answered(current, by=actor, now=now)
    money = formats.money(current.amount, Organisation.objects.get(pk=1).currency)
    tell(
        [current.by_id],
        LIMIT_ANSWERED,
        f"limit-proposal-{current.pk}-{state}",
        f"{actor.name} agrees: {current.limit.name}, {money} for {level_name(current.level)}."
        if agree
        else f"Not this time: {current.limit.name}, {money} for {level_name(current.level)}.",
        detail=line,
        url=reverse("escalations:limit_proposal", args=[current.pk]),
        now=now,
    )
    return current
