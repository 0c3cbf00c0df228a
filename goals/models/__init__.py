"""The tables of `goals`, by noun."""

from goals.models.challenges import Challenge, ChallengeResult, Participation
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
from goals.models.rewards import RewardBudget, RewardGrant, RewardKind, RewardNomination
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
    "Challenge",
    "ChallengeResult",
    "EngineState",
    "Goal",
    "GoalTarget",
    "GuardStatus",
    "Import",
    "ImportChange",
    "Job",
    "Metric",
    "OrganisationDay",
    "Participation",
    "Progress",
    "Reading",
    "RewardBudget",
    "RewardGrant",
    "RewardKind",
    "RewardNomination",
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
