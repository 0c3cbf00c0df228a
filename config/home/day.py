"""One's own day, gathered from everywhere: what one covers in the team; for leaders also what they promised to
answer, talks, and times set aside.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from config.home.visit import Visit
from escalations.queries.queue import Queue
from feedback.queries.one_to_ones.today import AtHand
from goals.queries.plan_today import OwnCover, own_cover
from goals.queries.state import kept
from teams.calendar import Clock
from teams.day_plan import Entry, Plan, PlanLine, plan
from teams.permissions import standing_of
from teams.queries.day import boxes_today, huddles_today, work_hours


@dataclass(frozen=True, slots=True)
class Hours:
    """From when till when one works today, if that is known: what is kept must be something."""

    since: datetime | None
    until: datetime | None


def day_of(visit: Visit, waiting: Queue, talks: AtHand) -> Plan:
    """The plan, kept for this person alone until something changes. Two statements while it is not kept, two more
    where they cover something, and those of `visit.led`.
    """

    def build() -> Plan:
        cover = own_cover(visit.user, visit.now)
        entries = [
            *_promised(waiting, visit.clock, visit.now),
            *_talks(talks),
            *cover.entries,
            *_huddles(visit),
            *boxes_today(visit.user, visit.clock, visit.now),
        ]
        hours = kept(
            visit.state,
            ("work hours", *_shared(visit)),
            lambda: Hours(*(work_hours(visit.led, visit.clock, visit.now) or (None, None))),
        )
        found = plan(entries, visit.clock, now=visit.now, since=hours.since, until=hours.until)
        return _with_triggers(found, cover)

    return kept(visit.state, ("day", visit.user.pk, visit.minute), build)


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


def _promised(waiting: Queue, clock: Clock, now: datetime) -> list[Entry]:
    """Cases this person has taken, with the time somebody was promised something by; also what is late."""
    tomorrow = clock.day_bounds(clock.day_of(now))[1]
    found: list[Entry] = []
    for row in (row for group in waiting.groups for row in group.rows):
        if row.is_mine and row.clock.at:
            due = datetime.fromisoformat(row.clock.at)
            if due < tomorrow:
                found.append(Entry(row.about, due, url=row.base))
    return found


def _talks(at_hand: AtHand) -> list[Entry]:
    return [
        Entry(f"One-to-one with {talk.other}", talk.starts_at, talk.minutes, url=talk.url)
        for talk in at_hand.talks
        if not talk.is_past
    ]
