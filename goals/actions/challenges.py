"""Make a challenge, change its words, cancel it; join and leave.

Each is one transaction: check, write, record. Whoever joins agrees to what the challenge says, so its
metric, rule, line and days stay as they are from the first one on who joined; to change them it is cancelled,
with a reason. Nobody is ever joined by somebody else: joining takes the person who does it and no other.
Raises `ActionRefused`, `Stale`, `PermissionDenied`.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, TypedDict, Unpack

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse

from goals.actions import checks
from goals.actions.goals import DOUBLE_CLICK, plain
from goals.models import Challenge, Metric, Participation, RewardKind
from goals.permissions import can_change_challenge, can_create_goals_for, can_join
from goals.queries.challenge_standing import window_of
from goals.queries.shape import clock_of
from teams.actions.audit import differences, record
from teams.actions.errors import ActionRefused, Stale, refused_if_taken
from teams.models import Organisation, Team, User
from teams.telling import tell

CANCELLED = "challenges.cancelled"
LONGEST = 184
"""Days a challenge may take: what goes on for longer is a goal."""
LONGEST_PAST = 366
CHANGED_SINCE = "Somebody else changed this challenge while you were writing."


class ChallengeChanges(TypedDict, total=False):
    """What may be changed. What is left out stays as it is."""

    name: str
    why: str
    line: Decimal | None
    starts_on: date
    ends_on: date
    reward: RewardKind | None
    joinable: str


# --- Make ----------------------------------------------------------------------------------------


@transaction.atomic
def create_challenge(
    actor: User,
    *,
    name: str,
    why: str,
    metric: Metric | None,
    team: Team | None,
    rule: str,
    line: Decimal | None = None,
    starts_on: date | None,
    ends_on: date | None,
    past_days: int | None = None,
    joinable: str = Challenge.Joinable.AGENTS,
    reward: RewardKind | None = None,
    guard: Metric | None = None,
    guard_bound: Decimal | None = None,
    now: datetime,
) -> Challenge:
    """A new challenge that nobody has joined yet.

    Days are the team's (the organisation's without one), both included, the first no earlier than today.
    `past_days` is how many days before it are one's own past (None: as many as it has). Sent twice within
    ten minutes it is made once.
    """
    if not can_create_goals_for(actor, team):
        raise PermissionDenied
    metric = checks.check_metric(metric)
    if team is not None and team.archived_at is not None:
        raise ActionRefused("team", f"{team.name} is archived. Choose a team that is at work.")
    if rule not in Challenge.Rule.values:
        raise ActionRefused("rule", "Choose what decides it.")
    if joinable not in Challenge.Joinable.values:
        raise ActionRefused("joinable", "Choose who may join.")
    today = clock_of(team, Organisation.objects.get(pk=1)).day_of(now)
    first, last = _days(starts_on, ends_on, today)
    is_improved = rule == Challenge.Rule.IMPROVED
    wanted: dict[str, Any] = {
        "name": _name(name),
        "why": _why(why),
        "metric": metric,
        "team": team,
        "rule": rule,
        "line": None if is_improved else checks.check_figure("line", line, metric),
        "starts_on": first,
        "ends_on": last,
        "past_from": _past_from(first, last, past_days) if is_improved else None,
        "joinable": joinable,
        "reward": _reward(reward),
        "guard": guard,
        "guard_bound": _guard(metric, guard, guard_bound),
    }
    # Two clicks queue here, so that the second one finds what the first one made.
    Metric.objects.select_for_update(no_key=True).get(pk=metric.pk)
    twin = Challenge.objects.filter(
        **wanted,
        created_by=actor,
        created_at__gte=now - DOUBLE_CLICK,
        state=Challenge.State.OPEN,
    ).first()
    if twin is not None:
        return twin
    challenge = Challenge.objects.create(**wanted, created_by=actor, created_at=now)
    record(actor, "created", challenge, after=described(challenge), at=now)
    return challenge


def _name(text: str) -> str:
    return checks.check_text("name", text, limit=120, missing="Give the challenge a name.")


def _why(text: str) -> str:
    return checks.check_text(
        "why", text, limit=300, missing="Say what a customer notices when we manage it."
    )


def _days(first: date | None, last: date | None, today: date) -> tuple[date, date]:
    if first is None:
        raise ActionRefused("starts_on", "Say on which day it starts.")
    if last is None:
        raise ActionRefused("ends_on", "Say on which day it ends.")
    for field, day in (("starts_on", first), ("ends_on", last)):
        if not checks.FIRST_YEAR <= day.year <= checks.LAST_YEAR:
            raise ActionRefused(
                field, f"Choose a day from {checks.FIRST_YEAR} to {checks.LAST_YEAR}."
            )
    if last < first:
        raise ActionRefused("ends_on", "The end is before the start. Choose a later last day.")
    if first < today:
        raise ActionRefused(
            "starts_on", "That day is over, and nobody could join. Choose today or a later day."
        )
    if (last - first).days >= LONGEST:
        raise ActionRefused(
            "ends_on", f"Keep it to {LONGEST} days. What takes longer is better set as a goal."
        )
    return first, last


def _past_from(first: date, last: date, past_days: int | None) -> date:
    days = (last - first).days + 1 if past_days is None else past_days
    if not 1 <= days <= LONGEST_PAST:
        raise ActionRefused("past_days", f"Choose from 1 to {LONGEST_PAST} days.")
    return first - timedelta(days=days)


def _reward(reward: RewardKind | None) -> RewardKind | None:
    if reward is not None and reward.archived_at is not None:
        raise ActionRefused("reward", f"{reward.name} is not given any more. Choose another.")
    return reward


def _guard(metric: Metric, guard: Metric | None, bound: Decimal | None) -> Decimal | None:
    if guard is None:
        if bound is not None:
            raise ActionRefused("guard", "Choose the metric that the bound is for.")
        return None
    if guard.pk == metric.pk:
        raise ActionRefused("guard", "A guard watches another metric. Choose a different one.")
    checks.check_metric(guard)
    return checks.check_figure("guard_bound", bound, guard)


# --- Change and cancel ---------------------------------------------------------------------------


@transaction.atomic
def change_challenge(
    actor: User,
    challenge: Challenge,
    *,
    version: int,
    now: datetime,
    **changes: Unpack[ChallengeChanges],
) -> Challenge:
    """Change a challenge: its words while it is open, all else only until somebody has joined.

    A reward may be added at any time before the end, and never taken from those who joined. `version` is that
    of the challenge the change was thought out against: Stale when somebody changed it since.
    """
    if not can_change_challenge(actor, challenge):
        raise PermissionDenied
    current = _locked(challenge)
    wanted = {name: changes.get(name, getattr(current, name)) for name in _CHANGEABLE}
    present = {name: getattr(current, name) for name in _CHANGEABLE}
    if wanted == present:
        return current  # as it is already: a form sent twice
    if current.version != version:
        raise Stale(current, CHANGED_SINCE)
    _refuse_unless_open(current)
    _check_changes(current, present, wanted, now)
    before = described(current)
    for name, value in wanted.items():
        setattr(current, name, value)
    if current.past_from is not None and wanted["starts_on"] != present["starts_on"]:
        current.past_from += wanted["starts_on"] - present["starts_on"]
    current.version = version + 1
    current.save(update_fields=[*_CHANGEABLE, "past_from", "version"])
    record(actor, "changed", current, *differences(before, described(current)), at=now)
    return current


_CHANGEABLE = ("name", "why", "line", "starts_on", "ends_on", "reward", "joinable")
_AGREED = {"line", "starts_on", "ends_on", "joinable"}


def _check_changes(
    current: Challenge, present: dict[str, Any], wanted: dict[str, Any], now: datetime
) -> None:
    wanted["name"], wanted["why"] = _name(wanted["name"]), _why(wanted["why"])
    changed = {name for name in wanted if wanted[name] != present[name]}
    agreed = sorted(changed & _AGREED)
    joined = Participation.objects.filter(challenge=current, left_at=None).exists()
    if agreed and joined:
        raise ActionRefused(
            agreed[0],
            "People have joined it as it is. Cancel it with a reason and set another, or leave this.",
        )
    if "reward" in changed:
        _reward(wanted["reward"])
        if joined and present["reward"] is not None:
            raise ActionRefused("reward", "People have joined for this reward. It stays.")
    if "line" in changed and current.rule != Challenge.Rule.IMPROVED:
        checks.check_figure("line", wanted["line"], current.metric)
    if "joinable" in changed and wanted["joinable"] not in Challenge.Joinable.values:
        raise ActionRefused("joinable", "Choose who may join.")
    if changed & {"starts_on", "ends_on"}:
        today = clock_of(current.team, Organisation.objects.get(pk=1)).day_of(now)
        earliest = min(today, present["starts_on"])
        _days(wanted["starts_on"], wanted["ends_on"], earliest)
        if wanted["ends_on"] < today:
            raise ActionRefused("ends_on", "That day is over. Choose today or a later day.")


@transaction.atomic
def cancel_challenge(actor: User, challenge: Challenge, *, reason: str, now: datetime) -> Challenge:
    """Call it off, with a reason that all who see it read. What is cancelled already stays so."""
    if not can_change_challenge(actor, challenge):
        raise PermissionDenied
    reason = checks.check_text(
        "reason", reason, limit=300, missing="Say why, for those who had joined."
    )
    current = _locked(challenge)
    if current.state == Challenge.State.CANCELLED:
        return current
    _refuse_unless_open(current)
    current.state, current.cancel_reason = Challenge.State.CANCELLED, reason
    current.version += 1
    current.save(update_fields=["state", "cancel_reason", "version"])
    record(actor, "cancelled", current, {"state": "open"}, {"state": "cancelled"}, reason, at=now)
    joined = Participation.objects.filter(challenge=current, left_at=None)
    tell(
        set(joined.values_list("user_id", flat=True)) - {actor.pk},
        CANCELLED,
        f"challenge-{current.pk}-cancelled",
        f"{current.name} was called off.",
        detail=reason,
        url=reverse("goals:challenge", args=[current.pk]),
        now=now,
    )
    return current


def _locked(challenge: Challenge) -> Challenge:
    """The row, held until the transaction ends: joining, leaving, changing and closing queue here."""
    return (
        Challenge.objects.select_for_update(of=("self",), no_key=True)
        .select_related("metric", "team", "reward", "guard")
        .get(pk=challenge.pk)
    )


def _refuse_unless_open(challenge: Challenge) -> None:
    if challenge.state == Challenge.State.CANCELLED:
        raise ActionRefused("", "It was cancelled.")
    if challenge.state != Challenge.State.OPEN:
        raise ActionRefused("", "It is closed, and its result is final.")


# --- Join and leave ------------------------------------------------------------------------------


@transaction.atomic
def join_challenge(actor: User, challenge: Challenge, *, now: datetime) -> Participation:
    """Take part oneself, until the window is over. Who takes part already stays so."""
    if not can_join(actor, challenge):
        raise PermissionDenied
    current = _locked(challenge)
    held = Participation.objects.filter(challenge=current, user=actor, left_at=None).first()
    if held is not None:
        return held
    _refuse_unless_open(current)
    if now >= window_of(current, Organisation.objects.get(pk=1)).ends_at:
        raise ActionRefused("", "It is over: only late figures are still counted.")
    with refused_if_taken("", "You take part already."):
        made = Participation.objects.create(challenge=current, user=actor, joined_at=now)
    record(actor, "joined", current, after={"user": actor.pk}, at=now)
    return made


@transaction.atomic
def leave_challenge(actor: User, challenge: Challenge, *, now: datetime) -> None:
    """Take part no longer: one's figures leave the standing. Until it closes; the history is kept."""
    current = _locked(challenge)
    held = Participation.objects.filter(challenge=current, user=actor, left_at=None)
    if not held.exists():
        return
    _refuse_unless_open(current)
    held.update(left_at=now)
    record(actor, "left", current, before={"user": actor.pk}, at=now)


# --- For the record ------------------------------------------------------------------------------


def described(challenge: Challenge) -> dict[str, Any]:
    """A challenge as the audit trail keeps it; figures as digits, rows as ids."""
    return {
        "name": challenge.name,
        "why": challenge.why,
        "metric": challenge.metric_id,
        "team": challenge.team_id,
        "rule": challenge.rule,
        "line": None if challenge.line is None else plain(challenge.line),
        "starts_on": challenge.starts_on,
        "ends_on": challenge.ends_on,
        "past_from": challenge.past_from,
        "joinable": challenge.joinable,
        "reward": challenge.reward_id,
        "guard": challenge.guard_id,
        "guard_bound": None if challenge.guard_bound is None else plain(challenge.guard_bound),
    }
