"""The next meeting of a series: booked, moved, called off, held; and what both remember of it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from feedback.actions.one_to_ones.common import (
    ENDED,
    LONGEST_TEXT,
    LONGEST_WHY,
    check_leads,
    of_the_two,
    other_of,
    running,
)
from feedback.models import Meeting, Series
from feedback.notice_kinds import ONE_TO_ONE
from feedback.queries.one_to_ones.times import clock_of_pair
from feedback.recompute.one_to_ones_told import meeting_url, pair_url, said_time
from teams.actions.audit import record
from teams.actions.errors import ActionRefused, Stale, refused_if_taken
from teams.actions.texts import kept_line, kept_text
from teams.models import User
from teams.telling import tell

SHORTEST, LONGEST, USUAL_MINUTES = 5, 240, 30
EARLIEST = timedelta(days=14)
"""A talk that took place without having been booked can be written down so long afterwards."""
LATEST = timedelta(days=366)
WRITTEN_MEANWHILE = "This was changed while you were writing."
State = Meeting.State


@transaction.atomic
def book(
    actor: User,
    series: Series,
    *,
    starts_at: datetime,
    minutes: int = USUAL_MINUTES,
    now: datetime,
) -> Meeting:
    """The next meeting of the two, by either. One at a time. Raises ActionRefused, PermissionDenied."""
    current = running(actor, series.pk)
    check_leads(current, now)
    _check_time(starts_at, minutes, now)
    taken = "There is one booked already. Move that one."
    if Meeting.objects.filter(series=current, state=State.BOOKED).exists():
        raise ActionRefused("", taken)
    with refused_if_taken("", taken):
        meeting = Meeting.objects.create(
            series=current, starts_at=starts_at, minutes=minutes, booked_at=now
        )
    record(actor, "booked", meeting, after={"starts_at": starts_at, "minutes": minutes}, at=now)
    if starts_at > now:
        _tell(actor, meeting, current, "booked", "booked a one-to-one with you:", now)
    return meeting


@transaction.atomic
def move(
    actor: User,
    meeting: Meeting,
    *,
    starts_at: datetime,
    minutes: int | None = None,
    now: datetime,
) -> Meeting:
    """To another time, by either. Moved to where it is, nothing happens.

    Raises ActionRefused, PermissionDenied.
    """
    series = running(actor, meeting.series_id)
    current = _booked(meeting)
    minutes = current.minutes if minutes is None else minutes
    if (current.starts_at, current.minutes) == (starts_at, minutes):
        return current
    check_leads(series, now)
    _check_time(starts_at, minutes, now)
    before = {"starts_at": current.starts_at, "minutes": current.minutes}
    current.starts_at, current.minutes = starts_at, minutes
    current.moved += 1
    current.booked_at = now
    current.save(update_fields=["starts_at", "minutes", "moved", "booked_at"])
    record(actor, "moved", current, before, {"starts_at": starts_at, "minutes": minutes}, at=now)
    if starts_at > now:
        _tell(actor, current, series, f"moved-{current.moved}", "moved your one-to-one to", now)
    return current


@transaction.atomic
def cancel(actor: User, meeting: Meeting, *, why: str, now: datetime) -> Meeting:
    """Called off, by either, with a word that the two read. The agenda comes along to the next one.

    Raises ActionRefused, PermissionDenied.
    """
    series = of_the_two(actor, meeting.series_id)
    current = _booked(meeting)
    current.cancelled_why = kept_line(
        "why", why, missing="Say why in a few words: the other one reads it.", limit=LONGEST_WHY
    )
    current.state = State.CANCELLED
    current.save(update_fields=["state", "cancelled_why"])
    record(actor, "called off", current, at=now)
    tell(
        [other_of(actor, series)],
        ONE_TO_ONE,
        f"one-to-one-{current.pk}-cancelled",
        f"{actor.name} called off your one-to-one on {said_time(series, current.starts_at, now)}.",
        detail="What you wanted to talk about comes along to the next one.",
        url=pair_url(series),
        now=now,
    )
    return current


@transaction.atomic
def hold(
    actor: User,
    meeting: Meeting,
    *,
    summary: str | None = None,
    version: int | None = None,
    now: datetime,
) -> Meeting:
    """The two have talked: by either, on the day or later. What was not talked about stays on the agenda.

    `summary` None leaves it as it is. Held twice, it stays as it was. Raises ActionRefused, Stale,
    PermissionDenied.
    """
    series = of_the_two(actor, meeting.series_id)
    current = Meeting.objects.get(pk=meeting.pk)
    clock = clock_of_pair(series, now)
    day, today = clock.local(current.starts_at).date(), clock.local(now).date()
    if current.state == State.BOOKED and day > today:
        raise ActionRefused(
            "", "It lies ahead. If you have talked already, move it to when that was."
        )
    if summary is not None:
        current = _write(actor, current, summary, version, now)
    elif current.state == State.CANCELLED:
        raise ActionRefused("", "It was called off. Book another one.")
    if current.state == State.HELD:
        return current
    current.state = State.HELD
    current.held_at = now if day == today else current.starts_at
    current.save(update_fields=["state", "held_at"])
    record(actor, "held", current, at=now)
    return current


@transaction.atomic
def save_summary(
    actor: User, meeting: Meeting, *, summary: str, version: int | None, now: datetime
) -> Meeting:
    """What both remember of it, by either, while the series runs.

    Raises Stale where the other one wrote since `version`; ActionRefused, PermissionDenied.
    """
    of_the_two(actor, meeting.series_id)
    return _write(actor, Meeting.objects.get(pk=meeting.pk), summary, version, now)


def _write(
    actor: User, current: Meeting, summary: str, version: int | None, now: datetime
) -> Meeting:
    kept = kept_text("summary", summary, limit=LONGEST_TEXT)
    if kept == current.summary:
        # Sent twice, or nothing changed: no conflict with anybody.
        return current
    if current.state == State.CANCELLED:
        raise ActionRefused("", "It was called off, so there is nothing to remember of it.")
    if Series.objects.filter(pk=current.series_id, ended_at__isnull=False).exists():
        raise ActionRefused("", ENDED)
    seen = current.version if version is None else version
    if seen != current.version:
        raise Stale(current, WRITTEN_MEANWHILE)
    # Compared once more in the statement that writes: of two who save at once, one is told.
    written = Meeting.objects.filter(pk=current.pk, version=seen).update(
        summary=kept, version=F("version") + 1
    )
    current.refresh_from_db()
    if not written:
        raise Stale(current, WRITTEN_MEANWHILE)
    record(actor, "wrote", current, at=now)
    return current


def _booked(meeting: Meeting) -> Meeting:
    """As it stands, where it is still to come. Call under the lock of its series."""
    current = Meeting.objects.get(pk=meeting.pk)
    if current.state == State.HELD:
        raise ActionRefused("", "You have talked already: it is held.")
    if current.state == State.CANCELLED:
        raise ActionRefused("", "It was called off already. Book another one.")
    return current


def _check_time(starts_at: datetime, minutes: int, now: datetime) -> None:
    if starts_at < now - EARLIEST:
        raise ActionRefused("day", "That is more than two weeks ago. Choose a later day.")
    if starts_at > now + LATEST:
        raise ActionRefused("day", "That is more than a year ahead. Choose an earlier day.")
    if not SHORTEST <= minutes <= LONGEST:
        raise ActionRefused("minutes", f"Choose between {SHORTEST} and {LONGEST} minutes.")


def _tell(
    actor: User, meeting: Meeting, series: Series, step: str, verb: str, now: datetime
) -> None:
    """The other one, in words that say nothing but when."""
    tell(
        [other_of(actor, series)],
        ONE_TO_ONE,
        f"one-to-one-{meeting.pk}-{step}",
        f"{actor.name} {verb} {said_time(series, meeting.starts_at, now)}.",
        url=meeting_url(meeting.pk),
        now=now,
    )
