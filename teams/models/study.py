"""What somebody would like to read or attend, what their leader said, and what they took from it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from teams import growth_rules as rules
from teams.models.people import User


class StudyRequest(models.Model):
    """A wish with a name: a book, a course, a visit. `version` counts its steps.

    `shared_at`: the person recommends it to the people of their teams, with what they took from it. `cost` is in
    the organisation's currency.
    """

    class Kind(models.TextChoices):
        """What one does with it."""

        READ = "read", "Read it"
        ATTEND = "attend", "Attend it"

    class State(models.TextChoices):
        """Where it stands."""

        ASKED = rules.ASKED, "Asked"
        TALK = rules.TALK, "Let us talk"
        YES = rules.YES, "Yes"
        NOT_NOW = rules.NOT_NOW, "Not now"
        DONE = rules.DONE, "Done"
        WITHDRAWN = rules.WITHDRAWN, "Taken back"

    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="study_requests")
    kind = models.CharField(max_length=6, choices=Kind)
    what = models.CharField(max_length=200)
    why = models.CharField(max_length=500)
    cost = models.DecimalField(max_digits=9, decimal_places=2, null=True, blank=True)
    on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=9, choices=State, default=State.ASKED)
    asked_at = models.DateTimeField()
    answered_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    took = models.CharField(max_length=600, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    shared_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(what="") & ~Q(why=""), name="study_says_why"),
            models.CheckConstraint(
                condition=Q(cost__isnull=True) | Q(cost__gte=0), name="study_cost_is_no_gain"
            ),
            models.CheckConstraint(
                condition=(Q(state=rules.DONE, done_at__isnull=False) & ~Q(took=""))
                | (~Q(state=rules.DONE) & Q(done_at=None, took="", shared_at=None)),
                name="study_done_says_what_was_taken",
            ),
            models.CheckConstraint(
                condition=Q(answered_by__isnull=True) | ~Q(answered_by=F("person")),
                name="study_not_answered_by_oneself",
            ),
        ]
        indexes: ClassVar = [
            # Those that wait for an answer. Few of many.
            models.Index(fields=["person"], condition=Q(state__in=rules.WAITS), name="study_waits"),
            # What is recommended, newest first.
            models.Index(
                fields=["-shared_at"], condition=Q(shared_at__isnull=False), name="study_shared"
            ),
        ]

    def __str__(self) -> str:
        return self.what


class StudyStep(models.Model):
    """A step of a request: who, when, to which state, in which words. Only ever added to; the database refuses else."""

    request = models.ForeignKey(StudyRequest, on_delete=models.PROTECT, related_name="steps")
    state = models.CharField(max_length=9, choices=StudyRequest.State)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    words = models.CharField(max_length=600, blank=True)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(state=rules.NOT_NOW) | ~Q(words=""), name="study_not_now_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.request_id}"
