"""Why somebody left, as far as they said."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from teams.models import Team, User


class Leaving(models.Model):
    """The reason of one leaving: its theme, and a sentence in the person's own words where there is one.

    A person may leave, come back and leave again, so it belongs to the first day without them. `team` is the one
    they left from, kept here so that a later change of their history moves no reason that was told.
    """

    class Theme(models.TextChoices):
        """Plain words, the same for everybody: what is chosen can be counted."""

        PAY = "pay", "Pay"
        HOURS = "hours", "Hours and shifts"
        GROWTH = "growth", "Room to grow"
        LEADERSHIP = "leadership", "How they were led"
        WORK = "work", "The work itself"
        HEALTH = "health", "Health or family"
        MOVED = "moved", "Moved away"
        OTHER = "other", "Something else"
        UNKNOWN = "unknown", "Not known"

    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    left_on = models.DateField()
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+", db_index=False)
    theme = models.CharField(max_length=10, choices=Theme)
    words = models.CharField(max_length=500, blank=True)
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    written_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-left_on", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "left_on"], name="leaving_once"),
        ]
        indexes: ClassVar = [
            # The reasons of a year, and those of a team that are told together.
            models.Index(fields=["left_on"], name="leaving_day"),
            models.Index(fields=["team", "left_on"], name="leaving_team"),
        ]

    def __str__(self) -> str:
        # Neither who nor why: this stands in logs.
        return f"Leaving {self.pk}"
