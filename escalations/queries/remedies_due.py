"""What somebody is to see to and is due, so that a cause does not come back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from escalations.models import LimitProposal, Remedy
from goals import dates
from teams.models import User

SOON = timedelta(days=3)
MOST = 2


@dataclass(frozen=True, slots=True)
class RemedyDue:
    """One of them, in words."""

    pk: int
    text: str
    cause: str
    when: str
    is_late: bool


def remedies_due(user: User, today: date) -> tuple[RemedyDue, ...]:
    """The two of this person's that are due first, within three days or past. One statement.

    What waits for a manager's word is not theirs to do.
    """
    rows = (
        Remedy.objects.filter(
            ~Q(proposal__state=LimitProposal.State.OPEN) | Q(proposal=None),
            owner=user, done_on=None, dropped_on=None, due_on__lte=today + SOON,
        )
        .select_related("cause")
        .order_by("due_on", "pk")[:MOST]
    )  # fmt: skip
    return tuple(
        RemedyDue(
            row.pk,
            row.text,
            row.cause.name,
            f"{'Was due' if row.due_on < today else 'Due'} on {dates.day(row.due_on, today)}",
            row.due_on < today,
        )
        for row in rows
    )
