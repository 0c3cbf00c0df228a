"""The pulse: one question a week, answered by nobody in particular.

The database alone links no answer to a person, at no moment.

While a round is open, who has answered stands as marks that only the server's secret can lay beside a person
(`Turnout`), and what was answered as one sealed text for all teams together (`Held`). Both are one row for a round,
made with it and written whole: no row of an answer lies beside a row of a person, neither by its place, nor by its
number, nor by the transaction that wrote it; and no row says of a team that few of it have answered.

When a round closes, both go, and what may be told is written into boxes: teams with five answers or more alone, all
others together, nothing where fewer than five answered altogether. So no box is of fewer than five, ever; the database
refuses one.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from feedback.anonymity import FEWEST
from teams.models import Team, User

SCALE = (1, 2, 3, 4, 5)
SUMS = ("ones", "twos", "threes", "fours", "fives")
"""What a box calls how many said each of them."""


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
    """Who has answered an open round, as sorted marks (`queries.pulse_held.mark_of`); nothing of what, or where."""

    round = models.OneToOneField(Round, on_delete=models.CASCADE, related_name="turnout")
    people: models.JSONField[Any, Any] = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"turnout {self.pk}"


class Held(models.Model):
    """What was answered in an open round, by all teams together, sealed (`queries.pulse_held.sealed`)."""

    round = models.OneToOneField(Round, on_delete=models.CASCADE, related_name="held")
    sealed = models.TextField(blank=True)

    class Meta:
        verbose_name_plural = "held"

    def __str__(self) -> str:
        return f"held {self.pk}"


class Box(models.Model):
    """Five answers or more of a closed round: how many said each of one to five, and the words, sorted.

    Of one team, or of several that are told together; nothing says which of these an answer came from.
    """

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="boxes")
    teams: models.ManyToManyField[Team, Any] = models.ManyToManyField(Team, related_name="+")
    ones = models.PositiveIntegerField(default=0)
    twos = models.PositiveIntegerField(default=0)
    threes = models.PositiveIntegerField(default=0)
    fours = models.PositiveIntegerField(default=0)
    fives = models.PositiveIntegerField(default=0)
    words: models.JSONField[Any, Any] = models.JSONField(default=list)

    class Meta:
        verbose_name_plural = "boxes"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ones__gte=FEWEST - F("twos") - F("threes") - F("fours") - F("fives")),
                name="box_of_five_or_more",
            ),
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
