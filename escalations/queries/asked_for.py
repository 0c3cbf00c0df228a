"""Amends that somebody asked for and that wait for this leader's word."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from escalations.models import (
    MANAGER_LEVEL,
    SUPERVISOR_LEVEL,
    Amends,
    AmendsKind,
    AmendsRequest,
    Limit,
)
from escalations.queries.budgets import budgets_of
from escalations.queries.limits import amounts_of, up_to
from goals import formats
from teams.models import Organisation, User
from teams.permissions import standing_of

MOST = 50
"""The oldest that are looked at; whoever has more waiting finds them in their cases."""


@dataclass(frozen=True, slots=True)
class AskedFor:
    """One request: `amount` and `what` in words, who asks, what the case is about.

    `left` is what the team's budget has left where that does not cover it, so that a yes needs a reason; else empty.
    """

    pk: int
    case: int
    amount: str
    what: str
    who: str
    about: str
    left: str = ""


def amends_asked_of(user: User) -> tuple[AskedFor, ...]:
    """Oldest first: of the teams one leads, of nobody's own, within one's limit and the team's budget; whoever manages
    the team has all, as only they may go over it.

    One statement where none wait, five more where some do.
    """
    standing = standing_of(user)
    if not standing.leads:
        return ()
    given = Amends.objects.filter(
        escalation=OuterRef("escalation"), kind=OuterRef("kind")
    ).order_by()
    total = given.values("escalation").annotate(total=Sum("amount")).values("total")
    rows = list(
        AmendsRequest.objects.filter(
            state=AmendsRequest.State.WAITING, escalation__team__in=standing.leads
        )
        .exclude(asked_by=user)
        .exclude(escalation__logged_by=user)
        .annotate(
            given=Coalesce(
                Subquery(total), Decimal(0), output_field=Amends._meta.get_field("amount")
            )
        )
        .select_related("asked_by", "escalation__team")
        .order_by("pk")[:MOST]
    )
    if not rows:
        return ()
    limits = _limits(rows, MANAGER_LEVEL if standing.manages else SUPERVISOR_LEVEL)
    currency = Organisation.objects.get(pk=1).currency
    now = timezone.now()
    today = {row.escalation.team: row.escalation.team.clock.day_of(now) for row in rows}
    budgets = budgets_of(today)
    found: list[AskedFor] = []
    for row in rows:
        team = row.escalation.team
        budget = budgets[team.pk]
        is_over = bool(budget.over(row.amount))
        limit = limits.get((row.escalation.category_id, row.kind), 0)
        if team.pk in standing.manages or (not is_over and row.given + row.amount <= limit):
            left = budget.what_is_left(team.name, currency, today[team]) if is_over else ""
            found.append(_shown(row, currency, left))
    return tuple(found)


def _limits(rows: Iterable[AmendsRequest], level: int) -> dict[tuple[Any, str], Decimal]:
    """Up to how much somebody at a level may give, by category and kind. Two statements."""
    found = Limit.objects.filter(
        category__in={row.escalation.category_id for row in rows}, archived_at=None
    )
    limits = {limit.pk: (limit.category_id, limit.kind) for limit in found}
    most: dict[tuple[Any, str], Decimal] = {}
    for pk, amounts in amounts_of(limits).items():
        amount = up_to(amounts, level)
        if amount is not None:
            most[limits[pk]] = max(amount, most.get(limits[pk], Decimal(0)))
    return most


def _shown(row: AmendsRequest, currency: str, left: str) -> AskedFor:
    what = row.what or str(AmendsKind(row.kind).label)
    amount = formats.money(row.amount, currency)
    return AskedFor(
        row.pk, row.escalation_id, amount, what, row.asked_by.name, row.escalation.about, left
    )
