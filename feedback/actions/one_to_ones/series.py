"""A leader and a person begin to talk regularly, change how often, and end it."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from feedback.actions.one_to_ones.common import of_the_two, running
from feedback.models import Meeting, Series
from feedback.notice_kinds import ONE_TO_ONE
from feedback.permissions.one_to_ones import may_talk_with
from feedback.recompute.one_to_ones_told import pair_url
from teams.actions.audit import record
from teams.actions.errors import ActionRefused, refused_if_taken
from teams.models import User
from teams.permissions import organisation_day
from teams.telling import tell

MOST_WEEKS = 26
USUAL_WEEKS = 2
SERIES_ENDED = "The one-to-ones have ended."


@transaction.atomic
def begin_series(
    actor: User, person: User, *, every_weeks: int = USUAL_WEEKS, now: datetime
) -> Series:
    """`actor` and somebody they lead talk from now on. The first meeting is booked apart.

    Where the two talked before, that series is taken up again: what they still owe each other, what waits to be
    talked about and what each wrote for themself comes along. Raises PermissionDenied (nobody they lead),
    ActionRefused (there is a running one).
    """
    if not may_talk_with(actor, person, organisation_day(now)):
        raise PermissionDenied
    _check_weeks(every_weeks)
    there = f"You have one-to-ones with {person.name} already."
    if Series.objects.filter(leader=actor, person=person, ended_at=None).exists():
        raise ActionRefused("", there)
    # Under its lock: of two who take it up at once the second finds it running.
    earlier = Series.objects.select_for_update().filter(leader=actor, person=person).first()
    if earlier is not None:
        if earlier.ended_at is None:
            raise ActionRefused("", there)
        series, step = earlier, f"begun-{now.isoformat()}"
        before = {"ended_at": series.ended_at, "every_weeks": series.every_weeks}
        series.ended_at, series.every_weeks, series.begun_at = None, every_weeks, now
        series.save(update_fields=["ended_at", "every_weeks", "begun_at"])
        after = {"ended_at": None, "every_weeks": every_weeks}
        record(actor, "began again", series, before, after, at=now)
    else:
        step = "begun"
        with refused_if_taken("", there):
            series = Series.objects.create(
                leader=actor, person=person, every_weeks=every_weeks, begun_at=now
            )
        record(actor, "began", series, after={"every_weeks": every_weeks}, at=now)
    tell(
        [person],
        ONE_TO_ONE,
        f"one-to-ones-{series.pk}-{step}",
        f"{actor.name} would like to talk with you regularly, one to one.",
        detail="Add what you want to talk about. Nobody but the two of you reads it.",
        url=pair_url(series),
        now=now,
    )
    return series


@transaction.atomic
def set_rhythm(actor: User, series: Series, *, every_weeks: int, now: datetime) -> Series:
    """How often the two talk from now on; what is booked stays. Raises ActionRefused, PermissionDenied."""
    current = running(actor, series.pk)
    _leader_only(actor, current)
    _check_weeks(every_weeks)
    if current.every_weeks != every_weeks:
        before = {"every_weeks": current.every_weeks}
        current.every_weeks = every_weeks
        current.save(update_fields=["every_weeks"])
        record(actor, "changed", current, before, {"every_weeks": every_weeks}, at=now)
    return current


@transaction.atomic
def end_series(actor: User, series: Series, *, now: datetime) -> Series:
    """No more talks. What is booked is called off; all that was said stays for the two to read; what is still
    open stays open. Ended twice, it stays as it was. Raises PermissionDenied.
    """
    current = of_the_two(actor, series.pk)
    _leader_only(actor, current)
    if current.ended_at is not None:
        return current
    current.ended_at = now
    current.save(update_fields=["ended_at"])
    Meeting.objects.filter(series=current, state=Meeting.State.BOOKED).update(
        state=Meeting.State.CANCELLED, cancelled_why=SERIES_ENDED
    )
    record(actor, "ended", current, at=now)
    tell(
        [current.person_id],
        ONE_TO_ONE,
        f"one-to-ones-{current.pk}-ended-{now.isoformat()}",
        f"{actor.name} ended your one-to-ones.",
        detail="What you said and agreed stays there, for the two of you to read.",
        url=pair_url(current),
        now=now,
    )
    return current


def _leader_only(actor: User, series: Series) -> None:
    if actor.pk != series.leader_id:
        raise PermissionDenied


def _check_weeks(weeks: int) -> None:
    if not 1 <= weeks <= MOST_WEEKS:
        raise ActionRefused("every_weeks", f"Choose between 1 and {MOST_WEEKS} weeks.")
