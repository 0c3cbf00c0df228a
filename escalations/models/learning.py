"""What is learned from a case, and what is done so that the next one does not happen."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from escalations.models.authority import LimitProposal
from escalations.models.cases import Avoidable, Escalation
from escalations.models.categories import Cause
from escalations.models.playbook import Protocol
from teams.models import Team, User


class WhyNot(models.TextChoices):
    """Why the agent could not decide it."""

    LIMIT = "limit", "The limit was too low"
    UNSURE = "unsure", "Was not sure"
    RULE = "rule", "The rule is unclear"
    TRAINING = "training", "Had not been trained for it"
    SYSTEM = "system", "The system does not allow it"
    CUSTOMER = "customer", "The customer insisted"
    SAFETY = "safety", "Safety or law"


class Review(models.Model):
    """A leader's look back: could the agent have decided it, and if not, why. One for each time it ended.

    Begun with its first answer alone, `avoidable` and `why_not` are empty until the rest is said.
    """

    escalation = models.ForeignKey(Escalation, on_delete=models.PROTECT, related_name="reviews")
    round = models.PositiveSmallIntegerField(
        help_text="How often it had been opened again by then."
    )
    happy_alone = models.BooleanField(
        help_text="Would we have been happy for the agent to decide this alone?"
    )
    avoidable = models.CharField(max_length=11, choices=Avoidable, blank=True)
    why_not = models.CharField(max_length=8, choices=WhyNot, blank=True)
    learned = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["escalation", "round"], name="review_once_a_round"),
            models.CheckConstraint(
                condition=Q(avoidable__in=["within", ""]) | ~Q(why_not=""),
                name="review_says_why_not",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.escalation_id}: {self.avoidable}"

    @property
    def is_whole(self) -> bool:
        """Whether more was said than whether they would have been happy."""
        return bool(self.avoidable)


class Remedy(models.Model):
    """What is done so that a cause does not come back, by whom and by when. Recurrence is counted from `done_on`."""

    class Kind(models.TextChoices):
        """What kind of thing it is."""

        LIMIT = "limit", "Raise a limit"
        PROTOCOL = "protocol", "Write or change a protocol"
        TRAINING = "training", "Training"
        FIX = "fix", "Fix the cause"

    kind = models.CharField(max_length=8, choices=Kind)
    cause = models.ForeignKey(Cause, on_delete=models.PROTECT, related_name="remedies")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    from_case = models.ForeignKey(
        Escalation, on_delete=models.PROTECT, null=True, related_name="remedies"
    )
    protocol = models.ForeignKey(
        Protocol, on_delete=models.PROTECT, null=True, related_name="remedies"
    )
    person = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="Who is to be trained.",
    )
    proposal = models.OneToOneField(
        LimitProposal, on_delete=models.PROTECT, null=True, related_name="remedy"
    )
    text = models.CharField(max_length=300)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()
    done_on = models.DateField(null=True, blank=True)
    dropped_on = models.DateField(null=True, blank=True)
    dropped_why = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(done_on__isnull=True) | Q(dropped_on__isnull=True),
                name="remedy_done_or_dropped",
            ),
            models.CheckConstraint(
                condition=Q(dropped_on__isnull=True) | ~Q(dropped_why=""),
                name="remedy_dropped_says_why",
            ),
        ]
        indexes: ClassVar = [
            # What somebody still has to do.
            models.Index(
                fields=["owner", "due_on"],
                condition=Q(done_on__isnull=True, dropped_on__isnull=True),
                name="remedy_open",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def waits_for_a_word(self) -> bool:
        """Whether a manager has still to answer what was proposed: their word ends it, no one else's."""
        return self.proposal is not None and self.proposal.state == LimitProposal.State.OPEN


class TrainingCase(models.Model):
    """A case to learn from, with the names taken out by hand and checked by a second look."""

    escalation = models.OneToOneField(
        Escalation, on_delete=models.PROTECT, related_name="training_case"
    )
    title = models.CharField(max_length=120)
    story = models.TextField()
    question = models.CharField(max_length=300, help_text="What would you do?")
    answer = models.TextField(help_text="What was done, and what came of it.")
    protocol = models.ForeignKey(
        Protocol, on_delete=models.PROTECT, null=True, related_name="training_cases"
    )
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return self.title


class ThreeViews(models.Model):
    """A hard case from three sides, both sides' interests, and what was agreed in the end."""

    escalation = models.OneToOneField(Escalation, on_delete=models.PROTECT, related_name="views")
    customer_wants = models.CharField(max_length=500)
    agent_can = models.CharField(max_length=500)
    company_offers = models.CharField(max_length=500)
    customer_interest = models.CharField(max_length=500, blank=True)
    company_interest = models.CharField(max_length=500, blank=True)
    agreed = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "three views"

    def __str__(self) -> str:
        return f"{self.escalation_id} from three sides"


class Conflict(models.Model):
    """Two protocols, or two outcomes, that answer the same situation differently. Reported, then settled."""

    protocol = models.ForeignKey(
        Protocol, on_delete=models.PROTECT, null=True, related_name="conflicts"
    )
    other_protocol = models.ForeignKey(
        Protocol, on_delete=models.PROTECT, null=True, related_name="+"
    )
    escalation = models.ForeignKey(
        Escalation, on_delete=models.PROTECT, null=True, related_name="conflicts"
    )
    other_escalation = models.ForeignKey(
        Escalation, on_delete=models.PROTECT, null=True, related_name="+"
    )
    text = models.CharField(max_length=500)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    settled = models.CharField(max_length=500, blank=True)
    settled_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(protocol__isnull=False, other_protocol__isnull=False)
                | Q(escalation__isnull=False, other_escalation__isnull=False)
                | Q(protocol__isnull=False, escalation__isnull=False),
                name="conflict_is_between_two",
            ),
            models.CheckConstraint(
                condition=(Q(protocol__isnull=True) | ~Q(protocol=F("other_protocol")))
                & (Q(escalation__isnull=True) | ~Q(escalation=F("other_escalation"))),
                name="conflict_not_with_itself",
            ),
        ]

    def __str__(self) -> str:
        return self.text
