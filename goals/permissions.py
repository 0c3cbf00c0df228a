"""Who may see and change which goals, figures and imports. Visibility is the queryset."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from goals.models import (
    TEAM_ITSELF,
    Correction,
    ExcludedReading,
    Goal,
    Import,
    Progress,
    Reading,
    Scope,
    Screen,
)
from teams.models import Team, User
from teams.permissions import (
    agents_whose_figures_are_visible_to,
    standing_of,
    teams_visible_to,
)


def goals_visible_to(user: User) -> QuerySet[Goal]:
    """The organisation's goals to all; a team's to the team; one agent's to that agent and their leads.

    Administrators see the goals of every team, but not those of one agent.
    """
    standing = standing_of(user)
    shared = Q(scope=Scope.ORGANISATION)
    team_wide = Q(scope__in=[Scope.TEAM, Scope.MEMBERS])
    if standing.is_administrator:
        shared |= team_wide
    else:
        shared |= team_wide & Q(team__in=standing.teams)
    personal = Q(scope=Scope.AGENT) & (Q(agent=user) | Q(team__in=standing.leads))
    return Goal.objects.filter(shared | personal)


def progress_visible_to(user: User) -> QuerySet[Progress]:
    """How visible goals stand: for teams and the organisation, oneself, and the people one leads."""
    standing = standing_of(user)
    subjects = Q(agent_id=TEAM_ITSELF) | Q(agent_id=user.pk) | Q(goal__team__in=standing.leads)
    return Progress.objects.filter(subjects, goal__in=goals_visible_to(user))


def readings_visible_to(user: User) -> QuerySet[Reading]:
    """The rows behind figures: one's own, those of teams and people one leads, and what is no one
    agent's in the teams one is in.
    """
    standing = standing_of(user)
    people = agents_whose_figures_are_visible_to(user).order_by().values("pk")
    of_teams = Q(agent_id=TEAM_ITSELF, team__in=teams_visible_to(user).order_by())
    return Reading.objects.filter(Q(team__in=standing.leads) | Q(agent_id__in=people) | of_teams)


def sees_people_of(user: User, goal: Goal) -> bool:
    """Whether single people's figures of this goal are shown: only to those who lead the team today."""
    return goal.team_id is not None and goal.team_id in standing_of(user).leads


def can_create_goals_for(user: User, team: Team | None) -> bool:
    """For a team: its supervisors and managers. For the organisation: managers and administrators."""
    standing = standing_of(user)
    if team is None:
        return standing.is_administrator or bool(standing.manages)
    return team.pk in standing.leads


def teams_to_set_goals_for(user: User) -> QuerySet[Team]:
    """Teams for which this person may make goals."""
    return Team.objects.filter(pk__in=standing_of(user).leads, archived_at=None)


def can_adjust_goal(user: User, goal: Goal) -> bool:
    """Its owner while they lead the team, and the team's managers; for the organisation's goals the
    owner while a manager, and administrators. Nobody adjusts a goal that measures themself alone.
    """
    standing = standing_of(user)
    if goal.scope == Scope.AGENT and goal.agent_id == user.pk:
        return False
    if goal.team_id is None:
        return standing.is_administrator or (bool(standing.manages) and goal.owner_id == user.pk)
    owns = goal.owner_id == user.pk and goal.team_id in standing.leads
    return owns or goal.team_id in standing.manages


def imports_visible_to(user: User) -> QuerySet[Import]:
    """Administrators see every import, managers their own."""
    standing = standing_of(user)
    if standing.is_administrator:
        return Import.objects.all()
    if standing.manages:
        return Import.objects.filter(created_by=user)
    return Import.objects.none()


def can_write_readings_of(user: User, team_id: int) -> bool:
    """Readings of a team: administrators, and its managers. Nobody else, agents for themselves included."""
    standing = standing_of(user)
    return standing.is_administrator or team_id in standing.manages


def teams_to_correct(user: User) -> QuerySet[Team]:
    """Teams for which this person may enter, correct and leave out readings: those they lead, or all."""
    return teams_to_hang_screens_for(user)


def can_correct_readings_of(user: User, team_id: int, agent_id: int) -> bool:
    """Who leads the team, and administrators; but nobody corrects what they themself are measured by."""
    standing = standing_of(user)
    return agent_id != user.pk and (standing.is_administrator or team_id in standing.leads)


def excluded_visible_to(user: User) -> QuerySet[ExcludedReading]:
    """What was left out, to those who lead the team; of no one agent, to administrators too."""
    standing = standing_of(user)
    seen = Q(team__in=standing.leads)
    if standing.is_administrator:
        seen |= Q(agent_id=TEAM_ITSELF)
    return ExcludedReading.objects.filter(seen)


def corrections_visible_to(user: User) -> QuerySet[Correction]:
    """What was corrected or withdrawn by hand, to those who lead the team it came in for."""
    standing = standing_of(user)
    seen = Q(sent_team_id__in=standing.leads)
    if standing.is_administrator:
        seen |= Q(sent_agent_id=TEAM_ITSELF)
    return Correction.objects.filter(seen).exclude(kind=Correction.Kind.MOVED)


def screens_visible_to(user: User) -> QuerySet[Screen]:
    """Screens that still work: of the teams one leads; administrators see all."""
    standing = standing_of(user)
    screens = Screen.objects.filter(revoked_at=None)
    return screens if standing.is_administrator else screens.filter(team__in=standing.leads)


def teams_to_hang_screens_for(user: User) -> QuerySet[Team]:
    """Teams whose figures this person may put on a wall."""
    standing = standing_of(user)
    teams = Team.objects.filter(archived_at=None)
    return teams if standing.is_administrator else teams.filter(pk__in=standing.leads)


def can_hang_screens_for(user: User, team: Team) -> bool:
    """Leaders of the team, and administrators."""
    standing = standing_of(user)
    return standing.is_administrator or team.pk in standing.leads
