"""Who has a case: taken, handed over, put back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from escalations import lifecycle
from escalations.actions import asking, promises
from escalations.actions.common import check_line, refuse_held, refuse_stale, tell_agent, to_answer
from escalations.actions.steps import NotNow, check_step, locked, write_step
from escalations.models import Escalation, Promise
from escalations.notice_kinds import TAKEN
from escalations.permissions import can_answer
from escalations.queries.duty import people_here, rule_of
from escalations.queries.promised import is_for_later, waits_for_manager
from teams.actions.errors import ActionRefused
from teams.models import User

State = Escalation.State


@transaction.atomic
def claim(
    actor: User, escalation: Escalation, *, now: datetime, version: int | None = None
) -> Escalation:
    """Take it: from now on the others know who has it. Taken twice by the same person it is taken once.

    Of two at the same moment one gets it, the other is told who has it (NotNow). Whoever was handed a case in
    which a manager was to come takes it to say that they are there, whatever was done to it meanwhile.
    """
    current = locked(escalation.pk)
    if not can_answer(actor, current):
        raise PermissionDenied
    if current.state == State.CLAIMED and current.claimed_by_id == actor.pk:
        return _join(actor, current, now)
    refuse_held(current, actor, lifecycle.CLAIM)
    check_step(current, lifecycle.CLAIM)
    refuse_stale(current, version)
    write_step(
        current,
        lifecycle.CLAIM,
        actor,
        now=now,
        claimed_by=actor,
        claimed_at=now,
        pass_on_at=None,
        **_there(current, now),
    )
    tell_agent(current, TAKEN, f"{actor.name} has it: {current.about}.", now)
    return current


def _join(actor: User, current: Escalation, now: datetime) -> Escalation:
    """Whoever has it already is there by now. Where nobody was to come, or they are there, nothing is done."""
    there = _there(current, now)
    if there:
        write_step(current, lifecycle.CLAIM, actor, now=now, data={"there": True}, **there)
        tell_agent(current, TAKEN, f"{actor.name} is there: {current.about}.", now)
    return current


@transaction.atomic
def hand_over(
    actor: User,
    escalation: Escalation,
    *,
    to: User | None,
    line: str = "",
    now: datetime,
    version: int | None = None,
) -> Escalation:
    """Give it to another leader of the team, or take it over from one (`to` is the actor).

    Whoever takes over a case in which a manager was to come is there; whoever is handed it says so (`claim`).
    """
    current = to_answer(actor, escalation, lifecycle.HAND_OVER, version)
    line = check_line("line", line, missing="")
    if to is None:
        raise ActionRefused("to", "Choose who takes it from here.")
    if current.state == State.CLAIMED and current.claimed_by_id == to.pk:
        raise ActionRefused("to", f"{'You have' if to.pk == actor.pk else f'{to.name} has'} it.")
    today = current.team.clock.day_of(now)
    if not people_here(today).filter(pk=to.pk).exists() or not can_answer(to, current):
        raise ActionRefused(
            "to", f"{to.name} cannot answer this one. Choose a leader of {current.team.name}."
        )
    before = current.claimed_by_id if current.state == State.CLAIMED else current.on_duty_id
    write_step(
        current,
        lifecycle.HAND_OVER,
        actor,
        now=now,
        text=line,
        data={"from": before, "to": to.pk, "name": to.name},
        claimed_by=to,
        claimed_at=now,
        pass_on_at=None,
        **(_there(current, now) if to.pk == actor.pk else {}),
    )
    if to.pk != actor.pk:
        asking.hand(current, actor, to, line, now)
    tell_agent(current, TAKEN, f"{to.name} has it now: {current.about}.", now)
    return current


@transaction.atomic
def put_back(
    actor: User,
    escalation: Escalation,
    *,
    line: str = "",
    now: datetime,
    version: int | None = None,
) -> Escalation:
    """Let go of it: it waits again, and another leader on duty is asked. What was answered stays answered."""
    current = to_answer(actor, escalation, lifecycle.PUT_BACK, version)
    if current.claimed_by_id != actor.pk:
        raise NotNow(current, lifecycle.PUT_BACK)
    line = check_line("line", line, missing="")
    following = asking.whom_to_ask(current, now, without=[actor.pk])
    promised: dict[str, Any] = {}
    if waits_for_manager(current) and promises.open_promise(current) is None:
        due = rule_of(current.team).pass_on_at(now)
        promised = promises.make_promise(current, actor, text=promises.COMES, due_at=due, now=now)
    write_step(
        current,
        lifecycle.PUT_BACK,
        actor,
        now=now,
        text=line,
        data={"to": None if following is None else following.pk},
        claimed_by=None,
        claimed_at=None,
        on_duty=following,
        pass_on_at=asking.pass_on_at(current, now),
        **promised,
    )
    asking.ask_or_all(current, following, actor, now)
    return current


def _there(current: Escalation, now: datetime) -> dict[str, Any]:
    """Whoever takes a case in which a manager was asked for is there: with that the promise is kept."""
    promise = promises.open_promise(current)
    if not waits_for_manager(current) or promise is None or is_for_later(current, promise):
        return {}
    changes = promises.end_promise(promise, Promise.State.KEPT, now)
    return changes if current.answered_at else {**changes, "answered_at": now}
