"""North's November goal, worked out by the jobs, on the morning of the 20th."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from goals.models import Goal
from teams.models import Team, User
from tests.goals.november import a_goal_of, novembers_readings, work_out
from tests.scene import NOW, a_metric

DECEMBER = datetime(2025, 12, 3, 9, 5, tzinfo=UTC)
"""November is over, and its grace too."""
NOVEMBER = date(2025, 11, 1)


@pytest.fixture(autouse=True)
def clock(time_machine):
    """Thursday 20 November 2025, 09:05; to be moved on."""
    time_machine.move_to(NOW, tick=False)
    return time_machine


@pytest.fixture
def goal(north: Team, manager: User, supervisor: User, agent: User, colleague: User) -> Goal:
    """4,200 in November, owned by Marcus; 144 short of even pace."""
    metric = a_metric(meaning="Settled the first time somebody asked.")
    novembers_readings(metric, north, agent, colleague)
    made = a_goal_of(metric, supervisor, team=north, name="Solve 4,200 requests")
    work_out()
    return made
