"""The tables of `goals`, by noun."""

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
from goals.models.import_work import ImportWork
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
    "TEAM_ITSELF",
    "AgentDay",
    "Cadence",
    "EngineState",
    "Goal",
    "GoalTarget",
    "GuardStatus",
    "Import",
    "ImportChange",
    "ImportWork",
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
