"""Tasks that a leader hands over, and what is said about each until it is done."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from feedback.models.kudos import Strength
from feedback.models.one_to_ones import Wish
from teams.models import Team, User


class Rhythm(models.TextChoices):
    """Which check-ins whoever holds a task chose."""

    NONE = "none", "None: I come when there is something"
    WEEKLY = "weekly", "Once a week"
    HALFWAY = "halfway", "Once, at half-way"
    OWN = "own", "On days of my own"


class Going(models.TextChoices):
    """What a check-in says."""

    WELL = "well", "Going well"
    NEED = "need", "I need something"
    DONE = "done", "Done"


class DelegatedTask(models.Model):
    """What a leader offers somebody to take on: what, why it matters, what they decide alone, by when.

    `strength` or `wish` is what of theirs it fits. What they chose of check-ins is `rhythm` with `own_days` (ISO
    dates), counted from `planned_from`; `next_on` is the next of them and `told_for` the one they were last told of.
    `needs_since` is set while an "I need something" waits for an answer. `version` counts every step.
    """

    class State(models.TextChoices):
        """Where it stands."""

        OFFERED = "offered", "Waits for an answer"
        DISCUSSED = "discussed", "A change is asked for"
        TAKEN = "taken", "Under way"
        REPORTED = "reported", "Done, to be looked at"
        CLOSED = "closed", "Done"
        DECLINED = "declined", "Not this time"
        GIVEN_BACK = "given_back", "Given back"
        WITHDRAWN = "withdrawn", "Taken back"

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+", db_index=False)
    by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="tasks_given", db_index=False
    )
    to = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="tasks_held", db_index=False
    )
    what = models.CharField(max_length=120)
    why = models.CharField(max_length=500)
    decide_alone = models.CharField(max_length=500, blank=True)
    strength = models.ForeignKey(
        Strength, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    wish = models.ForeignKey(
        Wish, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    due_on = models.DateField()
    state = models.CharField(max_length=10, choices=State, default=State.OFFERED)
    offered_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True, blank=True)
    rhythm = models.CharField(max_length=7, choices=Rhythm, default=Rhythm.NONE)
    own_days = models.JSONField(default=list, blank=True)
    planned_from = models.DateField(null=True, blank=True)
    last_in_on = models.DateField(null=True, blank=True)
    next_on = models.DateField(null=True, blank=True)
    told_for = models.DateField(null=True, blank=True)
    needs_since = models.DateTimeField(null=True, blank=True)
    came_of_it = models.CharField(max_length=500, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(by=F("to")), name="task_between_two"),
            models.CheckConstraint(
                condition=~Q(what="") & ~Q(why=""), name="task_says_what_and_why"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["closed", "declined", "given_back", "withdrawn"])
                | Q(ended_at__isnull=False),
                name="task_ended_when",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["taken", "reported", "closed", "given_back"])
                | Q(taken_at__isnull=False),
                name="task_taken_when",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | ~Q(came_of_it=""), name="task_says_what_came_of_it"
            ),
        ]
        indexes: ClassVar = [
            # What somebody holds, what they gave, what there is in a team; newest first.
            models.Index(fields=["to", "-id"], name="task_held"),
            models.Index(fields=["by", "-id"], name="task_given"),
            models.Index(fields=["team", "-id"], name="task_of_team"),
            # Whose check-in is due.
            models.Index(fields=["next_on"], condition=Q(state="taken"), name="task_next"),
        ]

    def __str__(self) -> str:
        # Never what it is: that is between a few, and this stands in logs.
        return f"task {self.pk}"


class TaskStep(models.Model):
    """What was said or done about a task, in order. Only added to: the database refuses anything else."""

    class Kind(models.TextChoices):
        """What happened."""

        ACCEPTED = "accepted", "Took it on"
        ASKED = "asked", "Asked for a change"
        DECLINED = "declined", "Said no, not this time"
        REVISED = "revised", "Changed the offer"
        CHECKED = "checked", "Checked in"
        PLANNED = "planned", "Chose other check-ins"
        ANSWERED = "answered", "Answered"
        CARRIED_ON = "carried_on", "Asked for something more"
        CLOSED = "closed", "Closed it"
        GIVEN_BACK = "given_back", "Gave it back"
        WITHDRAWN = "withdrawn", "Took it back"

    task = models.ForeignKey(DelegatedTask, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=10, choices=Kind)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    going = models.CharField(
        max_length=4, choices=Going, blank=True, help_text="What a check-in says."
    )
    words = models.CharField(max_length=500, blank=True)
    by_when = models.DateField(null=True, blank=True, help_text="Another day it is to be done by.")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.task_id}"
