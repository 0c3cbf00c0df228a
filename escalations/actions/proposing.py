"""Proposing another amount for a limit, with the evidence as it stands then.

Raises `ActionRefused`, `PermissionDenied`.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from itertools import pairwise

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse

from escalations.actions import playbook_checks as checks
from escalations.actions.locking import held
from escalations.models import (
    HIGHEST,
    MANAGER_LEVEL,
    SUPERVISOR_LEVEL,
    Escalation,
    Limit,
    LimitProposal,
)
from escalations.notice_kinds_playbook import LIMIT_PROPOSED
from escalations.permissions import can_propose_limits
from escalations.queries.evidence import evidence_for, evidence_up_to, tallies
from escalations.queries.limits import ByLevel, amounts_of, up_to
from goals import formats
from goals.actions.checks import check_text
from teams.actions.audit import record
from teams.actions.errors import ActionRefused
from teams.models import Membership, Organisation, Role, User
from teams.permissions import organisation_day
from teams.telling import tell

LONGEST = 300


@transaction.atomic
def propose_limit(
    actor: User,
    limit: Limit,
    *,
    level: int | None,
    amount: Decimal | None,
    reason: str = "",
    from_case: Escalation | None = None,
    now: datetime,
) -> LimitProposal:
    """Another amount for a level, with the evidence as it stands now; the managers are told.

    Without a reason the evidence is the reason, where it speaks for just that amount. One proposal of a level
    is open at a time; the same one again is that one.
    """
    if not can_propose_limits(actor):
        raise PermissionDenied
    current = held(Limit.objects.select_related("category"), limit.pk)
    if current.archived_at is not None:
        raise ActionRefused("", "This limit is put away.")
    level = checks.check_level("level", level)
    amount = checks.check_amount("amount", amount)
    there = amounts_of([current.pk]).get(current.pk, {})
    stands = up_to(there, level)
    if amount == (stands or Decimal(0)):
        raise ActionRefused("amount", "That is what it is already. Choose another amount.")
    refuse_between(there, {level: amount}, "amount")
    open_one = LimitProposal.objects.filter(
        limit=current, level=level, state=LimitProposal.State.OPEN
    ).first()
    organisation = Organisation.objects.get(pk=1)
    if open_one is not None:
        if open_one.amount == amount and open_one.by_id == actor.pk:
            return open_one
        written = formats.money(open_one.amount, organisation.currency)
        raise ActionRefused("", f"{open_one.by.name} has proposed {written} for it already.")
    today = organisation.clock.day_of(now)
    found = tallies([current], today)
    best = evidence_for(found, current, level, there, organisation.currency)
    evidence = evidence_up_to(found, current, level, amount, organisation.currency)
    if not reason.strip() and best is not None and best.supports and best.amount == amount:
        reason = best.sentence
    reason = check_text("reason", reason, limit=LONGEST, missing="Say why, in a sentence.")
    proposal = LimitProposal.objects.create(
        limit=current,
        level=level,
        amount=amount,
        evidence={
            **evidence.kept(today),
            "now": None if stands is None else f"{stands.normalize():f}",
        },
        reason=reason,
        by=actor,
        at=now,
        from_case=from_case,
    )
    record(
        actor, "proposed", current, after={"level": level, "amount": amount}, reason=reason, at=now
    )
    tell(
        _who_decides(proposal, now),
        LIMIT_PROPOSED,
        f"limit-proposal-{proposal.pk}",
        f"{actor.name} proposes {formats.money(amount, organisation.currency)} for "
        f"{level_name(level)}: {current.name}.",
        detail=reason,
        url=reverse("escalations:limit_proposal", args=[proposal.pk]),
        now=now,
    )
    return proposal


# --- Shared --------------------------------------------------------------------------------------


def level_name(level: int) -> str:
    """`level 2`, `supervisors`, `managers`."""
    if level <= HIGHEST:
        return f"level {level}"
    return "supervisors" if level == SUPERVISOR_LEVEL else "managers"


def refuse_falling(amounts: ByLevel) -> None:
    """Whoever may decide more may not give less."""
    levels = sorted(amounts)
    for lower, higher in pairwise(levels):
        if amounts[higher] < amounts[lower]:
            raise ActionRefused(
                f"level_{higher}",
                f"That is less than at {level_name(lower)}. Choose as much, or more.",
            )


def refuse_between(there: ByLevel, amounts: ByLevel, field: str = "") -> None:
    """An amount has to lie between those of the levels around it."""
    try:
        refuse_falling({**there, **amounts})
    except ActionRefused as refused:
        ((level, amount),) = amounts.items()
        lower = max((of for at, of in there.items() if at < level), default=Decimal(0))
        words = "lower level has more" if amount < lower else "higher level has less"
        raise ActionRefused(field, f"A {words}. Change that first.") from refused


def _who_decides(proposal: LimitProposal, now: datetime) -> list[int]:
    """The managers, without whoever proposes; for what managers may give, the administrators."""
    held = Membership.objects.on(organisation_day(now))
    asked = (
        held.filter(role=Role.MANAGER)
        if proposal.level < MANAGER_LEVEL
        else held.filter(team__isnull=True)
    )
    people = User.objects.filter(pk__in=asked.values("user_id"), is_active=True)
    return list(people.exclude(pk=proposal.by_id).order_by("pk").values_list("pk", flat=True))
