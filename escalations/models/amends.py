"""What customers were given to put things right: the ledger and the budgets it draws on."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from escalations.models.cases import Escalation
from escalations.models.sealed import Sealed, SealedQuerySet
from goals.models.fields import FixedField
from teams.models import Team, User


class AmendsKind(models.TextChoices):
    """What is given."""

    REFUND = "refund", "Refund"
    CREDIT = "credit", "Goodwill credit"
    REPLACEMENT = "replacement", "Replacement"
    OTHER = "other", "Something else"


class Amends(Sealed):
    """One entry of the ledger: an amount in the organisation's currency, and within whose limit it was given.

    What is above the giver's limit waits as an `AmendsRequest` until somebody whose limit allows it approves;
    only then there is an entry. A mistake is reversed by a counter-entry, which counts on the day of what it
    reverses. `team` bears it, in the month of `day`.
    """

    escalation = models.ForeignKey(Escalation, on_delete=models.PROTECT, related_name="amends")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=11, choices=AmendsKind)
    what = models.CharField(max_length=200, blank=True)
    amount = FixedField(help_text="Below zero in a counter-entry.")
    day = models.DateField()
    given_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    reverses = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="reversed_by"
    )
    reason = models.CharField(max_length=300, blank=True)

    objects = SealedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(reverses__isnull=True, amount__gt=0)
                | Q(reverses__isnull=False, amount__lt=0) & ~Q(reason=""),
                name="amends_below_zero_only_to_reverse",
            ),
        ]
        indexes: ClassVar = [
            # What is spent of a month's budget, and the report's sums.
            models.Index(fields=["team", "day"], name="amends_team_day"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.amount}"


class AmendsRequest(models.Model):
    """Amends above the limit of whoever would give them, waiting for somebody who may."""

    class State(models.TextChoices):
        """What came of it."""

        WAITING = "waiting", "Waiting"
        APPROVED = "approved", "Approved"
        REFUSED = "refused", "Refused"
        DROPPED = "dropped", "No longer needed"

    escalation = models.ForeignKey(
        Escalation, on_delete=models.PROTECT, related_name="amends_requests"
    )
    kind = models.CharField(max_length=11, choices=AmendsKind)
    what = models.CharField(max_length=200, blank=True)
    amount = FixedField()
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    line = models.CharField(max_length=300, blank=True)
    entry = models.OneToOneField(
        Amends, on_delete=models.PROTECT, null=True, related_name="request"
    )

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="amends_request_of_something"),
            models.CheckConstraint(
                condition=Q(answered_by__isnull=True) | ~Q(answered_by=models.F("asked_by")),
                name="amends_request_not_answered_by_oneself",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.amount}, {self.state}"


class AmendsBudget(models.Model):
    """What a team may give as amends in each month from `since`; the row set last of those that began holds."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="amends_budgets")
    since = models.DateField(help_text="The first day of the first month.")
    amount = FixedField()
    reason = models.CharField(max_length=300, blank=True)
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(amount__gte=0), name="amends_budget_not_below_zero"),
        ]

    def __str__(self) -> str:
        return f"{self.amount} a month since {self.since}"
