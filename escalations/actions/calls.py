"""Calling the customer back: promised for another time, or tried in vain."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from escalations import lifecycle
from escalations.actions import promises
from escalations.actions.common import (
    check_line,
    refuse_held,
    refuse_stale,
    taken,
    tell_answer,
    to_answer,
)
from escalations.actions.endings import can_end
from escalations.actions.steps import check_step, locked, write_step
from escalations.models import Escalation, Outcome, Promise, Step
from escalations.notice_kinds import ANSWERED
from escalations.recompute.asking import url_of
from goals import dates
from teams.models import User
from teams.telling import tell


@transaction.atomic
def call_back(
    actor: User,
    escalation: Escalation,
    *,
    due_at: datetime | None,
    text: str = "",
    now: datetime,
    version: int | None = None,
) -> Escalation:
    """Promise the customer a call by another time: the promise so far gives way to it."""
    current = to_answer(actor, escalation, lifecycle.CALL_BACK, version)
    refuse_held(current, actor, lifecycle.CALL_BACK)
    due = promises.check_due("due_at", due_at, now)
    words = text.strip() or "A call from us"
    changes = promises.end_promise(promises.open_promise(current), Promise.State.REPLACED, now)
    changes |= promises.make_promise(current, actor, text=words, due_at=due, now=now)
    write_step(
        current,
        lifecycle.CALL_BACK,
        actor,
        now=now,
        text=words,
        data={"due_at": due.isoformat()},
        **taken(current, actor, now),
        **changes,
    )
    tell_answer(
        current,
        f"{actor.name} calls back by {_by(current, due, now)}: {current.about}.",
        words,
        now,
    )
    return current


@transaction.atomic
def not_reached(
    actor: User,
    escalation: Escalation,
    *,
    next_at: datetime | None = None,
    ending: str = "",
    now: datetime,
    version: int | None = None,
) -> Escalation:
    """Tried, and not reached: the promise is kept by the try, and the next one is promised for `next_at`.

    Without a next one the case ends there, and `ending` says how it was left. Who logged it may, as they may end it,
    once a leader has decided: it is theirs to call the customer.
    """
    current = locked(escalation.pk)
    if not can_end(actor, current):
        raise PermissionDenied
    check_step(current, lifecycle.NOT_REACHED)
    refuse_stale(current, version)
    if actor.pk != current.logged_by_id:
        refuse_held(current, actor, lifecycle.NOT_REACHED)
    tries = tries_of(current) + 1
    changes = promises.end_promise(promises.open_promise(current), Promise.State.KEPT, now)
    if next_at is not None:
        due = promises.check_due("next_at", next_at, now)
        words = "Another try to reach them"
        changes |= promises.make_promise(current, actor, text=words, due_at=due, now=now)
    else:
        ending = check_line(
            "ending", ending, missing="Say when you try again, or how it was left with them."
        )
    write_step(
        current,
        lifecycle.NOT_REACHED,
        actor,
        now=now,
        data={"tries": tries, "due_at": None if next_at is None else next_at.isoformat()},
        **taken(current, actor, now),
        **changes,
    )
    if next_at is None:
        answered: dict[str, Any] = {}
        if not current.outcome:
            answered = {"outcome": Outcome.NOT_REACHED, "decided_by": actor}
        write_step(
            current,
            lifecycle.RESOLVE,
            actor,
            now=now,
            text=ending,
            resolved_at=now,
            ending=ending,
            **answered,
        )
    words = f"{actor.name} could not reach them: {current.about}."
    following = _following(current, now)
    if actor.pk != current.logged_by_id:
        tell_answer(current, words, following, now)
    elif current.claimed_by is not None:
        key = f"escalation-{current.pk}-{current.version}"
        url = url_of(current)
        tell([current.claimed_by], ANSWERED, key, words, detail=following, url=url, now=now)
    return current


def tries_of(current: Escalation) -> int:
    """How often somebody tried in vain since it was last opened. One statement."""
    tries = 0
    rows = Step.objects.filter(escalation=current, kind__in=["not_reached", "reopen"])
    for kind in rows.order_by("number").values_list("kind", flat=True):
        tries = 0 if kind == lifecycle.REOPEN else tries + 1
    return tries


def _following(current: Escalation, now: datetime) -> str:
    if current.due_at is None:
        return current.ending
    return f"The next try is by {_by(current, current.due_at, now)}."


def _by(current: Escalation, due: datetime, now: datetime) -> str:
    """`10:15`, or `Mon 23 Nov, 10:15`, by the team's clock."""
    clock = current.team.clock
    local, today = clock.local(due), clock.local(now).date()
    time = dates.clock_time(local.time())
    return time if local.date() == today else f"{dates.day(local.date(), today)}, {time}"
