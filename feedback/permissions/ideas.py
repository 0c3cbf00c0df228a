"""Who may read an idea, and who answers it."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from feedback import idea_life
from feedback.models import Idea
from teams.models import Membership, Role, User
from teams.models.people import MembershipQuerySet
from teams.permissions import can_lead, standing_of


def ideas_visible_to(user: User) -> QuerySet[Idea]:
    """Those for everybody, those of one's teams, one's own, and those one sees to; to managers also those that
    nobody in their team could answer.
    """
    return _read_by(user).filter(withdrawn_at=None)


def ideas_once_visible_to(user: User) -> QuerySet[Idea]:
    """With those that were taken back: for whoever writes to one, and has to learn what became of it."""
    return _read_by(user)


def ideas_taken_back_by(user: User) -> QuerySet[Idea]:
    """What this person took back, which nobody else reads any more."""
    return Idea.objects.filter(author=user, withdrawn_at__isnull=False)


def _read_by(user: User) -> QuerySet[Idea]:
    standing = standing_of(user)
    theirs = Q(author=user) | Q(owner=user) | Q(team=None) | Q(team__in=standing.teams)
    if standing.manages:
        theirs |= left_alone(_today())
    return Idea.objects.filter(theirs)


def left_alone(today: date) -> Q:
    """Ideas of a team that nobody leads but their author, if anybody: the managers of the others answer them."""
    leads = _here(today).leads().filter(team=OuterRef("team"))
    return Q(team__isnull=False) & ~Q(Exists(leads.exclude(user=OuterRef("author"))))


def held_by_owner(today: date) -> Q:
    """Ideas whose owner may still answer them: nobody else is asked. An owner who moved on or left holds none."""
    theirs = _here(today).filter(user=OuterRef("owner"))
    anywhere = theirs.filter(Q(role=Role.ADMINISTRATOR) | Q(team__archived_at=None)).exclude(
        role=Role.AGENT
    )
    return (
        Q(Exists(theirs.leads().filter(team=OuterRef("team"))))
        | Q(Q(team=None) & Q(Exists(anywhere)))
        | Q(left_alone(today) & Q(Exists(anywhere.filter(role=Role.MANAGER))))
    )


def _here(today: date) -> MembershipQuerySet:
    """Memberships of people who can still be asked."""
    return Membership.objects.on(today).filter(
        Q(user__left_on__isnull=True) | Q(user__left_on__gt=today), user__is_active=True
    )


def _today() -> date:
    """UTC's: a team that loses its last leader on this day is left alone some hours sooner or later."""
    return timezone.now().date()


def can_add_ideas(user: User) -> bool:
    """Whoever is in a team, and administrators."""
    standing = standing_of(user)
    return standing.is_administrator or bool(standing.teams)


def can_answer_idea(user: User, idea: Idea) -> bool:
    """A leader of its team, of no team any leader, of a team without one any manager; never one's own.

    One statement, for managers and an idea of a team that they do not lead.
    """
    if idea.author_id == user.pk:
        return False
    if idea.team_id is None:
        return can_lead(user)
    standing = standing_of(user)
    if idea.team_id in standing.leads:
        return True
    alone = Idea.objects.filter(left_alone(_today()), pk=idea.pk)
    return bool(standing.manages) and alone.exists()


def can_back_idea(user: User, idea: Idea) -> bool:
    """Whoever reads it, but its author."""
    return idea.author_id != user.pk


def can_put_back(user: User, idea: Idea, now: datetime) -> bool:
    """Its author, for a day after they took it back."""
    at = idea.withdrawn_at
    return idea.author_id == user.pk and at is not None and now - at <= idea_life.PUT_BACK_WITHIN


def can_finish_idea(user: User, idea: Idea) -> bool:
    """Who answers it, or who sees to it; never whose idea it is."""
    return _sees_to_it(user, idea) or can_answer_idea(user, idea)


def _sees_to_it(user: User, idea: Idea) -> bool:
    return idea.owner_id == user.pk and idea.author_id != user.pk


def steps_open_to(user: User, idea: Idea) -> tuple[str, ...]:
    """What this person may do with an idea that they read, as it stands; nothing where it was taken back.

    No statement beyond who they are, but what `can_answer_idea` takes.
    """
    if idea.withdrawn_at is not None:
        return ()
    own, answers = idea.author_id == user.pk, can_answer_idea(user, idea)

    def may(step: str) -> bool:
        if step in idea_life.OWN:
            return own
        if step == idea_life.FINISH:
            return answers or _sees_to_it(user, idea)
        if step in idea_life.ANSWERS:
            return answers
        return not own or step == idea_life.SAY

    steps = idea_life.allowed(idea.state, answered=idea.answered_at is not None)
    return tuple(step for step in steps if may(step))
