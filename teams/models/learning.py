"""Learning paths: their steps, who was given which, what of it is done, and who helps whom."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from teams.models.organisation import Team
from teams.models.people import User


class LearningPath(models.Model):
    """What somebody learns, step by step: of a team, or, without one, of everybody.

    `opens` is what a leader's word that somebody is ready opens for them, by the name another app gave it
    (`teams.materials`); empty where finishing is all.
    """

    class Kind(models.TextChoices):
        """Who it is for."""

        NEWCOMERS = "newcomers", "Newcomers: they have it from their first day"
        EVERYONE = "everyone", "Everyone, one path after the other"
        NEED = "need", "Whoever needs it"

    name = models.CharField(max_length=80)
    why = models.CharField(max_length=300, help_text="What somebody can do afterwards.")
    kind = models.CharField(max_length=9, choices=Kind)
    team = models.ForeignKey(
        Team, on_delete=models.PROTECT, null=True, blank=True, related_name="learning_paths"
    )
    position = models.PositiveSmallIntegerField(
        default=0, help_text="Its place among those that everyone goes through."
    )
    opens = models.CharField(max_length=60, blank=True)
    made_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    made_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["name", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(name="") & ~Q(why=""), name="path_says_why"),
            models.UniqueConstraint(
                Lower("name"),
                condition=Q(team__isnull=True, archived_at__isnull=True),
                name="path_name_once_for_all",
            ),
            models.UniqueConstraint(
                Lower("name"),
                "team",
                condition=Q(team__isnull=False, archived_at__isnull=True),
                name="path_name_once_in_a_team",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class LearningStep(models.Model):
    """One step: words, a link, or a thing that another app keeps (`material`, `material_id`).

    Taken out after somebody has done it, it stays for them: `archived_at`.
    """

    path = models.ForeignKey(LearningPath, on_delete=models.PROTECT, related_name="steps")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    words = models.TextField(blank=True)
    link = models.CharField(max_length=300, blank=True)
    material = models.CharField(max_length=20, blank=True)
    material_id = models.BigIntegerField(null=True, blank=True)
    due_days = models.PositiveSmallIntegerField(help_text="So many days after the beginning.")
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["position", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(title=""), name="step_has_a_title"),
            models.CheckConstraint(
                condition=Q(material="", material_id__isnull=True)
                | (~Q(material="") & Q(material_id__isnull=False)),
                name="step_material_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class GivenPath(models.Model):
    """A path somebody has: from a day, from whom, why, and how far they are. One row a person and path, ever.

    `done_at` is when the last step was done; `finished_at` the same, or, where the path opens something, when a
    leader said that they are ready. `next_due_on` is the day of the first step still open, kept by the actions;
    `soon_told_for` and `late_told_for` are the days of which was told, so each is told of once.
    """

    class How(models.TextChoices):
        """How they came by it."""

        NEW = "new", "As a newcomer"
        SEQUENCE = "sequence", "As the next one"
        GIVEN = "given", "From a leader"
        OWN = "own", "Begun by themself"

    path = models.ForeignKey(
        LearningPath, on_delete=models.PROTECT, related_name="given", db_index=False
    )
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="learning")
    how = models.CharField(max_length=8, choices=How)
    given_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    given_at = models.DateTimeField()
    why = models.CharField(max_length=300, blank=True)
    begins_on = models.DateField()
    started_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    ended_at = models.DateTimeField(null=True, blank=True, help_text="When it was taken back.")
    next_due_on = models.DateField(null=True, blank=True)
    soon_told_for = models.DateField(null=True, blank=True)
    late_told_for = models.DateField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            # Given once, whoever joins, moves or presses twice. It also leads to all who have a path.
            models.UniqueConstraint(fields=["path", "person"], name="path_given_once"),
            models.CheckConstraint(
                condition=Q(finished_at__isnull=True) | Q(done_at__isnull=False),
                name="given_finished_is_done",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("person")),
                name="given_not_confirmed_by_oneself",
            ),
        ]
        indexes: ClassVar = [
            # What the sweep looks through.
            models.Index(
                fields=["next_due_on"],
                condition=Q(done_at__isnull=True, ended_at__isnull=True),
                name="given_due",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.path_id} for {self.person_id}"


class DoneStep(models.Model):
    """A step that somebody has done."""

    given = models.ForeignKey(
        GivenPath, on_delete=models.PROTECT, related_name="done_steps", db_index=False
    )
    step = models.ForeignKey(LearningStep, on_delete=models.PROTECT, related_name="done")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["given", "step"], name="step_done_once"),
        ]

    def __str__(self) -> str:
        return f"{self.step_id} of {self.given_id}"


class Pairing(models.Model):
    """A colleague who has finished a path is asked to stand by somebody who is on it."""

    class Answer(models.TextChoices):
        """What the colleague said."""

        OPEN = "", "Not answered yet"
        YES = "yes", "Yes"
        NO = "no", "Not now"

    given = models.ForeignKey(
        GivenPath, on_delete=models.PROTECT, related_name="pairings", db_index=False
    )
    colleague = models.ForeignKey(User, on_delete=models.PROTECT, related_name="pairings")
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    asked_at = models.DateTimeField()
    answer = models.CharField(max_length=3, choices=Answer, default=Answer.OPEN, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["given", "colleague"], name="pairing_once"),
        ]

    def __str__(self) -> str:
        return f"{self.colleague_id} beside {self.given_id}"


class LearningWish(models.Model):
    """What somebody asks their lead to learn: a path, or something in their own words."""

    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="learning_wishes")
    path = models.ForeignKey(
        LearningPath, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    words = models.CharField(max_length=300, blank=True)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    answer = models.CharField(max_length=300, blank=True)
    given = models.ForeignKey(
        GivenPath, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(words="") | Q(path__isnull=False), name="wish_says_what"
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True) | Q(given__isnull=False) | ~Q(answer=""),
                name="wish_answer_says_something",
            ),
        ]
        indexes: ClassVar = [
            # Those that wait.
            models.Index(
                fields=["person"], condition=Q(answered_at__isnull=True), name="wish_waits"
            ),
        ]

    def __str__(self) -> str:
        return self.words or str(self.path)
