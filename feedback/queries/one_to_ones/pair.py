"""The talks of two people: the next one, what is on the agenda, what they promised, and earlier ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse

from feedback import appointments
from feedback.models import Agreement, Meeting, Point, PrivateNote, Series
from feedback.permissions.one_to_ones import private_notes_visible_to, series_visible_to
from feedback.queries.one_to_ones.lines import (
    MeetingLine,
    PointLine,
    PromiseLine,
    meeting_line,
    point_line,
    promise_lines,
)
from feedback.queries.one_to_ones.times import (
    organisation_clock,
    teams_of_pairs,
    zone_words,
)
from teams.calendar import Clock
from teams.models import User
from teams.names import first_name
from teams.permissions import organisation_day

MOST_EARLIER = 24
MOST_SETTLED = 12
LATELY = timedelta(days=90)
State = Meeting.State


@dataclass(frozen=True, slots=True)
class Two:
    """Who talks with whom, through the eyes of one of them, and by whose clock.

    `leads` says whether the one still leads the other: else nothing new can be booked. `may_write`: the
    series runs, so agenda, agreements and summaries may grow.
    """

    series: Series
    viewer: User
    other: User
    is_leader: bool
    leads: bool
    may_write: bool
    clock: Clock
    zone: str

    @property
    def other_first(self) -> str:
        """The other one's first name."""
        return first_name(self.other.name)

    @property
    def may_book(self) -> bool:
        """Whether a new meeting can be booked or moved."""
        return self.leads and self.may_write

    @property
    def pair_url(self) -> str:
        """The page of the two."""
        return f"{reverse('feedback:series', args=[self.series.person_id])}?with={self.series.leader_id}"


@dataclass(frozen=True, slots=True)
class PairPage:
    """What the page shows. `promises` are open ones, of both; `hand_to` is the series into which the person can
    take them along. `settled` were kept or let go lately, latest first. `earlier` are held and called off ones,
    latest first.
    """

    two: Two
    next: MeetingLine | None
    points: tuple[PointLine, ...]
    promises: tuple[PromiseLine, ...]
    settled: tuple[PromiseLine, ...]
    earlier: tuple[MeetingLine, ...]
    has_more: bool
    last: MeetingLine | None
    rhythm: str
    note: PrivateNote | None
    hand_to: Series | None


def two_of(viewer: User, series: Series, now: datetime) -> Two:
    """The two, for a series read with its people. Two statements, or three."""
    pair = (series.leader_id, series.person_id)
    team = teams_of_pairs([pair], organisation_day(now)).get(pair)
    clock = organisation_clock() if team is None else team.clock
    is_leader = viewer.pk == series.leader_id
    return Two(
        series=series,
        viewer=viewer,
        other=series.person if is_leader else series.leader,
        is_leader=is_leader,
        leads=team is not None and series.leader.is_active and series.person.is_active,
        may_write=series.ended_at is None,
        clock=clock,
        zone=zone_words(clock),
    )


def pair_page(viewer: User, series: Series, now: datetime, *, whole: bool = False) -> PairPage:
    """The page of a series; `whole` lists every earlier meeting. Nine statements, ten where promises are to
    be handed on.
    """
    two = two_of(viewer, series, now)
    # What was said before a series was begun anew stays with the two.
    of_both = Meeting.objects.filter(series__leader=series.leader, series__person=series.person)
    most = None if whole else MOST_EARLIER + 1
    rows = list(of_both.exclude(state=State.BOOKED).order_by("-starts_at", "-pk")[:most])
    booked = Meeting.objects.filter(series=series, state=State.BOOKED).first()
    promises = open_promises(two, now)
    earlier = [meeting_line(row, two.clock, now) for row in rows]
    return PairPage(
        two=two,
        next=None if booked is None else meeting_line(booked, two.clock, now),
        points=agenda_of(two, None),
        promises=promises,
        settled=settled_promises(two, now),
        earlier=tuple(earlier[: None if whole else MOST_EARLIER]),
        has_more=not whole and len(earlier) > MOST_EARLIER,
        last=next((line for line in earlier if line.state == State.HELD), None),
        rhythm=rhythm_words(series.every_weeks),
        note=note_of(viewer, series),
        hand_to=_series_to_hand_to(two, now) if promises and not two.may_book else None,
    )


def rhythm_words(weeks: int) -> str:
    """`Every week`, `Every 2 weeks`."""
    return "Every week" if weeks == 1 else f"Every {weeks} weeks"


def note_of(viewer: User, series: Series) -> PrivateNote | None:
    """The viewer's own note beside the series. One statement."""
    return private_notes_visible_to(viewer).filter(series=series).first()


def agenda_of(two: Two, meeting: Meeting | None) -> tuple[PointLine, ...]:
    """What waits to be talked about, and what was talked about in `meeting`, in the order of writing. One statement."""
    waiting = Point.objects.filter(series=two.series, talked_in=None, dropped_at=None)
    rows: QuerySet[Point] = waiting
    if meeting is not None:
        rows = Point.objects.filter(talked_in=meeting, dropped_at=None)
        if meeting.state == State.BOOKED:
            rows |= waiting
    return tuple(point_line(row, two.viewer, two.series) for row in rows.order_by("pk"))


def open_promises(two: Two, now: datetime) -> tuple[PromiseLine, ...]:
    """What either still owes the other, by day. One statement."""
    rows = Agreement.objects.filter(series=two.series, done_at=None, dropped_at=None)
    ordered = rows.order_by("due_on", "pk")
    return promise_lines(ordered, two.viewer, two.series, two.clock, now)


def settled_promises(two: Two, now: datetime) -> tuple[PromiseLine, ...]:
    """What either kept lately or let go, with why, latest first. One statement."""
    rows = (
        Agreement.objects.filter(series=two.series)
        .annotate(over_at=Coalesce("done_at", "dropped_at"))
        .filter(over_at__gte=now - LATELY)
        .order_by("-over_at", "-pk")[:MOST_SETTLED]
    )
    return promise_lines(rows, two.viewer, two.series, two.clock, now)


def next_suggested(two: Two, meetings: Sequence[Meeting], now: datetime) -> datetime | None:
    """The usual time again after the latest of the given meetings; None without any. No statement."""
    if not meetings:
        return None
    latest = max(meetings, key=lambda each: each.starts_at)
    return appointments.following(two.clock, latest.starts_at, two.series.every_weeks, now)


def _series_to_hand_to(two: Two, now: datetime) -> Series | None:
    """The person's running talks with who leads them now: for them alone. Three statements at most."""
    if two.is_leader:
        return None
    running = (
        series_visible_to(two.viewer)
        .filter(person=two.viewer, ended_at=None)
        .exclude(pk=two.series.pk)
        .select_related("leader")
        .order_by("-pk")
    )
    found = {(each.leader_id, each.person_id): each for each in running}
    if not found:
        return None
    leading = teams_of_pairs(found, organisation_day(now))
    return next((each for pair, each in found.items() if pair in leading), None)
