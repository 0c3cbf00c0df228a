"""What customers said of us."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from teams.models import Team, User


class Praise(models.Model):
    """A customer's own words, where they came from, and for whom. `told_at` is when those it is for heard of it.

    `(source, external_id)` is one where it came from a file or a program: sent twice, it stands once.
    """

    class Channel(models.TextChoices):
        """Where the customer said it."""

        SURVEY = "survey", "Survey"
        SOCIAL = "social", "Social media"
        LETTER = "letter", "Letter"
        EMAIL = "email", "E-mail"
        CALL = "call", "On a call"
        FACE = "face", "Face to face"

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+", db_index=False)
    words = models.TextField()
    channel = models.CharField(max_length=6, choices=Channel)
    customer = models.CharField(
        max_length=120, blank=True, help_text="Who said it; masked for those outside the team."
    )
    said_on = models.DateField()
    people: models.ManyToManyField[User, User] = models.ManyToManyField(
        User, related_name="praise", blank=True
    )
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    added_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True, blank=True)
    told_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    source = models.CharField(max_length=60, blank=True)
    external_id = models.CharField(max_length=120, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-said_on", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(words=""), name="praise_says_something"),
            models.UniqueConstraint(
                fields=["source", "external_id"],
                condition=~Q(external_id=""),
                name="praise_came_once",
            ),
        ]
        indexes: ClassVar = [
            # A team's praise, newest first; what nobody has passed on yet.
            models.Index(fields=["team", "-said_on", "-id"], name="praise_team"),
            models.Index(
                fields=["team", "-said_on"],
                condition=Q(told_at__isnull=True, withdrawn_at__isnull=True),
                name="praise_untold",
            ),
        ]

    def __str__(self) -> str:
        # Not its words: this stands in logs.
        return f"Praise {self.pk}"
