"""When people are away: on leave, ill, at a training. No reason is asked, and none is kept."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from teams.models.people import User


class AbsenceQuerySet(models.QuerySet["Absence"]):
    """Absences by day."""

    def on(self, day: date) -> AbsenceQuerySet:
        """Those that hold on `day`."""
        return self.filter(starts_on__lte=day, ends_on__gt=day)


class Absence(models.Model):
    """Days on which somebody is not there. `ends_on` is the day on which they are back.

    Days are those on the person's own wall. Meanwhile no digest is sent, and nobody on duty is asked in vain.
    """

    user = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="absences", db_index=False
    )
    starts_on = models.DateField()
    ends_on = models.DateField()
    entered_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["starts_on", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")), name="absence_is_a_day_or_more"
            ),
        ]
        indexes: ClassVar = [
            # Who is away today, and when somebody is back.
            models.Index(fields=["user", "ends_on"], name="absence_of"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} away from {self.starts_on} until {self.ends_on}"
