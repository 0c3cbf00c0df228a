"""The tables of `teams`, by noun."""

from teams.models.absences import Absence, AbsenceQuerySet
from teams.models.access import ApiToken
from teams.models.audit import AuditEntry
from teams.models.calls import TakenCall
from teams.models.choices import NoticeChoices
from teams.models.day import DayBox
from teams.models.decisions import Decision, DecisionEntry
from teams.models.growth import (
    Focus,
    FocusNote,
    GrowthShare,
    LeaderSkill,
    LeaderSkillWords,
    LeaderView,
    Placing,
)
from teams.models.huddles import (
    Huddle,
    HuddleEntry,
    HuddlePart,
    HuddlePerson,
    HuddleReaction,
)
from teams.models.keeping import Keeping
from teams.models.learning import (
    DoneStep,
    GivenPath,
    LearningPath,
    LearningStep,
    LearningWish,
    Pairing,
)
from teams.models.notices import Notice
from teams.models.organisation import Closure, Organisation, Team
from teams.models.people import Membership, MembershipQuerySet, Role, User
from teams.models.search import SearchDocument
from teams.models.study import StudyRequest, StudyStep

__all__ = [
    "Absence",
    "AbsenceQuerySet",
    "ApiToken",
    "AuditEntry",
    "Closure",
    "DayBox",
    "Decision",
    "DecisionEntry",
    "DoneStep",
    "Focus",
    "FocusNote",
    "GivenPath",
    "GrowthShare",
    "Huddle",
    "HuddleEntry",
    "HuddlePart",
    "HuddlePerson",
    "HuddleReaction",
    "Keeping",
    "LeaderSkill",
    "LeaderSkillWords",
    "LeaderView",
    "LearningPath",
    "LearningStep",
    "LearningWish",
    "Membership",
    "MembershipQuerySet",
    "Notice",
    "NoticeChoices",
    "Organisation",
    "Pairing",
    "Placing",
    "Role",
    "SearchDocument",
    "StudyRequest",
    "StudyStep",
    "TakenCall",
    "Team",
    "User",
]
