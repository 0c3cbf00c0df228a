"""Cases to look back on, written through the one place where a case moves on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction

from escalations import lifecycle
from escalations.actions.steps import locked, write_step
from escalations.models import Category, Escalation, Promise
from escalations.words import reference_key
from teams.models import Team, User

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@transaction.atomic
def make_case(
    agent: User,
    team: Team,
    leader: User,
    *,
    category: Category,
    days: float = 1,
    state: str = "resolved",
    outcome: str = "agreed",
    about: str = "Third missed delivery",
    reference: str = "HP-482913",
    answered_after: float = 4,
    promise: str = "",
    **fields: Any,
) -> Escalation:
    """One case through its steps. `promise` is what became of one that was due after an hour."""
    at = NOW - timedelta(days=days)
    clock = team.clock
    case = Escalation.objects.create(
        team=team, logged_by=agent, category=category, about=about, reference=reference,
        reference_key=reference_key(reference), said="Said.", need="decision", created_at=at, saved_at=at,
        **fields,
    )  # fmt: skip
    where = {"opened_at": at, "day": clock.day_of(at), "hour": clock.local(at).hour}
    if promise:
        due = at + timedelta(hours=1)
        ended = (
            None if promise == "open" else due + timedelta(minutes=-5 if promise == "kept" else 5)
        )
        Promise.objects.create(
            escalation=case, text="We call.", due_at=due, made_by=agent, made_at=at, state=promise,
            ended_at=ended,
        )  # fmt: skip
    case = locked(case.pk)
    if outcome == "alone":
        write_step(
            case, lifecycle.DECIDE_ALONE, agent, now=at, outcome="alone", resolved_at=at, **where
        )
        return case
    write_step(case, lifecycle.SEND, agent, now=at, **where)
    if state == "open":
        return case
    then = at + timedelta(minutes=answered_after)
    write_step(
        case,
        lifecycle.CLAIM,
        leader,
        now=then,
        claimed_by=leader,
        claimed_at=then,
        answered_at=then,
    )
    if state == "claimed":
        return case
    write_step(
        case,
        lifecycle.RESOLVE,
        leader,
        now=then,
        outcome=outcome,
        resolved_at=then,
        decided_by=leader,
    )
    return case
