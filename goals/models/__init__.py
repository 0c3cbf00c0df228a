"""The tables of `goals`, by noun."""

from goals.models.corrections import BY_HAND, Correction, ExcludedReading
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

__all__ = [
    "BY_HAND",
    "TEAM_ITSELF",
    "AgentDay",
    "Cadence",
    "Correction",
    "EngineState",
    "ExcludedReading",
    "Goal",
    "GoalTarget",
    "GuardStatus",
    "Import",
    "ImportChange",
    "Job",
    "Metric",
    "OrganisationDay",
    "Progress",
    "Reading",
    "Scope",
    "Snapshot",
    "Source",
    "StaleCalendar",
    "StaleGoal",
    "StaleMark",
    "StaleSnapshot",
    "Status",
    "TeamDay",
    "TeamShare",
    "TeamSlot",
]
