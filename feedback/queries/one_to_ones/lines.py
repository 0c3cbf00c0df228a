"""Meetings, points and promises as lines of a page, for one of the two."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse

from feedback.models import Agreement, Meeting, Point, Series
from feedback.queries.one_to_ones.times import at_words, day_words
from goals import dates
from teams.calendar import Clock
from teams.models import User
from teams.names import first_name


@dataclass(frozen=True, slots=True)
class MeetingLine:
    """A meeting in a list. `is_over` says that its time has come, though nobody has said that it took place."""

    pk: int
    url: str
    when: str
    day: str
    at: datetime
    minutes: int
    state: str
    why: str
    first_line: str
    is_over: bool


@dataclass(frozen=True, slots=True)
class PointLine:
    """Something to talk about. `by` is `You` or a first name."""

    pk: int
    words: str
    by: str
    talked: bool


@dataclass(frozen=True, slots=True)
class PromiseLine:
    """What one of the two promised. `due` is `by Thu 20 Nov`; `stands` says what became of it."""

    pk: int
    words: str
    owner: str
    is_mine: bool
    due: str
    is_late: bool
    is_open: bool
    stands: str


def meeting_line(meeting: Meeting, clock: Clock, now: datetime) -> MeetingLine:
    """One line. No statement."""
    return MeetingLine(
        pk=meeting.pk,
        url=reverse("feedback:one_to_one", args=[meeting.pk]),
        when=at_words(clock, meeting.starts_at, now),
        day=day_words(clock, meeting.starts_at, now),
        at=meeting.starts_at,
        minutes=meeting.minutes,
        state=meeting.state,
        why=meeting.cancelled_why,
        first_line=meeting.summary.partition("\n")[0][:160],
        is_over=meeting.state == Meeting.State.BOOKED and meeting.starts_at <= now,
    )


def point_line(point: Point, viewer: User, series: Series) -> PointLine:
    """One line. No statement."""
    return PointLine(
        point.pk, point.words, called(point.by_id, viewer, series), point.talked_in_id is not None
    )


def promise_lines(
    agreements: Iterable[Agreement], viewer: User, series: Series, clock: Clock, now: datetime
) -> tuple[PromiseLine, ...]:
    """Lines in the order given. No statement."""
    today = clock.day_of(now)
    return tuple(_promise(each, viewer, series, clock, today) for each in agreements)


def _promise(
    agreement: Agreement, viewer: User, series: Series, clock: Clock, today: date
) -> PromiseLine:
    is_open = agreement.done_at is None and agreement.dropped_at is None
    is_late = is_open and agreement.due_on < today
    stands = ""
    if agreement.done_at is not None:
        stands = f"Done, {dates.day(clock.day_of(agreement.done_at), today)}"
    elif agreement.dropped_at is not None:
        stands = f"Let go: {agreement.dropped_why}"
    elif is_late:
        stands = "Its day has passed"
    elif agreement.due_on == today:
        stands = "Due today"
    return PromiseLine(
        pk=agreement.pk,
        words=agreement.words,
        owner=called(agreement.owner_id, viewer, series),
        is_mine=agreement.owner_id == viewer.pk,
        due=f"by {dates.day(agreement.due_on, today)}",
        is_late=is_late,
        is_open=is_open,
        stands=stands,
    )


def called(user_id: int, viewer: User, series: Series) -> str:
    """`You`, or the other one's first name."""
    if user_id == viewer.pk:
        return "You"
    return first_name((series.leader if user_id == series.leader_id else series.person).name)
