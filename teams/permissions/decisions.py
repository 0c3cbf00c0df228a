"""Who reads which decisions, and who writes them down."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from teams.models import Decision, Team, User
from teams.permissions import can_manage, standing_of


def decisions_visible_to(user: User) -> QuerySet[Decision]:
    """Those of the teams one is in today, and those for everybody. A team's are its own: administrators have none by
    office, and whoever left reads them no more.
    """
    standing = standing_of(user)
    if not (standing.teams or standing.is_administrator):
        return Decision.objects.none()
    return Decision.objects.filter(Q(team__in=standing.teams) | Q(team=None))


def decisions_led_by(user: User) -> QuerySet[Decision]:
    """Of those one reads, the ones one may correct: of teams one leads; for everybody, where one manages."""
    standing = standing_of(user)
    led = Q(team__in=standing.leads)
    return Decision.objects.filter(led | Q(team=None) if can_manage(user) else led)


def can_write_decision(user: User, team_id: int | None) -> bool:
    """A team's: whoever leads it. For everybody: managers and administrators."""
    return can_manage(user) if team_id is None else team_id in standing_of(user).leads


def can_log_decisions(user: User) -> bool:
    """Whether there is anything this person may write one for. No statement of its own."""
    return bool(standing_of(user).leads) or can_manage(user)


def teams_to_decide_for(user: User) -> QuerySet[Team]:
    """The teams one leads."""
    return Team.objects.filter(pk__in=standing_of(user).leads, archived_at=None)
