"""What an owner says about a goal beside what the figures say."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from goals.models.goals import Goal
from teams.models import User


class Override(models.Model):
    """How the owner sees one period, and why: shown beside the computed status, never instead of it."""

    class Said(models.TextChoices):
        """What an owner may say of a period that runs."""

        ON_PACE = "on_pace", "On pace"
        WATCH = "watch", "Watch"
        BEHIND = "behind", "Behind"

    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="overrides")
    first_day = models.DateField(help_text="Of the period it is about.")
    said = models.CharField(max_length=9, choices=Said)
    sentence = models.CharField(max_length=200)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            # One word stands at a time; the index leads to it from a list of goals, too.
            models.UniqueConstraint(
                fields=["goal", "first_day"],
                condition=Q(withdrawn_at__isnull=True),
                name="override_one_stands",
            ),
            models.CheckConstraint(condition=~Q(sentence=""), name="override_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.said}: {self.sentence}"
