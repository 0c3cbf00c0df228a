"""The pulse: one question a week, answered by nobody in particular.

Who has answered and what was answered stand in two tables that share no order, no time and no key but the
round and the team. Each is one row that is written whole: sorted ids here, sums there. So there is no row of
an answer that could be laid beside a row of a person, neither by its place, nor by its number, nor by the
transaction that wrote it.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from teams.models import Team, User

SCALE = (1, 2, 3, 4, 5)


class Question(models.Model):
    """A question of the rotating set, with what the ends of its scale of five mean."""

    words = models.CharField(max_length=200)
    low = models.CharField(max_length=40, default="Not at all")
    high = models.CharField(max_length=40, default="Very much")
    position = models.PositiveSmallIntegerField(default=0)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["position", "id"]

    def __str__(self) -> str:
        return self.words


class Round(models.Model):
    """A week in which a question is asked of everybody. What was answered is told once it is closed, not before."""

    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="rounds")
    week = models.DateField(unique=True, help_text="The organisation's first day of that week.")
    words = models.CharField(max_length=200, help_text="The question, as it was asked.")
    low = models.CharField(max_length=40)
    high = models.CharField(max_length=40)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-week"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")), name="round_closes_after_it_opens"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.week}: {self.words}"


class Turnout(models.Model):
    """Who has answered a round, as sorted ids of people; nothing of what they answered."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="turnouts")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    people: models.JSONField[Any, Any] = models.JSONField(default=list)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "team"], name="turnout_once"),
        ]

    def __str__(self) -> str:
        return f"turnout {self.pk}"


class Box(models.Model):
    """What a team answered in a round: how many said each of one to five, and the words, sorted; nothing of whom."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="boxes")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    ones = models.PositiveIntegerField(default=0)
    twos = models.PositiveIntegerField(default=0)
    threes = models.PositiveIntegerField(default=0)
    fours = models.PositiveIntegerField(default=0)
    fives = models.PositiveIntegerField(default=0)
    words: models.JSONField[Any, Any] = models.JSONField(default=list)

    class Meta:
        verbose_name_plural = "boxes"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "team"], name="box_once"),
        ]

    def __str__(self) -> str:
        return f"box {self.pk}"


class PulseAction(models.Model):
    """What a leader does after a result: said to those who answered."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="actions")
    team = models.ForeignKey(
        Team, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    words = models.CharField(max_length=300)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return self.words
