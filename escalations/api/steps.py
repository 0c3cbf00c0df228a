"""Which steps a program may take, for whom, and what it is told where one is not possible now."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

from rest_framework import serializers
from rest_framework.response import Response

from escalations import lifecycle
from escalations.actions.endings import can_end
from escalations.actions.steps import NotNow
from escalations.models import Escalation
from escalations.permissions import can_answer, can_review
from escalations.queries.promised import waits_for_manager
from teams.api.problems import problem
from teams.api.serializers import Problem
from teams.models import User

ADDRESSES = MappingProxyType(
    {
        lifecycle.SEND: "send",
        lifecycle.DECIDE_ALONE: "decide_alone",
        lifecycle.DISCARD: "discard",
        lifecycle.WITHDRAW: "withdraw",
        lifecycle.RATE: "rate",
        lifecycle.CLAIM: "claim",
        lifecycle.HAND_OVER: "hand_over",
        lifecycle.PUT_BACK: "put_back",
        lifecycle.DECIDE: "decide",
        lifecycle.CALL_BACK: "call_back",
        lifecycle.NOT_REACHED: "not_reached",
        lifecycle.RESOLVE: "resolve",
        lifecycle.REVIEW: "review",
        lifecycle.REOPEN: "reopen",
        lifecycle.NOTE: "note",
        lifecycle.AMEND: "amends",
        lifecycle.ASK_BREAK: "ask_break",
        lifecycle.SEE_BREAK: "see_break",
    }
)
"""The steps of the lifecycle by the addresses that take them. The clock's own have none."""
_OF_WHO_LOGGED = frozenset(
    {
        lifecycle.SEND, lifecycle.DECIDE_ALONE, lifecycle.DISCARD, lifecycle.WITHDRAW,
        lifecycle.RATE, lifecycle.ASK_BREAK,
    }
)  # fmt: skip
_OF_WHO_CALLS = frozenset({lifecycle.RESOLVE, lifecycle.NOT_REACHED})
_OF_BOTH = frozenset({lifecycle.NOTE, lifecycle.AMEND, lifecycle.REOPEN})


class NotNowProblem(Problem):
    """409: the state does not allow the step, or somebody changed something since it was read."""

    state = serializers.ChoiceField(
        choices=lifecycle.STATES, required=False, help_text="How the case stands by now."
    )
    has_it = serializers.CharField(
        required=False, allow_null=True, help_text="Login of who has the case."
    )
    allowed = serializers.ListField(
        child=serializers.CharField(),
        required=False,
        help_text="What you may do now, each an address under the case.",
    )


def allowed_to(person: User, case: Escalation) -> list[str]:
    """What the state allows and this person may do, as addresses under the case. No statement."""
    steps = lifecycle.allowed(case.state, decided=bool(case.outcome))
    answers = can_answer(person, case)
    return [
        address
        for step, address in ADDRESSES.items()
        if step in steps and _is_for(step, person, case, answers=answers)
    ]


def _is_for(step: str, person: User, case: Escalation, *, answers: bool) -> bool:
    logged = case.logged_by_id == person.pk
    if step in _OF_WHO_LOGGED:
        return logged
    if step in _OF_BOTH:
        return logged or answers
    if step == lifecycle.REVIEW:
        return can_review(person, case)
    if logged and step in _OF_WHO_CALLS:
        return can_end(person, case)
    return answers and _is_for_leader(step, person, case)


def _is_for_leader(step: str, person: User, case: Escalation) -> bool:
    if step == lifecycle.SEE_BREAK:
        return case.wants_break
    taken = case.state == lifecycle.CLAIMED
    held = taken and case.claimed_by_id != person.pk
    if step == lifecycle.CLAIM and taken:
        # Whoever has it says that they are there.
        return not held and waits_for_manager(case) and case.due_at is not None
    return step == lifecycle.HAND_OVER or not held


def not_now(error: NotNow, person: User) -> Response:
    """The answer to a step that is not possible now: why, who has it, and what is."""
    case = error.current
    allowed = allowed_to(person, case)
    words = ", ".join(each.replace("_", " ") for each in allowed)
    after = f"Possible now: {words}." if words else "Nothing is possible for you now."
    holder = case.claimed_by if case.state == lifecycle.CLAIMED else None
    return problem(
        409,
        f"{error.message} {after}",
        state=case.state,
        has_it=None if holder is None else holder.username,
        allowed=allowed,
    )


def asked(serializer: type[serializers.Serializer[Any]], answer: Any, **more: Any) -> Any:
    """What `extend_schema` is told of a step: its body, its answer, and its 409."""
    return {
        "request": serializer,
        "responses": {200: answer, (409, "application/problem+json"): NotNowProblem},
        **more,
    }
