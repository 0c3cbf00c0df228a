"""Who may read an appraisal, whose turn it is, and who looks after a round of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from feedback.appraisal_life import OF_LEADER, OF_PERSON
from feedback.models import Appraisal, Cycle, HandOver
from teams.models import Membership, Role, Team, User
from teams.models.people import LEADS
from teams.permissions import can_manage, standing_of

APPRAISED = (Role.AGENT, Role.SUPERVISOR)
"""Whose appraisals a manager begins. Of managers there is nobody above them in their teams: see `people_for_cycles`."""

_LED_BY = {
    Role.SUPERVISOR: {Role.AGENT},
    Role.MANAGER: {Role.AGENT, Role.SUPERVISOR},
    Role.ADMINISTRATOR: {Role.MANAGER},
}


def appraisals_visible_to(user: User) -> QuerySet[Appraisal]:
    """The two. Administrators who lead none see that it is there and how far it is, never a word: `cycles_visible_to`."""
    return Appraisal.objects.filter(Q(person=user) | Q(leader=user))


def led_before(user: User) -> QuerySet[Appraisal]:
    """Those that this person led until they were handed over. Nothing is read from them: they get their own words back."""
    rows = HandOver.objects.filter(former=user)
    return Appraisal.objects.filter(pk__in=rows.values("appraisal"))


def side_of(user: User, appraisal: Appraisal) -> str:
    """Which of the two this is; '' for anybody else."""
    if user.pk == appraisal.person_id:
        return OF_PERSON
    return OF_LEADER if user.pk == appraisal.leader_id else ""


def cycles_visible_to(user: User) -> QuerySet[Cycle]:
    """Those one made, leads somebody in, or is looked at in; administrators all."""
    if standing_of(user).is_administrator:
        return Cycle.objects.all()
    own = appraisals_visible_to(user).values("cycle_id")
    return Cycle.objects.filter(Q(made_by=user) | Q(pk__in=own))


def can_make_cycles(user: User) -> bool:
    """Managers for the teams they manage, and administrators: cycles, templates, job profiles."""
    return can_manage(user)


def cycles_kept_by(user: User) -> QuerySet[Cycle]:
    """Whose progress one sees: those one made, while one manages a team; administrators all."""
    standing = standing_of(user)
    if standing.is_administrator:
        return Cycle.objects.all()
    return Cycle.objects.filter(made_by=user) if standing.manages else Cycle.objects.none()


def appraisals_kept_by(user: User, cycle: Cycle, today: date) -> QuerySet[Appraisal]:
    """How far each person of a round is, for who looks after it: never to be read from, only counted and named.

    A manager sees those who were in a team that they manage today.
    """
    standing = standing_of(user)
    if not cycles_kept_by(user).filter(pk=cycle.pk).exists():
        return Appraisal.objects.none()
    found = Appraisal.objects.filter(cycle=cycle)
    if standing.is_administrator:
        return found
    first = min(cycle.covers_from, today)
    theirs = Membership.objects.between(first, today).filter(team__in=standing.manages)
    return found.filter(person__in=theirs.values("user_id"))


def teams_for_cycles(user: User) -> QuerySet[Team]:
    """The teams whose people one may begin appraisals for."""
    standing = standing_of(user)
    found = Team.objects.filter(archived_at=None)
    return found if standing.is_administrator else found.filter(pk__in=standing.manages)


def people_for_cycles(user: User, team_ids: Iterable[int], today: date) -> QuerySet[User]:
    """Agents and supervisors of the teams, for administrators the managers too, as far as one may begin appraisals
    for them; never oneself.
    """
    teams = teams_for_cycles(user).filter(pk__in=list(team_ids))
    roles = (*APPRAISED, Role.MANAGER) if standing_of(user).is_administrator else APPRAISED
    held = Membership.objects.on(today).filter(team__in=teams, role__in=roles)
    return (
        User.objects.filter(pk__in=held.values("user_id"), is_active=True)
        .exclude(pk=user.pk)
        .order_by("name", "pk")
    )


def possible_leaders(person_ids: Iterable[int], today: date) -> dict[int, list[User]]:
    """Who may lead whose appraisal today, likeliest first: an agent's supervisors, then managers; a supervisor's
    managers; a manager's administrators, whom nobody in a team is above.

    Nobody leads themself. Three statements, whatever the number of people.
    """
    wanted = list(person_ids)
    theirs = list(
        Membership.objects.on(today)
        .filter(user__in=wanted, team__archived_at=None, role__in=(*APPRAISED, Role.MANAGER))
        .values_list("user_id", "team_id", "role")
    )
    above = Membership.objects.on(today).filter(user__is_active=True).select_related("user")
    by_name = above.order_by("user__name", "user_id")
    leads = list(by_name.filter(team__in={team for _, team, _ in theirs}, role__in=LEADS))
    everywhere = list(by_name.filter(role=Role.ADMINISTRATOR))
    found: dict[int, list[User]] = {pk: [] for pk in wanted}
    for role, led in _LED_BY.items():
        for person_id, team_id, own_role in theirs:
            if own_role not in led:
                continue
            for lead in everywhere if role == Role.ADMINISTRATOR else leads:
                fits = lead.role == role and lead.team_id in {team_id, None}
                if fits and lead.user_id != person_id and lead.user not in found[person_id]:
                    found[person_id].append(lead.user)
    return found


def can_hand_over(user: User, appraisal: Appraisal, today: date) -> bool:
    """Its leader, who cannot go on; whoever looks after the round and the person; never the person. The same may take
    the person out of the round, and put them back.
    """
    if user.pk == appraisal.person_id:
        return False
    if user.pk == appraisal.leader_id:
        return True
    return appraisals_kept_by(user, appraisal.cycle, today).filter(pk=appraisal.pk).exists()
