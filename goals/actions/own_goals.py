"""What people want to get better at: set, checked in on, shown to others or not, reached or let go.

Nobody but the person themself writes here. The audit trail keeps that something changed and for whose eyes
it is, and never a word of what it says: what is shown to nobody is not shown to those who read the record.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from goals.actions import checks
from goals.models import CheckIn, Metric, OwnGoal
from goals.permissions import own_metrics_of
from teams.actions.audit import record
from teams.actions.errors import ActionRefused
from teams.actions.versions import refuse_stale
from teams.models import User
from teams.permissions import organisation_day

FIELDS = ("aim", "sign", "due_on", "metric")
DOUBLE_CLICK = timedelta(minutes=10)
LONGEST_AHEAD = timedelta(days=3 * 366)


@transaction.atomic
def set_own_goal(
    actor: User,
    *,
    aim: str,
    sign: str,
    due_on: date | None,
    audience: str = OwnGoal.Audience.LEAD,
    metric: Metric | None = None,
    now: datetime,
) -> OwnGoal:
    """A goal of one's own. Sent twice within ten minutes it is set once. Raises ActionRefused."""
    wanted = _checked(actor, aim, sign, due_on, metric, now)
    if audience not in OwnGoal.Audience.values:
        raise ActionRefused("audience", "Choose who sees it.")
    # Two clicks queue here, so that the second one finds what the first one made.
    User.objects.select_for_update().get(pk=actor.pk)
    twin = OwnGoal.objects.filter(
        person=actor, state=OwnGoal.State.OPEN, set_at__gte=now - DOUBLE_CLICK, **wanted
    ).first()
    if twin is not None:
        return twin
    goal = OwnGoal.objects.create(person=actor, audience=audience, set_at=now, **wanted)
    record(actor, "set", goal, after={"audience": audience}, at=now)
    return goal


@transaction.atomic
def change_own_goal(
    actor: User,
    goal: OwnGoal,
    *,
    aim: str,
    sign: str,
    due_on: date | None,
    metric: Metric | None = None,
    version: str | None = None,
    now: datetime,
) -> OwnGoal:
    """Other words or another day. Raises ActionRefused, Stale, PermissionDenied."""
    current = _own(actor, goal)
    if current.state != OwnGoal.State.OPEN:
        raise ActionRefused("", "This goal is done. Set a new one to go on.")
    wanted = _checked(actor, aim, sign, due_on, metric, now, before=current)
    refuse_stale(current, FIELDS, version, wanted)
    if all(getattr(current, name) == value for name, value in wanted.items()):
        return current
    for name, value in wanted.items():
        setattr(current, name, value)
    current.save(update_fields=list(wanted))
    record(actor, "changed", current, at=now)
    return current


@transaction.atomic
def show_own_goal(actor: User, goal: OwnGoal, *, audience: str, now: datetime) -> OwnGoal:
    """Change who sees it, from this moment on. Raises ActionRefused, PermissionDenied."""
    current = _own(actor, goal)
    if audience not in OwnGoal.Audience.values:
        raise ActionRefused("audience", "Choose who sees it.")
    if current.audience == audience:
        return current
    before, current.audience = current.audience, audience
    current.save(update_fields=["audience"])
    record(actor, "showed", current, {"audience": before}, {"audience": audience}, at=now)
    return current


@transaction.atomic
def check_in(actor: User, goal: OwnGoal, *, going: str, line: str, now: datetime) -> CheckIn:
    """A line on how it goes. Sent twice within ten minutes it is one. Raises ActionRefused, PermissionDenied."""
    current = _own(actor, goal)
    if current.state != OwnGoal.State.OPEN:
        raise ActionRefused("", "This goal is done. Set a new one to go on.")
    if going not in CheckIn.Going.values:
        raise ActionRefused("going", "Choose how it goes.")
    line = checks.check_text("line", line, limit=300, missing="Write a line on how it goes.")
    twin = CheckIn.objects.filter(
        goal=current, going=going, line=line, at__gte=now - DOUBLE_CLICK
    ).first()
    if twin is not None:
        return twin
    made = CheckIn.objects.create(goal=current, going=going, line=line, at=now)
    record(actor, "checked in", current, at=now)
    return made


@transaction.atomic
def finish_own_goal(
    actor: User, goal: OwnGoal, *, state: str, learned: str, now: datetime
) -> OwnGoal:
    """Reached, or let go: either way with what was learned. Raises ActionRefused, PermissionDenied."""
    current = _own(actor, goal)
    if state not in (OwnGoal.State.REACHED, OwnGoal.State.LET_GO):
        raise ActionRefused("state", "Choose whether you reached it or let it go.")
    learned = checks.check_text(
        "learned", learned, limit=500, missing="Say what you learned, in a sentence."
    )
    if (current.state, current.learned) == (state, learned):
        return current
    if current.state != OwnGoal.State.OPEN:
        raise ActionRefused("", "This goal is done already.")
    current.state, current.learned, current.done_at = state, learned, now
    current.save(update_fields=["state", "learned", "done_at"])
    record(actor, "finished", current, at=now)
    return current


def _own(actor: User, goal: OwnGoal) -> OwnGoal:
    """The goal under its lock; nobody but the person themself gets it."""
    current = OwnGoal.objects.select_for_update(of=("self",)).get(pk=goal.pk)
    if current.person_id != actor.pk:
        raise PermissionDenied
    return current


def _checked(
    actor: User,
    aim: str,
    sign: str,
    due_on: date | None,
    metric: Metric | None,
    now: datetime,
    before: OwnGoal | None = None,
) -> dict[str, Any]:
    aim = checks.check_text(
        "aim", aim, limit=160, missing="Say what you want to get better at, in a few words."
    )
    sign = checks.check_text("sign", sign, limit=300, missing="Say how you will know.")
    if due_on is None:
        raise ActionRefused("due_on", "Say by when.")
    today = organisation_day(now)
    if (before is None or before.due_on != due_on) and due_on < today:
        raise ActionRefused("due_on", "That day is over. Choose today or a later day.")
    if due_on > today + LONGEST_AHEAD:
        raise ActionRefused("due_on", "Choose a day within the next three years.")
    kept = before is not None and before.metric_id == (metric.pk if metric else None)
    if metric is not None and not kept and not own_metrics_of(actor).filter(pk=metric.pk).exists():
        raise ActionRefused("metric", "Choose a metric from the list.")
    return {"aim": aim, "sign": sign, "due_on": due_on, "metric": metric}
