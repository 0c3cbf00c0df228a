"""Mail about goals: one a person and day, whatever runs again."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from teams.models import User


class Digest(models.Model):
    """One person's digest of one day, from due to sent.

    The row is claimed by a conditional update before it is written, and has a subject from just before it is handed
    to the mail server. A server that refuses is tried again, and so is a worker that dies before the subject is
    there; one that dies after it is not, as nobody knows what it had handed over: a digest is sent at most once, and
    the next one is a day away.
    """

    class State(models.TextChoices):
        """How far it is."""

        DUE = "due", "Due"
        SENDING = "sending", "Being sent"
        SENT = "sent", "Sent"
        NOTHING = "nothing", "Nothing to say"
        FAILED = "failed", "Given up"

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+", db_index=False)
    day = models.DateField(help_text="The day it is about, where its person's team works.")
    due_at = models.DateTimeField(help_text="By the team's calendar and the person's quiet hours.")
    try_at = models.DateTimeField(help_text="When it is tried next: later, after a refusal.")
    state = models.CharField(max_length=7, choices=State, default=State.DUE)
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    subject = models.CharField(max_length=300, blank=True)
    last_error = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "day"], name="digest_once_a_day"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["try_at"], condition=Q(state="due"), name="digest_due"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} on {self.day}: {self.state}"
