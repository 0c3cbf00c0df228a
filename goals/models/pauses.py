"""When a goal was not pursued."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from goals.models.goals import Goal
from teams.models import User


class Pause(models.Model):
    """The goal's days from `since`, up to but without `until`, on which nobody asked for it.

    Paused or put away alike. Kept as days of the goal's own calendar, so that whoever works out its periods
    anew, however late, leaves the same ones out. `until` is none while it lasts.
    """

    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="pauses")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["since", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["goal"], condition=Q(until__isnull=True), name="pause_one_lasts"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")),
                name="pause_holds_for_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.goal_id} from {self.since} to {self.until or 'now'}"
