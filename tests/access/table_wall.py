"""Who may do what with who has been thanked, and with customers' words. Part of the table."""

from __future__ import annotations

from typing import Any

from tests.access.table import (
    AGENT,
    API_READERS,
    IN_NORTH,
    LEAD_NORTH,
    LEADERS,
    ONLY_SEND,
    PEOPLE,
    TOKENS,
    Row,
    Where,
    button,
    form,
    page,
    person,
    roles,
)
from tests.access.world import World

IN_A_TEAM = roles("agent stranger supervisor other_supervisor manager")
READER = roles("reader")
SAID = {
    "words": "You rang me back within the hour.", "channel": "letter", "said_on": "2026-11-19",
}  # fmt: skip


def of(name: str) -> Where:
    """A customer's words in the world."""
    return lambda world: {"pk": getattr(world.praised, name).pk}


FOR_JIN, TAKEN_OUT = of("for_jin"), of("taken_out")


def _step(who: frozenset[str], **more: Any) -> Row:
    return Row(FOR_JIN, post=who, forbidden={"POST": (IN_NORTH - who) | TOKENS}, **more)


def covered(world: World) -> dict[str, Any]:
    """Somebody of North whom its leaders could thank."""
    return person(world)


WALL: dict[str, Row] = {
    "feedback:coverage": page(LEADERS),
    "feedback:snooze": form(
        LEAD_NORTH, covered, body={"until": "2026-12-04", "reason": "On leave."}
    ),
    "feedback:wake": button(LEAD_NORTH, covered),
    "feedback:praise": page(PEOPLE),
    "feedback:praise_new": form(IN_A_TEAM, body=SAID),
    "feedback:praise_import": form(IN_A_TEAM, reached={"POST": {200}}),
    "feedback:praise_item": page(IN_NORTH, FOR_JIN),
    "feedback:praise_for": form(IN_NORTH, FOR_JIN, reached={"POST": {200, 302}}),
    # Jin is told by others.
    "feedback:praise_tell": button(IN_NORTH, FOR_JIN, reached={"POST": {302, 400}}),
    # Marcus wrote it down; Jin reads it.
    "feedback:praise_withdraw": button(LEAD_NORTH, FOR_JIN, forbidden={"POST": AGENT}),
    "feedback:praise_back": button(LEAD_NORTH, TAKEN_OUT),
    "api:praise-list": Row(
        get=API_READERS,
        post=IN_A_TEAM,
        forbidden={**ONLY_SEND, "POST": TOKENS | roles("administrator")},
        body=SAID,
    ),
    "api:praise-detail": Row(FOR_JIN, get=IN_NORTH | READER, forbidden=ONLY_SEND),
    "api:praise-tell": _step(IN_NORTH, reached={"POST": {200, 400}}),
    "api:praise-for-whom": _step(IN_NORTH, body={"people": ["jin"]}),
    "api:praise-bring-back": _step(LEAD_NORTH),
    "api:praise-withdraw": _step(LEAD_NORTH, reached={"POST": {204}}),
}
