"""The playbook: what to do in a common situation, in versions that people have read and agreed to."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from escalations.models.cases import Escalation
from escalations.models.categories import Category
from goals.models.fields import FixedField
from teams.models import User


class Protocol(models.Model):
    """What to do in one situation. What it says stands in its versions; the last published one holds.

    `owner` looks after it and is reminded at `review_on`.
    """

    title = models.CharField(max_length=120)
    slug = models.SlugField(max_length=120, unique=True)
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="protocols")
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    review_on = models.DateField()
    created_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["title"]

    def __str__(self) -> str:
        return self.title


class ProtocolVersion(models.Model):
    """What a protocol says from `published_at` on; a draft before. A published version never changes.

    `situation` says when it applies, in customers' words too: search looks there.
    """

    protocol = models.ForeignKey(Protocol, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    situation = models.TextField(help_text="When it applies, and what customers say then.")
    change = models.CharField(max_length=300, help_text="What is new, in a sentence.")
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    from_case = models.ForeignKey(
        Escalation, on_delete=models.PROTECT, null=True, related_name="protocol_versions"
    )

    class Meta:
        ordering: ClassVar = ["protocol", "-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["protocol", "number"], name="protocol_version_once"),
            models.UniqueConstraint(
                fields=["protocol"],
                condition=Q(published_at__isnull=True),
                name="protocol_one_draft",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.protocol_id} version {self.number}"


class ProtocolLine(models.Model):
    """A line of a version. A line that is one's to decide may rest on a limit, which gives its amount by level."""

    class Kind(models.TextChoices):
        """Whose it is to decide."""

        YOURS = "yours", "Yours to decide"
        ASK = "ask", "Ask first"
        NEVER = "never", "Not ours to bend"

    version = models.ForeignKey(ProtocolVersion, on_delete=models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=5, choices=Kind)
    text = models.CharField(max_length=200)
    limit = models.ForeignKey(
        "escalations.Limit", on_delete=models.PROTECT, null=True, blank=True, related_name="lines"
    )
    from_level = models.PositiveSmallIntegerField(
        default=0, help_text="Below that level it is to be asked first."
    )

    class Meta:
        ordering: ClassVar = ["version", "position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["version", "position"], name="protocol_line_place"),
            models.CheckConstraint(
                condition=Q(kind="yours") | Q(from_level=0), name="protocol_line_level_is_for_yours"
            ),
        ]

    def __str__(self) -> str:
        return self.text


class HelpfulWords(models.Model):
    """Words that have helped, and whose they are. `used` counts the times somebody said they used them."""

    protocol = models.ForeignKey(Protocol, on_delete=models.CASCADE, related_name="words")
    text = models.CharField(max_length=300)
    whose = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    from_case = models.ForeignKey(
        Escalation, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["protocol", "text"], name="helpful_words_once"),
        ]

    def __str__(self) -> str:
        return self.text


class WordsUsed(models.Model):
    """Somebody says that these words helped them, once a day each."""

    words = models.ForeignKey(HelpfulWords, on_delete=models.CASCADE, related_name="uses")
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["words", "person", "day"], name="words_used_once_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.words_id} by {self.person_id}"


class Confirmation(models.Model):
    """Somebody has read a version and agreed to it, on a day; a year later they are asked again."""

    version = models.ForeignKey(
        ProtocolVersion, on_delete=models.PROTECT, related_name="confirmations"
    )
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["version", "person", "day"], name="confirmed_once_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} to {self.version_id}"


class ProtocolQuestion(models.Model):
    """What somebody asks before they agree, and what the owner answers."""

    version = models.ForeignKey(ProtocolVersion, on_delete=models.PROTECT, related_name="questions")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    text = models.CharField(max_length=500)
    at = models.DateTimeField()
    answer = models.CharField(max_length=500, blank=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return self.text


class Limit(models.Model):
    """Something that may be given up to an amount: "Refund the delivery charge", in one category."""

    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="limits")
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=11, help_text="What kind of amends it bounds.")
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["category", "name"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["category", "name"], name="limit_once_a_category"),
        ]

    def __str__(self) -> str:
        return self.name


class LimitAmount(models.Model):
    """Up to how much, for an authority level, since when and why. The row set last holds.

    Level 4 is that of supervisors, 5 of managers; nobody at that level or below it without a row may give any.
    """

    limit = models.ForeignKey(Limit, on_delete=models.CASCADE, related_name="amounts")
    level = models.PositiveSmallIntegerField()
    amount = FixedField()
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    set_at = models.DateTimeField()
    reason = models.CharField(max_length=300)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(amount__gte=0, level__lte=5) & ~Q(reason=""), name="limit_amount_is_one"
            ),
        ]

    def __str__(self) -> str:
        return f"level {self.level}: {self.amount}"
