"""A decision in a notice: where it is read, its day, and its first words."""

from __future__ import annotations

from datetime import date, datetime

from django.urls import reverse

from teams.models import Decision
from teams.permissions import organisation_day


def address(pk: int) -> str:
    """Where a decision is read."""
    return reverse("teams:decision", args=[pk])


def today_of(decision: Decision, now: datetime) -> date:
    """The team's own day, or the organisation's."""
    return organisation_day(now) if decision.team is None else decision.team.clock.day_of(now)


def quoted(current: Decision) -> str:
    """What was decided, short enough for a notice."""
    what = current.what
    return what if len(what) <= 200 else f"{what[:199]}…"
