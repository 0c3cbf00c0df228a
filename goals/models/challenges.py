"""Challenges: what we try together for some days, by choice, and how it ended."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from goals.models.fields import FixedField
from goals.models.goals import GuardStatus
from goals.models.numbers import Metric
from goals.models.rewards import RewardKind
from teams.models import Team, User


class Challenge(models.Model):
    """What a team (or with none the organisation) tries together from a day to a day, both included.

    Days are those of its calendar. What counts are the days of those who joined: of a team's challenge the
    days they worked for the team. Whether it runs follows from the day; only how it ended is a state.
    Once it is closed its result stands; what comes later is shown beside it.
    """

    class Rule(models.TextChoices):
        """What decides it."""

        TOTAL = "total", "Together: what all who join reach as one"
        IMPROVED = "improved", "Most improved: each against their own past"
        EVERYONE = "everyone", "Everyone: each who joins gets past a line"

    class State(models.TextChoices):
        """Whether it is still open, and how it ended."""

        OPEN = "open", "Open"
        CLOSED = "closed", "Closed"
        CANCELLED = "cancelled", "Cancelled"

    class Joinable(models.TextChoices):
        """Who may join."""

        AGENTS = "agents", "Agents"
        EVERYBODY = "everybody", "Everybody, leads included"

    name = models.CharField(max_length=120)
    why = models.CharField(max_length=300)
    metric = models.ForeignKey(Metric, on_delete=models.PROTECT, related_name="challenges")
    team = models.ForeignKey(
        Team, on_delete=models.PROTECT, null=True, blank=True, related_name="challenges"
    )
    rule = models.CharField(max_length=8, choices=Rule)
    line = FixedField(null=True, help_text="The target or line; none for most improved.")
    starts_on = models.DateField()
    ends_on = models.DateField()
    past_from = models.DateField(
        null=True,
        help_text="Where one's own past begins, for most improved; it ends as the window starts.",
    )
    joinable = models.CharField(max_length=9, choices=Joinable, default=Joinable.AGENTS)
    reward = models.ForeignKey(
        RewardKind, on_delete=models.PROTECT, null=True, blank=True, related_name="challenges"
    )
    guard = models.ForeignKey(
        Metric,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="guarded_challenges",
        help_text="What must not suffer; of the whole team, over the same days.",
    )
    guard_bound = FixedField(null=True)
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)
    version = models.PositiveIntegerField(default=1, help_text="Guards against a stale form.")
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    cancel_reason = models.CharField(max_length=300, blank=True)
    halfway_at = models.DateTimeField(null=True, help_text="When those who joined were told.")
    in_reach_at = models.DateTimeField(null=True, help_text="When those who joined were told.")

    # How it ended, as it stood when it closed.
    closed_at = models.DateTimeField(null=True)
    closed_value = FixedField(null=True, help_text="Σ value of all who took part.")
    closed_weight = FixedField(null=True)
    closed_n = models.PositiveIntegerField(null=True)
    reached = models.BooleanField(null=True)
    guard_value = FixedField(null=True)
    guard_weight = FixedField(null=True)
    guard_n = models.PositiveIntegerField(null=True)
    guard_status = models.CharField(max_length=7, choices=GuardStatus, blank=True)

    class Meta:
        ordering: ClassVar = ["-starts_on", "name", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(why=""), name="challenge_says_why"),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="challenge_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(rule="improved", line__isnull=True, past_from__lt=F("starts_on"))
                | (~Q(rule="improved") & Q(line__isnull=False, past_from__isnull=True)),
                name="challenge_has_a_line_or_a_past",
            ),
            models.CheckConstraint(
                condition=Q(guard__isnull=True, guard_bound__isnull=True)
                | Q(guard__isnull=False, guard_bound__isnull=False),
                name="challenge_guard_has_its_bound",
            ),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False)
                | (~Q(state="closed") & Q(closed_at__isnull=True)),
                name="challenge_closed_says_when",
            ),
        ]
        indexes: ClassVar = [
            # The job looks for what is open, every few minutes; little is.
            models.Index(fields=["ends_on"], condition=Q(state="open"), name="challenge_open"),
        ]

    def __str__(self) -> str:
        return self.name


class Participation(models.Model):
    """That somebody takes part, by their own choice, from when until when. Who comes back has a new row."""

    challenge = models.ForeignKey(
        Challenge, on_delete=models.CASCADE, related_name="participations", db_index=False
    )
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="participations")
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["joined_at", "id"]
        constraints: ClassVar = [
            # It also leads to all who take part.
            models.UniqueConstraint(
                fields=["challenge", "user"],
                condition=Q(left_at__isnull=True),
                name="participation_once_at_a_time",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["challenge", "user"], name="participation_history"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.challenge_id}"


class ChallengeResult(models.Model):
    """How it ended for one who took part. Written once, when the challenge closes."""

    challenge = models.ForeignKey(
        Challenge, on_delete=models.CASCADE, related_name="results", db_index=False
    )
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    value = FixedField()
    weight = FixedField()
    n = models.PositiveIntegerField()
    days = models.PositiveIntegerField(help_text="Days with figures.")
    before = FixedField(null=True, help_text="One's own past, as a result; of a total, by the day.")
    now = FixedField(null=True, help_text="The same for the window.")
    change = FixedField(null=True, help_text="In points of a percentage, else in percent.")
    past = models.BooleanField(null=True, help_text="Past the line; none: too few to say.")
    is_best = models.BooleanField(default=False, help_text="Improved most, alone or level.")

    class Meta:
        ordering: ClassVar = ["user__name", "user_id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["challenge", "user"], name="challenge_result_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.challenge_id}"
