"""What was decided, how and why; and what became of it since."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from teams.models.organisation import Team
from teams.models.people import User


class Decision(models.Model):
    """What was decided for a team, or, without one, for the whole organisation.

    `again_if` says what would make us look at it again, `review_on` when we do so in any case; `told_for` is the day
    of which its leaders were told. `origin` and `origin_id` name what it came from (`teams.origins`). `version`
    counts its entries. What no longer holds stays, with `ended_why`.
    """

    class How(models.TextChoices):
        """How it was decided."""

        LEADER = "leader", "Leader’s call"
        DISCUSSED = "discussed", "Discussed, then decided"
        AGREED = "agreed", "All agreed"

    team = models.ForeignKey(
        Team, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    what = models.CharField(max_length=200)
    how = models.CharField(max_length=9, choices=How)
    why = models.CharField(max_length=1000)
    decided_on = models.DateField()
    again_if = models.CharField(max_length=200, blank=True)
    review_on = models.DateField(null=True, blank=True)
    told_for = models.DateField(null=True, blank=True)
    origin = models.CharField(max_length=20, blank=True)
    origin_id = models.BigIntegerField(null=True, blank=True)
    logged_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    logged_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_why = models.CharField(max_length=300, blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["-decided_on", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(what="") & ~Q(why=""), name="decision_says_why"),
            models.CheckConstraint(
                condition=Q(origin="", origin_id__isnull=True)
                | ~Q(origin="") & Q(origin_id__isnull=False),
                name="decision_origin_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_why="")
                | Q(ended_at__isnull=False) & ~Q(ended_why=""),
                name="decision_ended_says_why",
            ),
        ]
        indexes: ClassVar = [
            # A team's log, newest first.
            models.Index(fields=["team", "-decided_on", "-id"], name="decision_of_team"),
            # What is to be looked at again: for the sweep. Few rows of many.
            models.Index(
                fields=["review_on"],
                condition=Q(ended_at__isnull=True, review_on__isnull=False),
                name="decision_again",
            ),
        ]

    def __str__(self) -> str:
        return self.what


class DecisionEntry(models.Model):
    """What was done to a decision after it was logged: readers see who, when, why, and what it said before.

    Only ever added to. `before` holds what each changed field was; what it became is in the next one, or the row.
    """

    class Kind(models.TextChoices):
        """What happened."""

        CORRECTED = "corrected", "Corrected it"
        STANDS = "stands", "Looked at it again: it stands"
        ENDED = "ended", "Ended it"
        BACK = "back", "Brought it back"

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=9, choices=Kind)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    words = models.CharField(max_length=300)
    before: models.JSONField[Any, Any] = models.JSONField(default=dict)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(words=""), name="decision_entry_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.decision_id}"
