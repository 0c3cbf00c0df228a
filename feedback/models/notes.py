"""What is private between two people, or to one: coaching notes, difficult talks, and their release.

Nothing of these stands in the record of changes but that, when and by whom: never a word of them. They are
not in the admin site, in no search, feed, export or mail.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from goals.models import Goal
from teams.models import User


class CoachingNote(models.Model):
    """Situation, behaviour, effect, next step. Its author's alone until `shared_at`, then also the person's.

    Once shared it cannot be unshared; the author may delete it, and an edit keeps what stood before.
    """

    class Tone(models.TextChoices):
        """What it is for its author's own balance; the person does not see it."""

        PRAISE = "praise", "Something to keep"
        CORRECT = "correct", "Something to change"

    author = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="notes_written", db_index=False
    )
    person = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="notes_about", db_index=False
    )
    situation = models.TextField()
    behaviour = models.TextField(blank=True)
    effect = models.TextField(blank=True)
    next_step = models.TextField(blank=True)
    tone = models.CharField(max_length=7, choices=Tone, blank=True)
    goal = models.ForeignKey(
        Goal, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    follow_up_on = models.DateField(null=True, blank=True)
    followed_up_at = models.DateTimeField(null=True, blank=True)
    came_of_it = models.TextField(blank=True, help_text="What came of the next step.")
    written_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True, blank=True)
    shared_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["-written_at", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(author=F("person")), name="note_about_another"),
            models.CheckConstraint(condition=~Q(situation=""), name="note_says_something"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["author", "person", "-written_at"], name="note_of_author"),
            models.Index(
                fields=["person", "-written_at"],
                condition=Q(shared_at__isnull=False),
                name="note_shared_with",
            ),
            # What still is to be followed up, for the reminder.
            models.Index(
                fields=["follow_up_on"],
                condition=Q(follow_up_on__isnull=False, followed_up_at__isnull=True),
                name="note_to_follow_up",
            ),
        ]

    def __str__(self) -> str:
        # Never its words: this stands in error pages and logs.
        return f"note {self.pk}"


class NoteEdit(models.Model):
    """What a shared note said before its author changed it; both see it."""

    note = models.ForeignKey(CoachingNote, on_delete=models.CASCADE, related_name="edits")
    situation = models.TextField()
    behaviour = models.TextField(blank=True)
    effect = models.TextField(blank=True)
    next_step = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"edit of note {self.note_id}"


class Talk(models.Model):
    """A difficult talk: what is expected, what was agreed, what came of it. Opened only when it is needed.

    Its author's alone until it is shared with the person; then both read all of it but `own_words`, which
    stay the author's.
    """

    class Outcome(models.TextChoices):
        """How it ended."""

        BETTER = "better", "It is better now"
        PARTLY = "partly", "Partly, we go on"
        NOT = "not", "It did not get better"
        ELSE = "else", "It turned out otherwise"

    author = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="talks_opened", db_index=False
    )
    person = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="talks_about", db_index=False
    )
    about = models.CharField(max_length=200)
    seen = models.TextField(blank=True, help_text="What happened, as facts.")
    expectation = models.TextField(help_text="What is expected from now on.")
    own_words = models.TextField(blank=True, help_text="For the author alone, always.")
    follow_up_on = models.DateField(null=True, blank=True)
    followed_up_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=6, choices=Outcome, blank=True)
    outcome_words = models.TextField(blank=True)
    opened_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True, blank=True)
    shared_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["-opened_at", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(author=F("person")), name="talk_about_another"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | ~Q(outcome=""), name="talk_closed_says_how"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["author", "person", "-opened_at"], name="talk_of_author"),
            models.Index(
                fields=["person", "-opened_at"],
                condition=Q(shared_at__isnull=False),
                name="talk_shared_with",
            ),
            models.Index(
                fields=["follow_up_on"],
                condition=Q(follow_up_on__isnull=False, followed_up_at__isnull=True),
                name="talk_to_follow_up",
            ),
        ]

    def __str__(self) -> str:
        return f"talk {self.pk}"


class TalkStep(models.Model):
    """Something agreed in a difficult talk: by whom, until when, done when. Never changed, only done or dropped."""

    talk = models.ForeignKey(Talk, on_delete=models.CASCADE, related_name="steps")
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    words = models.CharField(max_length=300)
    due_on = models.DateField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"step {self.pk} of talk {self.talk_id}"


class Release(models.Model):
    """A note or talk that one of the two let a third person read, until a day, for a reason.

    Only what is shared with the person can be released: nobody reads about somebody what they may not read
    themselves. Both see this entry for good; it is only ever added, and at most ended (`ended_at`). So what was
    released is never deleted.
    """

    note = models.ForeignKey(
        CoachingNote, on_delete=models.PROTECT, null=True, blank=True, related_name="releases"
    )
    talk = models.ForeignKey(
        Talk, on_delete=models.PROTECT, null=True, blank=True, related_name="releases"
    )
    to = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300)
    at = models.DateTimeField()
    until = models.DateField(help_text="The last day on which they may read it.")
    ended_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True, help_text="When they first read it.")

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(note__isnull=True, talk__isnull=False)
                | Q(note__isnull=False, talk__isnull=True),
                name="release_of_one_thing",
            ),
            models.CheckConstraint(condition=~Q(to=F("by")), name="release_to_a_third"),
            models.CheckConstraint(condition=~Q(reason=""), name="release_says_why"),
        ]

    def __str__(self) -> str:
        return f"release {self.pk}"
