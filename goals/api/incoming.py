"""Readings that a program sends: each row checked, then all of them written through the funnel.

This is the fast way in, so rows are checked by hand, not by a serializer each, and words that come again
and again (metric, agent, team, source) are looked up once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import transaction

from goals.api.parameters import refuse
from goals.collector import held_back
from goals.fixed import LIMIT
from goals.ingest import again, values
from goals.ingest.funnel import write
from goals.ingest.records import Outcome, Record
from goals.ingest.resolve import Directory
from goals.ingest.values import EXTERNAL_ID_LENGTH, Rejected, shown
from goals.models import TEAM_ITSELF, ExcludedReading, Reading, Source
from goals.queries.places import Places
from teams.api.parsing import parse_json
from teams.api.problems import TooLarge
from teams.models import User
from teams.permissions import standing_of

MOST_ROWS = 10_000
FIELDS = frozenset({"metric", "agent", "at", "value", "weight", "source", "external_id", "team"})
_ONE = Decimal(1)
_MISSING = object()
_SETTLED = timedelta(days=2)
_EARLIEST = datetime(values.EARLIEST_YEAR, 1, 1, tzinfo=UTC)


class Refusal(NamedTuple):
    """A row that was not taken: its place, the field, and how to mend it."""

    place: int
    field: str
    message: str


Key = tuple[str, int, str]
"""What makes a reading one and the same: source, metric and external id."""


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


@held_back()
def take_in(user: User, body: bytes, *, source: str, all_or_none: bool, now: datetime) -> Answer:
    """Check and write the readings in a body as `user`, in one transaction.

    `source` is the one a token is bound to, '' for none. Of two rows with the same source, metric and
    external id the later one counts and the earlier is counted as unchanged. With `all_or_none`, one
    refused row raises NothingWritten. Raises what `rows_of` raises.
    """
    standing = standing_of(user)
    limits = None if standing.is_administrator else standing.manages
    directory = Directory.load(now, teams=limits)
    digest = ""
    if len(body) > again.SHORT:
        digest = again.digest_of(
            body, sender=user.pk, bound_to=source, limits=limits, directory=directory
        )
        known = again.note_again(digest, now)
        if known is not None:
            return Answer(known)
    rows = rows_of(body)
    checker = Checker(directory, source)
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
        revisions = _write(taken, limits, answer, now)
        answer.outcome += Outcome(unchanged=repeats)
        if answer.rejected and all_or_none:
            raise NothingWritten(answer.rejected)
        # What was withdrawn may be there again before the body is, without being replaced.
        withdraws = any(record.value is None for record in taken.values())
        if digest and not answer.rejected and not withdraws:
            again.remember(digest, len(rows), revisions, now)
    answer.rejected.sort()
    return answer


def rows_of(body: bytes) -> list[Any]:
    """The rows in a body that has nothing else. Raises ParseError, ValidationError and TooLarge."""
    found = parse_json(body)
    if not isinstance(found, dict) or not isinstance(found.get("readings"), list):
        raise refuse("readings", "Send an object with a list of readings in it.")
    for name in found:
        if name != "readings":
            raise refuse(str(name)[:60], "There is no such field to send.")
    rows: list[Any] = found["readings"]
    if len(rows) > MOST_ROWS:
        raise TooLarge(f"At most {MOST_ROWS:,} readings at once. This has {len(rows):,}.")
    return rows


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
        self._shapes: set[tuple[object, ...]] = set()
        self._latest = directory.now + values.FUTURE_TOLERANCE

    def check(self, index: int, row: Any) -> tuple[Key, Record]:
        """The reading a row holds. A withdrawal (value null) needs metric, source and external id."""
        if type(row) is not dict:
            raise Rejected("", "A reading is an object with fields.")
        # The rows of a body mostly have the same fields, in the same order.
        shape = tuple(row)
        if shape not in self._shapes:
            self._learn_shape(shape)
        get = row.get
        source = self._source(get("source"))
        metric_id = self._metric(get("metric"))
        external_id = _external_id(get("external_id"))
        key = source, metric_id, external_id
        value = get("value", _MISSING)
        if value is _MISSING:
            raise Rejected("value", "Give the value; null withdraws the reading.")
        if value is None:
            return key, Record(
                index, metric_id, external_id, 0, TEAM_ITSELF, self.directory.now, None, _ONE
            )
        number = self._number(value)
        weight = get("weight")
        load = _ONE if weight is None else self._weight(weight)
        at = self._instant(get("at"))
        agent_id, team_id = self._whose(get("agent"), get("team"), at)
        return key, Record(index, metric_id, external_id, team_id, agent_id, at, number, load)

    def _learn_shape(self, shape: tuple[object, ...]) -> None:
        unknown = set(shape) - FIELDS
        if unknown:
            raise Rejected(
                min(map(shown, unknown)),
                f"There is no such field. There are {', '.join(sorted(FIELDS))}.",
            )
        self._shapes.add(shape)

    # Each word is looked up, and refused where it must be, once; rows then find it in a dictionary. Only
    # texts are looked for there: to a dictionary, 1 and true are the same.

    def _source(self, word: Any) -> str:
        if word is None and self.bound_to:
            return self.bound_to
        kept = self._sources.get(word) if type(word) is str else None
        if kept is None:
            kept = values.source_name(word)
            if self.bound_to and kept != self.bound_to:
                raise Rejected("source", f"This token sends readings of “{self.bound_to}” only.")
            self._sources[str(word)] = kept
        return kept

    def _metric(self, word: Any) -> int:
        kept = self._metrics.get(word) if type(word) is str else None
        if kept is None:
            kept = self.directory.metric("" if word is None else word).id
            self._metrics[str(word)] = kept
        return kept

    def _instant(self, text: Any) -> datetime:
        if type(text) is not str:
            raise Rejected("at", "Say when, with an offset, like 2026-11-21T09:30:00+00:00.")
        usual = values.parse_usual(text)
        if usual is not None and usual.tzinfo is UTC and _EARLIEST <= usual <= self._latest:
            # What nearly all are: there is nothing to convert, and nothing to refuse.
            return usual
        return values.instant(text, None, self.directory.now)

    def _whose(self, name: Any, team: Any, at: datetime) -> tuple[int, int]:
        """The agent (0: the team itself) and the team, named or theirs at that moment."""
        team_id = None if team is None else self._team(team)
        if name is None:
            if team_id is None:
                raise Rejected("agent", "Name the agent, or the team whose own figure it is.")
            return TEAM_ITSELF, team_id
        agent_id = self._agents.get(name) if type(name) is str else None
        if agent_id is None:
            agent_id = self._agents[str(name)] = self.directory.agent(name)
            self._settle(agent_id)
        if team_id is not None:
            return agent_id, team_id
        settled = self._settled.get(agent_id)
        if settled is not None and at >= settled[1]:
            return agent_id, settled[0]
        return agent_id, self.directory.team_at(agent_id, at)

    def _settle(self, agent_id: int) -> None:
        """Whoever was in one team all along needs no calendar to be found there."""
        stays = self.directory.stays.get(agent_id, ())
        if len(stays) == 1 and stays[0].ends_on is None:
            begin = datetime.combine(stays[0].starts_on, time(), UTC)
            self._settled[agent_id] = (stays[0].team_id, begin + _SETTLED)

    def _number(self, value: Any) -> Decimal:
        # Most figures are short and come again and again; others are looked at each time.
        known = self._numbers.get(value) if type(value) is str else None
        if known is None:
            if type(value) is int and -LIMIT < value < LIMIT:
                return Decimal(value)
            known = values.figure(value)
            if type(value) is str:
                self._numbers[value] = known
        return known

    def _weight(self, value: Any) -> Decimal:
        known = self._weights.get(value) if type(value) is str else None
        if known is None:
            if type(value) is int and 0 <= value < LIMIT:
                return Decimal(value)
            known = values.weight_figure(value)
            if type(value) is str:
                self._weights[value] = known
        return known

    def _team(self, word: Any) -> int:
        kept = self._teams.get(word) if type(word) is str else None
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
) -> dict[str, int]:
    """Write what was checked, source by source, inside the caller's transaction; each source's revision.

    Writers wait for one another at the row of their source, all in the order of its name, so that two
    of them with several sources never wait for each other.
    """
    by_source: dict[str, list[Record]] = defaultdict(list)
    for (source_name, _, _), record in taken.items():
        by_source[source_name].append(record)
    revisions: dict[str, int] = {}
    places = Places()
    for name in sorted(by_source):
        records = by_source[name]
        source = _queue_at(name, records)
        if source is None:
            answer.outcome += Outcome(unchanged=len(records))
            continue
        stored = _stored(source, records, everything=limits is not None)
        ready, gone = _ready(records, stored, limits, answer)
        outcome = write(source, ready, now=now, places=places)
        answer.outcome += outcome + Outcome(unchanged=gone)
        revisions[name] = source.revision + bool(outcome.updated or outcome.withdrawn)
    return revisions


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
    if not stored and not any(record.value is None for record in records):
        return list(records), 0
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
