"""Who may do what with learning: a path of North, which Jin is on and those who lead North look after."""

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
    button,
    form,
    page,
    roles,
)
from tests.access.world import World

READ = IN_NORTH | roles("administrator")
"""Whoever may read a path of North."""
LEAD = LEAD_NORTH | roles("administrator")
"""Whoever may change it, and follows how Jin is getting on."""
WORDS = {"name": "Calm calls", "why": "Stay calm.", "kind": "need"}


def path(world: World) -> dict[str, Any]:
    return {"pk": world.trained.path.pk}


def step(world: World) -> dict[str, Any]:
    return {"pk": world.trained.path.pk, "step": world.trained.step.pk}


def given(world: World) -> dict[str, Any]:
    return {"pk": world.trained.given.pk}


def pairing(world: World) -> dict[str, Any]:
    return {"pk": world.trained.pairing.pk}


def wish(world: World) -> dict[str, Any]:
    return {"pk": world.trained.wish.pk}


TRAINING: dict[str, Row] = {
    "teams:learning": page(PEOPLE),
    "teams:learning_ask": button(PEOPLE, body={"words": "Chat"}),
    "teams:learning_pair_answer": button(AGENT, pairing, body={"answer": "yes"}),
    "teams:learning_path": page(READ, path),
    "teams:learning_start": button(READ, path),
    "teams:learning_done": button(READ, step),
    # Whoever leads makes and gives paths; which ones and to whom, the querysets say.
    "teams:learning_new": form(LEADERS, body={**WORDS, "name": "Another", "team": "north"}),
    "teams:learning_team": page(LEADERS),
    "teams:learning_give": form(LEADERS),
    "teams:learning_ready": button(LEAD, given),
    "teams:learning_back": form(LEAD, given, body={"why": "It is not for you."}),
    "teams:learning_pair_withdraw": button(LEAD, pairing),
    "teams:learning_pair": form(LEAD, given),
    "teams:learning_wish": form(LEAD, wish, body={"answer": "Yes."}),
    "teams:learning_edit": form(LEAD, path, body=WORDS),
    "teams:learning_away": button(LEAD, path),
    "teams:learning_step_new": form(LEAD, path, body={"title": "Read", "due_days": "3"}),
    "teams:learning_step": form(LEAD, step, body={"title": "Listen in", "due_days": "3"}),
    "teams:learning_step_move": button(LEAD, step, body={"to": "down"}),
    "teams:learning_step_remove": button(LEAD, step),
    # The same through the API. Tokens of the table only send figures, or only read.
    "api:learning-path-list": Row(
        get=API_READERS,
        post=LEADERS,
        forbidden={**ONLY_SEND, "POST": TOKENS | roles("agent stranger")},
        body={**WORDS, "name": "Another"},
    ),
    "api:learning-path-detail": Row(path, get=READ | roles("reader"), forbidden=ONLY_SEND),
    "api:learning-path-start": Row(path, post=READ, forbidden={"POST": TOKENS}),
    "api:learning-path-done": Row(path, post=READ, forbidden={"POST": TOKENS}),
    "api:learning-path-undo": Row(path, post=READ, forbidden={"POST": TOKENS}),
    "api:learning-path-give": Row(
        path, post=LEAD, forbidden={"POST": TOKENS | AGENT}, body={"people": ["jin"]}
    ),
    "api:learning-given-list": Row(get=API_READERS, forbidden=ONLY_SEND),
    "api:learning-given-detail": Row(given, get=READ | roles("reader"), forbidden=ONLY_SEND),
    "api:learning-given-ready": Row(given, post=LEAD, forbidden={"POST": TOKENS | AGENT}),
    "api:learning-given-take-back": Row(
        given,
        post=LEAD,
        forbidden={"POST": TOKENS | AGENT},
        reached={"POST": {204}},
        body={"why": "It is not for you."},
    ),
    "api:learning-given-pair": Row(
        given, post=LEAD, forbidden={"POST": TOKENS | AGENT}, body={"colleague": "dele"}
    ),
}
