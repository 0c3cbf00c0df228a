"""Who may do what with notes, difficult talks and what is released. Part of the table.

Marcus (supervisor) wrote about Jin (agent). Nobody else is of any account: neither the manager nor an administrator.
"""

from __future__ import annotations

from typing import Any

from tests.access.table import (
    AGENT,
    API_READERS,
    LEAD_NORTH,
    LEADERS,
    MANAGER,
    ONLY_SEND,
    PEOPLE,
    TOKENS,
    Roles,
    Row,
    Where,
    button,
    form,
    page,
    roles,
)
from tests.access.world import ABSENT, World

MARCUS = roles("supervisor")
TWO = MARCUS | AGENT
ELSE = LEADERS - LEAD_NORTH
READ = {"GET": AGENT, "POST": AGENT}
"""Jin reads what is shared and changes nothing of it."""


def of(name: str) -> Where:
    """A note, talk or release of the world."""
    return lambda world: {"pk": getattr(world.notes, name).pk}


def jin(world: World) -> dict[str, Any]:
    return {"pk": world.people["agent"].pk}


def step(world: World) -> dict[str, Any]:
    return {"pk": world.notes.talk.pk, "step": world.notes.step.pk}


def _done(who: Roles, name: str, **body: Any) -> Row:
    return Row(of(name), post=who, forbidden={"POST": AGENT | TOKENS}, body=body)


WORDS = {"situation": "Thursday", "readers": "me", "tone": ""}
TALK = {"about": "Late", "expectation": "In time"}
NOT_THEIR_LEADER = {"GET": ELSE, "POST": ELSE}
"""A leader of others is told whose such notes are."""

NOTES: dict[str, Row] = {
    # Jin is led to what is shared with them.
    "feedback:notes": page(
        LEAD_NORTH | AGENT, jin, forbidden={"GET": ELSE}, reached={"GET": {200, 302}}
    ),
    "feedback:note_new": form(LEAD_NORTH, jin, body=WORDS, forbidden=NOT_THEIR_LEADER),
    "feedback:note": page(TWO, of("shared")),
    "feedback:note_edit": form(MARCUS, of("shared"), body=WORDS, forbidden=READ),
    "feedback:note_share": button(MARCUS, of("private")),
    "feedback:note_follow_up": form(
        MARCUS, of("shared"), body={"came_of_it": "It did."}, forbidden=READ
    ),
    "feedback:note_delete": form(MARCUS, of("shared"), forbidden=READ),
    "feedback:note_release": form(TWO, of("shared")),
    "feedback:talk_new": form(LEAD_NORTH, jin, body=TALK, forbidden=NOT_THEIR_LEADER),
    "feedback:talk": page(TWO, of("talk")),
    "feedback:talk_edit": form(MARCUS, of("talk"), body=TALK, forbidden=READ),
    "feedback:talk_share": button(MARCUS, of("fresh")),
    "feedback:talk_own_words": button(
        MARCUS,
        of("talk"),
        body={"own_words": "Be calm."},
        forbidden={"POST": AGENT},
        reached={"POST": {200, 302}},
    ),
    "feedback:talk_step_add": button(
        MARCUS,
        of("talk"),
        body={"words": "Ring first"},
        forbidden={"POST": AGENT},
        reached={"POST": {200, 302}},
    ),
    "feedback:talk_step_done": button(TWO, step),
    "feedback:talk_step_drop": button(MARCUS, step, forbidden={"POST": AGENT}),
    # The same as done: what is open already stays so.
    "feedback:talk_step_again": button(TWO, step),
    "feedback:talk_close": button(
        MARCUS,
        of("talk"),
        body={"outcome": "better", "outcome_words": "Much."},
        forbidden={"POST": AGENT},
        reached={"POST": {200, 302}},
    ),
    "feedback:talk_delete": form(MARCUS, of("fresh")),
    "feedback:talk_release": form(TWO, of("talk")),
    # Given by Marcus; Jin and Priya see that it is there.
    "feedback:release_end": button(MARCUS, of("release"), forbidden={"POST": AGENT | MANAGER}),
    "feedback:shared_notes": page(PEOPLE),
    "feedback:balance": page(LEADERS),
    "feedback:released": page(PEOPLE),
    "feedback:released_item": page(MANAGER, of("release")),
    "feedback:released_open": button(MANAGER, of("release")),
    # The same through the API; whoever was let in reads on their page alone.
    "api:note-list": Row(
        get=API_READERS,
        post=PEOPLE,
        forbidden={**ONLY_SEND, "POST": TOKENS},
        body={"person": "jin", "situation": "Friday"},
    ),
    "api:note-detail": Row(
        of("shared"),
        get=TWO,
        patch=MARCUS,
        body={"tone": "praise"},
        forbidden={**ONLY_SEND, "PATCH": AGENT | TOKENS},
    ),
    "api:note-share": _done(MARCUS, "shared"),
    "api:note-follow-up": _done(MARCUS, "shared", came_of_it="It did."),
    "api:note-delete": Row(
        of("shared"),
        post=MARCUS,
        forbidden={"POST": AGENT | TOKENS},
        reached={"POST": {204}},
    ),
    "api:talk-delete": Row(
        of("fresh"), post=MARCUS, forbidden={"POST": TOKENS}, reached={"POST": {204}}
    ),
    "api:talk-list": Row(
        get=API_READERS,
        post=PEOPLE,
        forbidden={**ONLY_SEND, "POST": TOKENS},
        body={"person": "jin", "about": "Late", "expectation": "In time"},
    ),
    "api:talk-detail": Row(of("talk"), get=TWO, forbidden=ONLY_SEND),
    "api:talk-share": _done(MARCUS, "talk"),
    "api:talk-own-words": _done(MARCUS, "talk", own_words="Be calm."),
    "api:talk-steps": _done(MARCUS, "talk", owner="jin", words="Ring first"),
    "api:talk-end-step": Row(
        of("talk"),
        post=TWO,
        forbidden={"POST": TOKENS},
        body={"step": ABSENT, "done": True},
        reached={"POST": {404}},
    ),
    "api:talk-close": _done(MARCUS, "talk", outcome="better", outcome_words="Much."),
}
