"""The weekly brief: what its author says of a week, kept with it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from teams.models import User


class Brief(models.Model):
    """What a manager wrote for one week. The figures of a brief are worked out, only its words are kept.

    `first_day` is the first day of the organisation's week.
    """

    author = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="briefs", db_index=False
    )
    first_day = models.DateField()
    sentence = models.CharField(max_length=300, blank=True)
    asks = models.TextField(max_length=1000, blank=True)
    saved_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-first_day"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["author", "first_day"], name="brief_once_a_week"),
        ]

    def __str__(self) -> str:
        return f"{self.author}: week of {self.first_day}"
