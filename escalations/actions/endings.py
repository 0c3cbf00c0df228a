"""How a case ends, and opening it again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from escalations import lifecycle
from escalations.actions import asking, promises
from escalations.actions.common import (
    check_line,
    of_ones_own,
    refuse_held,
    refuse_stale,
    taken,
    tell_answer,
    to_say,
)
from escalations.actions.steps import NotNow, check_step, locked, write_step
from escalations.models import Escalation, Left, Outcome, Promise
from escalations.permissions import can_answer
from escalations.queries.duty import rule_of
from teams.actions.errors import ActionRefused
from teams.models import User

ENDINGS = (Outcome.TAKEN, Outcome.DIFFERENTLY, Outcome.DECLINED, Outcome.NOT_REACHED)
"""What a leader may say that it came to, where nothing has been decided before the end."""


@transaction.atomic
def resolve(
    actor: User,
    escalation: Escalation,
    *,
    ending: str,
    left: str = "",
    outcome: str = "",
    now: datetime,
    version: int | None = None,
) -> Escalation:
    """Say how it ended, and how the customer left it. The open promise is kept by it, in time or late.

    A leader ends any; who logged it one that a leader has decided, as it is theirs to call the customer. What
    was decided stays; without a decision it is a leader's, `outcome` says which (default: they took it). Amends
    that go with it are given by `escalations.actions.amends` in the same transaction.
    """
    current = locked(escalation.pk)
    if not can_end(actor, current):
        raise PermissionDenied
    check_step(current, lifecycle.RESOLVE)
    refuse_stale(current, version)
    if actor.pk != current.logged_by_id:
        refuse_held(current, actor, lifecycle.RESOLVE)
    ending = check_line("ending", ending, missing="Say how it ended, in a line.")
    left = check_left(left)
    changes: dict[str, Any] = {}
    if not current.outcome:
        if outcome and outcome not in ENDINGS:
            raise ActionRefused("outcome", "Choose what it came to.")
        changes = {"outcome": outcome or Outcome.TAKEN, "decided_by": actor, "decision": ending}
        changes |= taken(current, actor, now)
    if left:
        changes["left"] = left
    write_step(
        current,
        lifecycle.RESOLVE,
        actor,
        now=now,
        text=ending,
        data={"left": left} if left else {},
        ending=ending,
        resolved_at=now,
        **changes,
        **promises.end_promise(promises.open_promise(current), Promise.State.KEPT, now),
    )
    if actor.pk != current.logged_by_id:
        tell_answer(current, f"{actor.name} has ended it: {current.about}.", ending, now)
    return current


def can_end(actor: User, current: Escalation) -> bool:
    """Whoever may answer it; and who logged it, once somebody else has decided."""
    if can_answer(actor, current):
        return True
    return actor.pk == current.logged_by_id and current.decided_by_id not in (None, actor.pk)


def check_left(left: str) -> str:
    """How the customer left, or nothing. Raises ActionRefused."""
    if left and left not in Left.values:
        raise ActionRefused("left", "Choose how the customer left it.")
    return left


@transaction.atomic
def withdraw(
    actor: User,
    escalation: Escalation,
    *,
    line: str = "",
    now: datetime,
    version: int | None = None,
) -> Escalation:
    """No longer needed, says who logged it, while nobody has decided. What was promised is dropped."""
    current = of_ones_own(actor, escalation, lifecycle.WITHDRAW, version)
    line = check_line("line", line, missing="")
    holder = current.claimed_by or current.on_duty
    write_step(
        current,
        lifecycle.WITHDRAW,
        actor,
        now=now,
        text=line,
        outcome=Outcome.WITHDRAWN,
        ending=line,
        resolved_at=now,
        pass_on_at=None,
        **promises.end_promise(promises.open_promise(current), Promise.State.DROPPED, now),
    )
    if holder is not None:
        asking.no_longer(current, holder, line, now)
    return current


@transaction.atomic
def reopen(
    actor: User,
    escalation: Escalation,
    *,
    line: str,
    due_at: datetime | None = None,
    now: datetime,
    version: int | None = None,
) -> Escalation:
    """Open it again, for a reason: somebody is asked anew, with a promise (by default, the usual minutes).

    When it was first answered stays, and the help so far stays said in the timeline: the next is asked about anew.
    One that nobody had answered waits from now on, as it did not wait while it was over.
    """
    current = to_say(actor, escalation, lifecycle.REOPEN, version)
    line = check_line("line", line, missing="Say why it is not over, in a line.")
    due = (
        rule_of(current.team).due_at(now)
        if due_at is None
        else promises.check_due("due_at", due_at, now)
    )
    if promises.open_promise(current) is not None:  # pragma: no cover - an ended case has none
        raise NotNow(current, lifecycle.REOPEN)
    leader = asking.whom_to_ask(current, now)
    changes = promises.make_promise(current, actor, text="An answer", due_at=due, now=now)
    write_step(
        current,
        lifecycle.REOPEN,
        actor,
        now=now,
        text=line,
        data={"to": None if leader is None else leader.pk, "due_at": due.isoformat()},
        outcome="",
        decision="",
        decided_by=None,
        ending="",
        left="",
        resolved_at=None,
        reviewed_at=None,
        avoidable="",
        claimed_by=None,
        claimed_at=None,
        opened_at=now if current.answered_at is None else current.opened_at,
        help="",
        help_line="",
        on_duty=leader,
        passes=0,
        reopened=current.reopened + 1,
        pass_on_at=asking.pass_on_at(current, now),
        **changes,
    )
    asking.ask_or_all(current, leader, actor, now)
    if actor.pk != current.logged_by_id:
        tell_answer(current, f"{actor.name} has opened it again: {current.about}.", line, now)
    return current
