"""Decisions whose day to be looked at again has come: whoever leads is told of each day once.

The day that was told of stands in the row and is taken by a conditional update in the transaction that tells.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q

from teams.decision_kinds import LOOK_AGAIN
from teams.models import Decision, Membership
from teams.permissions import organisation_day
from teams.queries.decision_words import address, quoted, today_of
from teams.telling import tell

AHEAD = timedelta(days=1)
"""A team's day may be a day before or after the organisation's."""


def look(now: datetime) -> None:
    """Say which are to be looked at again. Two statements where none is; some for each that is told of."""
    due = (
        Decision.objects.filter(
            Q(told_for=None) | ~Q(told_for=F("review_on")),
            ended_at=None,
            review_on__lte=organisation_day(now) + AHEAD,
        )
        .select_related("team")
        .order_by("review_on", "pk")
    )
    for decision in due:
        if decision.review_on is not None and decision.review_on <= today_of(decision, now):
            _tell_once(decision, now)


@transaction.atomic
def _tell_once(decision: Decision, now: datetime) -> None:
    day = decision.review_on
    still = Decision.objects.filter(pk=decision.pk, ended_at=None, review_on=day)
    if day is None or not still.filter(Q(told_for=None) | ~Q(told_for=day)).update(told_for=day):
        return
    tell(
        _who_looks(decision, now),
        LOOK_AGAIN,
        f"decision-{decision.pk}-again-{day}",
        # With its day, as it is read on another.
        f"To be looked at again on {day:%a} {day.day} {day:%b}: {quoted(decision)}",
        detail=decision.again_if,
        url=address(decision.pk),
        now=now,
    )


def _who_looks(decision: Decision, now: datetime) -> list[int]:
    """The team's leaders; of what is for everybody, whoever wrote it down."""
    if decision.team is None:
        return [decision.logged_by_id] if decision.logged_by.is_active else []
    held = Membership.objects.on(today_of(decision, now)).leads().filter(team=decision.team)
    found = held.filter(user__is_active=True).order_by("user_id")
    return list(found.values_list("user_id", flat=True).distinct())
