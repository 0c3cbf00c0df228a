"""The readings behind a figure, as far as somebody may see them: a page at a time, or for a file.

They are listed, and never added up here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.db.models import Q, QuerySet

from goals import dates
from goals.models import TEAM_ITSELF, AgentDay, Correction, Import, Metric, Reading
from goals.permissions import (
    can_correct_readings_of,
    corrections_visible_to,
    imports_visible_to,
    readings_visible_to,
)
from goals.queries.figures import plain, sent
from goals.tables import Value
from teams.calendar import DAYS_APART, Clock
from teams.models import User
from teams.permissions import agents_whose_figures_are_visible_to, standing_of

PAGE = 50
LISTED_AT_ONCE = 2_000
"""Of more readings than this only a day's are listed: a year of everybody's is no list to read."""
MOST_IN_A_FILE = 50_000
NO_ONE_AGENT = "No one agent"
Cursor = tuple[datetime, int]


@dataclass(frozen=True, slots=True)
class Which:
    """The readings of a metric on the days `first` to `last`, both included.

    Days are the team's own, or with `organisation_days` the organisation's. `team_id` 0 is every team,
    `agent_id` 0 everybody. `slots` narrows to the hours that start in a half-open window.
    """

    metric: Metric
    first: date
    last: date
    team_id: int = 0
    agent_id: int = TEAM_ITSELF
    organisation_days: bool = False
    slots: tuple[datetime, datetime] | None = None


@dataclass(frozen=True, slots=True)
class ReadingRow:
    """One reading as it came in. `pk` where the viewer may correct it, `note` what a person changed."""

    at: str
    iso: str
    who: str
    value: str
    weight: str
    source: str
    external_id: str
    import_id: int
    pk: int
    note: str


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of readings, latest first; where the next one begins; whether some may not be seen."""

    rows: tuple[ReadingRow, ...]
    older: Cursor | None
    some_hidden: bool


def list_readings(viewer: User, which: Which, before: Cursor | None, today: date) -> Listed:
    """Six statements at most."""
    found, hidden = _visible(viewer, which)
    if before is not None:
        at, pk = before
        found = found.filter(Q(at__lt=at) | Q(at=at, pk__lt=pk))
    rows = list(found.select_related("team", "source").order_by("-at", "-pk")[: PAGE + 1])
    older = (rows[PAGE - 1].at, rows[PAGE - 1].pk) if len(rows) > PAGE else None
    return Listed(_in_words(viewer, which.metric, rows[:PAGE], today), older, hidden)


FILE_HEADINGS = ("When", "Day", "Team", "Who", "Value", "Weight", "Source", "Id there", "Note")


def readings_for_file(viewer: User, which: Which) -> list[tuple[Value, ...]]:
    """The rows of a file: headings, then what the viewer may see, latest first. Five statements."""
    found, _ = _visible(viewer, which)
    found = found.select_related("team", "source").order_by("-at", "-pk")
    rows = list(found[:MOST_IN_A_FILE])
    names = _names(rows)
    notes = _notes(viewer, which.metric, rows)
    return [
        FILE_HEADINGS,
        *(
            (
                row.team.clock.local(row.at).isoformat(),
                row.organisation_day if which.organisation_days else row.day,
                row.team.name,
                names.get(row.agent_id, NO_ONE_AGENT),
                row.value,
                row.weight,
                row.source.name,
                row.external_id,
                notes.get(_key(row), ""),
            )
            for row in rows
        ),
    ]


# --- Which of them -------------------------------------------------------------------------------


def _visible(viewer: User, which: Which) -> tuple[QuerySet[Reading], bool]:
    found = _found(which)
    if which.agent_id != TEAM_ITSELF:
        # Whose part is asked for was checked where it was asked.
        return found.filter(agent_id=which.agent_id), False
    return _of_visible_agents(viewer, which, found)


def _found(which: Which) -> QuerySet[Reading]:
    first, last = which.first, which.last
    if which.organisation_days:
        # A team's day may begin before the organisation's, or after it.
        found = Reading.objects.on_days(which.metric, first - DAYS_APART, last + DAYS_APART)
        found = found.filter(organisation_day__range=(first, last))
    else:
        found = Reading.objects.on_days(which.metric, first, last)
    if which.team_id:
        found = found.filter(team=which.team_id)
    if which.slots is not None:
        found = found.filter(slot__gte=which.slots[0], slot__lt=which.slots[1])
    return found


def _of_visible_agents(
    viewer: User, which: Which, found: QuerySet[Reading]
) -> tuple[QuerySet[Reading], bool]:
    """Those the viewer may see, and whether there are others. Two statements."""
    # A team's day may begin before the organisation's, or after it.
    margin = DAYS_APART if which.organisation_days else timedelta(0)
    tallies = AgentDay.objects.filter(
        metric_id=which.metric.pk, day__range=(which.first - margin, which.last + margin)
    )
    if which.team_id:
        tallies = tallies.filter(team_id=which.team_id)
    pairs = set(tallies.values_list("team_id", "agent_id").distinct())
    standing = standing_of(viewer)
    if which.team_id and which.team_id in standing.leads:
        return found, False
    people = set(
        agents_whose_figures_are_visible_to(viewer)
        .filter(pk__in={agent for _, agent in pairs})
        .values_list("pk", flat=True)
    )
    seen = {
        (team, agent)
        for team, agent in pairs
        if team in standing.leads
        or agent in people
        or (agent == TEAM_ITSELF and (standing.is_administrator or team in standing.teams))
    }
    found = found.filter(agent_id__in={agent for _, agent in seen})
    return found & readings_visible_to(viewer), len(seen) < len(pairs)


# --- In words ------------------------------------------------------------------------------------


def moment(clock: Clock, at: datetime, today: date) -> str:
    """`3 Nov, 15:00` on the clock's wall."""
    local = clock.local(at)
    return f"{dates.short_day(local.date(), today)}, {dates.clock_time(local.time())}"


def _in_words(
    viewer: User, metric: Metric, rows: list[Reading], today: date
) -> tuple[ReadingRow, ...]:
    """Three statements: the people's names, which imports may be opened, and what people changed."""
    names = _names(rows)
    notes = _notes(viewer, metric, rows)
    imports = set(
        imports_visible_to(viewer)
        .filter(pk__in={row.import_id for row in rows}, state=Import.State.DONE)
        .values_list("pk", flat=True)
    )
    return tuple(
        ReadingRow(
            at=moment(row.team.clock, row.at, today),
            iso=row.at.astimezone(UTC).isoformat(),
            who=names.get(row.agent_id, NO_ONE_AGENT),
            value=plain(row.value),
            weight=plain(row.weight),
            source=row.source.name,
            external_id=row.external_id,
            import_id=row.import_id if row.import_id in imports else 0,
            pk=row.pk if can_correct_readings_of(viewer, row.team_id, row.agent_id) else 0,
            note=notes.get(_key(row), ""),
        )
        for row in rows
    )


def _names(rows: list[Reading]) -> dict[int, str]:
    return dict(
        User.objects.filter(pk__in={row.agent_id for row in rows}).values_list("pk", "name")
    )


def _key(row: Reading | Correction) -> tuple[int, str]:
    return row.source_id, row.external_id


def _notes(viewer: User, metric: Metric, rows: list[Reading]) -> dict[tuple[int, str], str]:
    """What was corrected, by whom and why, for those who lead the team. No statement for others."""
    standing = standing_of(viewer)
    if not rows or not (standing.leads or standing.is_administrator):
        return {}
    instants = [row.at for row in rows]
    made = corrections_visible_to(viewer).filter(
        metric=metric, sent_at__range=(min(instants), max(instants))
    )
    return {_key(row): corrected_words(row, metric) for row in made.select_related("by", "metric")}


def corrected_words(row: Correction, metric: Metric) -> str:
    """`Marcus Webb: 1 of 5 had been sent. A typing slip.`"""
    said = sent(metric, row.sent_value, row.sent_weight)
    return f"{row.by.name}: {said} had been sent. {row.reason}"
