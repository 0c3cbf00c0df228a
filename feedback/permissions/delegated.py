"""Who may read a task that is handed over, and who may do what with it."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import DateField, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Cast
from django.utils import timezone

from feedback import delegated_life as life
from feedback.models import DelegatedTask, TaskStep
from feedback.permissions.one_to_ones import people_to_talk_with
from teams.models import Membership, Role, Team, User
from teams.permissions import organisation_day, standing_of


def tasks_visible_to(user: User) -> QuerySet[DelegatedTask]:
    """The two, and whoever leads the holder in the team it belongs to today; where nobody does any more,
    administrators (`left_to`). Nobody else: no colleague, no peer.
    """
    seen = Q(to=user) | Q(by=user) | led_by(user)
    if standing_of(user).is_administrator:
        seen |= left_to(user, organisation_day(timezone.now()))
    return DelegatedTask.objects.filter(seen)


def led_by(user: User) -> Q:
    """Tasks of the teams one leads; those for somebody who leads there with one, of the teams one manages alone."""
    standing = standing_of(user)
    return Q(team__in=standing.manages) | (Q(team__in=standing.supervises) & ~Q(_for_a_leader()))


def given_by(user: User, today: date) -> Q:
    """Tasks that this person answers for, as `is_giver` says, in one statement: those they gave where they lead by
    now, and of those they read, what was given by somebody who leads there no longer.
    """
    leads = standing_of(user).leads
    still = (
        Membership.objects.on(today)
        .leads()
        .filter(user=OuterRef("by"), team=OuterRef("team"), user__is_active=True)
    )
    return (
        Q(by=user, team__in=leads)
        | (led_by(user) & ~Q(to=user) & ~Q(Exists(still)))
        | (left_to(user, today) & ~Q(to=user))
    )


def left_to(user: User, today: date) -> Q:
    """Tasks that an administrator answers for: those under way that nobody in the team does any more, as nobody there
    is above its managers; and of those the ones they took a step in. Nobody else has any.
    """
    if not standing_of(user).is_administrator:
        return Q(pk__in=())
    theirs = Exists(TaskStep.objects.filter(task=OuterRef("pk"), by=user))
    return left_alone(today) & (Q(state__in=life.RUNNING) | Q(theirs))


def left_alone(today: date) -> Q:
    """Nobody who leads the team gave it, or stands above whom it is offered to."""
    leads = (
        Membership.objects.on(today)
        .leads()
        .filter(team=OuterRef("team"), team__archived_at=None, user__is_active=True)
        .exclude(user=OuterRef("to"))
    )
    managed = Exists(leads.filter(role=Role.MANAGER))
    given_there = Exists(leads.filter(user=OuterRef("by")))
    return ~Q(managed) & ~Q(given_there) & (Q(_for_a_leader()) | ~Q(Exists(leads)))


def is_for_a_leader(task: DelegatedTask) -> bool:
    """Whether only those who manage its team stand above whom it is offered to. A statement."""
    return DelegatedTask.objects.filter(_for_a_leader(), pk=task.pk).exists()


def _for_a_leader() -> Exists:
    """Offered to somebody who led the team then, or has since: where they move on, what they said does not come down
    to their peers. The day is UTC's: on the last one of leading, either way counts as leading.
    """
    led = Membership.objects.leads().filter(user=OuterRef("to"), team=OuterRef("team"))
    offered_on = Cast(OuterRef("offered_at"), DateField())
    return Exists(led.filter(Q(ends_on=None) | Q(ends_on__gte=offered_on)))


def can_hand_over(user: User) -> bool:
    """Whoever leads a team."""
    return bool(standing_of(user).leads)


def people_to_hand_to(user: User, today: date) -> QuerySet[User]:
    """To whom one may offer a task: the people one leads, not oneself."""
    return people_to_talk_with(user, today)


def teams_between(user: User, person: User, today: date) -> QuerySet[Team]:
    """The teams in which `user` leads `person`, by name."""
    standing = standing_of(user)
    held = Membership.objects.on(today).filter(
        Q(role=Role.AGENT, team__in=standing.leads)
        | Q(role=Role.SUPERVISOR, team__in=standing.manages),
        user=person,
    )
    return Team.objects.filter(pk__in=held.values("team_id"), archived_at=None).order_by("name")


def is_holder(user: User, task: DelegatedTask) -> bool:
    """Whom it is offered to."""
    return task.to_id == user.pk


def is_giver(user: User, task: DelegatedTask) -> bool:
    """Who hands it over, while they lead that team; afterwards whoever leads the holder there, and where nobody does
    an administrator. Never whom it is offered to.

    Two statements at most, for another leader of the team, and for an administrator.
    """
    if task.to_id == user.pk:
        return False
    return _answers_in_the_team(user, task) or _is_left_to(user, task)


def _answers_in_the_team(user: User, task: DelegatedTask) -> bool:
    standing = standing_of(user)
    if task.team_id not in standing.leads:
        return False
    if task.by_id == user.pk:
        return True
    if task.team_id in standing_of(task.by).leads:
        return False
    return task.team_id in standing.manages or not is_for_a_leader(task)


def _is_left_to(user: User, task: DelegatedTask) -> bool:
    if not standing_of(user).is_administrator:
        return False
    left = left_to(user, organisation_day(timezone.now()))
    return DelegatedTask.objects.filter(left, pk=task.pk).exists()


def steps_open_to(user: User, task: DelegatedTask) -> tuple[str, ...]:
    """What this person may do with a task that they read, as it stands; but for the undo, see `can_be_undone`."""
    own = life.OF_HOLDER if is_holder(user, task) else ()
    theirs = life.OF_GIVER if is_giver(user, task) else ()
    allowed = [step for step in life.allowed(task.state) if step != life.UNDO]
    return tuple(step for step in allowed if step in own or step in theirs)


def can_be_undone(task: DelegatedTask, now: datetime) -> bool:
    """Whether it was taken on a moment ago and nothing was said since. A statement, where it was."""
    if task.state != life.TAKEN or task.taken_at is None:
        return False
    if not task.taken_at <= now <= task.taken_at + life.UNDO_WITHIN:
        return False
    last = task.steps.order_by("-pk").values_list("kind", flat=True).first()
    return last == TaskStep.Kind.ACCEPTED
