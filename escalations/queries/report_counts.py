"""What the report counts: the cases once by how they came, once by what they were about, and what hangs on them.

Each statement reads the cases from one index (`escalation_reported`) and touches no row, so that what was
written in them, which is most of their weight, is never read to count them.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, NamedTuple

from django.db.models import (
    Case,
    CharField,
    Count,
    DurationField,
    ExpressionWrapper,
    F,
    IntegerField,
    Q,
    QuerySet,
    Value,
    When,
)

from escalations.models import Category, Cause, Escalation, counted
from escalations.queries.report_asked import AVOIDABLE, THIRD
from teams.models import Team


class How(NamedTuple):
    """Cases that came the same way: channel, team, how often the customer had come (0 to 2), hour of the day.

    `apart` is the ending of those that do not count as escalations, empty for those that do.
    """

    channel: str
    slug: str
    team: str
    often: int
    hour: int
    apart: str
    answered: int
    cases: int
    looked_back: int
    avoidable: int


class What(NamedTuple):
    """Cases about the same; without a cause where nobody has looked back yet."""

    cause_id: int | None
    cause: str
    category_id: int
    category: str
    cases: int
    looked_back: int
    avoidable: int


def by_how(sent: QuerySet[Escalation]) -> list[How]:
    """All that was sent, also what counts apart. Two statements."""
    often = Case(
        When(earlier__gte=THIRD, then=Value(THIRD)),
        default=F("earlier"),
        output_field=IntegerField(),
    )
    apart = Case(When(counted(), then=Value("")), default=F("outcome"), output_field=CharField())
    rows: Iterable[Any] = _counts(
        sent.annotate(often=often, apart=apart), "channel", "team_id", "often", "hour", "apart"
    )
    found = list(rows)
    # Named afterwards: numbers are grouped sooner than words.
    teams = Team.objects.in_bulk({row[1] for row in found})
    return [How(row[0], teams[row[1]].slug, teams[row[1]].name, *row[2:]) for row in found]


def by_what(cases: QuerySet[Escalation]) -> list[What]:
    """What counts, by cause and category. Three statements."""
    rows: Iterable[Any] = _counts(cases, "cause_id", "category_id")
    found = list(rows)
    causes = dict(
        Cause.objects.filter(pk__in={row[0] for row in found if row[0]}).values_list("pk", "name")
    )
    categories = dict(
        Category.objects.filter(pk__in={row[1] for row in found}).values_list("pk", "name")
    )
    return [
        What(cause, causes.get(cause, ""), category, categories[category], *numbers)
        for cause, category, _, *numbers in found
    ]


def _counts(cases: QuerySet[Escalation], *by: str) -> Iterable[Any]:
    """The values of `by`, then answered, cases, looked back on, avoidable."""
    return (
        cases.order_by()
        .values_list(*by)
        .annotate(
            answered=Count("answered_at"),
            number=Count("*"),
            looked=Count("avoidable", filter=~Q(avoidable="")),
            avoided=Count("avoidable", filter=Q(avoidable__in=AVOIDABLE)),
        )
    )


def median_wait(cases: QuerySet[Escalation], answered: int) -> timedelta | None:
    """How long half of them waited at most until a leader answered. One statement where any was."""
    if not answered:
        return None
    wait = ExpressionWrapper(F("answered_at") - F("opened_at"), output_field=DurationField())
    waits = cases.filter(answered_at__isnull=False).annotate(wait=wait).order_by("wait")
    low, high = (answered - 1) // 2, answered // 2
    middle: Iterable[Any] = waits.values_list("wait", flat=True)[low : high + 1]
    found = list(middle)
    return sum(found, timedelta()) / len(found) if found else None
