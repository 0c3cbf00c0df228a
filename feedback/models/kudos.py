"""Thanks: who thanks whom for what, and what others add to it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from feedback.models.praise import Praise
from goals.models import Goal
from teams.models import Team, User


class Strength(models.Model):
    """What somebody is thanked for, in a few words: `Listened first`. A tag on kudos, and a theme of the wall."""

    name = models.CharField(max_length=40)
    slug = models.SlugField(max_length=50, unique=True)
    position = models.PositiveSmallIntegerField(default=0)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["position", "name"]
        constraints: ClassVar = [
            models.UniqueConstraint(Lower("name"), name="strength_name_is_one_in_any_case"),
        ]

    def __str__(self) -> str:
        return self.name


class Visibility(models.TextChoices):
    """Who may read a kudos beside the two."""

    PUBLIC = "public", "Everyone"
    TEAM = "team", "The team"
    PRIVATE = "private", "Only the two of you"


class Kudos(models.Model):
    """A thanks. `words` is what everybody reads; the three parts are what the form's helper found in it, or
    what a program gave apart.

    `team` is whose it is: the recipients' (the author's, where theirs differ), whose people read it when it
    is for the team. `to_team` thanks a whole team: its people of that moment are the recipients. `saw` counts
    who saw it too, so that the wall need not. Taken back within the minute, it is as if it had never been.
    `link_url` and `link_label` point at what it rests on in another app.
    """

    author = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="kudos_given", db_index=False
    )
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+", db_index=False)
    to_team = models.ForeignKey(
        Team, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    words = models.TextField()
    moment = models.CharField(max_length=300, blank=True)
    act = models.CharField(max_length=500, blank=True)
    effect = models.CharField(max_length=500, blank=True)
    visibility = models.CharField(max_length=7, choices=Visibility, default=Visibility.TEAM)
    strengths: models.ManyToManyField[Strength, Strength] = models.ManyToManyField(
        Strength, related_name="kudos", blank=True
    )
    goal = models.ForeignKey(
        Goal, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    praise = models.ForeignKey(
        Praise, on_delete=models.PROTECT, null=True, blank=True, related_name="kudos"
    )
    link_url = models.CharField(max_length=200, blank=True)
    link_label = models.CharField(max_length=120, blank=True)
    saw = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=0, help_text="Counts the edits.")
    shared_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True, blank=True)
    taken_back_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-shared_at", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(words=""), name="kudos_says_something"),
        ]
        indexes: ClassVar = [
            # The wall, newest first: everybody's, a team's, one author's.
            models.Index(
                fields=["-shared_at", "-id"],
                condition=Q(visibility="public", taken_back_at__isnull=True),
                name="kudos_public",
            ),
            models.Index(fields=["team", "-shared_at", "-id"], name="kudos_team"),
            models.Index(fields=["author", "-shared_at", "-id"], name="kudos_author"),
        ]

    def __str__(self) -> str:
        # Never its words: they may be for two alone, and this stands in logs.
        return f"Kudos {self.pk}"


class Recipient(models.Model):
    """Somebody who was thanked. `shared_at` repeats the kudos' own, so that when each person was last thanked is
    one look into an index. `hidden_at`: they keep it to themselves; wall, huddle and screens leave it out.
    `apart`: thanked beside a whole team that they are not in, and so named.
    """

    kudos = models.ForeignKey(Kudos, on_delete=models.CASCADE, related_name="recipients")
    user = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="kudos_received", db_index=False
    )
    shared_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    hidden_at = models.DateTimeField(null=True, blank=True)
    apart = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kudos", "user"], name="recipient_once"),
        ]
        indexes: ClassVar = [
            # "For me", and when somebody was last thanked.
            models.Index(fields=["user", "-shared_at"], name="recipient_latest"),
        ]

    def __str__(self) -> str:
        return f"{self.kudos_id} to {self.user_id}"


class Saw(models.Model):
    """Somebody says "I saw this too": neither the author's nor a recipient's to say."""

    kudos = models.ForeignKey(Kudos, on_delete=models.CASCADE, related_name="sightings")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kudos", "user"], name="saw_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} saw {self.kudos_id}"


class Reply(models.Model):
    """What somebody who may read it says beneath a kudos. `hidden_at`: somebody thanked keeps it from others;
    `taken_back_at`: whoever wrote it does not say it any more, and nobody reads it.
    """

    kudos = models.ForeignKey(Kudos, on_delete=models.CASCADE, related_name="replies")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    words = models.CharField(max_length=500)
    at = models.DateTimeField()
    hidden_at = models.DateTimeField(null=True, blank=True)
    taken_back_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"Reply {self.pk} to kudos {self.kudos_id}"


class KudosEdit(models.Model):
    """What a kudos said before it was changed. Readers see that, and what, was changed."""

    kudos = models.ForeignKey(Kudos, on_delete=models.CASCADE, related_name="edits")
    words = models.TextField()
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.kudos_id} at {self.at}"


class Snooze(models.Model):
    """A leader has a reason not to be asked to thank somebody until a day. For their own list alone."""

    leader = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    until = models.DateField()
    reason = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["leader", "person"], name="snooze_once"),
            models.CheckConstraint(
                condition=~Q(leader=F("person")), name="snooze_is_about_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} until {self.until}"
