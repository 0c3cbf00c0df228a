"""From the words of a file or a program to metric, team and agent, or a clear refusal.

Whatever comes in passes here on its way to the funnel: page, command and API alike.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache

from goals.ingest.values import Rejected, instant, shown
from goals.models import Metric
from teams.calendar import Clock
from teams.models import Membership, Role, Team, User

UNKNOWN_PERSON = "Check the spelling, or add the person first."
TEAMLESS = "Name the team in the row, or have the person's team history put right."
"""How those rows are mended; in the browser both can be done on the spot."""


@lru_cache(maxsize=20_000)
def key(text: str) -> str:
    """How names are compared: without regard to case, to blanks around or doubled inside."""
    return " ".join(unicodedata.normalize("NFKC", text).split()).casefold()


@dataclass(frozen=True, slots=True)
class MetricRef:
    """A metric, as far as what comes in needs to know it."""

    id: int
    slug: str
    name: str
    kind: str
    unit: str
    decimals: int


@dataclass(frozen=True, slots=True)
class TeamRef:
    """A team: its names and its clock."""

    id: int
    name: str
    slug: str
    clock: Clock


@dataclass(slots=True)
class Stay:
    """A stretch of days an agent is in a team: `starts_on` to the day before `ends_on`."""

    team_id: int
    starts_on: date
    ends_on: date | None

    def holds(self, day: date) -> bool:
        """Whether the agent is there on `day`."""
        return self.starts_on <= day and (self.ends_on is None or day < self.ends_on)


@dataclass(slots=True)
class Directory:
    """Every metric, team, person and agent's stay, by the words people use for them.

    Loaded in four statements and asked any number of times. One loaded for certain teams knows nothing
    of the others: to it, another team's agent is as unknown as one who does not exist.
    """

    now: datetime
    metrics: dict[str, MetricRef] = field(default_factory=dict)
    archived_metrics: set[str] = field(default_factory=set)
    teams: dict[int, TeamRef] = field(default_factory=dict)
    team_ids: dict[str, int] = field(default_factory=dict)
    people: dict[int, str] = field(default_factory=dict)
    people_ids: dict[str, set[int]] = field(default_factory=dict)
    stays: dict[int, list[Stay]] = field(default_factory=dict)
    is_limited: bool = False

    @classmethod
    def load(cls, now: datetime, *, teams: Iterable[int] | None = None) -> Directory:
        """What is there now. With `teams`, only those teams and the people who were agents in them."""
        directory = cls(now, is_limited=teams is not None)
        for metric in Metric.objects.all():
            ref = MetricRef(
                metric.pk, metric.slug, metric.name, metric.kind, metric.unit, metric.decimals
            )
            directory.metrics[key(metric.slug)] = ref
            if metric.archived_at is not None:
                directory.archived_metrics.add(key(metric.slug))
        found = Team.objects.all() if teams is None else Team.objects.filter(pk__in=list(teams))
        for team in found:
            directory.add_team(TeamRef(team.pk, team.name, team.slug, team.clock))
        stays = Membership.objects.filter(role=Role.AGENT, team__in=list(directory.teams))
        for user_id, team_id, starts_on, ends_on in stays.order_by("starts_on", "id").values_list(
            "user_id", "team_id", "starts_on", "ends_on"
        ):
            assert team_id is not None  # noqa: S101  (an agent's membership has a team: a constraint)
            directory.stays.setdefault(user_id, []).append(Stay(team_id, starts_on, ends_on))
        for person in User.objects.values_list("pk", "name", "username", "email"):
            if teams is None or person[0] in directory.stays:
                directory.add_person(*person)
        return directory

    # What a file makes is known from its first row on, before it is stored.

    def add_team(self, team: TeamRef) -> None:
        """Make a team known by its name and slug."""
        self.teams[team.id] = team
        self.team_ids.setdefault(key(team.slug), team.id)
        self.team_ids[key(team.name)] = team.id

    def add_person(self, user_id: int, name: str, username: str, email: str) -> None:
        """Make a person known by name, login and e-mail."""
        self.people[user_id] = name
        for word in (name, username, email):
            if word:
                self.people_ids.setdefault(key(word), set()).add(user_id)

    def metric(self, slug: object, field: str = "metric") -> MetricRef:
        """The metric with this slug."""
        word = key(slug) if isinstance(slug, str) else ""
        found = self.metrics.get(word)
        if found is None:
            raise Rejected(
                field,
                f"There is no metric “{shown(slug)}”.",
                slug,
                "The metric list names those there are.",
            )
        if word in self.archived_metrics:
            raise Rejected(
                field,
                f"The metric “{found.name}” is archived and takes no figures.",
                slug,
                "Bring it back first, or leave it out.",
            )
        return found

    def find_team(self, name: str) -> TeamRef | None:
        """The team with this name or slug; None where there is none."""
        team_id = self.team_ids.get(key(name))
        return None if team_id is None else self.teams[team_id]

    def team(self, name: object, field: str = "team") -> TeamRef:
        """The team with this name or slug."""
        team = self.find_team(name) if isinstance(name, str) else None
        if team is None:
            whose = " among the teams you manage" if self.is_limited else ""
            raise Rejected(
                field, f"There is no team “{shown(name)}”{whose}.", name, "Check the spelling."
            )
        return team

    def find_agent(self, name: str, field: str = "agent") -> int | None:
        """The user id of an agent by name, e-mail or login; None where nobody is called so.

        Of several people with one name, those who are or were agents are meant; if that leaves more than
        one, it is refused rather than guessed.
        """
        found = self.people_ids.get(key(name), set())
        agents = {user_id for user_id in found if user_id in self.stays} or found
        if len(agents) > 1:
            raise Rejected(
                field,
                f"{len(agents)} people are called “{shown(name)}”.",
                name,
                "Write the e-mail address or the login instead.",
            )
        return next(iter(agents), None)

    def agent(self, name: object, field: str = "agent") -> int:
        """The user id of an agent by name, e-mail or login, whatever the case."""
        user_id = self.find_agent(name, field) if isinstance(name, str) else None
        if user_id is None:
            whose = " in the teams you manage" if self.is_limited else ""
            raise Rejected(
                field,
                f"Nobody is called “{shown(name)}”{whose}.",
                name,
                UNKNOWN_PERSON,
            )
        return user_id

    def find_team_at(self, agent_id: int, at: datetime) -> int | None:
        """The team the person was an agent of at an instant, on that team's own local day."""
        for stay in self.stays.get(agent_id, ()):
            if stay.holds(self.teams[stay.team_id].clock.day_of(at)):
                return stay.team_id
        return None

    def team_at(self, agent_id: int, at: datetime, field: str = "agent") -> int:
        """The team the person was an agent of at an instant; refused where there is none."""
        team_id = self.find_team_at(agent_id, at)
        if team_id is None:
            raise self.teamless(agent_id, at.date(), field)
        return team_id

    def teamless(self, agent_id: int, day: date, field: str) -> Rejected:
        """The refusal of an agent who was in no team on a day."""
        name = self.people.get(agent_id, "This person")
        whose = "none of your teams" if self.is_limited else "no team"
        return Rejected(
            field,
            f"{name} was an agent in {whose} on {day.day} {day:%B %Y}.",
            name,
            TEAMLESS,
        )

    def instant(
        self, value: str | datetime, zone: str | None, field: str = "at", said: str = ""
    ) -> datetime:
        """`instant` as of this directory's now."""
        return instant(value, zone, self.now, field, said)
