"""What people decided about readings of a source: left out, corrected, withdrawn, moved to another team."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from goals.models.fields import FixedField
from goals.models.numbers import TEAM_ITSELF, Metric, Source
from teams.models import Team, User

BY_HAND = "Entered by hand"
"""The source of readings that people enter on a page. Nobody waits for it."""


class Decision(models.Model):
    """Who decided something about a reading, when and why. The reading is named as its source names it."""

    source = models.ForeignKey(
        Source, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    metric = models.ForeignKey(
        Metric, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    external_id = models.CharField(max_length=200)
    reading_id = models.BigIntegerField(
        help_text="The id it had, and has again when it comes back."
    )
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    reason = models.CharField(max_length=300)

    class Meta:
        abstract = True


class ExcludedReading(Decision):
    """A reading left out because it would be unfair to count it, whole, so that it can come back as it was.

    It lies here and not among the readings, so that no sum needs a condition. Its source may go on
    sending it: that changes the figures here, and counts nowhere.
    """

    team = models.ForeignKey(
        Team, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    agent_id = models.BigIntegerField(default=TEAM_ITSELF)
    at = models.DateTimeField()
    value = FixedField()
    weight = FixedField()
    import_id = models.BigIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["-at", "-id"]
        constraints: ClassVar = [
            # The funnel looks here for each reading that comes in.
            models.UniqueConstraint(
                fields=["source", "metric", "external_id"], name="excluded_reading_once"
            ),
        ]
        indexes: ClassVar = [
            # What was left out of a figure: a metric's window.
            models.Index(fields=["metric", "team", "at"], name="excluded_reading_of_figure"),
        ]

    def __str__(self) -> str:
        return f"{self.external_id}: {self.value}, left out"


class Correction(Decision):
    """What a source had sent, where a person decided otherwise.

    It holds until the source sends something other than it had sent: then the source knows more.
    """

    class Kind(models.TextChoices):
        """What was done."""

        CORRECTED = "corrected", "Corrected"
        WITHDRAWN = "withdrawn", "Withdrawn"
        MOVED = "moved", "Moved to another team"

    kind = models.CharField(max_length=9, choices=Kind)
    sent_team_id = models.BigIntegerField()
    sent_agent_id = models.BigIntegerField()
    sent_at = models.DateTimeField(help_text="The instant of the reading, as it was sent.")
    sent_value = FixedField()
    sent_weight = FixedField()

    class Meta:
        ordering: ClassVar = ["-sent_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["source", "metric", "external_id"], name="correction_once"
            ),
        ]
        indexes: ClassVar = [
            # What was corrected in a figure: a metric's window.
            models.Index(fields=["metric", "sent_team_id", "sent_at"], name="correction_of_figure"),
        ]

    def __str__(self) -> str:
        return f"{self.external_id}: {self.kind}"
