"""The catalogue of rewards, the budgets, and which reward a goal carries.

Managers and administrators keep the catalogue. Budgets are set by administrators alone, so that nobody both
sets a budget and gives from it. Raises `ActionRefused`, `Stale`, `PermissionDenied`.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction

from goals.actions import checks
from goals.actions.goals import DOUBLE_CLICK, plain
from goals.fixed import OutOfRange, to_units
from goals.models import Goal, RewardBudget, RewardKind
from goals.permissions import can_adjust_goal
from goals.queries.purses import period_of
from goals.queries.shape import clock_of
from teams.actions.audit import differences, fields_of, record
from teams.actions.errors import ActionRefused, refused_if_taken
from teams.actions.versions import refuse_stale
from teams.models import Organisation, Team, User
from teams.permissions import can_administer, can_manage

KIND_FIELDS = ("name", "what", "cost")
_PENCE = Decimal("0.01")


def check_cost(field: str, cost: Decimal | None) -> Decimal:
    """An amount of money, nothing or more, to the penny."""
    if cost is None:
        raise ActionRefused(field, "Say how much, 0 for what costs nothing.")
    try:
        to_units(cost)
    except OutOfRange as error:
        raise ActionRefused(field, str(error)) from error
    if cost < 0:
        raise ActionRefused(field, "Choose nothing or more.")
    if cost != cost.quantize(_PENCE):
        raise ActionRefused(field, "Write the amount to the penny, for example 7.50.")
    return cost


@transaction.atomic
def save_kind(
    actor: User,
    kind: RewardKind | None,
    *,
    name: str,
    what: str,
    cost: Decimal | None,
    version: str | None = None,
    now: datetime,
) -> RewardKind:
    """A line of the catalogue, new or changed. What was given before keeps its cost.

    `version` is `version_of(kind, KIND_FIELDS)` when the form was drawn.
    """
    if not can_manage(actor):
        raise PermissionDenied
    wanted = {
        "name": checks.check_text("name", name, limit=80, missing="Give it a name."),
        "what": checks.check_text("what", what, limit=300, missing="Say what one gets."),
        "cost": check_cost("cost", cost),
    }
    taken = f"There is a reward called {wanted['name']}. Choose another name."
    if kind is None:
        twin = RewardKind.objects.filter(name=wanted["name"]).first()
        if twin is not None:
            if {name: getattr(twin, name) for name in KIND_FIELDS} == wanted:
                return twin
            raise ActionRefused("name", taken)
        with refused_if_taken("name", taken):
            made = RewardKind.objects.create(**wanted)
        record(actor, "created", made, after=wanted, at=now)
        return made
    current = RewardKind.objects.select_for_update().get(pk=kind.pk)
    refuse_stale(current, KIND_FIELDS, version, wanted)
    before = {name: getattr(current, name) for name in KIND_FIELDS}
    if before == wanted:
        return current
    with refused_if_taken("name", taken):
        RewardKind.objects.filter(pk=kind.pk).update(**wanted)
    record(actor, "changed", current, *differences(before, wanted), at=now)
    current.refresh_from_db()
    return current


@transaction.atomic
def put_kind_away(actor: User, kind: RewardKind, *, away: bool, now: datetime) -> None:
    """Give it no more, or again. What was given stays on record."""
    if not can_manage(actor):
        raise PermissionDenied
    changed = RewardKind.objects.filter(pk=kind.pk, archived_at__isnull=away).update(
        archived_at=now if away else None
    )
    if changed:
        record(actor, "archived" if away else "restored", kind, at=now)


@transaction.atomic
def set_budget(
    actor: User,
    *,
    team: Team | None,
    cadence: str,
    since: date | None,
    amount: Decimal | None,
    reason: str = "",
    now: datetime,
) -> RewardBudget:
    """What may be spent in each month or quarter from the one on that holds `since`.

    No earlier than the running one: what is over keeps the budget it had.
    """
    if not can_administer(actor):
        raise PermissionDenied
    if cadence not in RewardBudget.Cadence.values:
        raise ActionRefused("cadence", "Choose a month or a quarter.")
    if since is None:
        raise ActionRefused("since", "Say from when on.")
    figure = check_cost("amount", amount)
    organisation = Organisation.objects.select_for_update(no_key=True).get(pk=1)
    today = clock_of(team, organisation).day_of(now)
    running = period_of(cadence, today, organisation)
    if not running.first <= since <= date(checks.LAST_YEAR, 12, 31):
        raise ActionRefused("since", "What is over keeps its budget. Choose today or a later day.")
    first = period_of(cadence, since, organisation).first
    kept = " ".join(reason.split())[:300]
    wanted = {"team": team, "cadence": cadence, "since": first, "amount": figure, "reason": kept}
    twin = RewardBudget.objects.filter(**wanted, set_by=actor, set_at__gte=now - DOUBLE_CLICK)
    held = twin.first()
    if held is not None:
        return held
    made = RewardBudget.objects.create(**wanted, set_by=actor, set_at=now)
    after = fields_of(made, ("team", "cadence", "since"))
    record(actor, "created", made, after={**after, "amount": plain(figure)}, reason=kept, at=now)
    return made


@transaction.atomic
def set_goal_reward(actor: User, goal: Goal, kind: RewardKind | None, *, now: datetime) -> Goal:
    """What is due for each period that is met while the guard holds; None for nothing."""
    if not can_adjust_goal(actor, goal):
        raise PermissionDenied
    if kind is not None and kind.archived_at is not None:
        raise ActionRefused("reward", f"{kind.name} is not given any more. Choose another.")
    current = Goal.objects.select_for_update(of=("self",), no_key=True).get(pk=goal.pk)
    if current.reward_id == (kind.pk if kind else None):
        return current
    before = current.reward.name if current.reward else ""
    Goal.objects.filter(pk=goal.pk).update(reward=kind)
    record(
        actor,
        "adjusted",
        current,
        {"reward": before},
        {"reward": kind.name if kind else ""},
        at=now,
    )
    current.refresh_from_db()
    return current
