"""Pause a goal, take it up again, put it away. As every write of a goal: see `goals.actions.goals`."""

from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F

from goals.actions import checks
from goals.actions.pauses import begin_pause, end_pause
from goals.actions.stale import mark_goal_stale
from goals.models import Goal, Proposal
from goals.permissions import can_adjust_goal
from goals.queries.shape import rhythm_of
from teams.actions.audit import record
from teams.actions.errors import ActionRefused
from teams.calendar import ONE_DAY
from teams.models import Organisation, User


def pause_goal(actor: User | None, goal: Goal, *, reason: str = "", now: datetime) -> Goal:
    """Stop asking for it for now. What is paused already stays so. Raises PermissionDenied, ActionRefused."""
    return _set_state(actor, goal, Goal.State.PAUSED, {Goal.State.ACTIVE}, "paused", reason, now)


def resume_goal(actor: User | None, goal: Goal, *, reason: str = "", now: datetime) -> Goal:
    """Take it up again, from paused or archived. Raises PermissionDenied, ActionRefused."""
    sources = {Goal.State.PAUSED, Goal.State.ARCHIVED}
    if goal.state == Goal.State.ARCHIVED:
        checks.check_metric(goal.metric)
        checks.check_subject(checks.Subject(goal.scope, goal.team, goal.agent))
        if Proposal.objects.filter(goal=goal, state=Proposal.State.WITHDRAWN).exists():
            raise ActionRefused("", "It was withdrawn before anybody agreed. Propose it anew.")
    return _set_state(actor, goal, Goal.State.ACTIVE, sources, "resumed", reason, now)


def archive_goal(actor: User | None, goal: Goal, *, reason: str = "", now: datetime) -> Goal:
    """Put it away: it leaves the lists and keeps its history. Raises PermissionDenied."""
    sources = {Goal.State.ACTIVE, Goal.State.PAUSED}
    return _set_state(actor, goal, Goal.State.ARCHIVED, sources, "archived", reason, now)


@transaction.atomic
def _set_state(
    actor: User | None,
    goal: Goal,
    state: str,
    sources: set[Goal.State],
    verb: str,
    reason: str,
    now: datetime,
) -> Goal:
    """A claim: the update that changes the row writes the record, a second one changes nothing."""
    if actor is not None and not can_adjust_goal(actor, goal):
        raise PermissionDenied
    before = goal.state
    if reason.strip():
        reason = checks.check_text("reason", reason, limit=300, missing="")
    claimed = Goal.objects.filter(pk=goal.pk, state__in=sources).update(
        state=state, version=F("version") + 1
    )
    goal.refresh_from_db(fields=["state", "version"])
    if claimed:
        record(actor, verb, goal, {"state": before}, {"state": state}, reason.strip(), at=now)
        organisation = Organisation.objects.get(pk=1)
        today = checks.today_of(goal.team, organisation, now)
        if state == Goal.State.ACTIVE:
            end_pause(goal, today)
        else:
            begin_pause(actor, goal, today, reason.strip())
        mark_goal_stale(goal.pk, _stale_from(goal, before, organisation, today))
    elif goal.state != state:
        raise ActionRefused("", f"The goal is {goal.get_state_display().lower()} by now.")
    return goal


def _stale_from(goal: Goal, before: str, organisation: Organisation, today: date) -> date:
    """From where its periods are worked out anew: the running one.

    One that was put away is looked at whole when it is taken up: nobody listened to what came late. A day from
    before its start says that it may not have followed its calendar either (`recompute.moves.follow_calendars`).
    """
    if before == Goal.State.ARCHIVED:
        return goal.starts_on - ONE_DAY
    running = rhythm_of(goal, organisation).period_of(today)
    return goal.starts_on if running is None else running.first
