"""Ideas from anyone, and what came of each."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from teams.models import Team, User


class Idea(models.Model):
    """What could be better. A leader answers by `answer_by`, with a reason; done, it credits whose it was.

    Of a team, or, without one, of the whole organisation. `backed` counts its supporters, so that lists need
    not. `answer_by` is the promise in force: the first one, or the one made by whoever looks at it; then
    `first_promise` keeps the first. Agreed, the promise in force is `do_by`. From `remind_on` whoever is to keep
    it is reminded, once; `late_told_at` is when its lateness was said, once.
    `version` counts what changes how it stands, not what is said beside it. `search_text` is what a search looks
    through (`feedback.idea_search`).
    """

    class State(models.TextChoices):
        """Where it stands."""

        OPEN = "open", "Waits for an answer"
        CONSIDERED = "considered", "Being looked at"
        AGREED = "agreed", "We do it"
        DECLINED = "declined", "Not now"
        DONE = "done", "Done"

    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="ideas", db_index=False)
    team = models.ForeignKey(
        Team, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    title = models.CharField(max_length=120)
    words = models.TextField(blank=True)
    link_url = models.CharField(max_length=200, blank=True)
    link_label = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    backed = models.PositiveIntegerField(default=0)
    added_at = models.DateTimeField()
    answer_by = models.DateField()
    first_promise = models.DateField(
        null=True, blank=True, help_text="None while the promise in force is the first."
    )
    owner = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Who answers, or who does it.",
    )
    remind_on = models.DateField(null=True, blank=True, help_text="None once that is done.")
    late_told_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True, help_text="When first answered.")
    in_time = models.BooleanField(
        null=True, blank=True, help_text="Whether the first answer kept its promise."
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(max_length=500, blank=True)
    do_by = models.DateField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    came_of_it = models.CharField(max_length=500, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    search_text = models.TextField(blank=True, default="", editable=False)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["-added_at", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(title=""), name="idea_has_a_title"),
            models.CheckConstraint(
                condition=~Q(state__in=["agreed", "declined", "done"])
                | Q(decided_at__isnull=False, decided_by__isnull=False) & ~Q(reason=""),
                name="idea_decided_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(done_at__isnull=False), name="idea_done_when"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["state", "-added_at", "-id"], name="idea_state"),
            models.Index(fields=["team", "state", "-added_at"], name="idea_team"),
            models.Index(fields=["author", "-added_at"], name="idea_author"),
            # What waits for an answer, soonest promise first.
            models.Index(
                fields=["answer_by"],
                condition=Q(state__in=["open", "considered"], withdrawn_at__isnull=True),
                name="idea_promised",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Support(models.Model):
    """Somebody backs an idea; not its author."""

    idea = models.ForeignKey(Idea, on_delete=models.CASCADE, related_name="supporters")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["idea", "user"], name="support_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} backs {self.idea_id}"


class IdeaStep(models.Model):
    """What was said or decided about an idea, in order. Only added to: the database refuses anything else."""

    class Kind(models.TextChoices):
        """What happened."""

        SAID = "said", "Said"
        CONSIDERED = "considered", "Being looked at"
        AGREED = "agreed", "We do it"
        DECLINED = "declined", "Not now"
        DONE = "done", "Done"
        REOPENED = "reopened", "Opened again"
        EDITED = "edited", "Changed the words"

    idea = models.ForeignKey(Idea, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=10, choices=Kind)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    words = models.CharField(max_length=500, blank=True)
    by_when = models.DateField(
        null=True, blank=True, help_text="What was promised with it: an answer, or that it is done."
    )
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.idea_id}"


class EarlierWords(models.Model):
    """How an idea read until its author changed it in this step. Only added to, as the steps are."""

    step = models.OneToOneField(IdeaStep, on_delete=models.CASCADE, related_name="earlier")
    title = models.CharField(max_length=120)
    words = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.title
