"""How somebody grows as a leader: skills in described levels, where they place themself, what they work on now.

All of it is the person's own. The way to it is `permissions/growth.py`, and there is no other.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from teams.models.people import Membership, User

LEVELS = (1, 2, 3, 4)
_LEVEL = Q(level__gte=LEVELS[0], level__lte=LEVELS[-1])


class LeaderSkill(models.Model):
    """A skill of those who lead: its place in the list. What it says is in its words, of which the newest count."""

    position = models.PositiveSmallIntegerField()
    made_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["position", "id"]

    def __str__(self) -> str:
        return f"skill {self.pk}"


class LeaderSkillWords(models.Model):
    """What a skill is called and what its four levels are, from one rewording to the next.

    Never changed: whoever placed themself did so by these words, and their place is shown by them.
    """

    skill = models.ForeignKey(LeaderSkill, on_delete=models.PROTECT, related_name="words")
    is_current = models.BooleanField(default=True)
    name = models.CharField(max_length=60)
    about = models.CharField(max_length=200)
    level_1 = models.CharField(max_length=200)
    level_2 = models.CharField(max_length=200)
    level_3 = models.CharField(max_length=200)
    level_4 = models.CharField(max_length=200)
    by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["skill"], condition=Q(is_current=True), name="skill_has_one_wording"
            ),
            models.CheckConstraint(
                condition=~Q(name="")
                & ~Q(level_1="")
                & ~Q(level_2="")
                & ~Q(level_3="")
                & ~Q(level_4=""),
                name="skill_says_what",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def levels(self) -> tuple[str, str, str, str]:
        """The four, from the first to the last."""
        return self.level_1, self.level_2, self.level_3, self.level_4


class Placing(models.Model):
    """Where somebody placed themself, in a sentence and with what they did. Only ever added to: then stays beside now."""

    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    skill = models.ForeignKey(
        LeaderSkill, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    by_words = models.ForeignKey(
        LeaderSkillWords, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    level = models.PositiveSmallIntegerField()
    words = models.CharField(max_length=300)
    example = models.CharField(max_length=600)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=_LEVEL, name="placing_at_a_level"),
            models.CheckConstraint(
                condition=~Q(words="") & ~Q(example=""), name="placing_says_why"
            ),
        ]
        indexes: ClassVar = [
            # A person's own, skill by skill, the newest first.
            models.Index(fields=["person", "skill", "-id"], name="placing_of_person"),
        ]

    def __str__(self) -> str:
        return f"placing {self.pk}"


class LeaderView(models.Model):
    """How somebody's leader sees them in a skill, where they were asked to look. For the two of them."""

    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    skill = models.ForeignKey(
        LeaderSkill, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    by_words = models.ForeignKey(
        LeaderSkillWords, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    level = models.PositiveSmallIntegerField()
    words = models.CharField(max_length=300)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=_LEVEL, name="view_at_a_level"),
            models.CheckConstraint(condition=~Q(words=""), name="view_says_why"),
            models.CheckConstraint(condition=~Q(by=F("person")), name="view_of_somebody_else"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["person", "skill", "-id"], name="view_of_person"),
        ]

    def __str__(self) -> str:
        return f"view {self.pk}"


class GrowthShare(models.Model):
    """Somebody lets a leader of theirs see where they place themself, or what they work on, or both.

    It holds while both memberships by which the one leads the other hold. Whoever comes to lead them again, later
    or elsewhere, is asked anew: `permissions.growth.shares_with` looks.
    """

    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    leader = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    held = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+", db_index=False)
    leads = models.ForeignKey(
        Membership, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    skills = models.BooleanField(default=False)
    focus = models.BooleanField(default=False)
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "leader"], condition=Q(ended_at=None), name="growth_shared_once"
            ),
            models.CheckConstraint(
                condition=~Q(leader=F("person")), name="growth_shared_with_somebody_else"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=False) | Q(skills=True) | Q(focus=True),
                name="growth_shares_something",
            ),
        ]

    def __str__(self) -> str:
        return f"share {self.pk}"


class Focus(models.Model):
    """The one skill somebody works on now: what they do, until when, how they will notice; and what came of it."""

    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    by_words = models.ForeignKey(
        LeaderSkillWords, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    doing = models.CharField(max_length=300)
    until = models.DateField()
    sign = models.CharField(max_length=300)
    begun_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    came_of_it = models.CharField(max_length=600, blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name_plural = "foci"
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(closed_at=None), name="focus_is_one"
            ),
            models.CheckConstraint(condition=~Q(doing="") & ~Q(sign=""), name="focus_says_what"),
            models.CheckConstraint(
                condition=Q(closed_at=None, came_of_it="")
                | (Q(closed_at__isnull=False) & ~Q(came_of_it="")),
                name="focus_closed_says_what_came",
            ),
        ]

    def __str__(self) -> str:
        return f"focus {self.pk}"


class FocusNote(models.Model):
    """How it goes: a check-in with oneself."""

    focus = models.ForeignKey(Focus, on_delete=models.PROTECT, related_name="notes")
    at = models.DateTimeField()
    words = models.CharField(max_length=300)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(words=""), name="focus_note_says_something"),
        ]

    def __str__(self) -> str:
        return f"note {self.pk}"
