"""Work that is due, as rows: what the queue may lose, the sweep finds here."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q


class Job(models.Model):
    """A piece of work: recompute, close a team's day, look at the clock, bring in a long file.

    Claimed by a conditional update that moves the lease, so that one of many workers gets it; a worker
    that dies lets the lease run out. Past its attempts a job is parked, where an administrator sees it,
    and the others go on.
    """

    class Kind(models.TextChoices):
        """What is to be done."""

        RECOMPUTE = "recompute", "Recompute what is stale"
        CLOCK = "clock", "Work out expected by now as time passes"
        DAY = "day", "Close a team's day"
        IMPORT = "import", "Check or bring in a long file"
        TIDY = "tidy", "Clear away uploads that nobody finished"
        TURNS = "turns", "Tell who must know of a turn"
        DIGEST = "digest", "Send the digests that are due"
        CHALLENGES = "challenges", "Tell of challenges and close those that are over"

    kind = models.CharField(max_length=10, choices=Kind)
    key = models.CharField(
        max_length=40, blank=True, help_text="The id of the team or import, where one is meant."
    )
    due_at = models.DateTimeField(null=True, help_text="None: nothing to do until woken.")
    lease = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    parked_at = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True)
    last_done_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "key"], name="job_once"),
        ]
        indexes: ClassVar = [
            # What the sweep asks for every minute.
            models.Index(fields=["due_at"], condition=Q(parked_at__isnull=True), name="job_due"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}".strip()


class EngineState(models.Model):
    """One row that says how far the figures are: the version in every page's ETag.

    Also what consumers of stale marks queue at, so that there is one at a time.
    """

    version = models.PositiveBigIntegerField(default=0)
    computed_at = models.DateTimeField(null=True)
    swept_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(id=1), name="engine_state_is_one"),
        ]

    def __str__(self) -> str:
        return f"version {self.version}"
