"""What somebody set time aside for on a day. Nobody else's business: it is in no list, search or mail."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from teams.models.people import User

SHORTEST, LONGEST = 5, 480
"""Minutes of a box: below it is no use to plan, above it is no box."""


class DayBox(models.Model):
    """A stretch of a day that its person keeps for something. Taken away, it can be put back.

    An instant, not a time on a wall: it stays where it is when clocks change.
    """

    person = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="day_boxes", db_index=False
    )
    title = models.CharField(max_length=80)
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField()
    created_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["starts_at", "pk"]
        # One person's day, in its order: the only way boxes are read.
        indexes: ClassVar = [models.Index(fields=["person", "starts_at"], name="day_box_of_a_day")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(minutes__gte=SHORTEST, minutes__lte=LONGEST),
                name="day_box_of_five_minutes_to_eight_hours",
            )
        ]

    def __str__(self) -> str:
        return f"Box {self.pk}"
