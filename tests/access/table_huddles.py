"""Who may do what with huddles: North's of today. All of North reads it and adds to it, those who lead it prepare it."""

from __future__ import annotations

from typing import Any

from tests.access.table import (
    API_READERS,
    IN_NORTH,
    LEAD_NORTH,
    ONLY_SEND,
    PEOPLE,
    TOKENS,
    Row,
    button,
    page,
    roles,
)
from tests.access.world import World

AGENT = roles("agent")
NORTH = "?team=north"


def day(world: World) -> dict[str, Any]:
    return {"day": str(world.huddle.day)}


def entry(world: World) -> dict[str, Any]:
    return {"day": str(world.huddle.day), "pk": world.huddle_entry.pk}


def huddle(world: World) -> dict[str, Any]:
    return {"pk": world.huddle.pk}


def of_leaders(**body: Any) -> Row:
    """Those who lead North; its agents see the huddle, and may not do that."""
    return Row(
        day,
        get=LEAD_NORTH,
        post=LEAD_NORTH,
        forbidden={"GET": AGENT, "POST": AGENT},
        body=body,
        query=NORTH,
    )


def _step(**body: Any) -> Row:
    return Row(
        huddle,
        post=LEAD_NORTH,
        forbidden={"POST": AGENT | TOKENS},
        body=body,
        reached={"POST": {200}},
    )


HUDDLES: dict[str, Row] = {
    # Everybody with a team has a huddle of their own to be led to.
    "teams:huddle": page(PEOPLE - roles("administrator"), reached={"GET": {302}}),
    "teams:huddle_day": page(IN_NORTH, day, query=NORTH),
    "teams:huddle_prepare": of_leaders(ready="yes"),
    "teams:huddle_run": page(IN_NORTH, day, query=NORTH),
    "teams:huddle_catch": button(IN_NORTH, day, query=NORTH, body={"words": "Ring them"}),
    "teams:huddle_record": of_leaders(call_to_action="Ring back before noon."),
    "teams:huddle_react": button(IN_NORTH, day, query=NORTH, body={"to": "yes"}),
    "teams:huddle_add": button(IN_NORTH, day, query=NORTH, body={"words": "Yes."}),
    "teams:huddle_entry": button(IN_NORTH, entry, query=NORTH, body={"do": "done"}),
    # The same through the API. Tokens of the table only send figures, or only read.
    "api:huddle-list": Row(
        get=API_READERS,
        post=PEOPLE - AGENT,
        forbidden={**ONLY_SEND, "POST": AGENT | TOKENS},
        body={"team": "north", "day": "2026-11-20"},
    ),
    "api:huddle-detail": Row(huddle, get=IN_NORTH | roles("reader"), forbidden=ONLY_SEND),
    "api:huddle-ready": _step(),
    "api:huddle-record": _step(here=["jin"], call_to_action="Ring back."),
}
