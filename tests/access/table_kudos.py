"""Who may do what with a thanks, and with the strengths. Part of the table."""

from __future__ import annotations

from typing import Any

from tests.access.table import (
    AGENT,
    API_READERS,
    IN_NORTH,
    MANAGER,
    MANAGERS,
    ONLY_SEND,
    PEOPLE,
    TOKENS,
    Row,
    Where,
    button,
    form,
    page,
    roles,
)
from tests.access.world import World

AUTHOR = roles("supervisor")
THANKED = AGENT
READS = MANAGER
"""Is of the team, and neither of the two. Administrators read what is for everyone, and this is not."""
WORDS = {"words": "On Monday you rang the depot."}


def of(name: str) -> Where:
    """A thanks of the world."""
    return lambda world: {"pk": getattr(world.thanks, name).pk}


GIVEN, PRIVATE = of("given"), of("private")


def strength(world: World) -> dict[str, Any]:
    return {"pk": world.thanks.strength.pk}


def answer(world: World) -> dict[str, Any]:
    """An answer beneath a thanks."""
    return {"pk": world.thanks.given.pk, "reply": world.thanks.reply.pk}


def _step(who: frozenset[str], at: Where = GIVEN, **more: Any) -> Row:
    """A step of the API; tokens without the scope, and whoever only reads it, are refused."""
    return Row(at, post=who, forbidden={"POST": (IN_NORTH - who) | TOKENS}, **more)


KUDOS: dict[str, Row] = {
    "feedback:kudos": page(PEOPLE),
    "feedback:kudos_new": form(PEOPLE, body={"who": "dele", "do": "share", **WORDS}),
    "feedback:kudos_lines": button(PEOPLE, body=WORDS, reached={"POST": {200}}),
    "feedback:kudos_people": page(PEOPLE, query="?who=de"),
    "feedback:kudos_item": page(IN_NORTH, GIVEN),
    "feedback:kudos_edit": form(
        AUTHOR,
        GIVEN,
        forbidden={"GET": THANKED | READS, "POST": THANKED | READS},
        body=WORDS,
    ),
    "feedback:kudos_back": button(AUTHOR, GIVEN, forbidden={"POST": THANKED | READS}),
    # Neither the author nor who is thanked says that they saw it too.
    "feedback:kudos_saw": button(READS, GIVEN, forbidden={"POST": AUTHOR | THANKED}),
    # Nobody but the two reads a private one: no manager, no administrator.
    "feedback:kudos_reply": button(AUTHOR | THANKED, PRIVATE, body=WORDS),
    # Jin wrote it, and is thanked.
    "feedback:kudos_reply_step": button(
        THANKED, answer, body={"do": "back"}, forbidden={"POST": AUTHOR | READS}
    ),
    "feedback:kudos_hide": button(THANKED, GIVEN, forbidden={"POST": AUTHOR | READS}),
    # What is for somebody else stays as it is.
    "feedback:kudos_read_these": button(PEOPLE, body={"kudos": ["1"]}),
    "feedback:kudos_read": button(THANKED, GIVEN, forbidden={"POST": AUTHOR | READS}),
    "feedback:strengths": page(MANAGERS),
    "feedback:strength_new": form(MANAGERS, body={"name": "Asked first"}),
    "feedback:strength_edit": form(MANAGERS, strength, body={"name": "Asked first"}),
    "feedback:strength_away": button(MANAGERS, strength),
    "feedback:strength_move": button(MANAGERS, strength, body={"do": "up"}),
    "api:kudos-list": Row(
        get=API_READERS,
        post=PEOPLE,
        forbidden={**ONLY_SEND, "POST": TOKENS},
        body={"to": ["dele"], "moment": "On Monday", "act": "You rang the depot"},
    ),
    "api:kudos-detail": Row(
        GIVEN,
        get=IN_NORTH | roles("reader"),
        patch=AUTHOR,
        forbidden={**ONLY_SEND, "PATCH": THANKED | READS | TOKENS},
        body=WORDS,
    ),
    "api:kudos-take-back": _step(AUTHOR, reached={"POST": {204}}),
    "api:kudos-saw": _step(READS),
    "api:kudos-unsaw": _step(IN_NORTH),
    "api:kudos-reply": Row(PRIVATE, post=AUTHOR | THANKED, forbidden={"POST": TOKENS}, body=WORDS),
    "api:kudos-reply-take-back": _step(THANKED, answer),
    "api:kudos-reply-hide": _step(THANKED, answer),
    "api:kudos-reply-show": _step(THANKED, answer),
    "api:kudos-hide": _step(THANKED),
    "api:kudos-show": _step(THANKED),
}
