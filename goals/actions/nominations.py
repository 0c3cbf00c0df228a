"""Putting somebody forward for a reward, and the answer. As every write of rewards: see `goals.actions.rewards`."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse

from goals.actions import checks
from goals.actions.goals import DOUBLE_CLICK
from goals.models import (
    RewardGrant,
    RewardKind,
    RewardNomination,
)
from goals.permissions import can_grant_in
from goals.queries.shape import clock_of
from teams.actions.audit import record
from teams.actions.errors import ActionRefused
from teams.models import Membership, Organisation, Team, User
from teams.permissions import standing_of
from teams.telling import tell

ANSWERED = "rewards.answered"


@transaction.atomic
def nominate(
    actor: User,
    *,
    team: Team | None,
    person: User | None,
    kind: RewardKind | None = None,
    reason: str,
    now: datetime,
) -> RewardNomination:
    """Put a person of one's team, or the team, forward. Sent twice within ten minutes it is one."""
    if team is None or team.pk not in standing_of(actor).teams:
        raise ActionRefused("team", "Choose one of your own teams.")
    reason = checks.check_text(
        "reason", reason, limit=300, missing="Say what they did, and what it changed."
    )
    organisation = Organisation.objects.select_for_update(no_key=True).get(pk=1)
    today = clock_of(team, organisation).day_of(now)
    if person is not None:
        if person.pk == actor.pk:
            raise ActionRefused("person", "Nobody puts themself forward. Whom did you see do well?")
        if not Membership.objects.on(today).filter(team=team, user=person).exists():
            raise ActionRefused("person", "Choose somebody of that team.")
    wanted = {"team": team, "person": person, "kind": kind, "reason": reason, "by": actor}
    twin = RewardNomination.objects.filter(**wanted, at__gte=now - DOUBLE_CLICK).first()
    if twin is not None:
        return twin
    made = RewardNomination.objects.create(**wanted, at=now)
    record(
        actor,
        "nominated",
        made,
        after={"team": team.pk, "person": person.pk if person else None},
        reason=reason,
        at=now,
    )
    managers = Membership.objects.on(today).filter(team=team, role="manager")
    tell(
        {pk for pk in managers.values_list("user_id", flat=True) if pk != actor.pk},
        "rewards.nominated",
        f"nomination-{made.pk}",
        f"{actor.name} put {person.name if person else team.name} forward for a reward.",
        detail=reason,
        url=reverse("goals:rewards"),
        now=now,
    )
    return made


@transaction.atomic
def decline_nomination(
    actor: User, nomination: RewardNomination, *, answer: str, now: datetime
) -> None:
    """Not this time, with a word back to whoever asked."""
    if not can_grant_in(actor, nomination.team):
        raise PermissionDenied
    answer = checks.check_text(
        "answer", answer, limit=300, missing="Say a word to whoever put them forward."
    )
    answer_nomination(actor, nomination, RewardNomination.State.DECLINED, answer, None, now)


def answer_nomination(
    actor: User,
    nomination: RewardNomination,
    state: str,
    answer: str,
    grant: RewardGrant | None,
    now: datetime,
) -> None:
    """A claim: whoever changes the row answers."""
    claimed = RewardNomination.objects.filter(
        pk=nomination.pk, state=RewardNomination.State.OPEN
    ).update(state=state, answer=answer, answered_by=actor, answered_at=now, grant=grant)
    if not claimed:
        raise ActionRefused("", "Somebody has answered this already.")
    record(actor, state, nomination, {"state": "open"}, {"state": state}, answer, at=now)
    subject = nomination.person.name if nomination.person else nomination.team.name
    granted = state == RewardNomination.State.GRANTED
    if nomination.by_id != actor.pk:
        tell(
            [nomination.by_id],
            ANSWERED,
            f"nomination-{nomination.pk}-answered",
            f"{subject} was given what you put them forward for."
            if granted
            else f"{actor.name} answered: {subject} not this time.",
            detail=answer,
            url=reverse("goals:rewards"),
            now=now,
        )
