"""Lines of the balance plan as they are read: in the plan, alone with their history, and on the days they hold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef

from goals import dates
from goals.models import PlanEntry, PlanLine, PlanName
from goals.permissions import can_plan_for, can_read_why
from goals.queries.balance_words import (
    FIELDS,
    address,
    changes_of,
    first_names,
    when_words,
)
from teams.calendar import ONE_DAY
from teams.models import Absence, Membership, Team, User
from teams.names import first_name
from teams.queries.calendars import working_time

Part = PlanName.Part
NOW, COMING, OVER = "now", "coming", "over"
CLOSED = "closed that day"
Standing = Mapping[int, date | None]
"""Who is in a team today, with the first day on which they are not any more, if that is known."""


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody in a line. `why` is why they cannot, for those who may read it; `is_away` on the day asked about."""

    pk: int
    name: str
    initials: str
    cannot: bool
    why: str
    is_away: bool

    @property
    def is_free(self) -> bool:
        """Whether they cover."""
        return not (self.cannot or self.is_away)


@dataclass(frozen=True, slots=True)
class LineRow:
    """A line in words. `state` is now, coming or over; `flags` are for those who lead. `closed` says that nobody works
    on the next day of it, or is empty.
    """

    pk: int
    url: str
    when: str
    what: str
    covers: tuple[Named, ...]
    stand_in: Named | None
    who: str
    since: str
    closed: str
    how: str
    state: str
    flags: tuple[str, ...]
    version: int
    mine: str
    """The viewer's part: empty, `in` or `out` where they said that they cannot."""


@dataclass(frozen=True, slots=True)
class Trace:
    """One entry of its history."""

    who: str
    what: str
    at: str
    when: str
    words: str
    changes: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class LinePage:
    """A line with all that was done to it, oldest first."""

    row: LineRow
    made: str
    trace: tuple[Trace, ...]
    can_plan: bool
    is_over: bool


def standing_in(team: Team, today: date) -> Standing:
    """One statement."""
    held = Membership.objects.on(today).filter(team=team, user__is_active=True)
    found: dict[int, date | None] = {}
    for pk, ends_on in held.values_list("user_id", "ends_on"):
        # Of several roles the one that lasts counts.
        stays = pk in found and found[pk] is None
        found[pk] = None if stays or ends_on is None else max(ends_on, found.get(pk) or ends_on)
    return found


def line_rows(
    viewer: User,
    lines: Iterable[PlanLine],
    team: Team,
    now: datetime,
    standing: Standing,
    closed: Collection[date],
) -> list[LineRow]:
    """Lines of one team, in their order. `closed` are the team's holidays and closures. One statement, and what
    reading the lines takes.
    """
    found = list(lines)
    names = names_by_line([line.pk for line in found], team.clock.day_of(now))
    return [line_row(viewer, line, names[line.pk], team, now, standing, closed) for line in found]


def line_page(viewer: User, line: PlanLine, now: datetime) -> LinePage:
    """A line that this viewer may read. Five statements."""
    clock = line.team.clock
    today = clock.day_of(now)
    standing = standing_in(line.team, today)
    names = names_by_line([line.pk], today)[line.pk]
    closed = working_time(line.team).closed
    row = line_row(viewer, line, names, line.team, now, standing, closed)
    entries = list(line.entries.select_related("by"))
    local = clock.local(line.made_at)
    made = f"Agreed {dates.day(local.date(), today)}. Written down by {line.made_by.name}"
    return LinePage(
        row=row,
        made=made,
        trace=_trace(line, names, entries, today),
        can_plan=can_plan_for(viewer, line.team_id),
        is_over=line.ended_at is not None,
    )


def names_by_line(ids: Sequence[int], day: date) -> dict[int, list[PlanName]]:
    """Who is named, each with `is_away` on that day. One statement."""
    found: dict[int, list[PlanName]] = defaultdict(list)
    away = Absence.objects.on(day).filter(user=OuterRef("person"))
    rows = PlanName.objects.filter(line__in=ids).select_related("person")
    rows = rows.annotate(is_away=Exists(away))
    for row in rows.order_by("person__name", "pk"):
        found[row.line_id].append(row)
    return found


def line_row(
    viewer: User,
    line: PlanLine,
    names: Sequence[PlanName],
    team: Team,
    now: datetime,
    standing: Standing,
    closed: Collection[date],
) -> LineRow:
    """A line as the viewer may read it. `standing` is who is in the team, `closed` its holidays and closures."""
    today = team.clock.day_of(now)
    is_ahead = today not in closed and _is_ahead(line, team, today, now)
    there = [row for row in names if row.person_id in standing]
    covers = tuple(_named(viewer, row, line) for row in there if row.part == Part.COVERS)
    ins = [_named(viewer, row, line) for row in there if row.part == Part.STANDS_IN]
    mine = next((row for row in there if row.person_id == viewer.pk), None)
    return LineRow(
        pk=line.pk,
        url=address(line.pk),
        when=when_words(line),
        what=line.what,
        covers=covers,
        stand_in=ins[0] if ins else None,
        who=_who(covers, ins, sum(row.part == Part.COVERS for row in names)),
        since=_since(line, today),
        closed=_closed(line, today, closed),
        how=line.get_how_display(),
        state=_state(line, today),
        flags=tuple(_flags(line, names, team, standing, today, is_ahead=is_ahead)),
        version=line.version,
        mine="" if mine is None else "out" if mine.cannot_at else "in",
    )


def _named(viewer: User, row: PlanName, line: PlanLine) -> Named:
    reads = can_read_why(viewer, line.team_id, row.person_id)
    return Named(
        row.person_id,
        row.person.name,
        row.person.initials,
        row.cannot_at is not None,
        row.cannot_why if reads else "",
        is_away(row),
    )


def holds(line: PlanLine, day: date) -> bool:
    """Whether it stands on that day; what something sets off may come on any."""
    in_time = line.starts_on <= day and (line.last_on is None or day <= line.last_on)
    return in_time and (bool(line.trigger) or day.weekday() in line.weekdays)


def _is_ahead(line: PlanLine, team: Team, today: date, now: datetime) -> bool:
    """Whether it holds today and is not over yet."""
    if not holds(line, today):
        return False
    if line.starts_at is None or line.ends_at is None:
        return True
    return now < team.clock.span_on(today, line.starts_at, line.ends_at)[1]


def is_away(row: PlanName) -> bool:
    """Whether they are away on the day that `names_by_line` was asked about."""
    found: bool = row.is_away  # type: ignore[attr-defined]
    return found


def _who(covers: Sequence[Named], ins: Sequence[Named], wanted: int) -> str:
    """`Dele and Jin`: as many as are wanted; whoever cannot, is away or left is replaced by who stands in."""
    free = [one.name for one in (*covers, *ins) if one.is_free]
    return first_names(free[:wanted]) or "nobody yet"


def _since(line: PlanLine, today: date) -> str:
    if line.starts_on > today:
        since = f"From {dates.day(line.starts_on, today)}"
    else:
        since = f"Since {dates.day(line.starts_on, today)}"
    return f"{since} until {dates.day(line.last_on, today)}" if line.last_on else since


def _closed(line: PlanLine, today: date, closed: Collection[date]) -> str:
    """`Closed on Fri 25 Dec` where that is the next day on which the line would hold."""
    first = max(today, line.starts_on)
    days = (first + n * ONE_DAY for n in range(7))
    following = next((day for day in days if holds(line, day)), None)
    if line.ended_at is not None or following is None or following not in closed:
        return ""
    return "Closed today" if following == today else f"Closed on {dates.day(following, today)}"


def _state(line: PlanLine, today: date) -> str:
    if line.ended_at is not None or (line.last_on is not None and line.last_on < today):
        return OVER
    return COMING if line.starts_on > today else NOW


def _flags(
    line: PlanLine,
    names: Sequence[PlanName],
    team: Team,
    standing: Standing,
    today: date,
    *,
    is_ahead: bool,
) -> Iterable[str]:
    """What a leader should see to: who left or leaves, who is away where the line is still ahead today, and where
    nobody is left to cover.
    """
    for row in names:
        name = row.person.name
        if row.person_id not in standing:
            yield f"{name} is no longer in {team.name}. Choose who covers instead."
        elif (until := standing[row.person_id]) is not None:
            yield f"{name} is in {team.name} until {dates.day(until - ONE_DAY, today)}."
        elif row.cannot_at is not None:
            yield f"{first_name(name)} cannot then."
        elif is_ahead and is_away(row):
            yield f"{first_name(name)} is away today."
    if not any(row.person_id in standing and row.cannot_at is None for row in names):
        yield "Nobody is left to cover it."


def _trace(
    line: PlanLine, names: Sequence[PlanName], entries: Sequence[PlanEntry], today: date
) -> tuple[Trace, ...]:
    """Each held against what follows it. One statement for the names that were."""
    after: dict[str, object] = {name: getattr(line, name) for name in FIELDS}
    after["covers"] = [row.person_id for row in names if row.part == Part.COVERS]
    after["stand_in"] = [row.person_id for row in names if row.part == Part.STANDS_IN]
    named = {
        pk
        for values in (after, *(entry.before for entry in entries))
        for part in ("covers", "stand_in")
        for pk in values.get(part, ())
    }
    people = dict(User.objects.filter(pk__in=named).values_list("pk", "name"))
    clock = line.team.clock
    found: list[Trace] = []
    for entry in reversed(entries):
        changes = changes_of(entry.before, after, people, today)
        after |= entry.before
        local = clock.local(entry.at)
        when = f"{dates.day(local.date(), today)}, {dates.clock_time(local.time())}"
        found.append(
            Trace(
                entry.by.name,
                entry.get_kind_display().lower(),
                entry.at.isoformat(),
                when,
                entry.words,
                tuple(changes),
            )
        )
    return tuple(reversed(found))
