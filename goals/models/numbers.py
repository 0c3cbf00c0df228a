"""What is measured, and the readings themselves."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Self

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q

from goals.models.fields import FixedField
from teams.models import Team

TEAM_ITSELF = 0
"""The agent id of what belongs to no agent but to the team as a whole. A null would not do: it is equal to
nothing, so it could neither be part of a key nor be joined on."""


class Metric(models.Model):
    """Something that is counted, with one definition for every place that shows it."""

    class Kind(models.TextChoices):
        """How readings add up."""

        TOTAL = "total", "Total: the values added up"
        RATIO = "ratio", "Ratio: values added up, divided by weights added up"

    class Unit(models.TextChoices):
        """What a figure is a number of."""

        COUNT = "count", "Count"
        PERCENT = "percent", "Percent"
        SECONDS = "seconds", "Time"
        SCORE = "score", "Score"
        MONEY = "money", "Money"

    class Better(models.TextChoices):
        """Which way is good."""

        HIGHER = "higher", "Higher is better"
        LOWER = "lower", "Lower is better"

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    meaning = models.TextField(
        blank=True, help_text="What it says about the service, in a sentence."
    )
    formula = models.CharField(
        max_length=300, blank=True, help_text="How it is counted: resolved ÷ answered."
    )
    kind = models.CharField(max_length=5, choices=Kind)
    unit = models.CharField(max_length=7, choices=Unit, default=Unit.COUNT)
    better = models.CharField(max_length=6, choices=Better, default=Better.HIGHER)
    decimals = models.PositiveSmallIntegerField(default=0)
    minimum_weight = models.PositiveIntegerField(
        default=20, help_text="With less than this behind it, a ratio is too little to say."
    )
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(decimals__lte=4), name="metric_decimals_up_to_four"),
        ]

    def __str__(self) -> str:
        return self.name


class Source(models.Model):
    """Where readings come from: a file's recipe, a program, a person's entry.

    Its row is what writers of the same source queue at, so that two of them never meet over one reading.
    """

    name = models.CharField(max_length=100, unique=True)
    last_arrived_at = models.DateTimeField(null=True, blank=True)
    last_reading_at = models.DateTimeField(null=True, blank=True)
    revision = models.PositiveBigIntegerField(
        default=0, help_text="How often readings of it were replaced or withdrawn."
    )
    is_waited_for = models.BooleanField(
        default=True, help_text="Whether a day without figures from it means that some are missing."
    )

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class ReadingQuerySet(models.QuerySet["Reading"]):
    """Readings by the ways that lead to them."""

    def on_days(self, metric: Metric | int, first: date, last: date) -> Self:
        """Those of a metric on some of the teams' days, both included, of all teams."""
        # The index begins with metric and team: to name the teams is to use it.
        teams = Team.objects.order_by().values("pk")
        return self.filter(metric=metric, team__in=teams, day__range=(first, last))


class Reading(models.Model):
    """One figure, as it came in.

    `day` and `slot` are the team's local day and hour, `organisation_day` the organisation's day: worked
    out once, at the door, by `teams.calendar`, so that no database has an opinion on time zones. A slot
    starts where the team's hour or the organisation's hour starts, whichever is later.

    Foreign keys are not enforced by the database, nor indexed one by one: that would halve the speed of
    ingest. The funnel is the only writer, and what they point at is archived, never deleted.
    """

    metric = models.ForeignKey(
        Metric, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    team = models.ForeignKey(
        Team, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    agent_id = models.BigIntegerField(default=TEAM_ITSELF)
    at = models.DateTimeField()
    day = models.DateField()
    slot = models.DateTimeField()
    organisation_day = models.DateField()
    value = FixedField()
    weight = FixedField()
    source = models.ForeignKey(
        Source, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    external_id = models.CharField(max_length=200)
    import_id = models.BigIntegerField(
        default=0, help_text="The import that wrote it last; 0 for any other way in."
    )

    objects = ReadingQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            # Sent twice counts once: what every promise of idempotency rests on.
            models.UniqueConstraint(
                fields=["source", "metric", "external_id"], name="reading_counts_once"
            ),
        ]
        indexes: ClassVar = [
            # Re-summing a tally reads this index alone: an agent's day, or one hour of a team's. A full
            # rebuild reads it in the order in which the tallies are kept.
            models.Index(
                fields=["metric", "team", "day", "agent_id", "slot"],
                include=["organisation_day", "value", "weight"],
                name="reading_to_tally",
            ),
            # Windows over everybody: a thousandth of the size of a btree, as readings arrive in order.
            BrinIndex(fields=["at"], name="reading_at"),
        ]

    def __str__(self) -> str:
        return f"{self.external_id}: {self.value}"
