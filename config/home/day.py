"""One's own day, gathered from everywhere: what one covers in the team; for leaders also what they promised to
answer, talks, and times set aside.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from config.home.visit import Visit
from escalations.queries.queue import Queue
from feedback.queries.one_to_ones.today import AtHand, at_hand
from goals.queries.plan_today import OwnCover, own_cover
from goals.queries.state import kept
from teams.calendar import ONE_DAY, Clock
from teams.day_plan import Entry, Plan, PlanLine, day_label, plan
from teams.permissions import standing_of
from teams.queries.day import Boxes, boxes_ahead, huddles_today, work_hours
from teams.spans import day_words

NOON = timedelta(hours=12)
"""Into a day: whatever zone a team is in, it is that day for it as well, or nearly."""


@dataclass(frozen=True, slots=True)
class Hours:
    """From when till when one works today, if that is known: what is kept must be something."""

    since: datetime | None
    until: datetime | None


def day_of(visit: Visit, waiting: Queue, talks: AtHand) -> Plan:
    """The plan, kept for this person alone until something changes: of today, and once their work is over of tomorrow.
    Two statements while it is not kept, two more where they cover something, those of `visit.led`, and of tomorrow
    two for the talks.
    """

    def build() -> Plan:
        user, clock, now = visit.user, visit.clock, visit.now
        today = clock.day_of(now)
        boxes = boxes_ahead(user, clock, now)
        cover = own_cover(user, now)
        entries = [
            *_promised(waiting, clock, today, also_before=True),
            *_talks(talks),
            *cover.entries,
            *_huddles(visit),
            *boxes.today,
        ]
        hours = kept(
            visit.state,
            ("work hours", *_shared(visit)),
            lambda: Hours(*(work_hours(visit.led, clock, now) or (None, None))),
        )
        found = plan(entries, clock, now=now, since=hours.since, until=hours.until)
        meant = today
        if hours.until is not None and hours.until <= now:
            meant = today + ONE_DAY
            found = _tomorrow(visit, waiting, boxes, found)
        else:
            ahead = plan(boxes.tomorrow, clock, now=now)
            found = replace(_with_triggers(found, cover), ahead=ahead.lines)
        days = (today, today + ONE_DAY)
        return replace(
            found, choices=tuple((str(day), day_label(day, today), day == meant) for day in days)
        )

    return kept(visit.state, ("day", visit.user.pk, visit.minute), build)


def _tomorrow(visit: Visit, waiting: Queue, boxes: Boxes, today: Plan) -> Plan:
    """The day to come, below what of today is not over yet: that is nobody's to overlook because the shift is."""
    user, clock = visit.user, visit.clock
    day = clock.day_of(visit.now) + ONE_DAY
    start = clock.day_start(day)
    cover = own_cover(user, start + NOON)
    entries = [
        *_promised(waiting, clock, day),
        *_talks(at_hand(user, clock, start)),
        *cover.entries,
        *huddles_today(visit.led, clock, start),
        *boxes.tomorrow,
    ]
    since, until = work_hours(visit.led, clock, start) or (None, None)
    found = _with_triggers(plan(entries, clock, now=start, since=since, until=until), cover)
    left = (replace(one, at=f"Today, {one.at}") for one in today.lines if not one.is_over)
    words = day_words(day, clock.day_of(visit.now))
    return replace(found, lines=(*left, *found.lines), name=words)


def huddle_is_ahead(visit: Visit) -> bool:
    """Whether a huddle of theirs begins later today: of teams that have said when they meet. Asked for already by
    the plan of the day.
    """
    return any(one.starts_at > visit.now for one in _huddles(visit))


def _huddles(visit: Visit) -> tuple[Entry, ...]:
    return kept(
        visit.state,
        ("huddle times", *_shared(visit)),
        lambda: huddles_today(visit.led, visit.clock, visit.now),
    )


def _shared(visit: Visit) -> tuple[object, ...]:
    """What is the same for all who lead the same teams."""
    leads = sorted(standing_of(visit.user).leads)
    return (leads, visit.clock.zone, str(visit.clock.day_of(visit.now)))


def cover_of(visit: Visit) -> Plan:
    """What an agent covers today, in the form of a day; empty for most, on most days. One statement, three at most."""

    def build() -> Plan:
        cover = own_cover(visit.user, visit.now)
        found = plan(cover.entries, visit.clock, now=visit.now)
        return _with_triggers(replace(found, free=""), cover)

    return kept(visit.state, ("cover", visit.user.pk, visit.minute), build)


def _with_triggers(found: Plan, cover: OwnCover) -> Plan:
    """What something sets off has no time: it comes last, with what sets it off in its place."""
    lines = (
        PlanLine(at=when, name=words, url=url, clash="", pk=0, is_over=False, is_late=False)
        for when, words, url in cover.whenever
    )
    return replace(found, lines=(*found.lines, *lines))


def _promised(waiting: Queue, clock: Clock, day: date, *, also_before: bool = False) -> list[Entry]:
    """Cases this person has taken, with the time of the day that somebody was promised something by; also what is late."""
    start, end = clock.day_bounds(day)
    found: list[Entry] = []
    for row in (row for group in waiting.groups for row in group.rows):
        if row.is_mine and row.clock.at:
            due = datetime.fromisoformat(row.clock.at)
            if due < end and (also_before or due >= start):
                found.append(Entry(row.about, due, url=row.base))
    return found


def _talks(at_hand: AtHand) -> list[Entry]:
    return [
        Entry(f"One-to-one with {talk.other}", talk.starts_at, talk.minutes, url=talk.url)
        for talk in at_hand.talks
        if not talk.is_past
    ]
