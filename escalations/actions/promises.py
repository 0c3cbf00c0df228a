"""What a customer was told would happen by when: made, kept, replaced or dropped, exactly.

A promise is kept by doing what was promised, in time or late. One that gives way to another, or is no longer
needed, while it could still be kept is replaced or dropped; once it is overdue it is not kept.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from escalations.models import Escalation, Promise
from escalations.queries.duty import Rule, rule_of
from goals.actions.checks import check_text
from teams.actions.errors import ActionRefused
from teams.models import User

COMES = "A manager comes to them now"
LONGEST = 300
FURTHEST = timedelta(days=366)
NO_CLOCK: dict[str, Any] = {"due_at": None, "due_soon_at": None, "overdue_at": None}
"""What a row shows while no promise is open."""
State = Promise.State


def clock_for(due_at: datetime, rule: Rule, now: datetime) -> dict[str, Any]:
    """What a row shows of a promise, and which alerts are to come: as `changes` of `write_step`.

    One that is made within the minutes in which it would be said to be nearly due is not said to be.
    """
    soon = due_at - timedelta(minutes=rule.warn_before)
    return {
        "due_at": due_at,
        "due_soon_at": soon if soon > now else None,
        "overdue_at": due_at,
    }


def check_due(field: str, due_at: datetime | None, now: datetime) -> datetime:
    """An instant that is to come, within a year. Raises ActionRefused."""
    if due_at is None:
        raise ActionRefused(field, "Say by when the customer hears from us.")
    if due_at <= now:
        raise ActionRefused(field, "That time is over. Choose one that is to come.")
    if due_at > now + FURTHEST:
        raise ActionRefused(field, "Promise something within a year.")
    return due_at


def open_promise(current: Escalation) -> Promise | None:
    """The one that is open, of a `locked` escalation. One statement."""
    return Promise.objects.filter(escalation=current, state=State.OPEN).first()


def make_promise(
    current: Escalation, by: User, *, text: str, due_at: datetime, now: datetime
) -> dict[str, Any]:
    """Write down a promise of a `locked` escalation that has none open; what the row shows of it."""
    words = check_text("text", text, limit=LONGEST, missing="Say what the customer was promised.")
    Promise.objects.create(escalation=current, text=words, due_at=due_at, made_by=by, made_at=now)
    return clock_for(due_at, rule_of(current.team), now)


def end_promise(promise: Promise | None, how: str, now: datetime) -> dict[str, Any]:
    """End a promise as kept, replaced or dropped, whichever it comes to; what the row shows then.

    `how` is one of `State.KEPT`, `State.REPLACED`, `State.DROPPED`.
    """
    if promise is None:
        return dict(NO_CLOCK)
    if now > promise.due_at:
        how = State.LATE if how == State.KEPT else State.BROKEN
    promise.state, promise.ended_at = how, now
    promise.save(update_fields=["state", "ended_at"])
    return dict(NO_CLOCK)
