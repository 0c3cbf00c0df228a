"""An escalation and its timeline."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from escalations import lifecycle
from escalations.models.categories import Category, Cause
from escalations.models.sealed import Sealed, SealedQuerySet
from teams.models import Team, User


class Channel(models.TextChoices):
    """How the customer spoke to us."""

    PHONE = "phone", "Phone"
    EMAIL = "email", "E-mail"
    CHAT = "chat", "Chat"
    SOCIAL = "social", "Social media"
    FACE = "face", "Face to face"


class Need(models.TextChoices):
    """What the agent needs now."""

    MANAGER = "manager", "Manager now"
    CALL_BACK = "call_back", "A call back"
    DECISION = "decision", "A decision"
    RECORD = "record", "Just a record"


class Outcome(models.TextChoices):
    """What was decided, or what came of trying."""

    AGREED = "agreed", "Agreed as suggested"
    DIFFERENTLY = "differently", "Agreed differently"
    DECLINED = "declined", "Not this time"
    NOT_REACHED = "not_reached", "Could not reach"
    ALONE = "alone", "Decided myself"
    TAKEN = "taken", "A leader took it"
    RECORDED = "recorded", "Noted"
    WITHDRAWN = "withdrawn", "No longer needed"


class Left(models.TextChoices):
    """How the customer left, beside how they came."""

    HAPPIER = "happier", "Happier"
    SAME = "same", "The same"
    WORSE = "worse", "Worse"


class Help(models.TextChoices):
    """How the agent found the help they got."""

    HELPED = "helped", "It helped"
    PARTLY = "partly", "Partly"
    NOT = "not", "It did not help"


class Avoidable(models.TextChoices):
    """What a review found: whether it had to come to this."""

    WITHIN = "within", "Was the agent's to decide"
    WITH_BETTER = "with_better", "Would have been, with a better limit, protocol or training"
    NO = "no", "Had to be asked"


class Escalation(models.Model):
    """One contact that went past its agent; a draft while it is being written down.

    What was written when it was sent stays as it was; what follows is in the timeline. The rest of the row
    is how it stands now, worked out by the actions from the steps, so that lists need no timeline: `due_at`
    is when the open promise is due; `pass_on_at`, `due_soon_at` and `overdue_at` are alerts that are still to
    come; `version` counts the steps, and is what two people at once are told apart by.
    """

    class State(models.TextChoices):
        """How far it has come; `escalations.lifecycle` says what may follow."""

        DRAFT = lifecycle.DRAFT, "Draft"
        OPEN = lifecycle.OPEN, "Open"
        CLAIMED = lifecycle.CLAIMED, "Taken"
        RESOLVED = lifecycle.RESOLVED, "Decided"
        REVIEWED = lifecycle.REVIEWED, "Closed"

    team = models.ForeignKey(
        Team, on_delete=models.PROTECT, related_name="escalations", db_index=False
    )
    logged_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="escalations", db_index=False
    )
    state = models.CharField(max_length=8, choices=State, default=State.DRAFT)
    version = models.PositiveIntegerField(default=0)

    # What the agent writes.
    category = models.ForeignKey(
        Category, on_delete=models.PROTECT, null=True, related_name="escalations", db_index=False
    )
    channel = models.CharField(max_length=8, choices=Channel, default=Channel.PHONE)
    about = models.CharField(max_length=200, blank=True, help_text="What it is, in a few words.")
    reference = models.CharField(max_length=120, blank=True, help_text="Order, phone or name.")
    reference_key = models.CharField(
        max_length=120, blank=True, help_text="The reference without spaces, signs and case."
    )
    customer_name = models.CharField(max_length=120, blank=True)
    said = models.TextField(blank=True, help_text="What was said and done: theirs, then ours.")
    need = models.CharField(max_length=9, choices=Need, blank=True)
    proposal = models.CharField(max_length=500, blank=True, help_text="What the agent would do.")
    answer_by = models.DateTimeField(
        null=True, blank=True, help_text="In a draft: when the customer was told to hear from us."
    )
    promised = models.CharField(
        max_length=300, blank=True, help_text="In a draft: what the customer was told."
    )
    created_at = models.DateTimeField()
    saved_at = models.DateTimeField(help_text="When the draft was last written to.")
    finish_at = models.DateTimeField(
        null=True, blank=True, help_text="When a draft put off comes back to its agent."
    )

    # How it stands.
    day = models.DateField(null=True, help_text="The team's day on which it was sent.")
    hour = models.PositiveSmallIntegerField(null=True, help_text="The team's hour, 0 to 23.")
    opened_at = models.DateTimeField(null=True)
    on_duty = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", db_index=False,
        help_text="The leader who was told.",
    )  # fmt: skip
    passes = models.PositiveSmallIntegerField(default=0, help_text="How often it was passed on.")
    claimed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    claimed_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True, help_text="When a leader first answered.")
    decided_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    outcome = models.CharField(max_length=11, choices=Outcome, blank=True)
    decision = models.CharField(max_length=500, blank=True, help_text="What was decided, in words.")
    ending = models.CharField(max_length=500, blank=True, help_text="How it ended.")
    left = models.CharField(max_length=7, choices=Left, blank=True)
    resolved_at = models.DateTimeField(null=True)
    reviewed_at = models.DateTimeField(null=True)
    reopened = models.PositiveSmallIntegerField(default=0)
    cause = models.ForeignKey(
        Cause, on_delete=models.PROTECT, null=True, related_name="escalations", db_index=False
    )
    avoidable = models.CharField(max_length=11, choices=Avoidable, blank=True)
    earlier = models.PositiveIntegerField(
        default=0, help_text="Earlier escalations of the same customer, when it was sent."
    )
    help = models.CharField(max_length=6, choices=Help, blank=True)
    help_line = models.CharField(max_length=300, blank=True)
    wants_break = models.BooleanField(
        default=False, help_text="The agent asked for a break and a word after it."
    )
    due_at = models.DateTimeField(null=True)
    pass_on_at = models.DateTimeField(null=True)
    due_soon_at = models.DateTimeField(null=True)
    overdue_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state="draft")
                | Q(
                    category__isnull=False, opened_at__isnull=False, day__isnull=False, hour__lte=23
                )
                & ~Q(about="")
                & ~Q(need=""),
                name="escalation_sent_is_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state="claimed")
                | Q(claimed_by__isnull=False, claimed_at__isnull=False),
                name="escalation_claimed_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["resolved", "reviewed"])
                | Q(resolved_at__isnull=False) & ~Q(outcome=""),
                name="escalation_resolved_has_an_outcome",
            ),
            models.CheckConstraint(
                condition=~Q(state="reviewed") | Q(reviewed_at__isnull=False) & ~Q(avoidable=""),
                name="escalation_reviewed_says_what_was_found",
            ),
        ]
        indexes: ClassVar = [
            # The queue: what waits, oldest promise first. Few rows of many.
            models.Index(
                fields=["team", "due_at"],
                condition=Q(state__in=["open", "claimed"]),
                name="escalation_waiting",
            ),
            # What a person logged, newest first, and their drafts.
            models.Index(fields=["logged_by", "state", "-id"], name="escalation_of_person"),
            # Lists and reports of teams over days: all that is counted, so that no row with its words is read.
            models.Index(
                fields=[
                    "team", "day", "category", "cause", "state", "outcome", "avoidable", "channel", "hour",
                    "earlier", "reopened", "opened_at", "answered_at", "id",
                ],
                name="escalation_reported",
            ),
            # What was declined lately speaks against raising a limit. Few rows of many.
            models.Index(
                fields=["day"], condition=Q(outcome="declined"), name="escalation_declined"
            ),
            # Earlier ones of the same customer.
            models.Index(
                fields=["reference_key", "-id"], condition=~Q(reference_key=""),
                name="escalation_same_customer",
            ),
            # What a leader has taken.
            models.Index(
                fields=["claimed_by"], condition=Q(state="claimed"), name="escalation_taken"
            ),
            # What somebody was asked to answer, or has taken, whatever became of it: with these all that a leader may
            # open is reached by indexes; a single way without one has the whole table read through.
            models.Index(
                fields=["on_duty"], condition=Q(on_duty__isnull=False), name="escalation_asked_of"
            ),
            models.Index(
                fields=["claimed_by"],
                condition=Q(claimed_by__isnull=False),
                name="escalation_taken_by",
            ),
            # How often a cause comes back.
            models.Index(
                fields=["cause", "day"], condition=Q(cause__isnull=False), name="escalation_cause"
            ),
            # What the clock still has to say; each minute it is asked for.
            models.Index(
                fields=["pass_on_at"], condition=Q(pass_on_at__isnull=False),
                name="escalation_pass_on",
            ),
            models.Index(
                fields=["due_soon_at"], condition=Q(due_soon_at__isnull=False),
                name="escalation_due_soon",
            ),
            models.Index(
                fields=["overdue_at"], condition=Q(overdue_at__isnull=False),
                name="escalation_overdue",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.pk}: {self.about or 'draft'}"


class Step(Sealed):
    """One entry of a timeline. `by` is nobody where the clock did it; `data` holds what the kind needs.

    `number` counts within the escalation, from 1, without gaps: two at once cannot both write the next.
    """

    class Kind(models.TextChoices):
        """What happened: the steps of the lifecycle, and what the clock says."""

        SEND = lifecycle.SEND, "Sent"
        RECORD = lifecycle.RECORD, "Noted"
        DECIDE_ALONE = lifecycle.DECIDE_ALONE, "Decided myself"
        CLAIM = lifecycle.CLAIM, "Taken"
        PASS_ON = lifecycle.PASS_ON, "Passed on"
        HAND_OVER = lifecycle.HAND_OVER, "Handed over"
        PUT_BACK = lifecycle.PUT_BACK, "Put back"
        DECIDE = lifecycle.DECIDE, "Decided"
        CALL_BACK = lifecycle.CALL_BACK, "Call back promised"
        NOT_REACHED = lifecycle.NOT_REACHED, "Could not reach"
        RESOLVE = lifecycle.RESOLVE, "Ended"
        WITHDRAW = lifecycle.WITHDRAW, "No longer needed"
        REVIEW = lifecycle.REVIEW, "Looked back on"
        REOPEN = lifecycle.REOPEN, "Opened again"
        NOTE = lifecycle.NOTE, "Note"
        AMEND = lifecycle.AMEND, "Amends"
        RATE = lifecycle.RATE, "How the help was"
        ASK_BREAK = lifecycle.ASK_BREAK, "Asked for a break"
        SEE_BREAK = lifecycle.SEE_BREAK, "Break agreed"
        DUE_SOON = "due_soon", "Promise nearly due"
        OVERDUE = "overdue", "Promise missed"

    escalation = models.ForeignKey(
        Escalation, on_delete=models.PROTECT, related_name="steps", db_index=False
    )
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=Kind)
    by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    at = models.DateTimeField()
    text = models.TextField(blank=True)
    data: models.JSONField[Any, Any] = models.JSONField(default=dict)

    objects = SealedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["escalation", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["escalation", "number"], name="step_once"),
        ]

    def __str__(self) -> str:
        return f"{self.escalation_id}.{self.number} {self.kind}"


class Promise(models.Model):
    """What a customer was told would happen by when. One is open at a time; the others are how it went.

    A promise is kept by what was promised, in time or late; `missed` is one that was let go late.
    """

    class State(models.TextChoices):
        """What became of it."""

        OPEN = "open", "Open"
        KEPT = "kept", "Kept"
        LATE = "late", "Kept, but late"
        BROKEN = "broken", "Not kept"
        REPLACED = "replaced", "Replaced by another"
        DROPPED = "dropped", "No longer needed"

    escalation = models.ForeignKey(Escalation, on_delete=models.PROTECT, related_name="promises")
    text = models.CharField(max_length=300)
    due_at = models.DateTimeField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    made_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    ended_at = models.DateTimeField(null=True)
    warned_at = models.DateTimeField(null=True, help_text="When it was said to be nearly due.")
    missed_at = models.DateTimeField(null=True, help_text="When it was said to be missed.")

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["escalation"], condition=Q(state="open"), name="promise_one_open"
            ),
            models.CheckConstraint(
                condition=Q(state="open", ended_at__isnull=True)
                | ~Q(state="open") & Q(ended_at__isnull=False),
                name="promise_over_has_an_end",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.text} by {self.due_at}"
