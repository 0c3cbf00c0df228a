"""Appraisals: from a template of described levels to a picture that both sign."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from teams.models import Role, User

LEVELS = (1, 2, 3, 4)
"""From `not yet` to `helps others do it`; what each means is described for every competency."""


class JobProfile(models.Model):
    """What a role needs: actions, and attitudes. Appraisals draw on it."""

    name = models.CharField(max_length=80, unique=True)
    role = models.CharField(max_length=13, choices=Role, default=Role.AGENT)
    purpose = models.CharField(max_length=300, blank=True)
    edited_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class ProfileLine(models.Model):
    """One action or attitude of a job profile."""

    class Kind(models.TextChoices):
        """Which of the two it is."""

        ACTION = "action", "What one does"
        ATTITUDE = "attitude", "How one is"

    profile = models.ForeignKey(JobProfile, on_delete=models.CASCADE, related_name="lines")
    kind = models.CharField(max_length=8, choices=Kind)
    words = models.CharField(max_length=200)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["kind", "position", "id"]

    def __str__(self) -> str:
        return self.words


class Template(models.Model):
    """What an appraisal looks at. Once a cycle uses it, it stays as it is; a changed one is a new version."""

    name = models.CharField(max_length=80)
    number = models.PositiveSmallIntegerField(default=1, help_text="Its version, from 1.")
    profile = models.ForeignKey(
        JobProfile, on_delete=models.PROTECT, null=True, blank=True, related_name="templates"
    )
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["name", "-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["name", "number"], name="template_version_is_one"),
        ]

    def __str__(self) -> str:
        return f"{self.name}, version {self.number}"


class Competency(models.Model):
    """Something looked at, with what each of the four levels looks like in practice."""

    template = models.ForeignKey(Template, on_delete=models.CASCADE, related_name="competencies")
    name = models.CharField(max_length=80)
    about = models.CharField(max_length=300, blank=True)
    level_1 = models.CharField(max_length=300)
    level_2 = models.CharField(max_length=300)
    level_3 = models.CharField(max_length=300)
    level_4 = models.CharField(max_length=300)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name_plural = "competencies"
        ordering: ClassVar = ["position", "id"]

    def __str__(self) -> str:
        return self.name

    def described(self, level: int) -> str:
        """What a level looks like. Raises KeyError for one that there is not."""
        return {1: self.level_1, 2: self.level_2, 3: self.level_3, 4: self.level_4}[level]


class Cycle(models.Model):
    """A round of appraisals for teams, from a template, with its dates."""

    name = models.CharField(max_length=80)
    template = models.ForeignKey(Template, on_delete=models.PROTECT, related_name="cycles")
    covers_from = models.DateField()
    covers_until = models.DateField(help_text="Last day that it looks back on.")
    self_by = models.DateField(help_text="Until when people write theirs.")
    leader_by = models.DateField(help_text="Until when leaders write theirs.")
    sign_by = models.DateField(help_text="Until when it is talked about and signed.")
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-sign_by", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(covers_until__gte=F("covers_from"))
                & Q(leader_by__gte=F("self_by"))
                & Q(sign_by__gte=F("leader_by")),
                name="cycle_dates_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Appraisal(models.Model):
    """One person's appraisal by one leader. The person writes first; the leader sees it once it is sent.

    Signed by both it is immutable, with all that hangs on it: the database refuses (a trigger on either).
    """

    class State(models.TextChoices):
        """Whose turn it is."""

        SELF = "self", "The person writes"
        LEADER = "leader", "The leader writes"
        TALK = "talk", "To be talked about"
        SIGN = "sign", "To be signed"
        SIGNED = "signed", "Signed"

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="appraisals")
    person = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="appraisals", db_index=False
    )
    leader = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="appraisals_led", db_index=False
    )
    state = models.CharField(max_length=6, choices=State, default=State.SELF)
    person_words = models.TextField(blank=True, help_text="What the person says of the time.")
    leader_words = models.TextField(blank=True, help_text="What the leader says of it.")
    next_words = models.TextField(blank=True, help_text="What both agreed to aim for.")
    self_sent_at = models.DateTimeField(null=True, blank=True)
    leader_sent_at = models.DateTimeField(null=True, blank=True)
    talked_on = models.DateField(null=True, blank=True)
    person_signed_at = models.DateTimeField(null=True, blank=True)
    leader_signed_at = models.DateTimeField(null=True, blank=True)
    went_on_at = models.DateTimeField(
        null=True, blank=True, help_text="When the leader went on without the person’s part."
    )
    out_at = models.DateTimeField(
        null=True, blank=True, help_text="Since when the person is out of the round."
    )
    disagreement = models.TextField(
        blank=True, help_text="Where the person sees it otherwise; kept as they wrote it."
    )
    version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["cycle", "person"], name="appraisal_once_a_cycle"),
            models.CheckConstraint(condition=~Q(leader=F("person")), name="appraisal_by_another"),
            models.CheckConstraint(
                condition=~Q(state="signed")
                | Q(
                    Q(self_sent_at__isnull=False) | Q(went_on_at__isnull=False),
                    out_at__isnull=True,
                    leader_sent_at__isnull=False,
                    talked_on__isnull=False,
                    person_signed_at__isnull=False,
                    leader_signed_at__isnull=False,
                ),
                name="appraisal_signed_is_whole",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["person", "-id"], name="appraisal_of_person"),
            models.Index(fields=["leader", "state"], name="appraisal_of_leader"),
        ]

    def __str__(self) -> str:
        return f"appraisal {self.pk}"


class HandOver(models.Model):
    """That another leader leads an appraisal from then on, and why. It stays as it is: the database refuses a change.

    The reason is for the two alone; the record of changes, which administrators read, does not hold it.
    """

    appraisal = models.ForeignKey(Appraisal, on_delete=models.PROTECT, related_name="hand_overs")
    former = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", help_text="Who led it until then."
    )
    leader = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", help_text="Who leads it from then on."
    )
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"hand-over {self.pk}"


class Detour(models.Model):
    """Where an appraisal left its usual way, and why. It stays as it is: the database refuses a change.

    The reason is for the two alone, like that of a hand-over.
    """

    class Kind(models.TextChoices):
        """What happened."""

        OUT = "out", "Taken out of the round"
        BACK = "back", "Put back into the round"
        WITHOUT = "without", "Gone on without the person’s part"

    appraisal = models.ForeignKey(Appraisal, on_delete=models.PROTECT, related_name="detours")
    kind = models.CharField(max_length=7, choices=Kind)
    reason = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"detour {self.pk}"


class Assessment(models.Model):
    """What one side says of one competency: a level, and why."""

    class Side(models.TextChoices):
        """Who says it."""

        PERSON = "person", "The person"
        LEADER = "leader", "The leader"

    appraisal = models.ForeignKey(Appraisal, on_delete=models.PROTECT, related_name="assessments")
    competency = models.ForeignKey(Competency, on_delete=models.PROTECT, related_name="+")
    side = models.CharField(max_length=6, choices=Side)
    level = models.PositiveSmallIntegerField(null=True, blank=True)
    words = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["competency__position", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["appraisal", "competency", "side"], name="assessment_once_a_side"
            ),
            models.CheckConstraint(
                condition=Q(level__isnull=True) | Q(level__gte=1, level__lte=4),
                name="assessment_level_is_one_of_four",
            ),
        ]

    def __str__(self) -> str:
        return f"assessment {self.pk}"


class Evidence(models.Model):
    """Something an appraisal rests on, as it was when it was put in; only what the person may see."""

    class Kind(models.TextChoices):
        """What it is."""

        GOAL = "goal", "Goal"
        KUDOS = "kudos", "Kudos"
        PRAISE = "praise", "Customer’s words"
        NOTE = "note", "Shared note"
        ESCALATION = "escalation", "Escalation"
        IDEA = "idea", "Idea"
        OTHER = "other", "Something else"

    appraisal = models.ForeignKey(Appraisal, on_delete=models.PROTECT, related_name="evidence")
    competency = models.ForeignKey(
        Competency, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    kind = models.CharField(max_length=10, choices=Kind)
    object_id = models.BigIntegerField(null=True, blank=True)
    label = models.CharField(max_length=300)
    url = models.CharField(max_length=200, blank=True)
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "evidence"
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["appraisal", "kind", "object_id"],
                condition=Q(object_id__isnull=False),
                name="evidence_once",
            ),
        ]

    def __str__(self) -> str:
        return f"evidence {self.pk}"
