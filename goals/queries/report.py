"""Which kinds of goal are kept: by how often, whose, of what, and how they were set; never by person.

The unit is one closed period of one subject. Counts are added up by the database; a share of fewer than
FEWEST is not one. Figures of single people count only where the reader leads them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, QuerySet

from goals import formats
from goals.models import Cadence, OwnGoal, Progress, Proposal, Review, Scope, Status
from goals.permissions import goals_visible_to, own_goals_visible_to, progress_visible_to
from goals.queries.figures import counted
from goals.tables import Cell, Table, Value
from teams.models import Team, User
from teams.permissions import organisation_day

FEWEST = 5
TOO_FEW = "Too few to say"
SHORT = (Cadence.HOURLY, Cadence.DAILY)
MONTHS = (3, 6, 12)
PROPOSED, SHARED, ASSIGNED, SELF = (
    "Proposed to the team",
    "Shared at once",
    "Set for one agent by a lead",
    "Set by people for themselves",
)
_SCOPES = {
    Scope.ORGANISATION: "The whole organisation",
    Scope.TEAM: "A team together",
    Scope.MEMBERS: "Each member of a team",
    Scope.AGENT: "One agent",
}
_COLUMNS = ("cadence", "scope", "metric", "proposed")


@dataclass(slots=True)
class _Tally:
    closed: int = 0
    met: int = 0
    looked_back: int = 0
    partly: int = 0


@dataclass(frozen=True, slots=True)
class Report:
    """Tables to show and to download, and a sentence that says what stands out; empty where nothing closed."""

    sentence: str
    tables: tuple[tuple[str, Table], ...]
    closed: int


@dataclass(frozen=True, slots=True)
class _Row:
    cadence: str
    scope: str
    metric: str
    proposed: bool
    closed: int = 0
    met: int = 0
    looked_back: int = 0
    partly: int = 0


def report_of(viewer: User, *, months: int, team: Team | None, now: datetime) -> Report:
    """What closed in the last `months` months, in a team's goals or in all the viewer may see. Three statements
    and one for the day.
    """
    back = timedelta(days=months * 365 // 12)
    since = organisation_day(now) - back
    rows = [*_closed(viewer, team, since), *_looked_back(viewer, team, since)]
    longer = [row for row in rows if row.cadence not in SHORT]
    cadences = [label for _, label in Cadence.choices]
    how = _tables_of(longer, _how, (PROPOSED, SHARED, ASSIGNED))
    own = _own(viewer, team, now - back)
    if own.closed:
        how.append((SELF, own))
    tables = (
        (
            "cadence",
            _table(
                "By how often", _tables_of(rows, lambda row: Cadence(row.cadence).label, cadences)
            ),
        ),
        (
            "scope",
            _table(
                "By whose",
                _tables_of(longer, lambda row: _SCOPES[Scope(row.scope)], tuple(_SCOPES.values())),
            ),
        ),
        (
            "metric",
            _table(
                "By what is measured",
                _tables_of(longer, lambda row: row.metric, sorted({row.metric for row in longer})),
            ),
        ),
        ("how", _table("By how it was set", how)),
    )
    kept = tuple((key, table) for key, table in tables if table.rows)
    closed = sum(row.closed for row in rows)
    return Report(_sentence(longer), kept, closed)


def _closed(viewer: User, team: Team | None, since: date) -> list[_Row]:
    found = progress_visible_to(viewer).filter(
        final=True, last_day__gte=since, status__in=[Status.MET, Status.MISSED]
    )
    if team is not None:
        found = found.filter(goal__team=team)
    rows = _grouped(found, "status")
    return [
        _Row(cadence, scope, metric, proposed, number, number if word == Status.MET else 0)
        for cadence, scope, metric, proposed, word, number in rows
    ]


def _looked_back(viewer: User, team: Team | None, since: date) -> list[_Row]:
    found = Review.objects.filter(goal__in=goals_visible_to(viewer), last_day__gte=since)
    if team is not None:
        found = found.filter(goal__team=team)
    rows = _grouped(found, "outcome")
    partly = Review.Outcome.PARTLY
    return [
        _Row(cadence, scope, metric, proposed, 0, 0, number, number if word == partly else 0)
        for cadence, scope, metric, proposed, word, number in rows
    ]


def _grouped(found: QuerySet[Progress] | QuerySet[Review], word: str) -> list[tuple[Any, ...]]:
    """Cadence, scope, metric, whether proposed, the word, and how many. One statement."""
    proposals = Proposal.objects.filter(goal=OuterRef("goal_id"))
    rows: Any = (
        found.order_by()
        .annotate(
            cadence=F("goal__cadence"),
            scope=F("goal__scope"),
            metric=F("goal__metric__name"),
            proposed=Exists(proposals),
        )
        .values_list(*_COLUMNS, word)
        .annotate(number=Count("pk"))
    )
    return list(rows)


def _own(viewer: User, team: Team | None, since: datetime) -> _Tally:
    """Goals that people set for themselves and finished, as far as they show them. Two statements."""
    found = own_goals_visible_to(viewer).filter(done_at__gte=since)
    if team is not None:
        found = found.filter(person__memberships__team=team).distinct()
    states = Counter(found.order_by().values_list("state", flat=True))
    reached = states[OwnGoal.State.REACHED]
    return _Tally(closed=sum(states.values()), met=reached, looked_back=sum(states.values()))


def _how(row: _Row) -> str:
    if row.scope == Scope.AGENT:
        return ASSIGNED
    return PROPOSED if row.proposed else SHARED


def _tables_of(
    rows: Iterable[_Row], kind: Callable[[_Row], str], order: Iterable[str]
) -> list[tuple[str, _Tally]]:
    """The tallies of each kind that has any, in the given order."""
    found: dict[str, _Tally] = {}
    for row in rows:
        tally = found.setdefault(kind(row), _Tally())
        tally.closed += row.closed
        tally.met += row.met
        tally.looked_back += row.looked_back
        tally.partly += row.partly
    return [(name, found[name]) for name in order if name in found]


def _table(caption: str, kinds: list[tuple[str, _Tally]]) -> Table:
    headings = ("Kind", "Closed", "Met", "Kept", "Looked back on", "Partly, by our own word")
    return Table(caption, headings, tuple(_cells(name, tally) for name, tally in kinds))


def _cells(name: str, tally: _Tally) -> tuple[Cell, ...]:
    share = _share(tally)
    kept = Cell(TOO_FEW, None) if share is None else Cell(f"{share}%", share)
    numbers = (tally.looked_back, tally.partly)
    return (
        Cell(name, name),
        _number(tally.closed),
        _number(tally.met),
        kept,
        *(_number(number) for number in numbers),
    )


def _number(number: int) -> Cell:
    value: Value = number
    return Cell(formats.count(number), value)


def _share(tally: _Tally) -> int | None:
    """Whole percent, half up; None where there are too few to say."""
    if tally.closed < FEWEST:
        return None
    return (200 * tally.met + tally.closed) // (2 * tally.closed)


def _sentence(rows: Iterable[_Row]) -> str:
    """`We kept 72% of 118 periods. Every month 81%, every week 64%.`"""
    rows = list(rows)
    whole = _Tally(sum(row.closed for row in rows), sum(row.met for row in rows))
    share = _share(whole)
    if share is None:
        return f"{counted(whole.closed, 'period', 'periods')} of a week and longer closed: {TOO_FEW.lower()}."
    kinds = _tables_of(
        rows, lambda row: Cadence(row.cadence).label, [c for _, c in Cadence.choices]
    )
    said = [(name, part) for name, tally in kinds if (part := _share(tally)) is not None]
    told = ", ".join(f"{name.lower()} {part}%" for name, part in said) if len(said) > 1 else ""
    end = f" {told[:1].upper()}{told[1:]}." if told else ""
    return f"We kept {share}% of {counted(whole.closed, 'period', 'periods')} of a week and longer.{end}"
