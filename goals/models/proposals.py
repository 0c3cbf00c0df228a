"""Goals that are proposed to a team before they hold."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from goals.models.fields import FixedField
from goals.models.goals import Goal
from teams.models import User


class Proposal(models.Model):
    """A goal put to its team: who proposed it, at what, and what came of it.

    While it is open the goal's state is proposed, and nothing is computed for it.
    """

    class State(models.TextChoices):
        """What came of it."""

        OPEN = "open", "Waiting for the team"
        AGREED = "agreed", "Agreed"
        WITHDRAWN = "withdrawn", "Withdrawn"

    goal = models.OneToOneField(Goal, on_delete=models.CASCADE, related_name="proposal")
    target = FixedField(help_text="What was proposed.")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)
    agreed = FixedField(null=True, help_text="What was agreed on in the end.")
    reason = models.CharField(max_length=300, blank=True, help_text="Why it is another number.")
    concluded_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    concluded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [
            # What waits for somebody: few are open at a time.
            models.Index(fields=["goal"], condition=Q(state="open"), name="proposal_open"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(state="agreed") | Q(agreed__isnull=False),
                name="proposal_agreed_on_a_figure",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.goal_id}: {self.state}"


class Asked(models.Model):
    """Somebody who was asked, on the day it was proposed, and what they said; empty until they do."""

    class Answer(models.TextChoices):
        """What one can say to a proposal."""

        AGREE = "agree", "Agree"
        LOWER = "lower", "Lower"
        RAISE = "raise", "Raise"

    proposal = models.ForeignKey(
        Proposal, on_delete=models.CASCADE, related_name="asked", db_index=False
    )
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(max_length=5, choices=Answer, blank=True)
    figure = FixedField(null=True, help_text="What they would aim for instead.")
    line = models.CharField(max_length=300, blank=True, help_text="Why, in their words.")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            # It begins with the proposal, so it leads to all who were asked.
            models.UniqueConstraint(fields=["proposal", "person"], name="asked_once"),
            models.CheckConstraint(
                condition=Q(answer__in=["", "agree"], figure__isnull=True)
                | (Q(answer__in=["lower", "raise"], figure__isnull=False) & ~Q(line="")),
                name="asked_gives_figure_and_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.answer or 'asked'}"
