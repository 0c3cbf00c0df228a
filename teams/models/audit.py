"""Who changed what, when, from what to what. Only ever added to."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from teams.models.people import User


class AuditEntry(models.Model):
    """One change that mattered. Written by the action that made it, in the same transaction."""

    at = models.DateTimeField()
    actor = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    verb = models.CharField(max_length=60)
    kind = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    before: models.JSONField[Any, Any] = models.JSONField(default=dict)
    after: models.JSONField[Any, Any] = models.JSONField(default=dict)
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering: ClassVar = ["-at", "-id"]
        indexes: ClassVar = [
            # The history shown beside a thing.
            models.Index(fields=["kind", "object_id", "at"], name="audit_of_a_thing"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.kind} {self.object_id}"
