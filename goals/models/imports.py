"""Files that were brought in, what they changed, and so how to take them back."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from goals.models.fields import FixedField
from teams.models import User


class Import(models.Model):
    """One file on its way in: uploaded, mapped, checked, done, and perhaps undone.

    `created` to `withdrawn` count readings, `rows` and what begins with it rows of the file. Before it is
    done they say what it would do.
    """

    class State(models.TextChoices):
        """How far it is."""

        UPLOADED = "uploaded", "File received"
        MAPPED = "mapped", "Columns matched"
        RUNNING = "running", "Being imported"
        DONE = "done", "Imported"
        UNDONE = "undone", "Undone"

    created_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State, default=State.UPLOADED)
    file_name = models.CharField(max_length=200)
    stored_as = models.CharField(
        max_length=100, blank=True, help_text="Under the data folder, until it is imported."
    )
    digest = models.CharField(max_length=64, help_text="Of the file's bytes.")
    headings = models.CharField(
        max_length=64, blank=True, help_text="Of the headings: what the same mapping fits."
    )
    recipe: models.JSONField[Any, Any] = models.JSONField(default=dict)
    source_name = models.CharField(max_length=100, blank=True)
    rows = models.PositiveIntegerField(default=0)
    rows_new = models.PositiveIntegerField(default=0)
    rows_changed = models.PositiveIntegerField(default=0)
    rows_same = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    withdrawn = models.PositiveIntegerField(default=0)
    rejected: models.JSONField[Any, Any] = models.JSONField(
        default=list, help_text="The first of the problems: line, column, value, message, repair."
    )
    rejected_count = models.PositiveIntegerField(default=0, help_text="Rows, not problems.")
    findings: models.JSONField[Any, Any] = models.JSONField(
        default=dict, help_text="What the check found: results, what would be made, notes."
    )
    made: models.JSONField[Any, Any] = models.JSONField(
        default=dict, help_text="Teams, agents, memberships and metrics it made, by id."
    )
    started_at = models.DateTimeField(
        null=True, blank=True, help_text="The claim of whoever is importing it now."
    )
    done_at = models.DateTimeField(null=True, blank=True)
    left = models.PositiveIntegerField(
        default=0, help_text="Readings that undo left, because something else changed them since."
    )
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering: ClassVar = ["-created_at", "-id"]

    def __str__(self) -> str:
        return self.file_name


class ImportChange(models.Model):
    """What a reading was before an import replaced or withdrew it."""

    import_run = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="changes")
    metric_id = models.BigIntegerField()
    source_id = models.BigIntegerField()
    external_id = models.CharField(max_length=200)
    team_id = models.BigIntegerField()
    agent_id = models.BigIntegerField()
    at = models.DateTimeField()
    value = FixedField()
    weight = FixedField()
    previous_import_id = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.external_id} before import {self.import_run_id}"
