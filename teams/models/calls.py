"""Calls of programs that were given a name, so that sending them again does nothing twice."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from teams.models.people import User


class TakenCall(models.Model):
    """What was answered to a call with an `Idempotency-Key`, for as long as it may be sent again.

    Written in the transaction of what the call did: one is never there without the other.
    """

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+", db_index=False)
    key = models.CharField(max_length=200)
    digest = models.CharField(max_length=64, help_text="Of the address and the body.")
    status = models.PositiveSmallIntegerField(default=0)
    answer = models.TextField(blank=True, help_text="JSON; empty where there was none.")
    at = models.DateTimeField(db_index=True)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            # Two at the same moment: the second waits here, and then sees what the first was answered.
            models.UniqueConstraint(fields=["person", "key"], name="taken_call_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.status}"
