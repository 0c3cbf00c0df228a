"""Goals, their targets, and how far along they are."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from goals.models.fields import FixedField
from goals.models.numbers import TEAM_ITSELF, Metric
from teams.models import Team, User


class Scope(models.TextChoices):
    """Whose goal it is."""

    ORGANISATION = "organisation", "The whole organisation"
    TEAM = "team", "The team together"
    MEMBERS = "members", "Each member of the team"
    AGENT = "agent", "One agent"


class Cadence(models.TextChoices):
    """How often it starts anew."""

    HOURLY = "hourly", "Every hour"
    DAILY = "daily", "Every day"
    WEEKLY = "weekly", "Every week"
    MONTHLY = "monthly", "Every month"
    QUARTERLY = "quarterly", "Every quarter"
    YEARLY = "yearly", "Every year"
    ONCE = "once", "Once, between two dates"


class Status(models.TextChoices):
    """How it stands, in a word."""

    BEHIND = "behind", "Behind"
    WATCH = "watch", "Watch"
    TOO_EARLY = "too_early", "Too early"
    NO_DATA = "no_data", "No figures"
    ON_PACE = "on_pace", "On pace"
    MET = "met", "Met"
    MISSED = "missed", "Missed"
    PAUSED = "paused", "Paused"


class GuardStatus(models.TextChoices):
    """How a goal's guard stands; empty where it has none."""

    KEPT = "kept", "Within its bound"
    BROKEN = "broken", "Out of bounds"
    UNKNOWN = "unknown", "Too few figures to say"


class Goal(models.Model):
    """What we agreed to aim for, why it matters, and who looks after it.

    Days are those of its calendar: the organisation's for scope organisation, else the team's.
    `ends_on` is its last day; none means that it goes on.
    """

    class State(models.TextChoices):
        """Whether it is being pursued."""

        PROPOSED = "proposed", "Proposed"
        ACTIVE = "active", "Active"
        PAUSED = "paused", "Paused"
        ARCHIVED = "archived", "Archived"

    name = models.CharField(max_length=120)
    metric = models.ForeignKey(Metric, on_delete=models.PROTECT, related_name="goals")
    scope = models.CharField(max_length=12, choices=Scope)
    team = models.ForeignKey(
        Team, on_delete=models.PROTECT, null=True, blank=True, related_name="goals"
    )
    agent = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="goals"
    )
    cadence = models.CharField(max_length=9, choices=Cadence)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    why = models.CharField(max_length=300)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="owned_goals")
    feeds = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="fed_by"
    )
    guard = models.ForeignKey(
        Metric,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="guarded_goals",
        help_text="The other side of the coin: what must not suffer while the goal is reached.",
    )
    guard_bound = FixedField(
        null=True, blank=True, help_text="The guard's own target: reached at equality, too."
    )
    reward = models.ForeignKey(
        "goals.RewardKind",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="goals",
        help_text="What is due for a period that is met while its guard holds.",
    )
    state = models.CharField(max_length=8, choices=State, default=State.ACTIVE)
    grace_hours = models.PositiveSmallIntegerField(
        default=24, help_text="How long late figures are waited for before a period closes."
    )
    version = models.PositiveIntegerField(default=1, help_text="Guards against a stale form.")
    filled_on = models.DateField(
        null=True, editable=False, help_text="The day up to which its periods were worked out."
    )
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["name", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(why=""), name="goal_says_why_it_matters"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="goal_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=~Q(cadence=Cadence.ONCE) | Q(ends_on__isnull=False),
                name="goal_once_has_an_end",
            ),
            models.CheckConstraint(
                condition=Q(scope=Scope.ORGANISATION, team__isnull=True, agent__isnull=True)
                | Q(scope__in=[Scope.TEAM, Scope.MEMBERS], team__isnull=False, agent__isnull=True)
                | Q(scope=Scope.AGENT, team__isnull=False, agent__isnull=False),
                name="goal_scope_has_its_subject",
            ),
            models.CheckConstraint(
                condition=Q(guard__isnull=True, guard_bound__isnull=True)
                | Q(guard__isnull=False, guard_bound__isnull=False),
                name="goal_guard_has_its_bound",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class GoalTarget(models.Model):
    """The target of the periods that start on or after `since`, until the next row takes over.

    A percent target is written as people say it (75 for 75 %), like every other figure of the metric.
    """

    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="targets")
    since = models.DateField()
    target = FixedField()
    stretch = FixedField(null=True, blank=True)
    reason = models.CharField(max_length=300)
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["since", "id"]

    def __str__(self) -> str:
        return f"{self.target} since {self.since}"


class Standing(models.Model):
    """How a goal stands for one subject: the columns that progress and its daily snapshots share.

    `agent_id` is the subject: a person's id, or 0 for the team or organisation as a whole.
    The result is Σ value, or Σ value ÷ Σ weight (× 100 for percent): `goals.progress.result`.
    """

    # Every table's own key begins with the goal.
    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="+", db_index=False)
    agent_id = models.BigIntegerField(default=TEAM_ITSELF)
    value = FixedField()
    weight = FixedField()
    n = models.PositiveIntegerField()
    target = FixedField()
    expected = FixedField(null=True)
    low = FixedField(null=True, help_text="The forecast's range holds the result 8 times in 10.")
    likely = FixedField(null=True, help_text="What the period will likely end on, as a result.")
    high = FixedField(null=True)
    likelihood = FixedField(null=True, help_text="That the target is met, 0 to 1.")
    status = models.CharField(max_length=9, choices=Status)

    class Meta:
        abstract = True


class Progress(Standing):
    """How far a goal is in one period. The job writes it; pages read it.

    `starts_at` to `ends_at` is the half-open window in UTC; `first_day` to `last_day` its days, both
    included. `final` once the period and its grace are over; a later reading then still counts, and the
    row says when it was revised and what it was before.
    """

    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    first_day = models.DateField()
    last_day = models.DateField()
    stretch = FixedField(null=True)
    work_done = models.PositiveIntegerField(default=0, help_text="Working days over.")
    work_total = models.PositiveIntegerField(default=0, help_text="Working days in the period.")
    guard_value = FixedField(null=True, help_text="Σ value of the guard in the same window.")
    guard_weight = FixedField(null=True)
    guard_n = models.PositiveIntegerField(null=True)
    final = models.BooleanField(default=False)
    closed_at = models.DateTimeField(null=True)
    closed_value = FixedField(null=True, help_text="Σ value when it closed.")
    closed_weight = FixedField(null=True, help_text="Σ weight when it closed.")
    closed_status = models.CharField(max_length=9, blank=True)
    revised_at = models.DateTimeField(null=True)
    guard_status = models.CharField(max_length=7, choices=GuardStatus, blank=True)
    computed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["goal", "agent_id", "starts_at"], name="progress_once_per_period"
            ),
        ]
        indexes: ClassVar = [
            # The sweep looks for periods that are over and not closed yet; few rows are open at a time.
            models.Index(fields=["ends_at"], condition=Q(final=False), name="progress_open_until"),
            # Few closed periods are ever revised; their owners are told.
            models.Index(
                fields=["revised_at"],
                condition=Q(revised_at__isnull=False),
                name="progress_revised",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.goal_id}: {self.first_day} to {self.last_day}"


class Snapshot(Standing):
    """How a goal stood at the end of a day of its period: a row a day, for the chart."""

    first_day = models.DateField(
        help_text="Of the period, so that a day is found without a search."
    )
    day = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["goal", "agent_id", "first_day", "day"], name="snapshot_once_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.goal_id} on {self.day}"
