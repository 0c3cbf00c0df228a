"""The tables of `goals`, by noun."""

from goals.models.bodies import TakenBody
from goals.models.briefs import Brief
from goals.models.corrections import BY_HAND, Correction, ExcludedReading
from goals.models.digests import Digest
from goals.models.goals import (
    Cadence,
    Goal,
    GoalTarget,
    GuardStatus,
    Progress,
    Scope,
    Snapshot,
    Status,
)
from goals.models.imports import Import, ImportChange
from goals.models.jobs import EngineState, Job
from goals.models.numbers import TEAM_ITSELF, Metric, Reading, Source
from goals.models.screens import Screen
from goals.models.tallies import (
    AgentDay,
    OrganisationDay,
    StaleCalendar,
    StaleGoal,
    StaleMark,
    StaleSnapshot,
    TeamDay,
    TeamShare,
    TeamSlot,
)
from goals.models.turns import GoalTurn

__all__ = [
    "BY_HAND",
    "TEAM_ITSELF",
    "AgentDay",
    "Brief",
    "Cadence",
    "Correction",
    "Digest",
    "EngineState",
    "ExcludedReading",
    "Goal",
    "GoalTarget",
    "GoalTurn",
    "GuardStatus",
    "Import",
    "ImportChange",
    "Job",
    "Metric",
    "OrganisationDay",
    "Progress",
    "Reading",
    "Scope",
    "Screen",
    "Snapshot",
    "Source",
    "StaleCalendar",
    "StaleGoal",
    "StaleMark",
    "StaleSnapshot",
    "Status",
    "TakenBody",
    "TeamDay",
    "TeamShare",
    "TeamSlot",
]
