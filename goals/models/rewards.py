"""Rewards: the catalogue, the budgets, the ledger, and who was put forward."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from goals.models.fields import FixedField
from teams.models import Team, User


class RewardKind(models.Model):
    """One line of the catalogue: what can be given, and what it costs in the organisation's currency."""

    name = models.CharField(max_length=80, unique=True)
    what = models.CharField(max_length=300)
    cost = FixedField()
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(cost__gte=0), name="reward_costs_nothing_or_more"),
        ]

    def __str__(self) -> str:
        return self.name


class RewardBudget(models.Model):
    """What a team (with none, the organisation) may spend on rewards in each month or quarter from `since`.

    The row set last of those that have begun holds. A team without one draws on the organisation's.
    """

    class Cadence(models.TextChoices):
        """How often it starts anew."""

        MONTHLY = "monthly", "Every month"
        QUARTERLY = "quarterly", "Every quarter"

    team = models.ForeignKey(
        Team, on_delete=models.PROTECT, null=True, blank=True, related_name="reward_budgets"
    )
    cadence = models.CharField(max_length=9, choices=Cadence)
    since = models.DateField(help_text="The first day of the first month or quarter.")
    amount = FixedField()
    reason = models.CharField(max_length=300, blank=True)
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(amount__gte=0), name="budget_is_nothing_or_more"),
        ]

    def __str__(self) -> str:
        return f"{self.amount} {self.cadence} since {self.since}"


class RewardGrant(models.Model):
    """One entry of the ledger, which is only ever added to: a mistake is reversed by a counter-entry.

    To a person of the team, or to the team itself. For a period of a goal, for a challenge, or by the
    leader's own choice; the reason is always said. `drawn_from` is the team whose budget bears it, none for
    the organisation's; it counts there on `day`, a counter-entry on the day of what it reverses.
    """

    kind = models.ForeignKey(RewardKind, on_delete=models.PROTECT, related_name="grants")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="reward_grants")
    person = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="reward_grants"
    )
    goal = models.ForeignKey(
        "goals.Goal", on_delete=models.PROTECT, null=True, related_name="reward_grants"
    )
    goal_first_day = models.DateField(null=True)
    challenge = models.ForeignKey(
        "goals.Challenge", on_delete=models.PROTECT, null=True, related_name="reward_grants"
    )
    reason = models.CharField(max_length=300)
    despite = models.CharField(
        max_length=300, blank=True, help_text="Why, although the guard has too few figures to say."
    )
    cost = FixedField(help_text="Below zero in a counter-entry.")
    drawn_from = models.ForeignKey(
        Team, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    day = models.DateField()
    given_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    reverses = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="reversed_by"
    )

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(reason=""), name="grant_says_what_for"),
            models.CheckConstraint(
                condition=Q(goal__isnull=True, goal_first_day__isnull=True)
                | Q(goal__isnull=False, goal_first_day__isnull=False, challenge__isnull=True),
                name="grant_is_for_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(reverses__isnull=True, cost__gte=0)
                | Q(reverses__isnull=False, cost__lte=0),
                name="grant_below_zero_only_to_reverse",
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=True) | ~Q(person=models.F("given_by")),
                name="grant_not_to_oneself",
            ),
        ]
        indexes: ClassVar = [
            # What is spent of a budget in its period.
            models.Index(fields=["drawn_from", "day"], name="grant_of_budget"),
        ]

    def __str__(self) -> str:
        return f"{self.kind_id} to {self.person_id or self.team_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write a new entry. Raises TypeError for one that stands already."""
        if not self._state.adding:
            raise TypeError("The ledger is only added to: reverse an entry by a counter-entry.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Entries stay. Raises TypeError."""
        raise TypeError("The ledger is only added to: reverse an entry by a counter-entry.")


class RewardNomination(models.Model):
    """Somebody put a person or their team forward for a reward, and why. A manager answers."""

    class State(models.TextChoices):
        """Whether it has been answered."""

        OPEN = "open", "Waiting for an answer"
        GRANTED = "granted", "Granted"
        DECLINED = "declined", "Not this time"

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    kind = models.ForeignKey(RewardKind, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    answer = models.CharField(max_length=300, blank=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    grant = models.OneToOneField(RewardGrant, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(reason=""), name="nomination_says_why"),
            models.CheckConstraint(
                condition=Q(person__isnull=True) | ~Q(person=models.F("by")),
                name="nomination_not_of_oneself",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id or self.team_id} by {self.by_id}"
