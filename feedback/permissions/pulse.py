"""Who is asked, who reads results, who keeps the questions."""

from __future__ import annotations

from django.db.models import QuerySet

from feedback.models import PulseAction
from teams.models import Team, User
from teams.permissions import can_lead, can_manage, standing_of


def team_answered_for(user: User) -> int | None:
    """The id of the team a person's answer counts in: where they are an agent, else the first they are in."""
    standing = standing_of(user)
    if standing.agent_in:
        return min(standing.agent_in)
    return min(standing.teams) if standing.teams else None


def can_answer_pulse(user: User) -> bool:
    """Whoever is in a team: agents and leaders alike."""
    return team_answered_for(user) is not None


def can_read_pulse(user: User) -> bool:
    """Results are everybody's who is in a team; what is hidden is hidden from all alike."""
    standing = standing_of(user)
    return standing.is_administrator or bool(standing.teams)


def can_note_action(user: User) -> bool:
    """Whoever leads a team."""
    return can_lead(user)


def teams_to_act_for(user: User) -> QuerySet[Team]:
    """For which teams one may say what is done: those one leads; administrators all."""
    teams = Team.objects.filter(archived_at=None)
    standing = standing_of(user)
    return teams if standing.is_administrator else teams.filter(pk__in=standing.leads)


def can_act_for_all(user: User) -> bool:
    """To say what is done for everybody is for those who manage."""
    return can_manage(user)


def can_finish_action(user: User, action: PulseAction) -> bool:
    """Who said it, and who leads the team it is for."""
    if not can_lead(user):
        return False
    standing = standing_of(user)
    if action.by_id == user.pk or standing.is_administrator:
        return True
    if action.team_id is None:
        return can_act_for_all(user)
    return action.team_id in standing.leads


def can_keep_questions(user: User) -> bool:
    """Managers and administrators."""
    return can_manage(user)
