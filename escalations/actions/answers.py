"""The answer: agreed as proposed, agreed differently, or not this time; and taking it back at once."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from escalations import lifecycle
from escalations.actions import asking, promises
from escalations.actions.common import check_line, refuse_held, taken, tell_answer, to_answer
from escalations.actions.steps import NotNow, locked, write_step
from escalations.models import Escalation, Outcome, Promise, Step
from escalations.permissions import can_answer
from escalations.queries.duty import rule_of
from escalations.queries.promised import is_for_later
from teams.actions.errors import ActionRefused
from teams.models import User

UNDO_WITHIN = timedelta(minutes=10)
"""As long as an answer may be taken back as if it had not been given."""
State = Escalation.State
UNANSWERED: dict[str, Any] = {"outcome": "", "decision": "", "decided_by": None}


def agree(
    actor: User, escalation: Escalation, *, now: datetime, version: int | None = None
) -> Escalation:
    """As the agent proposed, in one click. The case ends with it, unless a call is still to be made.

    Agreed twice by the same person it is agreed once.
    """
    return _answer(actor, escalation, Outcome.AGREED, "", now, version)


def decide(
    actor: User, escalation: Escalation, *, line: str, now: datetime, version: int | None = None
) -> Escalation:
    """Agreed, but differently: `line` says how. Ends as `agree` does."""
    return _answer(actor, escalation, Outcome.DIFFERENTLY, line, now, version)


def decline(
    actor: User, escalation: Escalation, *, line: str, now: datetime, version: int | None = None
) -> Escalation:
    """Not this time, with a line back to the agent. Ends as `agree` does."""
    return _answer(actor, escalation, Outcome.DECLINED, line, now, version)


MISSING = {
    Outcome.DIFFERENTLY: "Say what was decided, in a line.",
    Outcome.DECLINED: "Say why not, in a line that helps.",
}


@transaction.atomic
def _answer(
    actor: User,
    escalation: Escalation,
    outcome: Outcome,
    line: str,
    now: datetime,
    version: int | None,
) -> Escalation:
    current = locked(escalation.pk)
    if not can_answer(actor, current):
        raise PermissionDenied
    line = _words(current, outcome, line)
    said = (outcome, line, actor.pk)
    if (current.outcome, current.decision, current.decided_by_id) == said:
        return current
    current = to_answer(actor, escalation, lifecycle.DECIDE, version)
    refuse_held(current, actor, lifecycle.DECIDE)
    write_step(
        current,
        lifecycle.DECIDE,
        actor,
        now=now,
        text=line,
        data={"outcome": str(outcome), "was_open": current.claimed_by_id is None},
        **taken(current, actor, now),
        outcome=str(outcome),
        decision=line,
        decided_by=actor,
    )
    promise = promises.open_promise(current)
    if promise is None or not is_for_later(current, promise):
        write_step(
            current,
            lifecycle.RESOLVE,
            actor,
            now=now,
            data={"with_answer": True, "promise": None if promise is None else promise.pk},
            resolved_at=now,
            **promises.end_promise(promise, Promise.State.KEPT, now),
        )
    tell_answer(current, _told(current, outcome), line, now)
    return current


def _words(current: Escalation, outcome: Outcome, line: str) -> str:
    if outcome != Outcome.AGREED:
        return check_line("line", line, missing=MISSING[outcome])
    if not current.proposal:
        raise ActionRefused(
            "", f"{current.logged_by.name} proposed nothing. Say what was decided, in a line."
        )
    return current.proposal


def _told(current: Escalation, outcome: Outcome) -> str:
    name = "" if current.decided_by is None else current.decided_by.name
    if outcome == Outcome.AGREED:
        return f"{name} agrees with you: {current.about}."
    if outcome == Outcome.DIFFERENTLY:
        return f"{name} agrees, differently: {current.about}."
    return f"{name} says not this time: {current.about}."


# --- Taking it back ------------------------------------------------------------------------------


@transaction.atomic
def undo(actor: User, escalation: Escalation, *, version: int, now: datetime) -> Escalation:
    """Take one's own answer back, within ten minutes and while nobody has done anything since `version`.

    The case stands as before it: waiting, or with whoever had taken it, its promise open again. The timeline
    keeps both.
    """
    current = locked(escalation.pk)
    if not can_answer(actor, current):
        raise PermissionDenied
    steps = list(Step.objects.filter(escalation=current).order_by("-number")[:2])
    ended = bool(steps) and steps[0].kind == lifecycle.RESOLVE and "promise" in steps[0].data
    answer = steps[1] if ended and len(steps) > 1 else steps[0] if steps else None
    if (
        answer is None
        or answer.kind != lifecycle.DECIDE
        or answer.by_id != actor.pk
        or version != current.version
        or now > answer.at + UNDO_WITHIN
    ):
        raise NotNow(
            current, lifecycle.REOPEN, "It is too late to undo this. Open the case again instead."
        )
    was_open = bool(answer.data.get("was_open"))
    back = dict(UNANSWERED)
    if not _answered_before(current, answer):
        back["answered_at"] = None
    free: dict[str, Any] = {
        "claimed_by": None,
        "claimed_at": None,
        # What waits again is passed on again.
        "pass_on_at": asking.pass_on_at(current, now),
    }
    if ended:
        back |= _open_again(current, steps[0].data.get("promise"), now)
        write_step(
            current,
            lifecycle.REOPEN,
            actor,
            now=now,
            data={"undo": True},
            **back,
            resolved_at=None,
            **(free if was_open else {}),
        )
        if not was_open:
            write_step(current, lifecycle.CLAIM, actor, now=now, data={"undo": True})
    elif was_open:
        write_step(current, lifecycle.PUT_BACK, actor, now=now, data={"undo": True}, **back, **free)
    else:
        write_step(
            current,
            lifecycle.HAND_OVER,
            actor,
            now=now,
            data={"undo": True, "to": actor.pk},
            **back,
        )
    asking.unsettle(current, answer.at)
    tell_answer(current, f"{actor.name} takes the answer back: {current.about}.", "", now)
    return current


def _answered_before(current: Escalation, answer: Step) -> bool:
    return current.answered_at is not None and current.answered_at < answer.at


def _open_again(current: Escalation, promise: Any, now: datetime) -> dict[str, Any]:
    """The promise that the answer kept is open again."""
    found = Promise.objects.filter(escalation=current, pk=promise or 0).first()
    if found is None:
        return dict(promises.NO_CLOCK)
    found.state, found.ended_at = Promise.State.OPEN, None
    found.save(update_fields=["state", "ended_at"])
    changes = promises.clock_for(found.due_at, rule_of(current.team), now)
    if found.missed_at is not None:
        # It has been said to be missed.
        changes |= {"overdue_at": None, "due_soon_at": None}
    if found.warned_at is not None:
        changes["due_soon_at"] = None
    return changes
