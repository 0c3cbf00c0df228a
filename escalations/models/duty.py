"""Who is asked first, and how long until somebody else is."""

from __future__ import annotations

from datetime import time
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from teams.models import Team, User


class DutyRule(models.Model):
    """How a team answers: minutes until an unclaimed call for a manager is passed on, and the usual promise.

    A team without a row goes by the defaults.
    """

    team = models.OneToOneField(
        Team, on_delete=models.CASCADE, primary_key=True, related_name="duty_rule"
    )
    pass_on_after = models.PositiveSmallIntegerField(default=5)
    answer_within = models.PositiveSmallIntegerField(default=15)
    warn_before = models.PositiveSmallIntegerField(default=5)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(pass_on_after__gte=1, answer_within__gte=1, warn_before__gte=1),
                name="duty_minutes_are_some",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.team_id}: {self.answer_within} min"


class OnCall(models.Model):
    """A leader who may be asked for a team, in the order of `position`; also outside its working hours if so.

    A team without any asks its supervisors, then its managers, within its working hours. `weekdays` are the
    days on which this person is on the list; `starts_at` to `ends_at` the hours of it, by the team's clock
    (none: all day; until at or before from means the next morning). `away_until` is the first day on which
    they are back.
    """

    class When(models.TextChoices):
        """Within the team's working hours, outside them, or both."""

        WORKING = "working", "In working hours"
        OUTSIDE = "outside", "Outside working hours"
        ALWAYS = "always", "At any time"

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="on_call")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    when = models.CharField(max_length=7, choices=When, default=When.WORKING)
    weekdays = models.JSONField(default=list, help_text="None: every day.")
    starts_at: models.TimeField[time | None, time | None] = models.TimeField(null=True, blank=True)
    ends_at: models.TimeField[time | None, time | None] = models.TimeField(null=True, blank=True)
    away_until = models.DateField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["team", "position", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["team", "person", "when"], name="on_call_once"),
            models.CheckConstraint(
                condition=Q(starts_at__isnull=True, ends_at__isnull=True)
                | Q(starts_at__isnull=False, ends_at__isnull=False) & ~Q(starts_at=F("ends_at")),
                name="on_call_hours_have_both_ends",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} for {self.team_id}"


class UrgentMail(models.Model):
    """A message that goes out at once: written with what it tells, sent by the next run, each one once.

    `at` is from when it may go: when it was written, or the end of the quiet hours that held it.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+", db_index=False)
    key = models.CharField(max_length=120, help_text="The occasion; never twice for a person.")
    subject = models.CharField(max_length=200)
    text = models.TextField()
    url = models.CharField(max_length=300)
    at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    failures = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "key"], name="urgent_mail_once"),
        ]
        indexes: ClassVar = [
            # What waits to be sent.
            models.Index(fields=["at"], condition=Q(sent_at__isnull=True), name="urgent_mail_due"),
        ]

    def __str__(self) -> str:
        return f"{self.key} to {self.user_id}"
