"""What somebody wants to get better at, and how it goes: theirs to show or to keep."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from goals.models.numbers import Metric
from teams.models import User


class OwnGoal(models.Model):
    """A goal that a person sets for themself. `audience` says who else sees it, and nobody but them does."""

    class Audience(models.TextChoices):
        """Who sees it."""

        ME = "me", "Only me"
        LEAD = "lead", "Me and my lead"
        TEAM = "team", "My team"

    class State(models.TextChoices):
        """What became of it."""

        OPEN = "open", "Under way"
        REACHED = "reached", "Reached"
        LET_GO = "let_go", "Let go"

    person = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="own_goals", db_index=False
    )
    aim = models.CharField(max_length=160, help_text="What they want to get better at.")
    sign = models.CharField(max_length=300, help_text="How they will know.")
    due_on = models.DateField(help_text="By when.")
    audience = models.CharField(max_length=4, choices=Audience, default=Audience.LEAD)
    metric = models.ForeignKey(
        Metric, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    state = models.CharField(max_length=7, choices=State, default=State.OPEN)
    learned = models.CharField(max_length=500, blank=True)
    set_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["due_on", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state="open", done_at__isnull=True)
                | (~Q(state="open") & Q(done_at__isnull=False)),
                name="own_goal_is_done_at_a_time",
            ),
        ]
        indexes: ClassVar = [
            # One's own page, and the goals that people of a team show.
            models.Index(fields=["person", "state"], name="own_goal_of_person"),
        ]

    def __str__(self) -> str:
        return f"Own goal {self.pk}"


class CheckIn(models.Model):
    """A line on how it goes."""

    class Going(models.TextChoices):
        """How it goes."""

        WELL = "well", "Going well"
        SO_SO = "so_so", "Some of the way"
        STUCK = "stuck", "Stuck"

    goal = models.ForeignKey(OwnGoal, on_delete=models.CASCADE, related_name="check_ins")
    going = models.CharField(max_length=5, choices=Going)
    line = models.CharField(max_length=300)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-at", "-id"]

    def __str__(self) -> str:
        return f"Check-in {self.pk}"
