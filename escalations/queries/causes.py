"""The causes, by category, with how many cases of one's own teams each is behind."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count

from escalations.models import Cause
from escalations.permissions import reported_to
from goals import formats
from teams.models import User
from teams.permissions import organisation_day

A_YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class CauseLine:
    """A cause, and in how many cases of the last year it was found."""

    pk: int
    name: str
    cases: str


@dataclass(frozen=True, slots=True)
class CauseGroup:
    """The causes of one category, in name order."""

    name: str
    lines: tuple[CauseLine, ...]


def cause_groups(viewer: User, now: datetime) -> tuple[CauseGroup, ...]:
    """Those in use. Two statements, and one for the day."""
    since = organisation_day(now) - A_YEAR
    rows: Iterable[Any] = (
        reported_to(viewer)
        .filter(cause__isnull=False, day__gte=since)
        .order_by()
        .values_list("cause_id")
        .annotate(number=Count("pk"))
    )
    numbers = dict(rows)
    found: dict[str, list[CauseLine]] = {}
    causes = Cause.objects.filter(archived_at=None).select_related("category")
    for cause in causes.order_by("category__position", "category__name", "name"):
        number = numbers.get(cause.pk, 0)
        line = CauseLine(cause.pk, cause.name, formats.count(number))
        found.setdefault(cause.category.name, []).append(line)
    return tuple(CauseGroup(name, tuple(lines)) for name, lines in found.items())
