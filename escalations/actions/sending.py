"""To whom an escalation goes, which clocks start with it, and what the customer is promised by it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from escalations.actions import promises
from escalations.actions.asking import ask, pass_on_at, whom_to_ask
from escalations.models import Draft, Escalation, Need, Promise
from escalations.queries.duty import leaders_to_tell, rule_of
from escalations.queries.earlier import same_customer
from teams.actions.errors import ActionRefused
from teams.models import User

_PROMISED = {
    Need.MANAGER: promises.COMES,
    Need.DECISION: "An answer to what they ask",
}


@dataclass(frozen=True, slots=True)
class Sending:
    """Who is told (`leader` alone where somebody is on duty), and the instants that the row goes by."""

    actor: User
    leader: User | None
    people: tuple[User, ...]
    due_at: datetime
    clocks: dict[str, Any]

    @classmethod
    def of(cls, actor: User, current: Escalation, now: datetime) -> Sending:
        """Six statements at most. Raises ActionRefused for a time that has passed."""
        rule = rule_of(current.team)
        urgent = current.need == Need.MANAGER
        within = timedelta(minutes=rule.pass_on_after if urgent else rule.answer_within)
        due = now + within if urgent or current.answer_by is None else current.answer_by
        if due <= now:
            raise ActionRefused("answer_by", "That time has passed. Give a later one.")
        warn = due - timedelta(minutes=rule.warn_before)
        clocks = {
            "due_at": due,
            # Whoever is asked for now was told by the same notice: a warning would say it twice.
            "due_soon_at": None if urgent or warn <= now else warn,
            "overdue_at": due,
            "pass_on_at": pass_on_at(current, now),
        }
        leader = whom_to_ask(current, now)
        if leader is not None:
            return cls(actor, leader, (leader,), due, clocks)
        others = leaders_to_tell(current.team, now, without={actor.pk})
        return cls(actor, None, tuple(others), due, clocks)


def went_out(actor: User, current: Escalation, now: datetime) -> dict[str, Any]:
    """What is worked out once, when it leaves the draft: day and hour of the team, and earlier ones. One statement."""
    clock = current.team.clock
    before = same_customer(actor, current.reference_key, without=current.pk)
    named = next((one.customer_name for one in before if one.customer_name), "")
    return {
        "opened_at": now,
        "day": clock.day_of(now),
        "hour": clock.local(now).hour,
        "earlier": len(before),
        "customer_name": current.customer_name or named,
        "finish_at": None,
        # Asked for by a step of its own.
        "wants_break": False,
    }


def sent_to(sending: Sending, current: Escalation, now: datetime) -> None:
    """Write the promise, and tell whoever is to answer, each once."""
    Promise.objects.create(
        escalation=current,
        text=_promise(current),
        due_at=sending.due_at,
        made_by=sending.actor,
        made_at=now,
    )
    ask(current, sending.people, now)


def _promise(current: Escalation) -> str:
    if current.promised:
        return current.promised
    if current.need == Need.CALL_BACK:
        number = Draft.objects.filter(pk=current.pk).values_list("number", flat=True).first()
        return f"We call them back on {number}" if number else "We call them back"
    return _PROMISED[Need(current.need)]
