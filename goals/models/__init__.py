"""The tables of `goals`, by noun."""

from goals.models.balance import PlanEntry, PlanLine, PlanName
from goals.models.bodies import TakenBody
from goals.models.briefs import Brief
from goals.models.challenges import Challenge, ChallengeResult, Participation
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
from goals.models.import_work import ImportWork
from goals.models.imports import Import, ImportChange
from goals.models.jobs import EngineState, Job
from goals.models.notes import GoalNote
from goals.models.numbers import TEAM_ITSELF, Metric, Reading, Source
from goals.models.overrides import Override
from goals.models.own_goals import CheckIn, OwnGoal
from goals.models.pauses import Pause
from goals.models.proposals import Asked, Proposal
from goals.models.reviews import Review
from goals.models.rewards import RewardBudget, RewardGrant, RewardKind, RewardNomination
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
from goals.models.week_notes import WeekNote

__all__ = [
    "BY_HAND",
    "TEAM_ITSELF",
    "AgentDay",
    "Asked",
    "Brief",
    "Cadence",
    "Challenge",
    "ChallengeResult",
    "CheckIn",
    "Correction",
    "Digest",
    "EngineState",
    "ExcludedReading",
    "Goal",
    "GoalNote",
    "GoalTarget",
    "GoalTurn",
    "GuardStatus",
    "Import",
    "ImportChange",
    "ImportWork",
    "Job",
    "Metric",
    "OrganisationDay",
    "Override",
    "OwnGoal",
    "Participation",
    "Pause",
    "PlanEntry",
    "PlanLine",
    "PlanName",
    "Progress",
    "Proposal",
    "Reading",
    "Review",
    "RewardBudget",
    "RewardGrant",
    "RewardKind",
    "RewardNomination",
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
    "WeekNote",
]
