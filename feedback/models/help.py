"""Help among peers: who helped whom with what, as the helped person logs it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from feedback.models.kudos import Kudos
from teams.models import Team, User


class Help(models.Model):
    """Somebody was helped. It counts once the one who was helped says so; what the helper logs waits for that.

    `team` and `helper_team` are whose the two were then: their leaders read it, and, where `shared`, their people.
    `at` is roughly when. `case_id` is the number of an escalation, shown to whoever may open it. `kudos` is the thanks
    it became. It is never counted by person.
    """

    class State(models.TextChoices):
        """Whether it counts."""

        WAITING = "waiting", "Waits for who was helped"
        COUNTS = "counts", "Logged"
        SET_ASIDE = "set_aside", "Set aside"
        TAKEN_BACK = "taken_back", "Taken back"

    helped = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    helper = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+", db_index=False)
    helper_team = models.ForeignKey(
        Team, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    what = models.CharField(max_length=140)
    at = models.DateTimeField()
    case_id = models.BigIntegerField(null=True, blank=True)
    shared = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State)
    logged_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    logged_at = models.DateTimeField()
    kudos = models.ForeignKey(
        Kudos, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering: ClassVar = ["-at", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(what=""), name="help_says_with_what"),
            models.CheckConstraint(condition=~Q(helped=F("helper")), name="help_is_anothers"),
            models.CheckConstraint(
                condition=Q(logged_by=F("helped")) | Q(logged_by=F("helper")),
                name="help_is_logged_by_one_of_the_two",
            ),
            # Nobody else reads what does not count.
            models.CheckConstraint(
                condition=Q(shared=False) | Q(state="counts"), name="help_shared_counts"
            ),
        ]
        indexes: ClassVar = [
            # One's own, newest first, from either side; and a team's, likewise.
            models.Index(fields=["helped", "-at", "-id"], name="help_helped"),
            models.Index(fields=["helper", "-at", "-id"], name="help_helper"),
            models.Index(fields=["team", "state", "-at"], name="help_team"),
            models.Index(fields=["helper_team", "state", "-at"], name="help_helper_team"),
        ]

    def __str__(self) -> str:
        # Neither who nor what: this stands in logs.
        return f"Help {self.pk}"
