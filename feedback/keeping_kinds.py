"""What of `feedback` can be let go of: which customer it was that praised somebody."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet

from feedback.models import Praise
from teams.keeping import Kind, register_kinds
from teams.permissions import organisation_day
from teams.searching import refresh_all


def register() -> None:
    """Called once, when the app is ready."""
    register_kinds(
        Kind(
            "feedback.customers",
            "Names of customers who praised somebody",
            "Their words stay with those they were for.",
            _named,
            _without_name,
        )
    )


def _named(before: datetime) -> QuerySet[Praise]:
    long_ago = Praise.objects.filter(said_on__lt=organisation_day(before))
    return long_ago.exclude(customer="").order_by("said_on", "pk")


def _without_name(praise: Sequence[Praise], now: datetime) -> None:
    keys = [one.pk for one in praise]
    Praise.objects.filter(pk__in=keys).update(customer="")
    refresh_all(Praise.objects.filter(pk__in=keys))
