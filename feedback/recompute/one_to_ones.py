"""Reminders of talks and of what was promised there, each told once, in words that say nothing private."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.urls import reverse

from feedback import appointments
from feedback.models import Agreement, Meeting, Series
from feedback.notice_kinds import AGREEMENT, ONE_TO_ONE
from feedback.queries.one_to_ones.times import Pair, teams_of_pairs
from feedback.recompute.one_to_ones_told import meeting_url
from goals import dates
from teams.calendar import ONE_DAY, WorkingTime
from teams.models import Notice, Organisation
from teams.permissions import organisation_day
from teams.queries.calendars import working_times
from teams.telling import tell

AHEAD = timedelta(days=appointments.LONGEST_BREAK + 2)
"""How far ahead a talk can be of which somebody is reminded now: behind the longest break."""
BEHIND = timedelta(days=30)
"""What has been due for longer than this was told, or nobody wants to hear of it any more."""

log = structlog.get_logger(__name__)


def look(now: datetime) -> None:
    """Remind of talks, then of promises. Right however often it runs; a handful of statements where nothing is due."""
    _each(_talks_to_tell(now))
    _each(_promises_to_tell(now))


Telling = tuple[str, Callable[[], None]]
"""The key under which it is told, and how."""


def _each(found: Iterable[Telling]) -> None:
    """Each in a transaction of its own: what goes wrong with one holds up no other."""
    told = dict(found)
    known = set(Notice.objects.filter(key__in=list(told)).values_list("key", flat=True))
    for key, tell_it in told.items():
        if key in known:
            continue
        try:
            with transaction.atomic():
                tell_it()
        except Exception:
            log.exception("a reminder was not told", key=key)


# --- Talks ---------------------------------------------------------------------------------------


def _talks_to_tell(now: datetime) -> list[Telling]:
    """Of each booked talk the reminder whose time has come: of two that were missed, the later one."""
    rows = list(
        Meeting.objects.filter(
            state=Meeting.State.BOOKED,
            starts_at__gt=now,
            starts_at__lte=now + AHEAD,
            series__leader__is_active=True,
            series__person__is_active=True,
        )
        .select_related("series__leader", "series__person")
        .order_by("starts_at", "pk")
    )
    working = _working_of((row.series for row in rows), now)
    found: list[Telling] = []
    for row in rows:
        hours = working.get((row.series.leader_id, row.series.person_id))
        if hours is None:
            # The one no longer leads the other: whether they still meet is theirs to say.
            continue
        when = appointments.reminders(hours, row.starts_at)
        at, step = (when.same_day, "day") if now >= when.same_day else (when.before, "before")
        # Whoever booked or moved it since then has told the other one already.
        if now < at or (row.booked_at is not None and row.booked_at >= at):
            continue
        found.append(_talk(row, hours, step, now))
    return found


def _talk(meeting: Meeting, hours: WorkingTime, step: str, now: datetime) -> Telling:
    series = meeting.series
    key = f"one-to-one-{meeting.pk}-{meeting.moved}-{step}"
    at = _said(hours, meeting.starts_at, now)

    def tell_it() -> None:
        for one, other in ((series.leader, series.person), (series.person, series.leader)):
            detail = (
                "What happened since you last talked stands there."
                if one == series.leader
                else "Add what you want to talk about."
            )
            tell(
                [one],
                ONE_TO_ONE,
                key,
                f"One-to-one with {other.name} {at}.",
                detail=detail,
                url=meeting_url(meeting.pk),
                now=now,
            )

    return key, tell_it


def _said(hours: WorkingTime, at: datetime, now: datetime) -> str:
    """`today at 14:00`, `tomorrow at 14:00`, `on Mon 24 Nov at 14:00`, by the team's clock."""
    local, today = hours.clock.local(at), hours.clock.local(now).date()
    time = dates.clock_time(local.time())
    if local.date() == today:
        return f"today at {time}"
    if local.date() == today + ONE_DAY:
        return f"tomorrow at {time}"
    return f"on {dates.day(local.date(), today)} at {time}"


# --- Promises ------------------------------------------------------------------------------------


def _promises_to_tell(now: datetime) -> list[Telling]:
    """Of each open promise that it is due, or that its day is over: the later of two that were missed."""
    today = organisation_day(now)
    rows = list(
        Agreement.objects.filter(
            done_at=None,
            dropped_at=None,
            # Somewhere it is tomorrow already.
            due_on__lte=today + ONE_DAY,
            due_on__gte=today - BEHIND,
            owner__is_active=True,
        )
        .select_related("series__leader", "series__person")
        .order_by("due_on", "pk")
    )
    working = _working_of((row.series for row in rows), now)
    home = _hours_of_the_house()
    found: list[Telling] = []
    for row in rows:
        hours = working.get((row.series.leader_id, row.series.person_id), home)
        if now >= appointments.overdue_from(hours, row.due_on):
            found.append(_promise(row, "overdue", now))
        elif now >= appointments.due_from(hours, row.due_on):
            found.append(_promise(row, "due", now))
    return found


def _promise(agreement: Agreement, step: str, now: datetime) -> Telling:
    series = agreement.series
    other = series.person if agreement.owner_id == series.leader_id else series.leader
    # Another day is another promise.
    key = f"agreement-{agreement.pk}-{agreement.due_on}-{step}"
    words = {
        "due": f"Something you promised {other.name} in a one-to-one is due today.",
        "overdue": f"The day for something you promised {other.name} in a one-to-one has passed.",
    }[step]

    def tell_it() -> None:
        tell(
            [agreement.owner_id],
            AGREEMENT,
            key,
            words,
            url=reverse("feedback:agreement", args=[agreement.pk]),
            now=now,
        )

    return key, tell_it


# --- By whose clock ------------------------------------------------------------------------------


def _working_of(series: Iterable[Series], now: datetime) -> Mapping[Pair, WorkingTime]:
    """When the teams work in which the ones lead the others. Three statements at most."""
    pairs = {(each.leader_id, each.person_id) for each in series}
    if not pairs:
        return {}
    teams = teams_of_pairs(pairs, organisation_day(now))
    hours = working_times({team.pk: team for team in teams.values()}.values())
    return {pair: hours[team.pk] for pair, team in teams.items()}


def _hours_of_the_house() -> WorkingTime:
    """For promises to somebody who no longer leads: nine o'clock on working days, where the organisation is."""
    organisation = Organisation.objects.first()
    clock = organisation.clock if organisation is not None else None
    return WorkingTime(
        clock=clock or appointments.UTC_CLOCK,
        weekdays=frozenset(range(5)),
        opens=appointments.NINE,
        closes=appointments.FIVE,
    )
