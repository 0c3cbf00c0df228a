"""What a person wants to be told, where and when."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q, Value

from teams.models.organisation import validate_zone
from teams.models.people import User


class NoticeChoices(models.Model):
    """One person's choices about notices; whoever has no row has made none, and goes by the defaults.

    `not_in_app` and `not_in_mail` hold kinds (`teams.kinds`), `at_once` those that do not wait for the digest. Quiet hours are by the person's own clock;
    until at or before from means the next morning. No zone: that of their first team.
    """

    class Digest(models.TextChoices):
        """How often the digest comes."""

        BY_ROLE = "", "As usual for my role"
        WEEKDAYS = "weekdays", "Each working day"
        WEEKLY = "weekly", "Once a week"
        CHANGES = "changes", "Only when something changes"
        FEW = "few", "Only thanks and changed rules"
        OFF = "off", "Never"

    user = models.OneToOneField(
        User, on_delete=models.CASCADE, primary_key=True, related_name="notice_choices"
    )
    digest = models.CharField(max_length=8, choices=Digest, default=Digest.BY_ROLE, blank=True)
    not_in_app: models.JSONField[Any, Any] = models.JSONField(default=list)
    not_in_mail: models.JSONField[Any, Any] = models.JSONField(default=list)
    # The release before knows neither of the two, and saves choices while this one is rolled out.
    at_once: models.JSONField[Any, Any] = models.JSONField(
        default=list, db_default=Value([], models.JSONField())
    )
    quiet_from = models.TimeField(null=True, blank=True)
    quiet_until = models.TimeField(null=True, blank=True)
    quiet_on_days_off = models.BooleanField(default=False, db_default=False)
    time_zone = models.CharField(max_length=64, blank=True, validators=[validate_zone])

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(quiet_from__isnull=True, quiet_until__isnull=True)
                | Q(quiet_from__isnull=False, quiet_until__isnull=False),
                name="notice_quiet_hours_have_both_ends",
            ),
        ]

    def __str__(self) -> str:
        return f"choices of {self.user_id}"
