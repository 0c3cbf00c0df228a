"""The exact figures of a goal's period: by day, by person or team, by period, and how its forecast stood; for
page and file alike.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from goals import dates
from goals.formats import rounded
from goals.models import Cadence, Progress, Scope
from goals.progress import Sums
from goals.queries.contributions import Contributions
from goals.queries.figures import Writer, plain
from goals.queries.goal import SHORT, GoalDetail, Step
from goals.queries.goal_facts import revised_words
from goals.queries.goal_names import row_name, sums_of, writer_of
from goals.queries.goal_outlook import outlook_in
from goals.queries.guards import guard_cell
from goals.queries.outlooks import Outlook, chance, finish
from goals.tables import Cell, Table, Value

FORECAST = ("Likely", "Low", "High", "Likelihood")
_STATUS_WORDS = {
    "on_pace": "On pace",
    "watch": "Watch",
    "behind": "Behind",
    "too_early": "Too early",
    "no_data": "No figures",
    "met": "Met",
    "missed": "Missed",
    "paused": "Paused",
    "": "",
}


@dataclass(frozen=True, slots=True)
class _Columns:
    """The headings of value and weight: a ratio's two parts, or a total's one."""

    value: str
    weight: str


def _columns(writer: Writer) -> _Columns:
    if writer.is_total:
        return _Columns(writer.metric.name, "")
    return _Columns("Counted", "Out of") if writer.is_percent else _Columns("Sum", "Over")


def by_step(detail: GoalDetail) -> Table:
    """A row for each day (hour, of a goal of a day) that is over or running, and what it came to so far."""
    writer = writer_of(detail)
    heads = _columns(writer)
    hourly = detail.goal.cadence in SHORT
    headings = ["Hour" if hourly else "Day", heads.value]
    if heads.weight:
        headings += [heads.weight, "Result"]
    if detail.goal.cadence != Cadence.HOURLY:
        headings += ["So far"]
    if not hourly:
        headings += ["Expected by then", "Status"]
    rows = tuple(
        _step_row(detail, writer, step)
        for step in detail.steps
        if step.state != "future" and (step.work or step.sums.n)
    )
    return Table("Hour by hour" if hourly else "Day by day", tuple(headings), rows)


def _step_row(detail: GoalDetail, writer: Writer, step: Step) -> tuple[Cell, ...]:
    hourly = detail.goal.cadence in SHORT
    local = detail.clock.local(step.starts_at)
    name = (
        Cell(dates.clock_time(local.time()), local.isoformat())
        if hourly
        else Cell(dates.day(step.day, detail.today), step.day.isoformat())
    )
    cells = [name, *_sums_cells(writer, step.sums)]
    if detail.goal.cadence != Cadence.HOURLY:
        cells.append(_figure(writer, writer.result(step.running), detail.target))
    if not hourly:
        cells.append(_figure(writer, step.expected, detail.target))
        cells.append(_word(step.status))
    return tuple(cells)


def _sums_cells(writer: Writer, sums: Sums) -> list[Cell]:
    """Value of a total; value, weight and result of a ratio. Without a reading all are empty."""
    result = writer.result(sums)
    if writer.is_total:
        return [_figure(writer, result, None)]
    if not sums.n:
        return [Cell("No figures", None), Cell("", None), Cell("", None)]
    return [
        Cell(plain(sums.value), sums.value),
        Cell(plain(sums.weight), sums.weight),
        _figure(writer, result, result),
    ]


def _figure(writer: Writer, value: Decimal | None, near: Decimal | None) -> Cell:
    return Cell(writer.figure(value, near=near if near is not None else value), value)


def _word(status: str) -> Cell:
    word = _STATUS_WORDS[status]
    return Cell(word, word)


def by_part(detail: GoalDetail, found: Contributions) -> Table | None:
    """A row for each person or team the viewer may see, in name order; None where there is none."""
    if not found.parts:
        return None
    writer = writer_of(detail)
    heads = _columns(writer)
    whose = "Team" if found.kind == "teams" else "Person"
    headings = [whose, heads.value, *([heads.weight, "Result"] if heads.weight else [])]
    each = detail.goal.scope == Scope.MEMBERS
    if each:
        headings += [*FORECAST, "Status"]
    rows = []
    for part in found.parts:
        cells = [Cell(part.name, part.name), *_sums_cells(writer, part.sums)]
        if each:
            cells += [*_forecast_cells(writer, part.outlook, detail.target), _word(part.status)]
        rows.append(tuple(cells))
    if found.rest.n:
        name = "Everybody else"
        rows.append((Cell(name, name), *_sums_cells(writer, found.rest)))
    return Table(f"By {whose.lower()}", tuple(headings), tuple(rows))


def by_forecast(detail: GoalDetail) -> Table | None:
    """A row for each day so far with what was foreseen at its end, today's last; None without any."""
    writer = writer_of(detail)
    rows = [
        (
            Cell(dates.day(step.day, detail.today), step.day.isoformat()),
            *_forecast_cells(writer, step.outlook, detail.target),
            _word(step.status),
        )
        for step in detail.steps
        if step.state == "past" and step.outlook is not None
    ]
    row, outlook = detail.progress, outlook_in(detail)
    if row is not None and outlook is not None:
        name = Cell(dates.day(detail.today, detail.today), detail.today.isoformat())
        cells = _forecast_cells(writer, outlook, detail.target)
        rows.append((name, *cells, _word(row.status)))
    if not rows:
        return None
    return Table("How the forecast stood", ("Day", *FORECAST, "Status"), tuple(rows))


def _forecast_cells(writer: Writer, outlook: Outlook | None, target: Decimal) -> list[Cell]:
    """The ends and the middle as they are shown everywhere; the likelihood in tenths, in a file exactly."""
    if outlook is None:
        return [Cell("", None) for _ in FORECAST]
    decimals = writer.metric.decimals
    ends = (outlook.likely, outlook.low, outlook.high)
    return [
        *(Cell(finish(writer, end, outlook, target), rounded(end, decimals)) for end in ends),
        Cell(chance(outlook.likelihood).removeprefix("about "), outlook.likelihood),
    ]


def by_period(detail: GoalDetail) -> Table | None:
    """A row for each of the last periods, latest first, with its own target; None without any."""
    if not detail.periods:
        return None
    writer = writer_of(detail)
    heads = _columns(writer)
    headings = [
        "Period",
        heads.value,
        *([heads.weight, "Result"] if heads.weight else []),
        "Goal",
        "Status",
        "Closed",
        *(["Guard"] if detail.goal.guard is not None else []),
    ]
    rows = tuple(_period_row(detail, writer, row) for row in reversed(detail.periods))
    return Table("Period by period", tuple(headings), rows)


def _period_row(detail: GoalDetail, writer: Writer, row: Progress) -> tuple[Cell, ...]:
    start: str = row.first_day.isoformat()
    if detail.goal.cadence == Cadence.HOURLY:
        start = detail.clock.local(row.starts_at).isoformat()
    revised = revised_words(detail, row)
    closed = "Yes" if row.final else "Not yet"
    guard = guard_cell(detail, row)
    return (
        Cell(row_name(detail, row), start),
        *_sums_cells(writer, sums_of(row)),
        Cell(writer.target(row.target), row.target),
        _word(row.status),
        Cell(
            f"{closed}, {revised}" if revised else closed,
            f"{closed}, {revised}" if revised else closed,
        ),
        *([Cell(guard, guard)] if detail.goal.guard is not None else []),
    )


def file_rows(detail: GoalDetail, table: Table) -> Iterator[tuple[Value, ...]]:
    """The headings, then the exact values, each row with the goal's name and whose figures they are."""
    yield ("Goal", "Whose", *table.headings)
    for row in table.rows:
        yield (detail.goal.name, detail.subject.name, *(cell.value for cell in row))
