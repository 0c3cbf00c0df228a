"""Who may read what a customer said, and pass it on."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Q, QuerySet

from feedback.models import Praise
from teams.models import Membership, Team, User
from teams.permissions import standing_of


def praise_visible_to(user: User) -> QuerySet[Praise]:
    """The people of its team; whom it is for; whoever added it."""
    return Praise.objects.filter(
        Q(team__in=standing_of(user).teams) | Q(added_by=user) | Q(pk__in=user.praise.values("pk")),
        withdrawn_at=None,
    )


def praise_taken_out_by(user: User) -> QuerySet[Praise]:
    """What was taken out, for those who may bring it back: whoever added it, and the team's leaders."""
    return Praise.objects.filter(
        Q(team__in=standing_of(user).leads) | Q(added_by=user), withdrawn_at__isnull=False
    )


def can_add_praise(user: User, team: Team) -> bool:
    """Whoever is in the team."""
    return team.pk in standing_of(user).teams


def can_pass_on(user: User, praise: Praise) -> bool:
    """Whoever is in its team; nobody tells themself."""
    return praise.team_id in standing_of(user).teams


def can_withdraw_praise(user: User, praise: Praise) -> bool:
    """Whoever added it, and the team's leaders."""
    return praise.added_by_id == user.pk or praise.team_id in standing_of(user).leads


def sees_customer_of(user: User, praise: Praise) -> bool:
    """Whether who said it stands there: for the people of its team, and whoever wrote it down."""
    return praise.team_id in standing_of(user).teams or praise.added_by_id == user.pk


def teams_to_praise(user: User) -> QuerySet[Team]:
    """The teams one is in."""
    return Team.objects.filter(pk__in=standing_of(user).teams, archived_at=None)


def people_praised_in(team: Team, said_on: date, now: datetime) -> QuerySet[User]:
    """Whom a customer of this team may have meant: who is in it, or was on the day they said it."""
    today = team.clock.day_of(now)
    held = Membership.objects.filter(team=team)
    here = held.on(today).values("user_id")
    then = held.on(said_on).values("user_id")
    return User.objects.filter(Q(pk__in=here) | Q(pk__in=then), is_active=True)
