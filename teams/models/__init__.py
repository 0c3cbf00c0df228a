"""The tables of `teams`, by noun."""

from teams.models.access import ApiToken
from teams.models.audit import AuditEntry
from teams.models.choices import NoticeChoices
from teams.models.notices import Notice
from teams.models.organisation import Closure, Organisation, Team
from teams.models.people import Membership, MembershipQuerySet, Role, User

__all__ = [
    "ApiToken",
    "AuditEntry",
    "Closure",
    "Membership",
    "MembershipQuerySet",
    "Notice",
    "NoticeChoices",
    "Organisation",
    "Role",
    "Team",
    "User",
]
