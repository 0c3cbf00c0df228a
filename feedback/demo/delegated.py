"""The demonstration's strengths and tasks: what people say of themselves, and what leaders handed over.

Everything goes through the actions, in the order of time, and is the same for a last day.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F

from feedback import delegated_life as life
from feedback.actions import delegated as giving
from feedback.actions import delegated_holding as holding
from feedback.actions.one_to_ones.wishes import add_wish
from feedback.demo.delegated_words import HANDED, SAYS, WANTS, Handed, Then
from feedback.models import DelegatedTask, Strength, Wish
from feedback.notice_kinds import TASK, TASK_CHECK_IN, TASK_WAITS
from feedback.recompute import delegated as recompute
from teams.models import Membership, Notice, Role, Team, User
from teams.permissions import forget_standing

_MORNING = time(9, 40)
_READ_AFTER = timedelta(hours=20)


@transaction.atomic
def seed_delegated(now: datetime) -> None:
    """All of it as of `now`, after people, thanks and one-to-ones are there. All or nothing."""
    people = {one.username: one for one in User.objects.filter(is_active=True)}
    _say(now)
    for told in HANDED:
        if told.by in people and told.to in people:
            _hand(told, people, now)
    recompute.look(now)
    ours = Notice.objects.filter(kind__in=[TASK, TASK_WAITS, TASK_CHECK_IN], read_at=None)
    ours.filter(at__lt=now - _READ_AFTER).update(read_at=F("at"))


def _say(now: datetime) -> None:
    """Three in four agents say what they are good at and want; every second of them to all of the team."""
    strengths = list(Strength.objects.filter(archived_at=None))
    held = Membership.objects.filter(
        role=Role.AGENT, ends_on=None, user__is_active=True
    ).select_related("user")
    for place, row in enumerate(held.order_by("team_id", "user__username")):
        # Those who can sign in have said some things in their one-to-ones.
        if place % 4 == 3 or not strengths:
            continue
        person, at = row.user, now - timedelta(days=20 + place)
        forget_standing(person)
        for_team = place % 2 == 0
        for kind, step in ((Wish.Kind.GOOD_AT, 0), (Wish.Kind.GROW_IN, 3)):
            strength = strengths[(place * 5 + step) % len(strengths)]
            add_wish(
                person, person, kind=kind, words="", strength=strength, for_team=for_team, now=at
            )
        kind, words = (
            (Wish.Kind.WORK_ON, WANTS[place % len(WANTS)])
            if place % 3
            else (Wish.Kind.GOOD_AT, SAYS[place % len(SAYS)])
        )
        add_wish(person, person, kind=kind, words=words, for_team=for_team, now=at)


def _hand(told: Handed, people: dict[str, User], now: datetime) -> None:
    """One task, from its offer to where it stands."""
    by, to = people[told.by], people[told.to]
    for one in (by, to):
        forget_standing(one)
    held = Membership.objects.filter(user=by, ends_on=None, team__isnull=False)
    team = held.select_related("team")[0].team
    if team is None:
        return
    at = _at(team, now, told.ago)
    task = giving.offer_task(
        by, to, what=told.what, why=told.why, decide_alone=told.alone,
        strength=Strength.objects.filter(name=told.strength).first(),
        due_on=_day(team, at) + timedelta(days=told.days), now=at,
    )  # fmt: skip
    for then in told.steps:
        at = _at(team, now, told.ago - then.after)
        if at <= now:
            recompute.look(at)
            _step(task, then, by, to, at)


def _step(task: DelegatedTask, then: Then, by: User, to: User, at: datetime) -> None:
    if then.step == life.ACCEPT:
        holding.accept_task(to, task, rhythm=then.rhythm, words=then.words, now=at)
    elif then.step == life.CHECK_IN:
        holding.check_in(to, task, going=then.going, words=then.words, now=at)
    elif then.step == life.ASK:
        holding.ask_for_change(to, task, words=then.words, now=at)
    elif then.step == life.DECLINE:
        holding.decline_task(to, task, words=then.words, now=at)
    else:
        giving.close_task(by, task, came_of_it=then.words, now=at)


def _at(team: Team, now: datetime, days_ago: int) -> datetime:
    """A morning of the team's, and never later than now."""
    day = _day(team, now) - timedelta(days=days_ago)
    morning = datetime.combine(day, _MORNING, ZoneInfo(team.time_zone))
    return min(morning + timedelta(minutes=days_ago), now)


def _day(team: Team, at: datetime) -> date:
    return team.clock.day_of(at)
