"""Readings that a program sends: each row checked, then all of them written through the funnel.

This is the fast way in, so rows are checked by hand, not by a serializer each, and words that come again
and again (metric, agent, team, source) are looked up once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import transaction

from goals.fixed import LIMIT
from goals.ingest import values
from goals.ingest.funnel import write
from goals.ingest.records import Outcome, Record
from goals.ingest.resolve import Directory
from goals.ingest.values import EXTERNAL_ID_LENGTH, Rejected, shown
from goals.models import TEAM_ITSELF, ExcludedReading, Reading, Source
from goals.queries.places import Places
from teams.models import User
from teams.permissions import standing_of

FIELDS = frozenset({"metric", "agent", "at", "value", "weight", "source", "external_id", "team"})
_ONE = Decimal(1)
_SETTLED = timedelta(days=2)


class Refusal(NamedTuple):
    """A row that was not taken: its place, the field, and how to mend it."""

    place: int
    field: str
    message: str


class Key(NamedTuple):
    """What makes a reading one and the same."""

    source: str
    metric_id: int
    external_id: str


@dataclass(slots=True)
class Answer:
    """What became of what was sent. `outcome` counts the rows that were taken."""

    outcome: Outcome = field(default_factory=Outcome)
    rejected: list[Refusal] = field(default_factory=list)


class NothingWritten(Exception):
    """All or nothing was asked for, and a row was refused."""

    def __init__(self, rejected: list[Refusal]) -> None:
        super().__init__(f"{len(rejected)} rows refused")
        self.rejected = rejected


def take_in(
    user: User, rows: Sequence[Any], *, source: str, all_or_none: bool, now: datetime
) -> Answer:
    """Check and write readings as `user`, in one transaction.

    `source` is the one a token is bound to, '' for none. Of two rows with the same source, metric and
    external id the later one counts and the earlier is counted as unchanged. With `all_or_none`, one
    refused row raises NothingWritten.
    """
    standing = standing_of(user)
    limits = None if standing.is_administrator else standing.manages
    checker = Checker(Directory.load(now, teams=limits), source)
    answer = Answer()
    taken: dict[Key, Record] = {}
    repeats = 0
    for index, row in enumerate(rows):
        try:
            key, record = checker.check(index, row)
        except Rejected as error:
            answer.rejected.append(Refusal(index, error.field, error.message))
            continue
        repeats += key in taken
        taken[key] = record
    with transaction.atomic():
        answer.outcome = _write(taken, limits, answer, now) + Outcome(unchanged=repeats)
        if answer.rejected and all_or_none:
            raise NothingWritten(answer.rejected)
    answer.rejected.sort()
    return answer


# --- One row -------------------------------------------------------------------------------------


class Checker:
    """Turns rows into records, or raises Rejected with the field and how to mend it."""

    def __init__(self, directory: Directory, bound_to: str) -> None:
        self.directory = directory
        self.bound_to = bound_to
        self._metrics: dict[str, int] = {}
        self._agents: dict[str, int] = {}
        self._teams: dict[str, int] = {}
        self._sources: dict[str, str] = {}
        self._numbers: dict[str, Decimal] = {}
        self._weights: dict[str, Decimal] = {}
        self._settled: dict[int, tuple[int, datetime]] = {}
        for agent_id, stays in directory.stays.items():
            only = stays[0]
            if len(stays) == 1 and only.ends_on is None:
                # Whoever was in one team all along needs no calendar to be found there.
                start = datetime(
                    only.starts_on.year, only.starts_on.month, only.starts_on.day, tzinfo=UTC
                )
                self._settled[agent_id] = (only.team_id, start + _SETTLED)

    def check(self, index: int, row: Any) -> tuple[Key, Record]:
        """The reading a row holds. A withdrawal (value null) needs metric, source and external id."""
        if not isinstance(row, Mapping):
            raise Rejected("", "A reading is an object with fields.")
        if not row.keys() <= FIELDS:
            unknown = min(shown(name) for name in row.keys() - FIELDS)
            raise Rejected(
                unknown, f"There is no such field. There are {', '.join(sorted(FIELDS))}."
            )
        key = Key(self._source(row), self._metric(row), _external_id(row.get("external_id")))
        if "value" not in row:
            raise Rejected("value", "Give the value; null withdraws the reading.")
        value = row["value"]
        if value is None:
            return key, Record(
                index,
                key.metric_id,
                key.external_id,
                0,
                TEAM_ITSELF,
                self.directory.now,
                None,
                _ONE,
            )
        number = self._number(value)
        weight = row.get("weight")
        load = _ONE if weight is None else self._weight(weight)
        at = self._instant(row)
        agent_id, team_id = self._whose(row, at)
        return key, Record(
            index, key.metric_id, key.external_id, team_id, agent_id, at, number, load
        )

    def _source(self, row: Mapping[str, Any]) -> str:
        word = row.get("source")
        if word is None and self.bound_to:
            return self.bound_to
        kept = self._sources.get(word) if isinstance(word, str) else None
        if kept is None:
            kept = values.source_name(word)
            if self.bound_to and kept != self.bound_to:
                raise Rejected("source", f"This token sends readings of “{self.bound_to}” only.")
            self._sources[str(word)] = kept
        return kept

    def _metric(self, row: Mapping[str, Any]) -> int:
        word = row.get("metric")
        kept = self._metrics.get(word) if isinstance(word, str) else None
        if kept is None:
            kept = self.directory.metric("" if word is None else word).id
            self._metrics[str(word)] = kept
        return kept

    def _instant(self, row: Mapping[str, Any]) -> datetime:
        text = row.get("at")
        if not isinstance(text, str):
            raise Rejected("at", "Say when, with an offset, like 2026-11-21T09:30:00+00:00.")
        return self.directory.instant(text, None)

    def _whose(self, row: Mapping[str, Any], at: datetime) -> tuple[int, int]:
        """The agent (0: the team itself) and the team, named or theirs at that moment."""
        name, team = row.get("agent"), row.get("team")
        team_id = None if team is None else self._team(team)
        if name is None:
            if team_id is None:
                raise Rejected("agent", "Name the agent, or the team whose own figure it is.")
            return TEAM_ITSELF, team_id
        agent_id = self._agents.get(name) if isinstance(name, str) else None
        if agent_id is None:
            agent_id = self._agents[str(name)] = self.directory.agent(name)
        if team_id is not None:
            return agent_id, team_id
        settled = self._settled.get(agent_id)
        if settled is not None and at >= settled[1]:
            return agent_id, settled[0]
        return agent_id, self.directory.team_at(agent_id, at)

    def _number(self, value: Any) -> Decimal:
        if type(value) is int and -LIMIT < value < LIMIT:
            return Decimal(value)
        # Most figures are short and come again and again; others are looked at each time.
        known = self._numbers.get(value) if type(value) is str else None
        if known is None:
            known = values.figure(value)
            if type(value) is str:
                self._numbers[value] = known
        return known

    def _weight(self, value: Any) -> Decimal:
        if type(value) is int and 0 <= value < LIMIT:
            return Decimal(value)
        known = self._weights.get(value) if type(value) is str else None
        if known is None:
            known = values.weight_figure(value)
            if type(value) is str:
                self._weights[value] = known
        return known

    def _team(self, word: Any) -> int:
        kept = self._teams.get(word) if isinstance(word, str) else None
        if kept is None:
            kept = self._teams[str(word)] = self.directory.team(word).id
        return kept


def _external_id(value: Any) -> str:
    if isinstance(value, str) and value.isascii() and value.isprintable():
        # What nearly all are: without a look at each single character.
        text = value.strip()
        if 0 < len(text) <= EXTERNAL_ID_LENGTH:
            return text
    return values.external_id("" if isinstance(value, bool) else value)


# --- All of them ---------------------------------------------------------------------------------


def _write(
    taken: Mapping[Key, Record], limits: frozenset[int] | None, answer: Answer, now: datetime
) -> Outcome:
    """Write what was checked, source by source, inside the caller's transaction.

    Writers wait for one another at the row of their source, all in the order of its name, so that two
    of them with several sources never wait for each other.
    """
    by_source: dict[str, list[Record]] = defaultdict(list)
    for key, record in taken.items():
        by_source[key.source].append(record)
    outcome = Outcome()
    places = Places()
    for name in sorted(by_source):
        records = by_source[name]
        source = _queue_at(name, records)
        if source is None:
            outcome += Outcome(unchanged=len(records))
            continue
        stored = _stored(source, records, everything=limits is not None)
        ready, gone = _ready(records, stored, limits, answer)
        outcome += write(source, ready, now=now, places=places) + Outcome(unchanged=gone)
    return outcome


def _queue_at(name: str, records: Sequence[Record]) -> Source | None:
    """The source, locked; made where it is new, unless there is nothing to write but withdrawals."""
    if all(record.value is None for record in records):
        return Source.objects.select_for_update().filter(name=name).first()
    source, _ = Source.objects.get_or_create(name=name)
    return Source.objects.select_for_update().get(pk=source.pk)


class Place(NamedTuple):
    """Where a stored reading stands."""

    team_id: int
    agent_id: int
    at: datetime


def _stored(
    source: Source, records: Sequence[Record], *, everything: bool
) -> dict[tuple[int, str], Place]:
    """Where readings of these keys stand by now: all of them, or only those to be withdrawn."""
    wanted: dict[int, list[str]] = defaultdict(list)
    for record in records:
        if everything or record.value is None:
            wanted[record.metric_id].append(record.external_id)
    return {
        (metric_id, external_id): Place(team_id, agent_id, at)
        for metric_id, ids in wanted.items()
        # What was left out belongs to a team like any other reading.
        for kind in (Reading, ExcludedReading)
        for external_id, team_id, agent_id, at in kind._default_manager.filter(
            source=source, metric=metric_id, external_id__in=ids
        ).values_list("external_id", "team_id", "agent_id", "at")
    }


def _ready(
    records: Sequence[Record],
    stored: Mapping[tuple[int, str], Place],
    limits: frozenset[int] | None,
    answer: Answer,
) -> tuple[list[Record], int]:
    """The records to write, and how many withdraw what is not there.

    A reading of a team that is not the sender's is neither replaced nor withdrawn.
    """
    ready: list[Record] = []
    gone = 0
    for record in records:
        place = stored.get((record.metric_id, record.external_id))
        if place is not None and limits is not None and place.team_id not in limits:
            message = "Another team's reading has this source and id. Use a source of your own."
            answer.rejected.append(Refusal(record.index, "external_id", message))
        elif record.value is not None:
            ready.append(record)
        elif place is None:
            gone += 1
        else:
            ready.append(
                replace(record, team_id=place.team_id, agent_id=place.agent_id, at=place.at)
            )
    return ready, gone
