"""A long file's check or import, which the worker does."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from goals.models.imports import Import
from teams.models import User


class ImportWork(models.Model):
    """A step of a long file that waits for the worker, or is being done; gone once it is.

    With a `problem` it has come back: nothing was written, and somebody must say or mend something.
    """

    class Step(models.TextChoices):
        """What is to be done."""

        CHECK = "check", "Check the file"
        IMPORT = "import", "Bring the file in"

    import_run = models.OneToOneField(Import, on_delete=models.CASCADE, related_name="work")
    step = models.CharField(max_length=6, choices=Step)
    skip_bad = models.BooleanField(default=False)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    about = models.PositiveIntegerField(default=0, help_text="Rows of the file, more or less.")
    problem = models.TextField(blank=True)
    problem_at = models.CharField(
        max_length=40, blank=True, help_text="The field at which it is asked."
    )

    class Meta:
        ordering: ClassVar = ["asked_at", "id"]

    def __str__(self) -> str:
        return f"{self.step} {self.import_run_id}"
