"""The huddle: how a team begins its shift, and what it agreed there."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from teams.models.organisation import Team
from teams.models.people import User


class Huddle(models.Model):
    """A team's huddle of one of its days. While nobody has touched the draft there is no row.

    `speaker` shares what inspires them; `speaker_accepted` once a leader has said so. `version` counts what
    leaders change, not what others add.
    """

    class State(models.TextChoices):
        """Where it stands."""

        DRAFT = "draft", "Being prepared"
        READY = "ready", "Ready"
        HELD = "held", "Held"

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="huddles", db_index=False)
    day = models.DateField()
    state = models.CharField(max_length=5, choices=State, default=State.DRAFT)
    begun_at = models.DateTimeField()
    ready_at = models.DateTimeField(null=True, blank=True)
    ready_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    held_at = models.DateTimeField(null=True, blank=True)
    held_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    speaker = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    speaker_accepted = models.BooleanField(default=False)
    inspired = models.CharField(max_length=500, blank=True)
    call_to_action = models.CharField(max_length=300, blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["-day", "-id"]
        constraints: ClassVar = [
            # Also leads to a team's huddles, newest first.
            models.UniqueConstraint(fields=["team", "day"], name="huddle_once_a_day"),
            models.CheckConstraint(
                condition=~Q(state="held") | Q(held_at__isnull=False), name="huddle_held_when"
            ),
            models.CheckConstraint(
                condition=Q(speaker_accepted=False) | Q(speaker__isnull=False),
                name="huddle_accepts_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"Huddle of {self.team_id} on {self.day}"


class HuddlePart(models.Model):
    """One thing to be said. What may change hands later (a thanks, an idea) is kept by its `key` alone, and its
    words are asked for where it is shown; of figures the words of that morning stay.
    """

    class Kind(models.TextChoices):
        """What it is about."""

        COMPANY = "company", "The whole company"
        FOCUS = "focus", "Today’s focus"
        KUDOS = "kudos", "Kudos to read aloud"
        QUESTION = "question", "A question to the team"
        PROTOCOL = "protocol", "New in the playbook"

    huddle = models.ForeignKey(Huddle, on_delete=models.CASCADE, related_name="parts")
    kind = models.CharField(max_length=8, choices=Kind)
    position = models.PositiveSmallIntegerField(default=0)
    key = models.CharField(max_length=160)
    title = models.CharField(max_length=200, blank=True)
    words = models.CharField(max_length=600, blank=True)
    url = models.CharField(max_length=200, blank=True)
    chosen = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["huddle", "kind", "position"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["huddle", "kind", "position"], name="huddle_part_place"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.huddle_id}"


class HuddleEntry(models.Model):
    """What came up: a commitment with a name, an idea that went to the board (by its `key`), something added."""

    class Kind(models.TextChoices):
        """What it is."""

        COMMITMENT = "commitment", "Somebody takes it on"
        IDEA = "idea", "An idea"
        SAID = "said", "Added"

    huddle = models.ForeignKey(Huddle, on_delete=models.CASCADE, related_name="entries")
    kind = models.CharField(max_length=10, choices=Kind)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    whose = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        help_text="Who takes it on.",
    )
    words = models.CharField(max_length=300, blank=True)
    key = models.CharField(max_length=160, blank=True)
    at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(kind="commitment") | Q(whose__isnull=False),
                name="huddle_commitment_has_a_name",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.huddle_id}"


class HuddlePerson(models.Model):
    """Who was there, and who was not."""

    huddle = models.ForeignKey(Huddle, on_delete=models.CASCADE, related_name="people")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    is_here = models.BooleanField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["huddle", "user"], name="huddle_person_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} at {self.huddle_id}"


class HuddleReaction(models.Model):
    """Somebody who read it says so: nothing more is asked of those who were off shift."""

    huddle = models.ForeignKey(Huddle, on_delete=models.CASCADE, related_name="reactions")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["huddle", "user"], name="huddle_reaction_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} read {self.huddle_id}"
