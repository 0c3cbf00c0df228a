"""Looking back on a period that is over."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from goals.models.goals import Goal
from teams.models import User


class Review(models.Model):
    """How a period ended in people's own words: their outcome stands beside the computed one."""

    class Outcome(models.TextChoices):
        """How it ended."""

        MET = "met", "Met"
        PARTLY = "partly", "Partly"
        MISSED = "missed", "Missed"
        DROPPED = "dropped", "Dropped"

    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="reviews", db_index=False)
    first_day = models.DateField()
    last_day = models.DateField()
    outcome = models.CharField(max_length=7, choices=Outcome)
    learned = models.CharField(max_length=500, help_text="What we learned, in people's words.")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-first_day", "-id"]
        constraints: ClassVar = [
            # The key begins with the goal, so it also leads to all of a goal's reviews.
            models.UniqueConstraint(fields=["goal", "first_day"], name="review_once_per_period"),
        ]

    def __str__(self) -> str:
        return f"{self.goal_id}, {self.first_day}: {self.outcome}"
