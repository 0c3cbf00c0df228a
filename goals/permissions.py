"""Who may see and change which goals, figures and imports. Visibility is the queryset."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from goals.models import (
    TEAM_ITSELF,
    AgentDay,
    Challenge,
    Correction,
    ExcludedReading,
    Goal,
    Import,
    Metric,
    OwnGoal,
    Participation,
    PlanLine,
    Progress,
    Proposal,
    Reading,
    RewardGrant,
    RewardNomination,
    Scope,
    Screen,
)
from teams.models import Membership, Role, Team, User
from teams.permissions import (
    agents_whose_figures_are_visible_to,
    organisation_day,
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


def can_override(user: User, goal: Goal) -> bool:
    """Whether this person may say how they see a goal beside its figures: its owner, while in charge of it."""
    return goal.owner_id == user.pk and can_adjust_goal(user, goal)


def can_note(user: User, goal: Goal) -> bool:
    """Who may write something down about a goal they see: those whose goal it is, and their leads."""
    standing = standing_of(user)
    if goal.team_id is None:
        return bool(standing.teams) or standing.is_administrator
    if goal.scope == Scope.AGENT:
        return goal.agent_id == user.pk or goal.team_id in standing.leads
    return goal.team_id in standing.teams


def can_conclude(user: User, proposal: Proposal) -> bool:
    """Whether this person may agree on a proposal with the team, or withdraw it: whoever proposed it, while
    they lead the team, and those who may adjust the goal.
    """
    goal = proposal.goal
    proposed = proposal.by_id == user.pk and goal.team_id in standing_of(user).leads
    return proposed or can_adjust_goal(user, goal)


def own_goals_visible_to(user: User, today: date | None = None) -> QuerySet[OwnGoal]:
    """One's own; those shown to the lead, of the agents one leads and the supervisors one manages today;
    those shown to the team, of whoever is in a team with one today. Nobody else's, for administrators too. `today` is
    the organisation's: a statement where it is not given.
    """
    standing = standing_of(user)
    held = Membership.objects.on(today or organisation_day(timezone.now()))
    led = held.filter(
        Q(role=Role.AGENT, team__in=standing.leads)
        | Q(role=Role.SUPERVISOR, team__in=standing.manages)
    )
    mates = held.filter(team__in=standing.teams)
    to_lead = Q(audience=OwnGoal.Audience.LEAD, person__in=led.values("user_id"))
    to_team = Q(audience=OwnGoal.Audience.TEAM, person__in=mates.values("user_id"))
    return OwnGoal.objects.filter(Q(person=user) | to_lead | to_team)


def own_metrics_of(user: User) -> QuerySet[Metric]:
    """Those in use that this person has figures of."""
    figures = AgentDay.objects.filter(agent_id=user.pk, metric_id=OuterRef("pk"))
    return Metric.objects.filter(Exists(figures), archived_at=None)


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


# --- The balance plan ----------------------------------------------------------------------------


def balance_teams_of(user: User) -> QuerySet[Team]:
    """Teams whose balance one sees: those one is in. Who covers what is the team's own; administrators have none."""
    return Team.objects.filter(pk__in=standing_of(user).teams)


def plan_lines_visible_to(user: User) -> QuerySet[PlanLine]:
    """Of the teams one is in today."""
    return PlanLine.objects.filter(team__in=standing_of(user).teams)


def can_plan_for(user: User, team_id: int) -> bool:
    """Whoever leads the team."""
    return team_id in standing_of(user).leads


def can_read_why(user: User, team_id: int, person_id: int) -> bool:
    """Why somebody cannot cover: they themself, and who leads the team."""
    return user.pk == person_id or can_plan_for(user, team_id)


# --- Screens -------------------------------------------------------------------------------------


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


# --- Challenges and rewards ----------------------------------------------------------------------


def challenges_visible_to(user: User) -> QuerySet[Challenge]:
    """The organisation's to all; a team's to the team and to administrators; and those one takes part in,
    so that whoever moves on can still leave them.
    """
    standing = standing_of(user)
    if standing.is_administrator:
        return Challenge.objects.all()
    shown = Q(team__isnull=True) | Q(team__in=standing.teams)
    mine = Participation.objects.filter(user=user, left_at=None).values("challenge_id")
    return Challenge.objects.filter(shown | Q(pk__in=mine))


def can_change_challenge(user: User, challenge: Challenge) -> bool:
    """Whoever made it while they lead the team, and the team's managers; for the organisation's whoever
    made it while a manager, and administrators.
    """
    standing = standing_of(user)
    made = challenge.created_by_id == user.pk
    if challenge.team_id is None:
        return standing.is_administrator or (made and bool(standing.manages))
    return (made and challenge.team_id in standing.leads) or challenge.team_id in standing.manages


def can_join(user: User, challenge: Challenge) -> bool:
    """Agents (where it says so, leads too) of the team; of any team for the organisation's."""
    standing = standing_of(user)
    is_wide = challenge.joinable == Challenge.Joinable.EVERYBODY
    teams = standing.teams if is_wide else standing.agent_in
    return bool(teams) if challenge.team_id is None else challenge.team_id in teams


def grants_visible_to(user: User) -> QuerySet[RewardGrant]:
    """What was given for what is public to the team; one's own stays with one. Administrators see all."""
    standing = standing_of(user)
    if standing.is_administrator:
        return RewardGrant.objects.all()
    return RewardGrant.objects.filter(Q(team__in=standing.teams) | Q(person=user))


def can_grant_in(user: User, team: Team) -> bool:
    """The team's managers. Setting the budget is the administrators', so that nobody does both."""
    return team.pk in standing_of(user).manages


def nominations_visible_to(user: User) -> QuerySet[RewardNomination]:
    """One's own, and for managers those of their teams."""
    standing = standing_of(user)
    return RewardNomination.objects.filter(Q(by=user) | Q(team__in=standing.manages))
