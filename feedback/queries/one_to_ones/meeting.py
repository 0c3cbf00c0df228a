"""One meeting: the agenda both write, what they remember of it, what they agreed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from feedback.models import Agreement, Meeting, PrivateNote
from feedback.queries.one_to_ones.lines import (
    MeetingLine,
    PointLine,
    PromiseLine,
    meeting_line,
    promise_lines,
)
from feedback.queries.one_to_ones.pack import Pack, pack_of
from feedback.queries.one_to_ones.pair import (
    Two,
    agenda_of,
    next_suggested,
    note_of,
    open_promises,
    two_of,
)
from feedback.queries.one_to_ones.times import at_words
from teams.models import Organisation, User

State = Meeting.State


@dataclass(frozen=True, slots=True)
class MeetingPage:
    """What the page shows. `pack` is there while the meeting is to come. `promises` are open ones that were not
    made here; `agreed` those that were made here. `suggested` is when the next one would be, `next` the one that is booked.
    """

    two: Two
    meeting: Meeting
    line: MeetingLine
    can_hold: bool
    points: tuple[PointLine, ...]
    agreed: tuple[PromiseLine, ...]
    promises: tuple[PromiseLine, ...]
    note: PrivateNote | None
    pack: Pack | None
    suggested: datetime | None
    suggested_words: str
    next: MeetingLine | None


def meeting_page(viewer: User, meeting: Meeting, now: datetime) -> MeetingPage:
    """A meeting, read with its series and people. A known number of statements: see the benchmarks."""
    two = two_of(viewer, meeting.series, now)
    rows = Agreement.objects.filter(made_in=meeting).order_by("due_on", "pk")
    agreed = promise_lines(rows, viewer, two.series, two.clock, now)
    here = {line.pk for line in agreed}
    is_booked = meeting.state == State.BOOKED
    other = Meeting.objects.filter(series=two.series, state=State.BOOKED)
    booked = None if is_booked else other.first()
    suggested = None
    if meeting.state == State.HELD and booked is None and two.may_book:
        suggested = next_suggested(two, [meeting], now)
    organisation = Organisation.objects.first()
    local = two.clock.local
    return MeetingPage(
        two=two,
        meeting=meeting,
        line=meeting_line(meeting, two.clock, now),
        can_hold=is_booked and local(meeting.starts_at).date() <= local(now).date(),
        points=agenda_of(two, meeting),
        agreed=agreed,
        promises=tuple(line for line in open_promises(two, now) if line.pk not in here),
        note=note_of(viewer, two.series),
        pack=(
            pack_of(two, meeting, organisation, now)
            if is_booked and organisation is not None
            else None
        ),
        suggested=suggested,
        suggested_words="" if suggested is None else at_words(two.clock, suggested, now),
        next=None if booked is None else meeting_line(booked, two.clock, now),
    )
