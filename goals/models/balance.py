"""The balance plan of a team: when its totals swing, who covers what; and what became of each line."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from teams.models import Decision, Team, User


class PlanLine(models.Model):
    """One line that a team agreed on: when, what we do, who covers, from when until when, and how it was agreed.

    When is `weekdays` (0 is Monday; days of the team's own) with `starts_at` and `ends_at` on its wall, or, without
    them, `trigger` in words. An end at or before the start lies on the next morning. `last_on` is the last day on which
    it holds. `metric_slug` names the figures it came from. `version` counts its entries. What no longer holds stays.
    """

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+", db_index=False)
    weekdays: models.JSONField[Any, Any] = models.JSONField(default=list)
    starts_at = models.TimeField(null=True, blank=True)
    ends_at = models.TimeField(null=True, blank=True)
    trigger = models.CharField(max_length=120, blank=True)
    what = models.CharField(max_length=200)
    how = models.CharField(max_length=9, choices=Decision.How)
    starts_on = models.DateField()
    last_on = models.DateField(null=True, blank=True)
    metric_slug = models.CharField(max_length=60, blank=True)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(what=""), name="planline_says_what"),
            models.CheckConstraint(
                condition=Q(starts_at__isnull=False, ends_at__isnull=False, trigger="")
                | Q(starts_at__isnull=True, ends_at__isnull=True) & ~Q(trigger=""),
                name="planline_says_when",
            ),
            models.CheckConstraint(
                condition=Q(last_on__isnull=True) | Q(last_on__gte=models.F("starts_on")),
                name="planline_ends_after_it_starts",
            ),
        ]
        indexes: ClassVar = [
            # A team's plan: on its pages, and on each of its people's days.
            models.Index(
                fields=["team"], condition=Q(ended_at__isnull=True), name="planline_of_team"
            ),
        ]

    def __str__(self) -> str:
        return self.what


class PlanName(models.Model):
    """Who covers a line, or stands in. `cannot_why` is theirs and their leaders' to read; the team sees only that
    they cannot then.
    """

    class Part(models.TextChoices):
        """What they have in it."""

        COVERS = "covers", "Covers"
        STANDS_IN = "stands_in", "Stands in"

    line = models.ForeignKey(PlanLine, on_delete=models.CASCADE, related_name="names")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    part = models.CharField(max_length=9, choices=Part)
    cannot_at = models.DateTimeField(null=True, blank=True)
    cannot_why = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["line", "person"], name="planname_once"),
            models.UniqueConstraint(
                fields=["line"], condition=Q(part="stands_in"), name="planname_one_stand_in"
            ),
            models.CheckConstraint(
                condition=Q(cannot_at__isnull=True, cannot_why="")
                | Q(cannot_at__isnull=False) & ~Q(cannot_why=""),
                name="planname_cannot_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.part} {self.line_id}"


class PlanEntry(models.Model):
    """What was done to a line since it was agreed: only ever added to.

    `before` holds what each changed field was, names as ids. The words of whoever cannot are not here: they are for
    the leaders alone, and this is the team's.
    """

    class Kind(models.TextChoices):
        """What happened."""

        CHANGED = "changed", "Changed it"
        CANNOT = "cannot", "Cannot then"
        CAN = "can", "Can after all"
        ENDED = "ended", "Ended it"

    line = models.ForeignKey(PlanLine, on_delete=models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=7, choices=Kind)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    words = models.CharField(max_length=300, blank=True)
    before: models.JSONField[Any, Any] = models.JSONField(default=dict)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(kind__in=["changed", "ended"]) | ~Q(words=""),
                name="planentry_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.line_id}"
