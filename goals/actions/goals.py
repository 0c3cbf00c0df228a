"""Make a goal, and adjust it. Pausing it and putting it away: `goal_states`.

Every write is one transaction: check, write, record, and mark the goal stale, so that its progress is
worked out anew. Wrong input raises `ActionRefused` with the field and what to do; a form filled in against an
older state raises `Stale`; what this person may not do raises `PermissionDenied`. `actor` None is the
system itself, which may do everything that makes sense.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, TypedDict, Unpack

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F

from goals.actions import checks
from goals.actions.guards import check_guard
from goals.actions.stale import mark_goal_stale
from goals.models import Goal, GoalTarget, Metric, Progress, Scope
from goals.permissions import can_adjust_goal, can_create_goals_for
from goals.queries.shape import rhythm_of
from goals.queries.targets import running_period, target_for
from teams.actions.audit import differences, record
from teams.actions.errors import ActionRefused, Stale
from teams.models import Organisation, Team, User
from teams.searching import refresh

DOUBLE_CLICK = timedelta(minutes=10)
"""The same goal from the same person within this time is one goal, sent twice."""

FIRST_REASON = "Agreed when the goal was set."
CHANGED_SINCE = "Somebody else changed this goal while you were writing."


class GoalChanges(TypedDict, total=False):
    """What may be adjusted. What is left out stays as it is."""

    target: Decimal
    stretch: Decimal | None
    ends_on: date | None
    name: str
    why: str
    feeds: Goal | None
    owner: User
    guard: Metric | None
    guard_bound: Decimal | None


# --- Make ----------------------------------------------------------------------------------------


@transaction.atomic
def create_goal(
    actor: User | None,
    *,
    name: str,
    metric: Metric | None,
    scope: str,
    team: Team | None = None,
    agent: User | None = None,
    cadence: str,
    starts_on: date | None,
    ends_on: date | None = None,
    target: Decimal | None,
    stretch: Decimal | None = None,
    why: str,
    feeds: Goal | None = None,
    guard: Metric | None = None,
    guard_bound: Decimal | None = None,
    owner: User | None,
    reason: str = "",
    state: str = Goal.State.ACTIVE,
    now: datetime,
) -> Goal:
    """A new goal with its first target; one with the state proposed comes by way of `propose_goal`.

    Days are the team's (the organisation's where there is no team); `ends_on` is the last day, None
    goes on. `reason` is what will be different, where the target lies beyond the usual. Sent twice within ten minutes it is made once. Raises ActionRefused, PermissionDenied.
    """
    subject = checks.Subject(scope, team, agent)
    metric = checks.check_metric(metric)
    checks.check_subject(subject)
    if actor is not None:
        _may_create(actor, subject)
    first = checks.check_days(cadence, starts_on, ends_on)
    organisation = Organisation.objects.get(pk=1)
    checks.check_agent(subject, first, ends_on, checks.today_of(team, organisation, now))
    figure = checks.check_figure("target", target, metric)
    stretch = checks.check_stretch(stretch, figure, metric)
    checks.check_feeds(actor, feeds, subject)
    check_guard(guard, guard_bound, metric)
    owner = checks.check_owner(owner, subject, now)
    reason = checks.check_text("reason", reason or FIRST_REASON, limit=300, missing="")
    wanted: dict[str, Any] = {
        "name": _name(name),
        "metric": metric,
        "scope": scope,
        "team": team,
        "agent": agent,
        "cadence": cadence,
        "starts_on": first,
        "ends_on": ends_on,
        "why": _why(why),
        "owner": owner,
        "feeds": feeds,
        "state": state,
        "guard": guard,
        "guard_bound": guard_bound,
    }
    # Two clicks queue here, so that the second one finds what the first one made.
    Metric.objects.select_for_update().get(pk=metric.pk)
    maker = actor or owner
    twin = Goal.objects.filter(
        **wanted,
        created_by=maker,
        created_at__gte=now - DOUBLE_CLICK,
        targets__target=figure,
        targets__stretch=stretch,
    ).first()
    if twin is not None:
        return twin
    goal = Goal.objects.create(**wanted, created_by=maker, created_at=now)
    GoalTarget.objects.create(
        goal=goal,
        since=first,
        target=figure,
        stretch=stretch,
        reason=reason,
        set_by=maker,
        set_at=now,
    )
    record(
        actor,
        "created",
        goal,
        after=described(goal, figure, stretch),
        reason="" if reason == FIRST_REASON else reason,
        at=now,
    )
    if state != Goal.State.PROPOSED:
        mark_goal_stale(goal.pk, first)
    return goal


def _may_create(actor: User, subject: checks.Subject) -> None:
    if not can_create_goals_for(actor, subject.team):
        raise PermissionDenied
    if subject.agent is not None and subject.agent.pk == actor.pk:
        raise ActionRefused(
            "agent", "Nobody sets the target they are measured by. Ask another lead."
        )


def _name(text: str) -> str:
    return checks.check_text("name", text, limit=120, missing="Give the goal a name.")


def _why(text: str) -> str:
    return checks.check_text(
        "why", text, limit=300, missing="Say what a customer notices when we make it."
    )


# --- Adjust --------------------------------------------------------------------------------------


@transaction.atomic
def adjust_goal(
    actor: User | None,
    goal: Goal,
    *,
    reason: str,
    version: int,
    target_since: date | None = None,
    now: datetime,
    **changes: Unpack[GoalChanges],
) -> Goal:
    """Change a goal, with a reason that stays in its history.

    A new target holds from the start of the period that runs now, or of the one to come that holds
    `target_since`; periods before keep theirs, and so do later ones that have their own.
    `version` is that of the goal the change was thought out against: when somebody changed it since,
    nothing is written and Stale is raised, unless it already is as wanted. Raises ActionRefused,
    PermissionDenied.
    """
    if actor is not None and not can_adjust_goal(actor, goal):
        raise PermissionDenied
    reason = checks.check_text("reason", reason, limit=300, missing="Say why it changes.")
    current = (
        Goal.objects.select_for_update(of=("self",))
        .select_related("metric", "team", "agent", "owner", "feeds", "guard")
        .get(pk=goal.pk)
    )
    if current.state == Goal.State.ARCHIVED:
        raise ActionRefused("", "This goal is archived. Bring it back before you change it.")
    if current.state == Goal.State.PROPOSED:
        raise ActionRefused("", "This goal is proposed. Agree on it with the team, or withdraw it.")
    organisation = Organisation.objects.get(pk=1)
    today = checks.today_of(current.team, organisation, now)
    since = _first_day_of_target(current, target_since, changes, organisation, today)
    agreed = target_for(current, since)
    before = described(current, agreed.target, agreed.stretch)
    wanted = _wanted(current, agreed, changes)
    if wanted == {**_columns(current), "target": agreed.target, "stretch": agreed.stretch}:
        return current  # as it is already: a form sent twice
    if current.version != version:
        raise Stale(current, CHANGED_SINCE)
    _check_changes(actor, current, wanted, now)
    stale_since = _first_day_that_changes(current, wanted["ends_on"], organisation, today)
    moved = (wanted["target"], wanted["stretch"]) != (agreed.target, agreed.stretch)
    if moved:
        first = _set_target(current, wanted, target_since, organisation, today, reason, actor, now)
    _save(current, wanted, version)
    after = described(current, wanted["target"], wanted["stretch"])
    if moved and first > today:
        after["target_since"] = first
    record(actor, "adjusted", current, *differences(before, after), reason, at=now)
    mark_goal_stale(current.pk, stale_since)
    return current


def _first_day_of_target(
    goal: Goal,
    asked: date | None,
    changes: GoalChanges,
    organisation: Organisation,
    today: date,
) -> date:
    """The first day of the period a target is asked for; of the last one, where the goal is over."""
    rhythm = rhythm_of(_until(goal, changes.get("ends_on", goal.ends_on)), organisation)
    period = rhythm.period_of(max(asked or today, today, goal.starts_on))
    return period.first if period is not None else date.max


_COLUMNS = ("name", "why", "ends_on", "feeds", "owner", "guard", "guard_bound")


def _columns(goal: Goal) -> dict[str, Any]:
    return {column: getattr(goal, column) for column in _COLUMNS}


def _wanted(goal: Goal, agreed: GoalTarget, changes: GoalChanges) -> dict[str, Any]:
    """How the goal should be: its present columns and target with the changes laid over them."""
    present: dict[str, Any] = {
        **_columns(goal),
        "target": agreed.target,
        "stretch": agreed.stretch,
    }
    laid: dict[str, Any] = {**present, **changes}
    if laid["guard"] != goal.guard and "guard_bound" not in changes:
        laid["guard_bound"] = None  # the bound was the other guard's, in its unit
    if laid["name"] != goal.name:
        laid["name"] = _name(laid["name"])
    if laid["why"] != goal.why:
        laid["why"] = _why(laid["why"])
    return laid


def _check_changes(actor: User | None, goal: Goal, wanted: dict[str, Any], now: datetime) -> None:
    """Only what changes is checked: an owner who has since left does not stand in the way."""
    subject = checks.Subject(goal.scope, goal.team, goal.agent)
    checks.check_figure("target", wanted["target"], goal.metric)
    checks.check_stretch(wanted["stretch"], wanted["target"], goal.metric)
    if wanted["feeds"] != goal.feeds:
        checks.check_feeds(actor, wanted["feeds"], subject)
    if (wanted["guard"], wanted["guard_bound"]) != (goal.guard, goal.guard_bound):
        check_guard(wanted["guard"], wanted["guard_bound"], goal.metric)
    if wanted["owner"] != goal.owner:
        checks.check_owner(wanted["owner"], subject, now)
    if wanted["ends_on"] != goal.ends_on:
        checks.check_days(goal.cadence, goal.starts_on, wanted["ends_on"])


def _first_day_that_changes(
    goal: Goal, ends_on: date | None, organisation: Organisation, today: date
) -> date:
    """The first day whose progress must be worked out anew: that of the period that runs now.

    A new last day may neither cut into what is over nor stretch a period that has closed.
    """
    rhythm = rhythm_of(goal, organisation)
    running = rhythm.period_of(today)
    since = running.first if running else max(goal.starts_on, min(today, goal.ends_on or today))
    if ends_on == goal.ends_on:
        return since
    if ends_on is not None and ends_on < today:
        raise ActionRefused("ends_on", "That day is over. Choose today or a later day.")
    ended = rhythm.period_of(goal.ends_on) if goal.ends_on and goal.ends_on < today else None
    if ended is None or goal.ends_on is None:
        return since
    if Progress.objects.filter(goal=goal, first_day=ended.first, final=True).exists():
        longer = rhythm_of(_until(goal, ends_on), organisation).period_of(goal.ends_on)
        if longer != ended:
            raise ActionRefused("ends_on", "Its last period is closed. Set a new goal to go on.")
    return min(since, ended.first)


def _until(goal: Goal, ends_on: date | None) -> Goal:
    return Goal(cadence=goal.cadence, starts_on=goal.starts_on, ends_on=ends_on)


def _set_target(
    goal: Goal,
    wanted: dict[str, Any],
    asked: date | None,
    organisation: Organisation,
    today: date,
    reason: str,
    actor: User | None,
    now: datetime,
) -> date:
    """A target row from the start of the running period (of the goal when it is still to come), or of the one
    asked for; that day.
    """
    rhythm = rhythm_of(_until(goal, wanted["ends_on"]), organisation)
    running = running_period(rhythm, today)
    if running is None:
        raise ActionRefused("target", "The goal is over. A target cannot change after its period.")
    period = running if asked is None else rhythm.period_of(asked)
    if period is None:
        raise ActionRefused("target_since", "The goal has no period on that day. Choose another.")
    if period.first < running.first:
        raise ActionRefused(
            "target_since", "That period is over, and keeps its target. Choose a later one."
        )
    GoalTarget.objects.create(
        goal=goal,
        since=period.first,
        target=wanted["target"],
        stretch=wanted["stretch"],
        reason=reason,
        set_by=actor or wanted["owner"],
        set_at=now,
    )
    return period.first


def _save(goal: Goal, wanted: dict[str, Any], version: int) -> None:
    """One conditional update: whoever comes second changes no row."""
    columns = {column: wanted[column] for column in _COLUMNS}
    if not Goal.objects.filter(pk=goal.pk, version=version).update(
        **columns, version=F("version") + 1
    ):
        raise Stale(goal, CHANGED_SINCE)
    for column, value in columns.items():
        setattr(goal, column, value)
    goal.version = version + 1
    refresh(goal)


# --- For the record ------------------------------------------------------------------------------


def described(goal: Goal, target: Decimal, stretch: Decimal | None) -> dict[str, Any]:
    """A goal as the audit trail keeps it; figures as digits, rows as ids."""
    return {
        "name": goal.name,
        "metric": goal.metric_id,
        "scope": goal.scope,
        "team": goal.team_id,
        "agent": goal.agent_id if goal.scope == Scope.AGENT else None,
        "cadence": goal.cadence,
        "starts_on": goal.starts_on,
        "ends_on": goal.ends_on,
        "target": plain(target),
        "stretch": None if stretch is None else plain(stretch),
        "why": goal.why,
        "owner": goal.owner_id,
        "feeds": goal.feeds_id,
        "guard": goal.guard_id,
        "guard_bound": None if goal.guard_bound is None else plain(goal.guard_bound),
    }


def plain(figure: Decimal) -> str:
    """`75`, `92.5`: digits without the zeros that say nothing, never as a power of ten."""
    text = f"{figure:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
