"""Who may do what with a task that Marcus handed to Jin. Part of the table.

Marcus and Jin take its steps, each their own; Priya, who leads the team as well, reads it.
"""

from __future__ import annotations

from typing import Any

from tests.access.table import (
    AGENT,
    API_READERS,
    IN_NORTH,
    LEAD_NORTH,
    ONLY_SEND,
    PEOPLE,
    TOKENS,
    Roles,
    Row,
    Where,
    button,
    form,
    north,
    page,
    roles,
)

MARCUS = roles("supervisor")
TEAM_LEADERS = roles("supervisor other_supervisor manager")
READER = roles("reader")
"""A program of the manager's."""
WORDS = {"words": "Two hours without calls."}
OFFER = {"what": "Write it down", "why": "It helps.", "due_on": "2026-12-18"}


def of(name: str) -> Where:
    """One of the tasks."""
    return lambda world: {"pk": getattr(world.handed, name).pk}


def _step(who: Roles, at: str, **body: Any) -> Row:
    """A step on its page, of one of the two."""
    return button(
        who, of(at), forbidden={"POST": IN_NORTH - who}, body=body, reached={"POST": {302}}
    )


def _called(who: Roles, at: str, **body: Any) -> Row:
    """The same through the API. A token that only reads or sends may not."""
    return Row(
        of(at), post=who, forbidden={"POST": (IN_NORTH - who) | TOKENS}, body=body,
        reached={"POST": {200}},
    )  # fmt: skip


def to_jin(world: Any) -> dict[str, Any]:
    """The wish of Jin's."""
    return {"pk": world.talks.wish.pk}


DELEGATED: dict[str, Row] = {
    "feedback:strengths_matrix": page(TEAM_LEADERS),
    "feedback:team_strengths": page(IN_NORTH, north),
    "feedback:wish_share": button(
        AGENT, to_jin, forbidden={"POST": LEAD_NORTH}, body={"to": "team"}
    ),
    "feedback:tasks": page(PEOPLE),
    "feedback:task_new": form(TEAM_LEADERS, body={**OFFER, "to": ""}),
    "feedback:task": page(IN_NORTH, of("offered")),
    "feedback:task_accept": _step(AGENT, "offered", rhythm="weekly"),
    "feedback:task_ask": _step(AGENT, "offered", **WORDS),
    "feedback:task_decline": _step(AGENT, "offered", **WORDS),
    "feedback:task_check_in": _step(AGENT, "taken", going="need", **WORDS),
    "feedback:task_plan": _step(AGENT, "taken", rhythm="none"),
    "feedback:task_give_back": _step(AGENT, "taken", **WORDS),
    "feedback:task_undo": _step(AGENT, "just_taken"),
    "feedback:task_answer": _step(MARCUS, "taken", **WORDS),
    "feedback:task_close": _step(MARCUS, "reported", came_of_it="All know it."),
    "feedback:task_carry_on": _step(MARCUS, "reported", **WORDS),
    "feedback:task_revise": _step(MARCUS, "offered", **OFFER),
    "feedback:task_withdraw": _step(MARCUS, "offered", **WORDS),
    # The same through the API.
    "api:task-list": Row(
        get=API_READERS,
        # Ewa leads South, and is told to choose somebody she leads; whoever leads nobody may not at all.
        post=TEAM_LEADERS,
        forbidden={**ONLY_SEND, "POST": roles("agent stranger administrator") | TOKENS},
        body={**OFFER, "to": "jin"},
        reached={"POST": {201, 400}},
    ),
    "api:task-detail": Row(of("offered"), get=IN_NORTH | READER, forbidden=ONLY_SEND),
    "api:task-accept": _called(AGENT, "offered", rhythm="weekly"),
    "api:task-ask": _called(AGENT, "offered", **WORDS),
    "api:task-decline": _called(AGENT, "offered", **WORDS),
    "api:task-check-in": _called(AGENT, "taken", going="need", **WORDS),
    "api:task-plan": _called(AGENT, "taken", rhythm="none"),
    "api:task-give-back": _called(AGENT, "taken", **WORDS),
    "api:task-undo": _called(AGENT, "just_taken"),
    "api:task-answer": _called(MARCUS, "taken", **WORDS),
    "api:task-close": _called(MARCUS, "reported", came_of_it="All know it."),
    "api:task-carry-on": _called(MARCUS, "reported", **WORDS),
    "api:task-revise": _called(MARCUS, "offered", **OFFER),
    "api:task-withdraw": _called(MARCUS, "offered", **WORDS),
}
