"""Give a reward, reverse one, put somebody forward, answer.

The ledger is only ever added to. What is given is checked under one lock, the organisation's row: of two
managers at the same moment the second sees what the first has spent. Nobody gives anything to themself, nor
to a team as one of its agents. A reward for a goal's period or a challenge waits for the end, and is held back
by a guard that is out of bounds. Raises `ActionRefused`, `PermissionDenied`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse

from goals import dates, formats
from goals.actions import checks
from goals.actions.goals import DOUBLE_CLICK, plain
from goals.actions.nominations import answer_nomination
from goals.actions.reward_catalogue import check_cost
from goals.models import (
    TEAM_ITSELF,
    Challenge,
    ChallengeResult,
    Goal,
    GuardStatus,
    Progress,
    RewardGrant,
    RewardKind,
    RewardNomination,
    Scope,
    Status,
)
from goals.permissions import can_grant_in, challenges_visible_to, goals_visible_to
from goals.progress import Sums
from goals.queries.purses import held_words, purse_of
from goals.queries.shape import clock_of
from teams.actions.audit import record
from teams.actions.errors import ActionRefused
from teams.models import Membership, Organisation, Team, User
from teams.permissions import standing_of
from teams.telling import tell

GIVEN = "rewards.given"


@dataclass(frozen=True, slots=True)
class Occasion:
    """What a reward is for: a goal's period, a challenge, or neither."""

    goal: Goal | None = None
    first_day: date | None = None
    challenge: Challenge | None = None


@transaction.atomic
def grant_reward(
    actor: User,
    *,
    kind: RewardKind | None,
    team: Team | None,
    person: User | None = None,
    reason: str,
    cost: Decimal | None = None,
    occasion: Occasion | None = None,
    despite: str = "",
    nomination: RewardNomination | None = None,
    now: datetime,
) -> RewardGrant:
    """Give something of the catalogue to a person of the team, or to the team.

    `cost` is the catalogue's unless said otherwise. `despite` is the word that is asked for where the guard
    has too few figures to say. Sent twice within ten minutes it is given once.
    """
    occasion = occasion or Occasion()
    if kind is None:
        raise ActionRefused("kind", "Choose what is given.")
    if team is None:
        raise ActionRefused("team", "Choose the team in which it is given.")
    if not can_grant_in(actor, team):
        raise PermissionDenied
    # Whoever gives at the same moment waits here, and then sees what is left.
    organisation = Organisation.objects.select_for_update(no_key=True).get(pk=1)
    reason = checks.check_text("reason", reason, limit=300, missing="Say what it is for.")
    despite = " ".join(despite.replace("\x00", "").split())[:300]
    amount = check_cost("cost", kind.cost if cost is None else cost)
    today = clock_of(team, organisation).day_of(now)
    _check_recipient(actor, team, person, today)
    wanted = {
        "kind": kind,
        "team": team,
        "person": person,
        "goal": occasion.goal,
        "goal_first_day": occasion.first_day,
        "challenge": occasion.challenge,
    }
    standing = RewardGrant.objects.filter(**wanted, reverses=None, reversed_by=None)
    twin = standing.filter(
        reason=reason, cost=amount, given_by=actor, given_at__gte=now - DOUBLE_CLICK
    ).first()
    if twin is not None:
        return twin
    if kind.archived_at is not None:
        raise ActionRefused("kind", f"{kind.name} is not given any more. Choose another.")
    _check_occasion(actor, occasion, team, person, despite, organisation)
    purse = purse_of(team, organisation, now)
    if purse is None and amount:
        raise ActionRefused(
            "cost", "No budget has been set for rewards. An administrator can set one."
        )
    if purse is not None and amount > purse.left:
        left = formats.money(max(purse.left, Decimal(0)), organisation.currency)
        raise ActionRefused("cost", f"The budget has {left} left for {purse.name}.")
    grant = RewardGrant.objects.create(
        **wanted,
        reason=reason,
        despite=despite,
        cost=amount,
        drawn_from=team if purse is None else purse.holder,
        day=today if purse is None else clock_of(purse.holder, organisation).day_of(now),
        given_by=actor,
        given_at=now,
    )
    record(actor, "granted", grant, after=_described(grant), reason=reason, at=now)
    _tell_recipients(grant, today, now)
    if nomination is not None:
        answer_nomination(actor, nomination, RewardNomination.State.GRANTED, "", grant, now)
    return grant


def _check_recipient(actor: User, team: Team, person: User | None, today: date) -> None:
    if person is None:
        if team.pk in standing_of(actor).agent_in:
            raise ActionRefused("person", "You are one of this team. Another manager gives it.")
        return
    if person.pk == actor.pk:
        raise ActionRefused("person", "Nobody rewards themself. Ask another manager.")
    here = Membership.objects.on(today).filter(team=team, user=person)
    if not person.is_active or not here.exists():
        raise ActionRefused(
            "person", f"{person.name} is not in {team.name} today. Choose someone who is."
        )


# --- For a goal's period, or a challenge ---------------------------------------------------------


def _check_occasion(
    actor: User,
    occasion: Occasion,
    team: Team,
    person: User | None,
    despite: str,
    organisation: Organisation,
) -> None:
    given = RewardGrant.objects.filter(reverses=None, reversed_by=None, team=team, person=person)
    if occasion.goal is not None and occasion.first_day is not None:
        if given.filter(goal=occasion.goal, goal_first_day=occasion.first_day).exists():
            raise ActionRefused("goal", "The reward for this period has been given already.")
        _check_goal(actor, occasion.goal, occasion.first_day, team, person, despite, organisation)
    elif occasion.goal is not None:
        raise ActionRefused("goal", "Say which period of the goal it is for.")
    if occasion.challenge is not None:
        if given.filter(challenge=occasion.challenge).exists():
            raise ActionRefused(
                "challenge", "The reward for this challenge has been given already."
            )
        _check_challenge(actor, occasion.challenge, team, person, despite, organisation)


def _check_goal(
    actor: User,
    goal: Goal,
    first_day: date,
    team: Team,
    person: User | None,
    despite: str,
    organisation: Organisation,
) -> None:
    if not goals_visible_to(actor).filter(pk=goal.pk).exists():
        raise ActionRefused("goal", "Choose the goal from the list.")
    if goal.team_id not in (None, team.pk):
        raise ActionRefused("team", "That goal is another team's.")
    each = goal.scope in (Scope.MEMBERS, Scope.AGENT)
    if each and person is None:
        raise ActionRefused("person", "Choose the person who reached this goal.")
    subject = person.pk if each and person is not None else TEAM_ITSELF
    row = Progress.objects.filter(goal=goal, agent_id=subject, first_day=first_day).first()
    if row is None or not row.final:
        raise ActionRefused("goal", "That period is not closed yet: late figures may still come.")
    if (row.closed_status or row.status) != Status.MET:
        raise ActionRefused(
            "goal", "That period was not met. A reward of your own choice needs no goal."
        )
    sums = Sums(row.guard_value or Decimal(0), row.guard_weight or Decimal(0), row.guard_n or 0)
    held = held_words(row.guard_status, goal.guard, goal.guard_bound, sums, organisation.currency)
    _check_guard(row.guard_status, held, despite)


def _check_challenge(
    actor: User,
    challenge: Challenge,
    team: Team,
    person: User | None,
    despite: str,
    organisation: Organisation,
) -> None:
    if not challenges_visible_to(actor).filter(pk=challenge.pk).exists():
        raise ActionRefused("challenge", "Choose the challenge from the list.")
    if challenge.team_id not in (None, team.pk):
        raise ActionRefused("team", "That challenge is another team's.")
    if challenge.state != Challenge.State.CLOSED:
        raise ActionRefused("challenge", "Its result is not final yet.")
    if not challenge.reached:
        raise ActionRefused(
            "challenge", "It was not made. A reward of your own choice needs no challenge."
        )
    _check_took_part(challenge, team, person)
    sums = Sums(
        challenge.guard_value or Decimal(0),
        challenge.guard_weight or Decimal(0),
        challenge.guard_n or 0,
    )
    held = held_words(
        challenge.guard_status, challenge.guard, challenge.guard_bound, sums, organisation.currency
    )
    _check_guard(challenge.guard_status, held, despite)


def _check_took_part(challenge: Challenge, team: Team, person: User | None) -> None:
    """By the result as it closed; what came later changes nobody's reward."""
    results = ChallengeResult.objects.filter(challenge=challenge)
    if challenge.rule == Challenge.Rule.IMPROVED:
        if person is None or not results.filter(user=person, is_best=True).exists():
            raise ActionRefused("person", "It goes to whoever improved most.")
    elif person is not None and not results.filter(user=person).exists():
        raise ActionRefused("person", f"{person.name} did not take part.")
    elif person is None:
        here = Membership.objects.between(challenge.starts_on, challenge.ends_on).filter(team=team)
        if not results.filter(user__in=here.values("user_id")).exists():
            raise ActionRefused("team", f"Nobody of {team.name} took part.")


def _check_guard(status: str, held: str, despite: str) -> None:
    if status == GuardStatus.BROKEN:
        raise ActionRefused("", f"{held} No reward is due.")
    if status == GuardStatus.UNKNOWN and not despite:
        raise ActionRefused("despite", f"{held} Say why it is given all the same.")


def _tell_recipients(grant: RewardGrant, today: date, now: datetime) -> None:
    people: list[int]
    if grant.person_id is not None:
        people, text = [grant.person_id], f"{grant.given_by.name} gave you {grant.kind.name}."
    else:
        held = Membership.objects.on(today).filter(team=grant.team)
        people = [pk for pk in held.values_list("user_id", flat=True) if pk != grant.given_by_id]
        text = f"{grant.given_by.name} gave {grant.team.name} {grant.kind.name}."
    tell(
        set(people),
        GIVEN,
        f"reward-{grant.pk}",
        text,
        detail=grant.reason,
        url=reverse("goals:rewards"),
        now=now,
    )


def _described(grant: RewardGrant) -> dict[str, object]:
    return {
        "kind": grant.kind_id,
        "team": grant.team_id,
        "person": grant.person_id,
        "goal": grant.goal_id,
        "goal_first_day": grant.goal_first_day,
        "challenge": grant.challenge_id,
        "cost": plain(grant.cost),
        "despite": grant.despite,
        "reverses": grant.reverses_id,
    }


@transaction.atomic
def reverse_grant(actor: User, grant: RewardGrant, *, reason: str, now: datetime) -> RewardGrant:
    """Take back a mistake by a counter-entry, on the day of what it reverses: its budget has it again."""
    if not can_grant_in(actor, grant.team):
        raise PermissionDenied
    organisation = Organisation.objects.select_for_update(no_key=True).get(pk=1)
    reason = checks.check_text("reason", reason, limit=300, missing="Say what was wrong with it.")
    if grant.reverses_id is not None:
        raise ActionRefused("", "This is a counter-entry itself. Give the reward anew instead.")
    if grant.person_id == actor.pk:
        raise ActionRefused("", "It was given to you. Another manager reverses it.")
    held = RewardGrant.objects.filter(reverses=grant).first()
    if held is not None:
        return held
    made = RewardGrant.objects.create(
        kind=grant.kind,
        team=grant.team,
        person=grant.person,
        goal=grant.goal,
        goal_first_day=grant.goal_first_day,
        challenge=grant.challenge,
        reason=reason,
        cost=-grant.cost,
        drawn_from=grant.drawn_from,
        day=grant.day,
        given_by=actor,
        given_at=now,
        reverses=grant,
    )
    record(actor, "reversed", made, after=_described(made), reason=reason, at=now)
    if grant.person_id is not None:
        today = clock_of(grant.team, organisation).day_of(now)
        tell(
            [grant.person_id],
            GIVEN,
            f"reward-{grant.pk}-reversed",
            f"{grant.kind.name} of {dates.short_day(grant.day, today)} was taken back.",
            detail=reason,
            url=reverse("goals:rewards"),
            now=now,
        )
    return made
