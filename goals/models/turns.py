"""What was last said about a goal, so that nobody is told the same twice."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from goals.models.goals import Goal
from goals.models.numbers import TEAM_ITSELF


class GoalTurn(models.Model):
    """A goal's period for one subject, with the status its people know of.

    `told` is that status: watch, behind, met, missed, on pace once it has recovered; empty while there was
    nothing to say. `guard_told` is the same of its guard: broken, or kept once it holds again. `turned_at` keeps when each was told last, against flapping. A turn is claimed by an
    update that finds `turns` as it was read: it counts them, and makes each notice's key its own.
    """

    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="+", db_index=False)
    agent_id = models.BigIntegerField(default=TEAM_ITSELF)
    starts_at = models.DateTimeField()
    first_day = models.DateField(
        null=True, help_text="By which a period is found again whose team changed its zone."
    )
    told = models.CharField(max_length=9, blank=True)
    guard_told = models.CharField(max_length=7, blank=True, default="")
    turned_at: models.JSONField[Any, Any] = models.JSONField(default=dict)
    turns = models.PositiveIntegerField(default=0)
    closed = models.BooleanField(default=False, help_text="How it ended is known.")
    revised = models.BooleanField(default=False, help_text="That it was revised is known.")

    class Meta:
        constraints: ClassVar = [
            # Also leads from a period's progress here and back.
            models.UniqueConstraint(
                fields=["goal", "agent_id", "starts_at"], name="turn_once_per_period"
            ),
        ]
        indexes: ClassVar = [
            # What the job looks through: the periods that run, few beside those that are over.
            models.Index(
                fields=["goal"], condition=models.Q(closed=False), name="turn_of_open_period"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.goal_id}: {self.told or 'nothing'} since {self.starts_at}"
