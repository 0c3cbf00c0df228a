"""What people wrote down about a day of a goal."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from goals.models.goals import Goal
from teams.models import User


class GoalNote(models.Model):
    """A few words about a day, by whoever wrote them. One that was taken out stays as a row, unseen."""

    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="notes", db_index=False)
    day = models.DateField()
    text = models.CharField(max_length=400)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["day", "id"]
        indexes: ClassVar = [
            # A goal's page shows those of one period.
            models.Index(
                fields=["goal", "day"],
                condition=Q(removed_at__isnull=True),
                name="goalnote_of_period",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.goal_id}, {self.day}: {self.text[:40]}"
