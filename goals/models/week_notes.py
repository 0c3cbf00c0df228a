"""That a team has been told how its goals moved in a week."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from teams.models import Team


class WeekNote(models.Model):
    """The note about one week of a team: there once, whether there was anything to say or not.

    Whoever makes the row tells it, in the same transaction, so that nobody is told of a week twice.
    """

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+", db_index=False)
    first_day = models.DateField(help_text="The week's first day.")
    told_at = models.DateTimeField()
    text = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["team", "first_day"], name="week_note_once"),
        ]

    def __str__(self) -> str:
        return f"team {self.team_id}, week of {self.first_day}"
