"""What of the cases is still to be handed on as figures, and which cases those count."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from escalations import lifecycle
from escalations.models.cases import Escalation, Outcome, Promise
from teams.models import Team

APART = (Outcome.ALONE, Outcome.RECORDED, Outcome.WITHDRAWN)
"""Endings of cases that nobody else was needed for. They do not count: a figure that is better the lower it
is must not teach people to keep quiet about what they settled themselves."""


def counted(prefix: str = "") -> Q:
    """The cases that figures count: sent, and in need of somebody else than their agent. `prefix` ends in `__`."""
    waiting = Q(**{f"{prefix}state__in": lifecycle.WAITING})
    over = Q(**{f"{prefix}state__in": lifecycle.OVER}) & ~Q(**{f"{prefix}outcome__in": APART})
    return waiting | over


def promise_kept() -> Q:
    """Promises that were kept in time."""
    return Q(state=Promise.State.KEPT)


def promise_missed() -> Q:
    """Promises that were not: let go late, or kept late. One that was missed stays so, whatever was agreed on
    afterwards; one that was changed in time is neither.
    """
    late = Q(ended_at__gt=F("due_at")) | Q(missed_at__isnull=False)
    return ~promise_kept() & (Q(state__in=[Promise.State.LATE, Promise.State.BROKEN]) | late)


class FigureMark(models.Model):
    """A case whose figures may have changed. Written with the step that changed them, and only appended."""

    escalation = models.ForeignKey(Escalation, on_delete=models.CASCADE, related_name="+")

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.escalation_id}"


class StaleDays(models.Model):
    """A team whose clock changed: its cases may have begun on other days and hours than they say. Only appended."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name_plural = "stale days"
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.team_id}"
