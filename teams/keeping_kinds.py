"""What of `teams` can be let go of: who people were that left long ago."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import CharField, F, QuerySet, Value
from django.db.models.functions import Cast, Concat

from teams.actions.erasing import erase_old
from teams.keeping import Kind, register_kinds
from teams.models import User
from teams.permissions import organisation_day
from teams.queries.privacy import ERASED_NAME


def register() -> None:
    """Called once, when the app is ready."""
    register_kinds(
        Kind(
            "teams.left",
            "Names of people who have left",
            "They are erased as on their own page: name and address go everywhere, figures and counts stay.",
            _left,
            _erase,
            at_once=1,
        )
    )


def _left(before: datetime) -> QuerySet[User]:
    instead = Concat(Value(f"{ERASED_NAME} "), Cast("pk", CharField()), output_field=CharField())
    return (
        User.objects.filter(left_on__lt=organisation_day(before))
        .alias(instead=instead)
        .exclude(name=F("instead"))
        .order_by("left_on", "pk")
    )


def _erase(people: Sequence[User], now: datetime) -> None:
    for person in people:
        erase_old(person, now)
