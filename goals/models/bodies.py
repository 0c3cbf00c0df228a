"""Bodies of readings that were taken in whole, so that the same one again need not be read."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class TakenBody(models.Model):
    """What a program sent, by its digest, and how its sources stood once it was written.

    Kept in the database, not in a cache: restored from a backup, it must not know of more than the readings do.
    """

    digest = models.CharField(max_length=64, primary_key=True)
    rows = models.PositiveIntegerField()
    revisions = models.JSONField(help_text="Each source's name, and its revision at that time.")
    taken_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name_plural = "taken bodies"
        ordering: ClassVar = ["taken_at"]

    def __str__(self) -> str:
        return f"{self.rows} readings, {self.digest[:8]}"
