"""The organisation, its teams and their calendars."""

from __future__ import annotations

from datetime import time
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from teams.calendar import Clock, time_zones

WEEKDAYS = (
    (0, "Monday"),
    (1, "Tuesday"),
    (2, "Wednesday"),
    (3, "Thursday"),
    (4, "Friday"),
    (5, "Saturday"),
    (6, "Sunday"),
)
MONTHS = (
    (1, "January"),
    (2, "February"),
    (3, "March"),
    (4, "April"),
    (5, "May"),
    (6, "June"),
    (7, "July"),
    (8, "August"),
    (9, "September"),
    (10, "October"),
    (11, "November"),
    (12, "December"),
)
WORKING_WEEK = (0, 1, 2, 3, 4)


def working_week() -> list[int]:
    """Monday to Friday, the default of a new team."""
    return list(WORKING_WEEK)


def validate_zone(name: str) -> None:
    """Refuse a time zone that does not exist."""
    if name not in time_zones():
        raise ValidationError(
            f"“{name}” is not a time zone. Use a name such as Europe/London.", code="zone"
        )


def validate_weekdays(days: object) -> None:
    """Refuse anything but a list of different weekdays, 0 (Monday) to 6 (Sunday)."""
    whole = isinstance(days, list) and all(type(day) is int and 0 <= day <= 6 for day in days)
    if not whole or len(set(days)) != len(days):  # type: ignore[arg-type, call-overload]
        raise ValidationError("Choose weekdays, each once.", code="weekdays")


class Organisation(models.Model):
    """The whole, of which there is one per installation: row 1."""

    name = models.CharField(max_length=120)
    tagline = models.CharField(max_length=120, blank=True)
    time_zone = models.CharField(max_length=64, default="Europe/London", validators=[validate_zone])
    currency = models.CharField(max_length=3, default="GBP")
    week_starts_on = models.PositiveSmallIntegerField(choices=WEEKDAYS, default=0)
    fiscal_year_starts_in = models.PositiveSmallIntegerField(choices=MONTHS, default=1)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(id=1), name="organisation_is_one"),
            models.CheckConstraint(
                condition=Q(week_starts_on__lte=6), name="organisation_week_start_is_a_weekday"
            ),
            models.CheckConstraint(
                condition=Q(fiscal_year_starts_in__gte=1, fiscal_year_starts_in__lte=12),
                name="organisation_fiscal_start_is_a_month",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def clock(self) -> Clock:
        """The organisation's own days: midnight to midnight in its zone."""
        return Clock(self.time_zone)


class Team(models.Model):
    """People who work together, and the calendar they work by."""

    name = models.CharField(max_length=120, unique=True)
    slug = models.SlugField(max_length=60, unique=True)
    time_zone = models.CharField(max_length=64, validators=[validate_zone])
    working_days = models.JSONField(default=working_week, validators=[validate_weekdays])
    opens_at = models.TimeField(default=time(9))
    closes_at = models.TimeField(
        default=time(17),
        help_text="At or before opening time means the shift ends on the next morning.",
    )
    huddle_at = models.TimeField(
        null=True, blank=True, help_text="When its huddle begins; none: when work starts."
    )
    day_starts_hour = models.PositiveSmallIntegerField(
        default=0, help_text="A night shift's work belongs to the day the shift began."
    )
    country = models.CharField(
        max_length=2, blank=True, help_text="Its public holidays are days off."
    )
    subdivision = models.CharField(max_length=10, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(day_starts_hour__lte=23), name="team_day_starts_at_a_full_hour"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def meets_at(self) -> time:
        """When its huddle begins, on the wall."""
        return self.huddle_at or self.opens_at

    @property
    def clock(self) -> Clock:
        """Which day and hour an instant is for this team."""
        return Clock(self.time_zone, self.day_starts_hour)


class Closure(models.Model):
    """A day on which a team does not work, or does although its country has a holiday."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="closures")
    day = models.DateField()
    name = models.CharField(max_length=120)
    is_worked = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["day"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["team", "day"], name="closure_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.day}"
