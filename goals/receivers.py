"""What goals do when people or calendars change: mark, in the same transaction, what that touches."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from goals.actions.stale import mark_goals_stale
from goals.models import Goal, Scope, StaleCalendar
from goals.notice_kinds import BALANCE
from goals.queries.balance import named_in_plan
from goals.queries.rebuild import rests_on
from goals.queries.transfers import lies_elsewhere
from teams.events import (
    calendar_changed,
    calendar_rests_on,
    membership_changed,
    moved_in_the_past,
    organisation_calendar_changed,
)
from teams.models import Membership, Organisation, Team, User
from teams.telling import tell

PURSUED = ~Q(state=Goal.State.ARCHIVED)


def place_team_anew(sender: object, team: Team, **_: Any) -> None:
    """Its readings may belong to other days now, and its goals expect other work by now.

    The organisation's usual work is that of all its teams.
    """
    StaleCalendar.objects.create(team_id=team.pk)
    touched = Goal.objects.filter(PURSUED, Q(team=team) | Q(scope=Scope.ORGANISATION))
    mark_goals_stale(touched.values_list("pk", "starts_on"))


def place_everything_anew(sender: object, organisation: Organisation, **_: Any) -> None:
    """The organisation's days, weeks or years are others: for every goal, since periods may be too."""
    StaleCalendar.objects.create(team_id=0)
    mark_goals_stale(Goal.objects.filter(PURSUED).values_list("pk", "starts_on"))


def follow_member(sender: object, user: User, team: Team | None, since: date, **_: Any) -> None:
    """Somebody came, went or moved: each-member goals of the team have other subjects from then on."""
    if team is None:
        return
    touched = Goal.objects.filter(PURSUED, team=team, scope=Scope.MEMBERS)
    marks = [(pk, max(since, starts)) for pk, starts in touched.values_list("pk", "starts_on")]
    if marks:
        mark_goals_stale(marks)


def flag_plan(sender: object, user: User, team: Team | None, since: date, **_: Any) -> None:
    """Whoever leaves a team is named in its balance plan no more: its leaders are told to choose somebody else."""
    now = timezone.now()
    if team is None or not named_in_plan(user, team, team.clock.day_of(now)):
        return
    held = Membership.objects.filter(user=user, team=team, ends_on=None, user__is_active=True)
    if held.exists():
        return
    leads = Membership.objects.leads().on(team.clock.day_of(now)).filter(team=team)
    told = leads.exclude(user=user).order_by("user_id").values_list("user_id", flat=True)
    tell(
        list(told.distinct()),
        BALANCE,
        f"plan-{user.pk}-{team.pk}-{since}",
        f"{user.name} leaves {team.name} and is named in its balance plan. Choose who covers instead.",
        url=reverse("goals:balance", args=[team.slug]),
        now=now,
    )


def offer_readings(sender: object, membership: Membership, **_: Any) -> str | None:
    """Where it is decided whether readings since a move noted late count for the new team."""
    if not lies_elsewhere(membership):
        return None
    return reverse("goals:person_readings", args=[membership.user_id, membership.pk])


def say_what_rests_on(sender: object, changed: Team | Organisation, **_: Any) -> str:
    """What another calendar would have worked out anew."""
    return rests_on(changed if isinstance(changed, Team) else None)


def connect() -> None:
    """Called once, when the app is ready."""
    calendar_changed.connect(place_team_anew, dispatch_uid="goals.place_team_anew")
    organisation_calendar_changed.connect(
        place_everything_anew, dispatch_uid="goals.place_everything_anew"
    )
    membership_changed.connect(follow_member, dispatch_uid="goals.follow_member")
    membership_changed.connect(flag_plan, dispatch_uid="goals.flag_plan")
    moved_in_the_past.connect(offer_readings, dispatch_uid="goals.offer_readings")
    calendar_rests_on.connect(say_what_rests_on, dispatch_uid="goals.say_what_rests_on")
