"""From the draft of a row to readings: who, which team, when, each resolved or refused.

A plan writes nothing itself. What a row names and nobody knows is made by `Making`, once the rest of the
row is right, and only where recipe and writer allow it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from goals.ingest.files.grid import Table
from goals.ingest.files.problems import FileProblem
from goals.ingest.files.profile import Settled, settle
from goals.ingest.files.recipe import MetricRule, Recipe
from goals.ingest.files.rows import Counted, Draft, Figure
from goals.ingest.makers import AGENT_NAME_LENGTH, TEAM_NAME_LENGTH, Making
from goals.ingest.resolve import Directory, MetricRef, TeamRef, key
from goals.ingest.strangers import Strangers
from goals.ingest.values import Rejected, is_ambiguous, shown, start_of_day
from goals.models import TEAM_ITSELF
from teams.calendar import Clock
from teams.models import User

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Writer:
    """Who brings figures in, and what they may: None for `teams` is all of them."""

    actor: User | None
    teams: frozenset[int] | None = None
    may_create: bool = False


SYSTEM = Writer(None, may_create=True)
"""The command line: whoever may run it may do anything."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """A row ready to be written. `key` tells it from the other rows of its file."""

    draft: Draft
    key: str
    external_id: str
    team_id: int
    agent_id: int
    at: datetime
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class _Moment:
    team: TeamRef | None
    at: datetime


class Plan:
    """Resolves the rows of one file against what is there."""

    def __init__(
        self, directory: Directory, recipe: Recipe, writer: Writer, making: Making, zone: str
    ) -> None:
        self.directory = directory
        self.recipe = recipe
        self.writer = writer
        self.making = making
        self.organisation = Clock(zone)
        self.first_days: dict[tuple[int, int], date] = {}
        self.ambiguous = 0
        self.metrics: dict[int, MetricRef] = {}
        self._metric_words = {
            word: metric
            for metric in directory.metrics.values()
            for word in (key(metric.name), key(metric.slug))
        }
        self._agents: dict[str, int | Rejected | None] = {}
        self._new_agents = {key(name) for name in recipe.new_agents}
        self._newcomers: set[int] = set()
        self.strangers = Strangers(directory)

    # --- Metrics ---------------------------------------------------------------------------------

    def counted(self) -> list[Counted]:
        """The recipe's metrics, in its order. Raises FileProblem where one cannot be used."""
        return [self._count(self._metric_of_rule(rule)) for rule in self.recipe.metrics]

    def _count(self, metric: MetricRef) -> Counted:
        self.metrics[metric.id] = metric
        return Counted(metric.id, metric.unit)

    def _metric_of_rule(self, rule: MetricRule) -> MetricRef:
        metric = self._found_or_made(rule)
        if rule.percents and metric.unit != "percent":
            raise FileProblem(
                f"The numbers in “{shown(rule.value)}” are taken as percents, and the metric “{metric.name}” is "
                "none in percent. Choose another metric, or take them as they are."
            )
        return metric

    def _found_or_made(self, rule: MetricRule) -> MetricRef:
        if key(rule.slug) not in self.directory.metrics:
            if not self._may_make("metrics"):
                raise FileProblem(
                    f"There is no metric “{rule.slug}”. Make it first, or have an administrator's recipe "
                    'make it: create = ["metrics"].'
                )
            if not rule.kind:
                raise FileProblem(
                    f"The metric “{rule.slug}” is to be made, but the recipe does not say how it adds "
                    'up. Write kind = "total" or kind = "ratio".'
                )
            metric = self.making.metric(rule)
            self.directory.metrics[key(rule.slug)] = metric
            return metric
        try:
            metric = self.directory.metric(rule.slug)
        except Rejected as error:
            raise FileProblem(error.message) from error
        for what, told, there in (
            ("kind", rule.kind, metric.kind),
            ("unit", rule.unit, metric.unit),
        ):
            if told and told != there:
                raise FileProblem(
                    f"The metric “{metric.name}” has the {what} {there}, and the recipe says {told}. "
                    "Correct the recipe, or give it a metric of its own."
                )
        return metric

    def metric_of(self, word: str, column: str) -> Counted:
        """The metric a cell names, by slug or name."""
        found = self._metric_words.get(key(word))
        return self._count(self.directory.metric(word if found is None else found.slug, column))

    def settle(self, table: Table) -> Settled:
        """How the file is written: what only all of its rows together tell, and the recipe."""
        seconds = frozenset(
            rule.value
            for metric, rule in zip(self.counted(), self.recipe.metrics, strict=True)
            if metric.unit == "seconds" and isinstance(rule.value, str)
        )
        return settle(
            table,
            self.recipe,
            self.directory.now.date() + _ONE_DAY,
            seconds_columns=seconds,
            is_seconds=self.is_seconds,
        )

    def is_seconds(self, word: str) -> bool:
        """Whether a cell names a metric in seconds."""
        found = self._metric_words.get(key(word))
        return found is not None and found.unit == "seconds"

    def _may_make(self, what: str) -> bool:
        return self.writer.may_create and what in self.recipe.create

    def _may_make_agent(self, word: str) -> bool:
        return self._may_make("agents") or (
            self.writer.may_create and key(word) in self._new_agents
        )

    # --- Rows ------------------------------------------------------------------------------------

    def resolve(self, draft: Draft) -> Resolved:
        """Who, where and when of a row. Raises Rejected, and makes what is missing only if all is well."""
        team_word = draft.team or self.recipe.team_name
        team = self._team(draft, team_word)
        agent_id = self._agent(draft.agent) if draft.agent else TEAM_ITSELF
        if agent_id == TEAM_ITSELF and not team_word:
            raise Rejected(
                self.recipe.agent, "The agent is blank.", "", "Fill in the agent, or name a team."
            )
        if agent_id is None and not team_word:
            raise Rejected(
                self.recipe.agent,
                f"“{shown(draft.agent)}” is new, and no team is named for them.",
                draft.agent,
                "Name the team: a column for it, or one team for all rows.",
            )
        clock = None if not team_word else self.organisation if team is None else team.clock
        moment = self._moment(draft, clock, team, agent_id)
        self._refuse_strangers(agent_id, moment.at)
        team = moment.team or self._make_team(team_word)
        if agent_id is None:
            agent_id = self._make_agent(draft.agent)
        self._note_first_day(agent_id, team, moment.at)
        row_id = draft.id or _id_of(draft.when, moment.at, agent_id, team.id)
        return Resolved(
            draft,
            f"{draft.figures[0].metric_id} {row_id}" if self.recipe.metric_column else row_id,
            row_id,
            team.id,
            agent_id,
            moment.at,
            draft.figures,
        )

    def _team(self, draft: Draft, word: str) -> TeamRef | None:
        """The team a row names; None where it names none, or one that is to be made."""
        if self.recipe.team and not draft.team:
            raise Rejected(self.recipe.team, "The team is blank.", "", "Fill in the team.")
        if not word:
            return None
        team = self.directory.find_team(word)
        if team is not None:
            return team
        column = self.recipe.team or "team_name"
        if not self._may_make("teams"):
            try:
                self.directory.team(word, column)
            except Rejected as error:
                raise self.strangers.team(word, error) from error
        if len(word) > TEAM_NAME_LENGTH:
            raise Rejected(
                column,
                "The team's name is too long.",
                word,
                f"Use at most {TEAM_NAME_LENGTH} characters.",
            )
        return None

    def _agent(self, word: str) -> int | None:
        """The agent a row names; None for one who is to be made. Each word is looked up once."""
        if word not in self._agents:
            try:
                self._agents[word] = self._find_agent(word)
            except Rejected as error:
                self._agents[word] = error
        found = self._agents[word]
        if isinstance(found, Rejected):
            raise found
        return found

    def _find_agent(self, word: str) -> int | None:
        column = self.recipe.agent
        found = self.directory.find_agent(word, column)
        if found is not None:
            return found
        if not self._may_make_agent(word):
            try:
                return self.directory.agent(word, column)
            except Rejected as error:
                raise self.strangers.person(word, error) from error
        if len(word) > AGENT_NAME_LENGTH:
            raise Rejected(
                column,
                "The name is too long.",
                word,
                f"Use at most {AGENT_NAME_LENGTH} characters.",
            )
        return None

    def _moment(
        self, draft: Draft, clock: Clock | None, team: TeamRef | None, agent_id: int | None
    ) -> _Moment:
        """When it was; and where no team is named, the one the agent was in by that team's own clock."""
        if clock is not None:
            return _Moment(team, self._instant(draft, clock))
        assert agent_id is not None  # noqa: S101  (`resolve` refused a new agent without a team)
        error: Rejected | None = None
        for stay in self.directory.stays.get(agent_id, ()):
            team = self.directory.teams[stay.team_id]
            try:
                at = self._instant(draft, team.clock)
            except Rejected as refused:
                error = refused
                continue
            if stay.holds(team.clock.day_of(at)):
                return _Moment(team, at)
        if error is not None:
            raise error
        raise self.directory.teamless(agent_id, _day_of(draft.when), self.recipe.agent)

    def _instant(self, draft: Draft, clock: Clock) -> datetime:
        column = self.recipe.date or self.recipe.at
        when = draft.when
        if not isinstance(when, datetime):
            return start_of_day(when, clock, self.directory.now, column, draft.said)
        zone = self.recipe.timezone or clock.zone
        at = self.directory.instant(when, zone, column, draft.said)
        if when.tzinfo is None and is_ambiguous(when, zone):
            self.ambiguous += 1
        return at

    def _refuse_strangers(self, agent_id: int | None, at: datetime) -> None:
        """Who may write for some teams only may do so for those who were in them at that moment."""
        if self.writer.teams is None or agent_id in {None, TEAM_ITSELF}:
            return
        assert agent_id is not None  # noqa: S101  (the line above)
        self.directory.team_at(agent_id, at, self.recipe.agent)

    # --- What is missing -------------------------------------------------------------------------

    def _make_team(self, word: str) -> TeamRef:
        team = self.making.team(" ".join(word.split()), self.recipe.team or "team_name")
        self.directory.add_team(team)
        return team

    def _make_agent(self, word: str) -> int:
        agent_id, name = self.making.agent(word, self.recipe.agent)
        self.strangers.made(word, name)
        self._newcomers.add(agent_id)
        self.directory.add_person(agent_id, name, word, word)
        # Spellings that were unknown until now may mean the same person.
        self._agents.clear()
        return agent_id

    def _note_first_day(self, agent_id: int, team: TeamRef, at: datetime) -> None:
        if agent_id not in self._newcomers and (
            agent_id == TEAM_ITSELF or not self._may_make("agents")
        ):
            return
        day = team.clock.day_of(at)
        known = self.first_days.get((agent_id, team.id))
        if known is None or day < known:
            self.first_days[(agent_id, team.id)] = day


def _day_of(when: datetime | date) -> date:
    return when.date() if isinstance(when, datetime) else when


def _id_of(when: datetime | date, at: datetime, agent_id: int, team_id: int) -> str:
    """The id of a row in a file without ids: when it was, and whose it is."""
    moment = f"{at:%Y-%m-%dT%H:%M:%SZ}" if isinstance(when, datetime) else when.isoformat()
    return f"{moment}/{f'agent {agent_id}' if agent_id else f'team {team_id}'}"
