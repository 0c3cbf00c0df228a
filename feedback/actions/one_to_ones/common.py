"""What all verbs begin with: the series under its lock, one of the two, still running."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied

from feedback.models import Series
from feedback.permissions.one_to_ones import may_talk_with
from teams.actions.errors import ActionRefused
from teams.models import User
from teams.permissions import organisation_day

LONGEST_LINE = 300
LONGEST_WHY = 200
LONGEST_TEXT = 20_000
ENDED = "This series has ended. What was said stays here, for the two of you to read."


def of_the_two(actor: User, series_id: int) -> Series:
    """The series under its lock. Raises PermissionDenied for anybody else, whatever their office."""
    # Its people are read apart: a lock on them would hold up everything else that they do.
    series = (
        Series.objects.select_for_update(of=("self",))
        .select_related("leader", "person")
        .get(pk=series_id)
    )
    if actor.pk not in (series.leader_id, series.person_id):
        raise PermissionDenied
    return series


def running(actor: User, series_id: int) -> Series:
    """The same, where it has not ended. Raises ActionRefused as well."""
    series = of_the_two(actor, series_id)
    if series.ended_at is not None:
        raise ActionRefused("", ENDED)
    return series


def check_leads(series: Series, now: datetime) -> None:
    """Only who leads the person by now can have something new booked. Raises ActionRefused."""
    if not may_talk_with(series.leader, series.person, organisation_day(now)):
        raise ActionRefused(
            "",
            f"{series.leader.name} no longer leads {series.person.name}, so nothing new can be booked. "
            "What was said stays here, for the two of you to read.",
        )


def other_of(actor: User, series: Series) -> User:
    """The other one of the two."""
    return series.person if actor.pk == series.leader_id else series.leader
