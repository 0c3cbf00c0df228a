"""What of one's talks belongs on *Today*: those of the day, and what one promised that is due."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.urls import reverse

from feedback.models import Agreement, Meeting
from feedback.permissions.one_to_ones import meetings_visible_to
from feedback.queries.one_to_ones.times import at_words, day_has_passed
from goals import dates
from teams.calendar import Clock
from teams.models import User
from teams.names import first_name


@dataclass(frozen=True, slots=True)
class TalkToday:
    """A talk that is booked for today, by the clock on the viewer's wall; or one that they led on an earlier day,
    of which nobody has said yet whether it took place (`is_past`). `at` is then `Thu 19 Nov at 14:00`.
    """

    url: str
    other: str
    at: str
    starts_at: datetime
    minutes: int
    is_leader: bool
    is_over: bool
    is_past: bool


@dataclass(frozen=True, slots=True)
class PromiseDue:
    """Something promised to somebody that is due today or late, in the words of the two: for the owner alone."""

    url: str
    words: str
    to: str
    stands: str
    is_late: bool


@dataclass(frozen=True, slots=True)
class AtHand:
    """Both, soonest first; talks of earlier days after those of today."""

    talks: tuple[TalkToday, ...]
    promises: tuple[PromiseDue, ...]


def at_hand(viewer: User, clock: Clock, now: datetime) -> AtHand:
    """What waits today. Two statements."""
    start, end = clock.day_bounds(clock.day_of(now))
    rows = (
        meetings_visible_to(viewer)
        # What a leader planned is asked for until somebody says what became of it.
        .filter(Q(starts_at__gte=start) | Q(series__leader=viewer))
        .filter(state=Meeting.State.BOOKED, starts_at__lt=end)
        .filter(series__leader__is_active=True, series__person__is_active=True)
        .select_related("series__leader", "series__person")
        .order_by("starts_at", "pk")
    )
    return AtHand(
        talks=tuple(sorted((_talk(row, viewer, clock, now) for row in rows), key=_is_past)),
        promises=_promises(viewer, clock, now),
    )


def _talk(row: Meeting, viewer: User, clock: Clock, now: datetime) -> TalkToday:
    is_leader = row.series.leader_id == viewer.pk
    other = row.series.person if is_leader else row.series.leader
    is_past = day_has_passed(clock, row.starts_at, now)
    return TalkToday(
        url=reverse("feedback:one_to_one", args=[row.pk]),
        other=first_name(other.name),
        at=at_words(clock, row.starts_at, now)
        if is_past
        else dates.clock_time(clock.local(row.starts_at).time()),
        starts_at=row.starts_at,
        minutes=row.minutes,
        is_leader=is_leader,
        is_over=row.starts_at + timedelta(minutes=row.minutes) <= now,
        is_past=is_past,
    )


def _is_past(talk: TalkToday) -> bool:
    return talk.is_past


def _promises(viewer: User, clock: Clock, now: datetime) -> tuple[PromiseDue, ...]:
    today = clock.day_of(now)
    rows = (
        Agreement.objects.filter(owner=viewer, due_on__lte=today, done_at=None, dropped_at=None)
        .select_related("series__leader", "series__person")
        .order_by("due_on", "pk")
    )
    return tuple(_promise(row, viewer, today) for row in rows)


def _promise(row: Agreement, viewer: User, today: date) -> PromiseDue:
    series = row.series
    other = series.person if series.leader_id == viewer.pk else series.leader
    is_late = row.due_on < today
    stands = "Due today" if row.due_on == today else f"For {dates.day(row.due_on, today)}"
    return PromiseDue(
        url=reverse("feedback:agreement", args=[row.pk]),
        words=row.words,
        to=first_name(other.name),
        stands=f"It was for {dates.day(row.due_on, today)}" if is_late else stands,
        is_late=is_late,
    )


def promises_of(
    owner: User, numbers: Iterable[int], clock: Clock, now: datetime
) -> dict[int, PromiseDue | str]:
    """These promises of one's own: those that are open, of the others what became of them. One statement."""
    rows = Agreement.objects.filter(owner=owner, pk__in=list(numbers))
    found: dict[int, PromiseDue | str] = {}
    for row in rows.select_related("series__leader", "series__person"):
        if row.done_at is not None:
            done = dates.day(clock.day_of(row.done_at), clock.day_of(now))
            found[row.pk] = f"Done on {done}."
        elif row.dropped_at is not None:
            found[row.pk] = "Let go."
        else:
            found[row.pk] = _promise(row, owner, clock.day_of(now))
    return found
