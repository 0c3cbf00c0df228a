"""How long things are kept: a row for each kind that somebody has limited. What has none is kept for ever."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q


class Keeping(models.Model):
    """`kind` is one of those in `teams.keeping`; `run_on` the organisation's day that is done: when a worker last
    took it up, or it was chosen. `gone`: how many went then.
    """

    kind = models.CharField(max_length=40, unique=True)
    months = models.PositiveSmallIntegerField()
    run_on = models.DateField(null=True, blank=True)
    gone = models.PositiveIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["kind"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(months__gte=1), name="keeping_takes_a_while"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.months} months"
