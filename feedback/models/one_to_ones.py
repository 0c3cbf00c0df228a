"""Talks between a leader and a person that come round: what both bring, agree and promise."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from feedback.models.kudos import Strength
from teams.models import User


class Series(models.Model):
    """A leader and a person who talk every so many weeks, until it ends. One running series for the two."""

    leader = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="series_led", db_index=False
    )
    person = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="series_with", db_index=False
    )
    every_weeks = models.PositiveSmallIntegerField(default=2)
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "series"
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(leader=F("person")), name="series_between_two"),
            models.CheckConstraint(
                condition=Q(every_weeks__gte=1, every_weeks__lte=26), name="series_every_weeks"
            ),
            models.UniqueConstraint(
                fields=["leader", "person"],
                condition=Q(ended_at__isnull=True),
                name="series_one_running",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["person", "-id"], name="series_of_person"),
        ]

    def __str__(self) -> str:
        return f"series {self.pk}"


class Meeting(models.Model):
    """One booking of a series: when, whether it was held, and what both may read of it afterwards."""

    class State(models.TextChoices):
        """What became of it."""

        BOOKED = "booked", "Booked"
        HELD = "held", "Held"
        CANCELLED = "cancelled", "Cancelled"

    series = models.ForeignKey(
        Series, on_delete=models.PROTECT, related_name="meetings", db_index=False
    )
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(default=30)
    state = models.CharField(max_length=9, choices=State, default=State.BOOKED)
    booked_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="When it was booked, or moved last: nobody is reminded of news.",
    )
    held_at = models.DateTimeField(null=True, blank=True)
    moved = models.PositiveSmallIntegerField(default=0, help_text="How often it was moved.")
    cancelled_why = models.CharField(max_length=200, blank=True)
    summary = models.TextField(blank=True, help_text="What both remember of it; both may write.")
    version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["-starts_at", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(state="held") | Q(held_at__isnull=False), name="meeting_held_when"
            ),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | ~Q(cancelled_why=""),
                name="meeting_cancelled_why",
            ),
            # The next one: a series has one booking at a time.
            models.UniqueConstraint(
                fields=["series"], condition=Q(state="booked"), name="meeting_next_is_one"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["series", "-starts_at"], name="meeting_of_series"),
            # What is on today, and reminders.
            models.Index(fields=["starts_at"], condition=Q(state="booked"), name="meeting_coming"),
        ]

    def __str__(self) -> str:
        return f"one-to-one {self.pk}"


class Point(models.Model):
    """Something one of the two wants to talk about. Not talked about, it comes along to the next."""

    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="points")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    words = models.CharField(max_length=300)
    link_url = models.CharField(max_length=200, blank=True)
    added_at = models.DateTimeField()
    talked_in = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="points"
    )
    dropped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"point {self.pk}"


class Agreement(models.Model):
    """What one of the two promised the other, by when. Open ones come along until done or let go with a word."""

    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="agreements")
    made_in = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="agreements"
    )
    owner = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="agreements", db_index=False
    )
    words = models.CharField(max_length=300)
    due_on = models.DateField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    done_at = models.DateTimeField(null=True, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True)
    dropped_why = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["due_on", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(done_at__isnull=True) | Q(dropped_at__isnull=True),
                name="agreement_done_or_dropped",
            ),
            models.CheckConstraint(
                condition=Q(dropped_at__isnull=True) | ~Q(dropped_why=""),
                name="agreement_dropped_says_why",
            ),
        ]
        indexes: ClassVar = [
            # What somebody still owes, and reminders.
            models.Index(
                fields=["owner", "due_on"],
                condition=Q(done_at__isnull=True, dropped_at__isnull=True),
                name="agreement_open",
            ),
        ]

    def __str__(self) -> str:
        return f"agreement {self.pk}"


class PrivateNote(models.Model):
    """What one of the two writes beside a series for their own eyes, always: circumstances, what to remember."""

    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="private_notes")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    words = models.TextField(blank=True)
    edited_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["series", "author"], name="private_note_one_each"),
        ]

    def __str__(self) -> str:
        return f"private note {self.pk}"


class Wish(models.Model):
    """What a person is good at, wants to grow in, or wants to work on: their own words, for them and their leads.

    What they wrote themself may be about one of the organisation's strengths, and with `for_team` the people of
    their teams read it as well: nobody else can say either of it.
    """

    class Kind(models.TextChoices):
        """What it is about."""

        GOOD_AT = "good_at", "Good at"
        GROW_IN = "grow_in", "Wants to grow in"
        WORK_ON = "work_on", "Wants to work on"
        NEEDS = "needs", "Needs to work well"

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="wishes")
    kind = models.CharField(max_length=7, choices=Kind)
    words = models.CharField(max_length=200)
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    strength = models.ForeignKey(
        Strength, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    for_team = models.BooleanField(default=False)

    class Meta:
        verbose_name_plural = "wishes"
        ordering: ClassVar = ["kind", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(for_team=False, strength__isnull=True) | Q(added_by=F("person")),
                name="wish_shared_by_whose_it_is",
            ),
            # What somebody needs stays between them and who leads them.
            models.CheckConstraint(
                condition=Q(for_team=False) | ~Q(kind="needs"), name="wish_needs_are_not_shared"
            ),
        ]

    def __str__(self) -> str:
        return f"wish {self.pk}"
