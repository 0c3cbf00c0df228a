"""All of one's own talks: as a leader, and as somebody who is led."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, Q
from django.urls import reverse

from feedback.models import Agreement, Meeting, Series
from feedback.queries.one_to_ones.lines import PromiseLine, promise_lines
from feedback.queries.one_to_ones.people import (
    PersonLine,
    by_next,
    last_words,
    people_lines,
    waits_longest,
)
from feedback.queries.one_to_ones.times import (
    at_words,
    day_has_passed,
    organisation_clock,
    teams_of_pairs,
)
from teams.models import User
from teams.permissions import organisation_day

State = Meeting.State


@dataclass(frozen=True, slots=True)
class LedLine:
    """The talks of this person with one who leads them, or led them. `asked`: as in `PersonLine`."""

    name: str
    initials: str
    url: str
    last: str
    next: str
    next_url: str
    is_over: bool
    asked: str
    asked_url: str


@dataclass(frozen=True, slots=True)
class OpenPromise:
    """What this person still owes somebody, and to whom."""

    line: PromiseLine
    to: str
    url: str


@dataclass(frozen=True, slots=True)
class MyTalks:
    """The page. `booked` and `waiting` are the people one leads; `with_leaders` one's own leaders."""

    booked: tuple[PersonLine, ...]
    waiting: tuple[PersonLine, ...]
    with_leaders: tuple[LedLine, ...]
    promises: tuple[OpenPromise, ...]

    @property
    def is_empty(self) -> bool:
        """Nobody to talk with."""
        return not (self.booked or self.waiting or self.with_leaders or self.promises)


def my_talks(viewer: User, now: datetime) -> MyTalks:
    """Ten statements or so, whatever the number of people."""
    people = people_lines(viewer, now)
    return MyTalks(
        booked=tuple(by_next(people)),
        waiting=tuple(waits_longest(people)),
        with_leaders=tuple(talks_of(viewer, now)),
        promises=tuple(_promises(viewer, now)),
    )


def talks_of(person: User, now: datetime) -> list[LedLine]:
    """One's talks with each who leads or led one: running ones first. Four statements, two without any."""
    rows = list(
        Series.objects.filter(person=person)
        .select_related("leader")
        .annotate(
            last=Max("meetings__held_at", filter=Q(meetings__state=State.HELD)),
            booked=Max("meetings__pk", filter=Q(meetings__state=State.BOOKED)),
            booked_at=Max("meetings__starts_at", filter=Q(meetings__state=State.BOOKED)),
        )
        .order_by("-pk")
    )
    if not rows:
        return []
    pairs = [(row.leader_id, row.person_id) for row in rows]
    teams = teams_of_pairs(pairs, organisation_day(now))
    home = organisation_clock()
    found: dict[int, LedLine] = {}
    for row in sorted(rows, key=lambda each: each.ended_at is not None):
        if row.leader_id in found:
            continue
        team = teams.get((row.leader_id, row.person_id))
        clock = home if team is None else team.clock
        at = "" if row.booked is None else at_words(clock, row.booked_at, now)
        at_url = "" if row.booked is None else reverse("feedback:one_to_one", args=[row.booked])
        has_passed = day_has_passed(clock, row.booked_at, now)
        found[row.leader_id] = LedLine(
            name=row.leader.name,
            initials=row.leader.initials,
            url=f"{reverse('feedback:series', args=[person.pk])}?with={row.leader_id}",
            last=last_words(clock, row.last, now),
            next="" if has_passed else at,
            next_url="" if has_passed else at_url,
            is_over=row.ended_at is not None or team is None,
            asked=at if has_passed else "",
            asked_url=at_url if has_passed else "",
        )
    return list(found.values())


def _promises(viewer: User, now: datetime) -> list[OpenPromise]:
    """What one owes, by day. Two statements."""
    rows = (
        Agreement.objects.filter(owner=viewer, done_at=None, dropped_at=None)
        .select_related("series__leader", "series__person")
        .order_by("due_on", "pk")
    )
    clock = organisation_clock()
    found: list[OpenPromise] = []
    for row in rows:
        series = row.series
        other = series.person if series.leader_id == viewer.pk else series.leader
        line = promise_lines([row], viewer, series, clock, now)[0]
        url = f"{reverse('feedback:series', args=[series.person_id])}?with={series.leader_id}"
        found.append(OpenPromise(line, other.name, url))
    return found
