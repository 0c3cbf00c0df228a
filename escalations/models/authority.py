"""What each person may decide alone, how that came to be, and what is proposed."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from escalations.models.cases import Escalation
from escalations.models.categories import Category
from escalations.models.playbook import Limit
from escalations.models.sealed import Sealed, SealedQuerySet
from goals.models.fields import FixedField
from teams.models import User

LOWEST, HIGHEST = 0, 3
"""Levels of agents. Supervisors are at 4, managers at 5, in every category."""
SUPERVISOR_LEVEL, MANAGER_LEVEL = 4, 5


class LevelChange(Sealed):
    """A person's level in a category from `at` on, and why. The last one of each holds; none means level 0.

    `because` says what kind of reason it was: training done, clean decisions, a leader's judgement.
    """

    class Because(models.TextChoices):
        """What raised or lowered it."""

        TRAINING = "training", "Training done"
        DECISIONS = "decisions", "Clean decisions"
        JUDGEMENT = "judgement", "A leader's judgement"

    person = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="level_changes", db_index=False
    )
    category = models.ForeignKey(
        Category, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    level = models.PositiveSmallIntegerField()
    because = models.CharField(max_length=9, choices=Because)
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    objects = SealedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(level__lte=HIGHEST) & ~Q(reason=""), name="level_has_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(by__isnull=True) | ~Q(by=models.F("person")),
                name="level_not_by_oneself",
            ),
        ]
        indexes: ClassVar = [
            # The level that holds: a person's last of a category.
            models.Index(fields=["person", "category", "-id"], name="level_of_person"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: level {self.level} in {self.category_id}"


class LimitProposal(models.Model):
    """Somebody proposes another amount for a limit, with the evidence as it stood then. A manager decides."""

    class State(models.TextChoices):
        """What came of it."""

        OPEN = "open", "Waiting for a manager"
        AGREED = "agreed", "Agreed"
        DECLINED = "declined", "Not this time"

    limit = models.ForeignKey(Limit, on_delete=models.PROTECT, related_name="proposals")
    level = models.PositiveSmallIntegerField()
    amount = FixedField()
    evidence: models.JSONField[Any, Any] = models.JSONField(default=dict)
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    from_case = models.ForeignKey(
        Escalation, on_delete=models.PROTECT, null=True, related_name="limit_proposals"
    )
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    answer = models.CharField(max_length=300, blank=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["limit", "level"], condition=Q(state="open"), name="limit_proposal_one_open"
            ),
            models.CheckConstraint(
                condition=~Q(reason="") & Q(level__lte=5, amount__gte=0),
                name="limit_proposal_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.limit_id} to {self.amount}"
