"""Who is here, and when did we last talk? For leaders, in an order that no figure makes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from django.db.models import Max, Q
from django.urls import reverse

from feedback.models import Meeting, Series
from feedback.permissions.one_to_ones import people_to_talk_with
from feedback.queries.one_to_ones.times import at_words, day_has_passed, day_words
from goals import dates
from teams.calendar import Clock
from teams.models import Membership, Team, User
from teams.permissions import organisation_day, standing_of
from teams.queries.absences import away_until
from teams.queries.people import role_text

State = Meeting.State
LONG_AGO = datetime.min.replace(tzinfo=UTC)
NAME, SHIFT, LAST = "name", "shift", "last"
ORDERS = {NAME: "Name", SHIFT: "Shift", LAST: "Last one-to-one"}


@dataclass(frozen=True, slots=True)
class PersonLine:
    """Somebody one leads. `last` and `next` are the viewer's own talks with them, and nobody else's.

    `book_url` leads to booking the next, or to beginning; empty where one is booked. `asked` is when one was planned
    whose day has passed without a word whether it took place: it counts as booked no more, and `asked_url` is where
    one says so.
    """

    pk: int
    name: str
    initials: str
    roles: tuple[str, ...]
    shift: str
    last: str
    next: str
    next_url: str
    talks_url: str
    book_url: str
    last_at: datetime | None
    next_at: datetime | None
    away: str = ""
    asked: str = ""
    asked_url: str = ""


@dataclass(frozen=True, slots=True)
class Talks:
    """The viewer's talks with one person: the running series, when they last talked, the next one."""

    series_id: int | None
    last_at: datetime | None
    next_id: int | None
    next_at: datetime | None


def people_lines(
    viewer: User, now: datetime, order: str = NAME, *, only: int | None = None
) -> list[PersonLine]:
    """Everybody one leads, or the one person of that id. Six statements, whatever their number; three more where
    somebody's days away lie about now.
    """
    today = organisation_day(now)
    wanted = people_to_talk_with(viewer, today)
    if only is not None:
        wanted = wanted.filter(pk=only)
    people = list(wanted)
    held = _memberships(viewer, people, today)
    talks = talks_led_by(viewer)
    away = away_until([person.pk for person in people], now)
    found = [
        replace(
            _line(person, held.get(person.pk, []), talks.get(person.pk), now),
            away=away.get(person.pk, ""),
        )
        for person in people
    ]
    return sorted(found, key=_KEYS.get(order, _by_name))


def talks_led_by(leader: User) -> dict[int, Talks]:
    """When this leader last talked with each person, and when they next do, by person. Two statements."""
    rows = (
        Series.objects.filter(leader=leader)
        .order_by()
        .values("person_id")
        .annotate(
            last=Max("meetings__held_at", filter=Q(meetings__state=State.HELD)),
            running=Max("pk", filter=Q(ended_at=None)),
        )
    )
    booked = {
        row.series.person_id: row
        for row in Meeting.objects.filter(series__leader=leader, state=State.BOOKED).select_related(
            "series"
        )
    }
    found: dict[int, Talks] = {}
    for row in rows:
        coming = booked.get(row["person_id"])
        found[row["person_id"]] = Talks(
            row["running"],
            row["last"],
            None if coming is None else coming.pk,
            None if coming is None else coming.starts_at,
        )
    return found


def _memberships(viewer: User, people: Iterable[User], today: date) -> dict[int, list[Membership]]:
    """By person, in the teams the viewer leads, by the team's name. One statement."""
    rows = (
        Membership.objects.on(today)
        .filter(user__in=list(people), team__in=standing_of(viewer).leads)
        .select_related("team")
        .order_by("team__name", "role")
    )
    found: dict[int, list[Membership]] = {}
    for row in rows:
        found.setdefault(row.user_id, []).append(row)
    return found


def _line(person: User, held: list[Membership], talks: Talks | None, now: datetime) -> PersonLine:
    teams = [row.team for row in held if row.team is not None]
    clock = teams[0].clock if teams else Clock("UTC")
    talks = talks or Talks(None, None, None, None)
    at = "" if talks.next_at is None else at_words(clock, talks.next_at, now)
    url = "" if talks.next_id is None else reverse("feedback:one_to_one", args=[talks.next_id])
    has_passed = day_has_passed(clock, talks.next_at, now)
    book_url = ""
    if talks.series_id is None:
        book_url = reverse("feedback:series_begin", args=[person.pk])
    elif talks.next_id is None:
        book_url = reverse("feedback:series_book", args=[talks.series_id])
    return PersonLine(
        pk=person.pk,
        name=person.name,
        initials=person.initials,
        roles=tuple(
            role_text(row.role, [] if row.team is None else [row.team.name], person.title)
            for row in held
        ),
        shift=", ".join(dict.fromkeys(_shift(team) for team in teams)),
        last=last_words(clock, talks.last_at, now),
        next="" if has_passed else at,
        next_url="" if has_passed else url,
        talks_url=reverse("feedback:series", args=[person.pk]),
        book_url=book_url,
        last_at=talks.last_at,
        next_at=None if has_passed else talks.next_at,
        asked=at if has_passed else "",
        asked_url=url if has_passed else "",
    )


def last_words(clock: Clock, at: datetime | None, now: datetime) -> str:
    """`Thu 6 Nov, 2 weeks ago`; `Not yet`."""
    if at is None:
        return "Not yet"
    days = (clock.local(now).date() - clock.local(at).date()).days
    if days <= 0:
        ago = "today"
    elif days == 1:
        ago = "yesterday"
    else:
        ago = f"{days} days ago" if days < 14 else f"{days // 7} weeks ago"
    return f"{day_words(clock, at, now)}, {ago}"


def _shift(team: Team) -> str:
    return f"{dates.clock_time(team.opens_at)} to {dates.clock_time(team.closes_at)}"


def _by_name(line: PersonLine) -> tuple[object, ...]:
    return line.name.casefold(), line.pk


def _by_shift(line: PersonLine) -> tuple[object, ...]:
    return line.shift, *_by_name(line)


def _by_last(line: PersonLine) -> tuple[object, ...]:
    """With whom one has not talked for longest comes first; never is longest."""
    return line.last_at is not None, line.last_at or LONG_AGO, *_by_name(line)


_KEYS: dict[str, Callable[[PersonLine], tuple[object, ...]]] = {
    NAME: _by_name,
    SHIFT: _by_shift,
    LAST: _by_last,
}


def waits_longest(lines: Iterable[PersonLine]) -> list[PersonLine]:
    """Those with whom nothing is booked that lies ahead, longest ago first."""
    return sorted((line for line in lines if not line.next), key=_by_last)


def by_next(lines: Iterable[PersonLine]) -> list[PersonLine]:
    """Those with whom one is booked, soonest first."""
    return sorted(
        (line for line in lines if line.next_at is not None),
        key=lambda line: (line.next_at or LONG_AGO, line.pk),
    )
