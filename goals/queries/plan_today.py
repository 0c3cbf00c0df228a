"""Lines of the balance plan on the days they hold: what the team reads of today, and what somebody covers."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from goals import dates
from goals.models import PlanLine, PlanName
from goals.queries.balance_words import address, first_names, listed, when_words
from goals.queries.plan_lines import CLOSED, Part, holds, is_away, line_row, names_by_line
from teams.calendar import ONE_DAY
from teams.day_plan import Entry
from teams.models import Membership, Team, User
from teams.names import first_name
from teams.permissions import standing_of
from teams.queries.calendars import working_times


@dataclass(frozen=True, slots=True)
class TodayLine:
    """A line that holds on a day, as the team reads it."""

    when: str
    what: str
    who: str
    url: str


def lines_today(
    viewer: User, team: Team, now: datetime, people: Iterable[int], closed: Collection[date]
) -> tuple[TodayLine, ...]:
    """What holds today, by the hour, then what something sets off; on a day of `closed`, that it is one. `people` are
    those in the team. Two statements, one where there is nothing. Nothing for whoever is not in the team: who covers
    what is its own.
    """
    if team.pk not in standing_of(viewer).teams:
        return ()
    clock = team.clock
    today = clock.day_of(now)
    lines = PlanLine.objects.filter(_in_force([today]), team=team)
    held = [line for line in lines.order_by("pk") if holds(line, today)]
    if not held:
        return ()
    names = names_by_line([line.pk for line in held], today)
    there: dict[int, date | None] = dict.fromkeys(people)
    rows: list[tuple[tuple[bool, datetime, int], TodayLine]] = []
    for line in held:
        row = line_row(viewer, line, names[line.pk], team, now, there, closed)
        timed = line.starts_at is not None and line.ends_at is not None
        when, at = row.when, now
        if line.starts_at is not None and line.ends_at is not None:
            at = clock.span_on(today, line.starts_at, line.ends_at)[0]
            when = f"{dates.clock_time(line.starts_at)} to {dates.clock_time(line.ends_at)}"
        who = CLOSED if today in closed else row.who
        rows.append(((not timed, at, line.pk), TodayLine(when, row.what, who, row.url)))
    return tuple(row for _, row in sorted(rows, key=lambda one: one[0]))


@dataclass(frozen=True, slots=True)
class OwnCover:
    """What somebody covers today: `entries` by the clock, `whenever` what something sets off, as (trigger, words, url)."""

    entries: tuple[Entry, ...]
    whenever: tuple[tuple[str, str, str], ...]


def own_cover(person: User, now: datetime) -> OwnCover:
    """What this person covers today in the teams they are in. One statement; four where there is something.

    What began yesterday and goes on past midnight is there until it is over. On a day on which the team is closed
    nobody covers anything.
    """
    teams = standing_of(person).teams
    if not teams:
        return OwnCover((), ())
    # A team's today lies within a day of UTC's.
    around = [now.date() - 2 * ONE_DAY, now.date() + 2 * ONE_DAY]
    mine = {
        name.line_id: name
        for name in PlanName.objects.filter(
            person=person, cannot_at=None, line__in=PlanLine.objects.filter(_in_force(around), team__in=teams)
        ).select_related("line__team")
    }  # fmt: skip
    held = [(name.line, day) for name in mine.values() for day in _days_on(name.line, now)]
    works = working_times({line.team for line, _ in held}) if held else {}
    held = [(line, day) for line, day in held if day not in works[line.team_id].closed]
    if not held:
        return OwnCover((), ())
    days = {line.team.clock.day_of(now) for line, _ in held}
    names = names_by_line([line.pk for line, _ in held], max(days))
    there = set(
        Membership.objects.filter(team__in={line.team_id for line, _ in held}, user__is_active=True)
        .between(min(days), max(days))
        .values_list("team_id", "user_id")
    )
    entries: list[Entry] = []
    whenever: list[tuple[str, str, str]] = []
    for line, day in sorted(held, key=lambda one: (one[1], one[0].pk)):
        others = [row for row in names[line.pk] if (line.team_id, row.person_id) in there]
        words = _to(person, mine[line.pk], line, others)
        if line.starts_at is None or line.ends_at is None:
            whenever.append((when_words(line), words, address(line.pk)))
            continue
        start, end = line.team.clock.span_on(day, line.starts_at, line.ends_at)
        minutes = int((end - start).total_seconds()) // 60
        entries.append(Entry(words, start, minutes, address(line.pk)))
    return OwnCover(tuple(entries), tuple(whenever))


def _days_on(line: PlanLine, now: datetime) -> Iterable[date]:
    clock = line.team.clock
    today = clock.day_of(now)
    if holds(line, today):
        yield today
    before = today - ONE_DAY
    timed = line.starts_at is not None and line.ends_at is not None
    if timed and holds(line, before) and _ends(line, before) > now:
        yield before


def _ends(line: PlanLine, day: date) -> datetime:
    assert line.starts_at is not None and line.ends_at is not None  # noqa: S101, PT018 - for the type checker
    return line.team.clock.span_on(day, line.starts_at, line.ends_at)[1]


def _to(person: User, own: PlanName, line: PlanLine, names: Sequence[PlanName]) -> str:
    """`You cover: two leave chat for phones, with Dele`."""
    covers = [row for row in names if row.part == Part.COVERS and row.person_id != person.pk]
    if own.part == Part.COVERS:
        ins = [row for row in names if row.part == Part.STANDS_IN]
        free = [row.person.name for row in (*covers, *ins) if not (row.cannot_at or is_away(row))]
        with_them = listed([first_name(name) for name in free[: len(covers)]])
        return f"You cover: {line.what}{f', with {with_them}' if with_them else ''}"
    out = [row.person.name for row in covers if row.cannot_at is not None or is_away(row)]
    if out:
        return f"You stand in for {first_names(out)}: {line.what}"
    return f"You stand in if needed: {line.what}"


def _in_force(days: Sequence[date]) -> Q:
    return Q(Q(last_on=None) | Q(last_on__gte=min(days)), ended_at=None, starts_on__lte=max(days))
