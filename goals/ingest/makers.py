"""Making what a file names and nobody knows yet: teams, agents, metrics; and being able to say so first.

`Sketch` only numbers them, for a check that writes nothing; `Maker` makes them through the actions and
remembers what it made, so that undo can take it away.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.text import slugify

from goals.ingest.files.recipe import MetricRule
from goals.ingest.resolve import Directory, MetricRef, TeamRef, key
from goals.ingest.values import Rejected
from goals.models import Metric
from teams.actions.audit import record
from teams.actions.errors import ActionRefused
from teams.actions.memberships import join_team, move_agent
from teams.actions.people import create_person
from teams.actions.teams import create_team
from teams.calendar import Clock
from teams.events import membership_changed
from teams.models import Membership, Role, Team, User

AGENT_NAME_LENGTH = 150
TEAM_NAME_LENGTH = 120
DECIMALS = {"count": 0, "percent": 1, "seconds": 0, "score": 2, "money": 2}
"""Of a new metric whose recipe does not say."""

FirstDays = Mapping[tuple[int, int], date]
"""The first day on which an agent (id) appears for a team (id)."""


@dataclass(frozen=True, slots=True)
class Names:
    """What would be, or was, made: for the page."""

    teams: list[str] = field(default_factory=list)
    agents: list[str] = field(default_factory=list)
    metrics: list[str] = field(default_factory=list)


class Making(Protocol):
    """Makes what is missing, or numbers it."""

    names: Names

    def team(self, name: str, column: str) -> TeamRef:
        """A team, in the organisation's zone."""

    def agent(self, word: str, column: str) -> tuple[int, str]:
        """A person who cannot sign in: the id, and the name made of the word."""

    def metric(self, rule: MetricRule) -> MetricRef:
        """A metric as the recipe describes it."""


class Sketch:
    """Numbers what is missing below zero, and writes nothing."""

    def __init__(self, zone: str) -> None:
        self.zone = zone
        self.names = Names()
        self._last = 0

    def _next(self) -> int:
        self._last -= 1
        return self._last

    def team(self, name: str, column: str) -> TeamRef:
        """A team that would be made."""
        self.names.teams.append(name)
        return TeamRef(self._next(), name, slugify(name), Clock(self.zone))

    def agent(self, word: str, column: str) -> tuple[int, str]:
        """A person who would be made."""
        name, _ = name_and_email(word)
        self.names.agents.append(name)
        return self._next(), name

    def metric(self, rule: MetricRule) -> MetricRef:
        """A metric that would be made."""
        self.names.metrics.append(_metric_name(rule))
        return _ref(self._next(), rule)


class Maker:
    """Makes what is missing, for `actor` (None: the system), and remembers it."""

    def __init__(self, actor: User | None, zone: str) -> None:
        self.actor = actor
        self.zone = zone
        self.names = Names()
        self.made: dict[str, Any] = {
            "teams": [],
            "agents": [],
            "metrics": [],
            "memberships": [],
            "extended": [],
            "sources": [],
        }

    def team(self, name: str, column: str) -> TeamRef:
        """A new team."""
        try:
            team = create_team(self.actor, name=name, time_zone=self.zone)
        except ActionRefused as error:
            raise Rejected(column, error.message, name) from error
        self.made["teams"].append(team.pk)
        self.names.teams.append(team.name)
        return TeamRef(team.pk, team.name, team.slug, team.clock)

    def agent(self, word: str, column: str) -> tuple[int, str]:
        """A new person without a password that could be used."""
        name, email = name_and_email(word)
        try:
            person = create_person(
                self.actor, name=name, username=_free_username(name), email=email
            )
        except ActionRefused as error:
            raise Rejected(column, error.message, word) from error
        self.made["agents"].append(person.pk)
        self.names.agents.append(person.name)
        return person.pk, person.name

    def metric(self, rule: MetricRule) -> MetricRef:
        """A new metric."""
        ref = _ref(0, rule)
        metric = Metric.objects.create(
            slug=rule.slug,
            name=ref.name,
            kind=rule.kind,
            unit=ref.unit,
            better=rule.better or Metric.Better.HIGHER,
            decimals=ref.decimals,
            meaning=rule.meaning,
            formula=rule.formula,
            **({} if rule.minimum_weight is None else {"minimum_weight": rule.minimum_weight}),
        )
        record(self.actor, "created", metric, after={"slug": metric.slug, "name": metric.name})
        self.made["metrics"].append(metric.pk)
        self.names.metrics.append(metric.name)
        return _ref(metric.pk, rule)

    def memberships(self, directory: Directory, first_days: FirstDays) -> None:
        """Agents become agents of the teams they appear for, from the first day they appear.

        Somebody who is an agent already stays where they are; only the start of their first membership
        moves back when the file shows them in that team before it.
        """
        for agent_id in sorted({agent_id for agent_id, _ in first_days}):
            days = sorted(
                (day, team_id) for (agent, team_id), day in first_days.items() if agent == agent_id
            )
            stays = directory.stays.get(agent_id)
            if not stays:
                self._join(agent_id, days)
                continue
            first = min(stays, key=lambda stay: stay.starts_on)
            for day, team_id in days:
                if team_id == first.team_id and day < first.starts_on:
                    self._extend(agent_id, team_id, first.starts_on, day)

    def _join(self, agent_id: int, days: list[tuple[date, int]]) -> None:
        person = User.objects.get(pk=agent_id)
        joined: date | None = None
        for day, team_id in days:
            team = Team.objects.get(pk=team_id)
            # Somebody who left, or a closed team, has figures all the same, and no new membership.
            with suppress(ActionRefused):
                if joined is None:
                    membership = join_team(self.actor, person, team, Role.AGENT, day)
                elif day > joined:
                    membership = move_agent(self.actor, person, team, day, "As the file shows.")
                else:
                    continue
                joined = day
                self.made["memberships"].append(membership.pk)

    def _extend(self, agent_id: int, team_id: int, before: date, after: date) -> None:
        membership = Membership.objects.select_related("user", "team").get(
            user=agent_id, team=team_id, role=Role.AGENT, starts_on=before
        )
        move_start(self.actor, membership, after)
        self.made["extended"].append(
            {"id": membership.pk, "before": before.isoformat(), "after": after.isoformat()}
        )


def move_start(actor: User | None, membership: Membership, starts_on: date) -> None:
    """A membership starts on another day; who depends on it is told, from the earlier of the two on."""
    since = min(membership.starts_on, starts_on)
    before = {"starts_on": membership.starts_on}
    membership.starts_on = starts_on
    membership.save(update_fields=["starts_on"])
    record(actor, "changed", membership, before, {"starts_on": starts_on})
    membership_changed.send(Membership, user=membership.user, team=membership.team, since=since)


def name_and_email(word: str) -> tuple[str, str]:
    """The name and the e-mail address of a new person, of the one word there is for them."""
    try:
        validate_email(word)
    except ValidationError:
        return " ".join(word.split()), ""
    local = word.partition("@")[0]
    return " ".join(local.replace(".", " ").replace("_", " ").split()).title() or word, word


def _free_username(name: str) -> str:
    """The name in small letters with dots, with a number where it is taken."""
    stem = slugify(name, allow_unicode=True).replace("-", ".").strip("._")[:100] or "agent"
    taken = {
        key(username)
        for username in User.objects.filter(username__istartswith=stem).values_list(
            "username", flat=True
        )
    }
    username, number = stem, 1
    while key(username) in taken:
        number += 1
        username = f"{stem}{number}"
    return username


def _metric_name(rule: MetricRule) -> str:
    return rule.name or rule.slug.replace("-", " ").replace("_", " ").capitalize()


def _ref(metric_id: int, rule: MetricRule) -> MetricRef:
    unit = rule.unit or "count"
    decimals = DECIMALS[unit] if rule.decimals is None else rule.decimals
    return MetricRef(metric_id, rule.slug, _metric_name(rule), rule.kind, unit, decimals)
