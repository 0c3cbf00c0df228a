"""A small house that has seen something: two teams, half an hour apart, goals of every kind, six weeks."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.db import connection

from goals.ingest.funnel import mark_places
from goals.ingest.records import Record
from goals.models import (
    AgentDay,
    Cadence,
    EngineState,
    Goal,
    Job,
    OrganisationDay,
    Progress,
    Reading,
    Snapshot,
    StaleGoal,
    StaleMark,
    StaleSnapshot,
    TeamDay,
    TeamShare,
    TeamSlot,
)
from teams.models import Team, User
from tests.goals.engine.numbers import make_goal, make_metric, record, send

FIRST, LAST = date(2021, 1, 20), date(2021, 2, 28)


@dataclass(repr=False)
class House:
    """The goals, all over by now, and what was sent in for them."""

    goals: list[Goal]
    history: list[Record]

    def empty(self) -> None:
        """As it was before anything was sent in."""
        self.forget()
        Reading.objects.all().delete()
        StaleMark.objects.all().delete()

    def forget(self) -> None:
        """As it was before anything was computed: the readings are there, and marked."""
        for model in (AgentDay, TeamSlot, TeamDay, TeamShare, OrganisationDay, Progress, Snapshot):
            model.objects.all().delete()
        Job.objects.all().delete()
        EngineState.objects.all().delete()
        Goal.objects.update(filled_on=None)
        StaleGoal.objects.all().delete()
        StaleSnapshot.objects.all().delete()
        StaleGoal.objects.bulk_create(
            StaleGoal(goal_id=goal.pk, since=goal.starts_on) for goal in self.goals
        )
        with connection.cursor() as cursor:
            mark_places(cursor, "1 = 1", [])


CADENCES = tuple(cadence for cadence in Cadence if cadence != Cadence.HOURLY)
"""Hourly goals look back five weeks from today, so what they find depends on the day."""


def make_house(
    north: Team,
    south: Team,
    people: tuple[User, User, User],
    owner: User,
    cadences: tuple[Cadence, ...] = CADENCES,
    readings: int = 240,
) -> House:
    """Everything is sent in, and nothing computed. The people: two agents of North, one of South."""
    agent, colleague, stranger = people
    chance = random.Random(17)
    metrics = [make_metric(), make_metric("happy", kind="ratio", unit="percent", better="lower")]
    goals = []
    for metric in metrics:
        for cadence in cadences:
            days = {"cadence": cadence, "starts_on": FIRST, "ends_on": LAST}
            goals += [
                make_goal(metric, owner, 60, **days),
                make_goal(metric, owner, 60, scope="team", team=south, **days),
                make_goal(metric, owner, 60, scope="members", team=north, **days),
                make_goal(metric, owner, 60, scope="agent", team=north, agent=agent, **days),
            ]
    start = datetime.combine(FIRST, datetime.min.time(), UTC)
    history = [
        record(
            chance.choice(metrics),
            *chance.choice([(north, agent), (north, colleague), (south, stranger), (south, None)]),
            start + timedelta(minutes=chance.randrange(60 * 24 * 39)),
            chance.randrange(-5, 40),
            weight=chance.randrange(5),
            external_id=str(number),
        )
        for number in range(readings)
    ]
    send(*history)
    return House(goals, history)
