"""Sums of readings, in layers, and the marks that say which of them are stale.

An agent's day and a team's hour are summed from the readings; a team's day from its agents' days; its
share of an organisation's day from its hours; the organisation's day from the teams' shares. A stale key is summed anew, never added to, so nothing drifts.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from goals.models.fields import FixedField
from goals.models.numbers import TEAM_ITSELF


class Tally(models.Model):
    """Σ value, Σ weight and how many readings."""

    value = FixedField()
    weight = FixedField()
    n = models.PositiveIntegerField()

    class Meta:
        abstract = True


class AgentDay(Tally):
    """What one agent (or, with agent 0, the team itself) did for a team on one of the team's days."""

    # In this order the key also leads to all agents of a team's day, which sum up to the team's.
    pk = models.CompositePrimaryKey("metric_id", "team_id", "day", "agent_id")
    metric_id = models.BigIntegerField()
    team_id = models.BigIntegerField()
    day = models.DateField()
    agent_id = models.BigIntegerField(default=TEAM_ITSELF)

    class Meta:
        indexes: ClassVar = [
            # One agent over all teams and days: their own goals and page.
            models.Index(fields=["agent_id", "metric_id", "day"], name="agentday_of_agent"),
        ]

    def __str__(self) -> str:
        return f"{self.metric_id}, agent {self.agent_id}, {self.day}"


class TeamSlot(Tally):
    """One hour of a team, cut where the organisation's hour changes."""

    # In this order the key also leads to a team's share of an organisation's day.
    pk = models.CompositePrimaryKey("metric_id", "team_id", "organisation_day", "slot")
    metric_id = models.BigIntegerField()
    team_id = models.BigIntegerField()
    organisation_day = models.DateField()
    slot = models.DateTimeField()
    day = models.DateField()

    class Meta:
        indexes: ClassVar = [
            # The organisation's hours are summed from this.
            models.Index(fields=["metric_id", "slot"], name="teamslot_of_hour"),
        ]

    def __str__(self) -> str:
        return f"{self.metric_id}, team {self.team_id}, {self.slot:%Y-%m-%d %H:%M}Z"


class TeamDay(Tally):
    """What a team did on one of its days."""

    pk = models.CompositePrimaryKey("metric_id", "team_id", "day")
    metric_id = models.BigIntegerField()
    team_id = models.BigIntegerField()
    day = models.DateField()

    def __str__(self) -> str:
        return f"{self.metric_id}, team {self.team_id}, {self.day}"


class TeamShare(Tally):
    """What a team added to one of the organisation's days, which need not be a day of its own."""

    # In this order the key also leads to all teams of a day, which sum up to the organisation's.
    pk = models.CompositePrimaryKey("metric_id", "day", "team_id")
    metric_id = models.BigIntegerField()
    day = models.DateField()
    team_id = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.metric_id}, team {self.team_id}, {self.day}"


class OrganisationDay(Tally):
    """What all teams did on one of the organisation's days."""

    pk = models.CompositePrimaryKey("metric_id", "day")
    metric_id = models.BigIntegerField()
    day = models.DateField()

    def __str__(self) -> str:
        return f"{self.metric_id}, {self.day}"


class StaleMark(models.Model):
    """What a writer touched: the old and the new place of a reading that changed.

    Only appended to, without a unique key, so that writers neither wait for one another nor lose a mark;
    taken by one consumer at a time.
    """

    metric_id = models.BigIntegerField()
    team_id = models.BigIntegerField()
    agent_id = models.BigIntegerField(default=TEAM_ITSELF)
    day = models.DateField()
    slot = models.DateTimeField()
    organisation_day = models.DateField()

    def __str__(self) -> str:
        return f"{self.metric_id}, team {self.team_id}, agent {self.agent_id}, {self.day}"


class StaleGoal(models.Model):
    """A goal whose progress must be worked out anew from a day on: made, adjusted, moved or resumed."""

    goal_id = models.BigIntegerField()
    since = models.DateField()

    def __str__(self) -> str:
        return f"{self.goal_id} since {self.since}"


class StaleCalendar(models.Model):
    """A team whose days or hours are others than before, so that its readings must be placed anew.

    Team 0 is the organisation: its own day changed, for the readings of every team.
    """

    team_id = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"team {self.team_id}"


class StaleSnapshot(models.Model):
    """A day that progress was right about already, but the daily snapshots since then are not yet."""

    goal_id = models.BigIntegerField()
    agent_id = models.BigIntegerField(default=TEAM_ITSELF)
    since = models.DateField()

    def __str__(self) -> str:
        return f"{self.goal_id} since {self.since}"
