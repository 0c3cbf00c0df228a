"""Rewards that are due: periods that were met and challenges that were made, whose reward nobody has had."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse

from goals.models import (
    TEAM_ITSELF,
    Challenge,
    ChallengeResult,
    Goal,
    GuardStatus,
    Progress,
    RewardGrant,
    Status,
)
from goals.progress import Sums
from goals.queries.goal_names import name_of_days
from goals.queries.purses import held_words
from teams.models import Organisation, User
from teams.permissions import standing_of

MOST_SHOWN = 50
DUE_FOR = timedelta(days=92)
"""How long a reward that was not given stays on the list."""


@dataclass(frozen=True, slots=True)
class Due:
    """A reward that was earned and not given yet. `held` says what its guard holds it back by."""

    what: str
    to: str
    occasion: str
    give_url: str
    held: str
    is_broken: bool


def due_to(user: User, organisation: Organisation, now: datetime) -> Iterable[Due]:
    """Periods that were met and challenges that were made, whose reward nobody has had. Four statements."""
    manages = standing_of(user).manages
    grants = RewardGrant.objects.filter(
        team__in=manages, reverses=None, reversed_by=None, given_at__gte=now - 2 * DUE_FOR
    )
    had: set[tuple[Any, ...]] = set(
        grants.values_list("goal", "goal_first_day", "challenge", "person")
    )
    periods = Progress.objects.filter(
        goal__team__in=manages,
        goal__reward__isnull=False,
        goal__state__in=[Goal.State.ACTIVE, Goal.State.PAUSED],
        final=True,
        closed_status=Status.MET,
        ends_at__gte=now - DUE_FOR,
    ).select_related("goal__reward", "goal__guard", "goal__team")
    rows = list(periods.order_by("-ends_at", "goal__name", "agent_id")[:MOST_SHOWN])
    people = dict(
        User.objects.filter(pk__in={row.agent_id for row in rows}).values_list("pk", "name")
    )
    today = organisation.clock.day_of(now)
    for row in rows:
        person = row.agent_id or None
        if (row.goal_id, row.first_day, None, person) in had or person == user.pk:
            continue
        yield _due_period(row, people, organisation, today)
    for result in _winners(manages, now):
        if (
            None,
            None,
            result.challenge_id,
            result.user_id,
        ) not in had and result.user_id != user.pk:
            yield _due_challenge(result.challenge, result.user, organisation)
    for challenge in _made_together(manages, now):
        if (None, None, challenge.pk, None) not in had:
            yield _due_challenge(challenge, None, organisation)


def _due_period(
    row: Progress, people: dict[int, str], organisation: Organisation, today: date
) -> Due:
    goal = row.goal
    name = name_of_days(goal.cadence, row.first_day, row.last_day, today)
    query: dict[str, Any] = {"goal": goal.pk, "period": row.first_day}
    if row.agent_id != TEAM_ITSELF:
        query["person"] = row.agent_id
    team = goal.team.name if goal.team else organisation.name
    sums = Sums(row.guard_value or Decimal(0), row.guard_weight or Decimal(0), row.guard_n or 0)
    return Due(
        what=goal.reward.name if goal.reward else "",
        to=people.get(row.agent_id, team),
        occasion=f"{goal.name}, {name}",
        give_url=f"{reverse('goals:reward_give')}?{urlencode(query)}",
        held=held_words(
            row.guard_status, goal.guard, goal.guard_bound, sums, organisation.currency
        ),
        is_broken=row.guard_status == GuardStatus.BROKEN,
    )


def _closed(manages: frozenset[int], now: datetime) -> QuerySet[Challenge]:
    """Made, with a reward, in the teams one manages. The organisation's are given from their own page."""
    return Challenge.objects.filter(
        team__in=manages, reward__isnull=False, reached=True, closed_at__gte=now - DUE_FOR
    ).select_related("reward", "guard", "team")


def _made_together(manages: frozenset[int], now: datetime) -> Iterable[Challenge]:
    return _closed(manages, now).exclude(rule=Challenge.Rule.IMPROVED)


def _winners(manages: frozenset[int], now: datetime) -> Iterable[ChallengeResult]:
    return ChallengeResult.objects.filter(
        is_best=True,
        challenge__in=_closed(manages, now).order_by().values("pk"),
        challenge__rule=Challenge.Rule.IMPROVED,
    ).select_related("user", "challenge__reward", "challenge__guard", "challenge__team")


def _due_challenge(challenge: Challenge, person: User | None, organisation: Organisation) -> Due:
    query = {"challenge": challenge.pk}
    if person is not None:
        query["person"] = person.pk
    sums = Sums(
        challenge.guard_value or Decimal(0),
        challenge.guard_weight or Decimal(0),
        challenge.guard_n or 0,
    )
    team = challenge.team.name if challenge.team else organisation.name
    return Due(
        what=challenge.reward.name if challenge.reward else "",
        to=team if person is None else person.name,
        occasion=challenge.name,
        give_url=f"{reverse('goals:reward_give')}?{urlencode(query)}",
        held=held_words(
            challenge.guard_status,
            challenge.guard,
            challenge.guard_bound,
            sums,
            organisation.currency,
        ),
        is_broken=challenge.guard_status == GuardStatus.BROKEN,
    )
