"""Up to how much somebody may give alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from django.db.models import Max

from escalations.models import Category, Limit, LimitAmount
from escalations.permissions import level_of
from teams.models import User

ByLevel = Mapping[int, Decimal]
"""What holds of one limit: an amount for each level that has one of its own."""


def amounts_of(limits: Iterable[int]) -> dict[int, dict[int, Decimal]]:
    """By limit and level the amount that was set last. One statement."""
    last = (
        LimitAmount.objects.filter(limit__in=list(limits))
        .values("limit", "level")
        .annotate(last=Max("id"))
        .values("last")
    )
    found: dict[int, dict[int, Decimal]] = {}
    rows = LimitAmount.objects.filter(pk__in=last).order_by("limit", "level")
    for limit, level, amount in rows.values_list("limit_id", "level", "amount"):
        found.setdefault(limit, {})[level] = amount
    return found


def up_to(amounts: ByLevel, level: int) -> Decimal | None:
    """What somebody at a level may give: the amount of the nearest level at or below it. None: nothing."""
    below = [each for each in amounts if each <= level]
    amount = amounts[max(below)] if below else None
    return amount or None


def limit_for(person: User, category: Category | None, kind: str) -> Decimal | None:
    """Up to how much this person may give of a kind of amends alone, in a category. None: nothing.

    Where several limits are of that kind, the highest. Three statements at most.
    """
    if category is None:
        return None
    limits = Limit.objects.filter(category=category, kind=kind, archived_at=None)
    amounts = amounts_of(limits.values_list("pk", flat=True))
    if not amounts:
        return None
    level = level_of(person, category)
    found = [amount for each in amounts.values() if (amount := up_to(each, level)) is not None]
    return max(found, default=None)
