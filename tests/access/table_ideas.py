"""Who may do what with ideas: North's, of Jin. Whoever is in North reads it, those who lead North answer it."""

from __future__ import annotations

from typing import Any

from tests.access.table import (
    API_READERS,
    IN_NORTH,
    LEAD_NORTH,
    ONLY_SEND,
    PEOPLE,
    TOKENS,
    Roles,
    Row,
    button,
    form,
    page,
    roles,
)
from tests.access.world import World

AGENT = roles("agent")
NOT_JIN = IN_NORTH - AGENT
REASON = {"reason": "It saves a call."}
DO = {**REASON, "do_by": "2026-12-18"}


def idea(world: World) -> dict[str, Any]:
    return {"pk": world.idea.pk}


def agreed(world: World) -> dict[str, Any]:
    return {"pk": world.agreed_idea.pk}


def taken_back(world: World) -> dict[str, Any]:
    return {"pk": world.taken_back_idea.pk}


def answer(at: Any = idea, **body: Any) -> Row:
    """Those who lead North; Jin, whose idea it is, does not."""
    return form(LEAD_NORTH, at, forbidden={"GET": AGENT, "POST": AGENT}, body=body)


def _step(who: Roles, at: Any = idea, **body: Any) -> Row:
    """A step through the API, of some of those who read it."""
    return Row(
        at,
        post=who,
        forbidden={"POST": (IN_NORTH - who) | TOKENS},
        body=body,
        reached={"POST": {200, 204}},
    )


IDEAS: dict[str, Row] = {
    "feedback:ideas": page(PEOPLE),
    "feedback:idea_new": form(PEOPLE, body={"title": "Ring first", "team": ""}),
    "feedback:idea": page(IN_NORTH, idea),
    "feedback:idea_edit": form(
        AGENT, idea, forbidden={"GET": NOT_JIN, "POST": NOT_JIN}, body={"title": "Ring them"}
    ),
    "feedback:idea_withdraw": button(AGENT, idea, forbidden={"POST": NOT_JIN}),
    "feedback:idea_put_back": button(AGENT, taken_back),
    "feedback:idea_back": button(NOT_JIN, idea, forbidden={"POST": AGENT}, body={"to": "yes"}),
    "feedback:idea_say": button(IN_NORTH, idea, body={"words": "Yes."}, reached={"POST": {302}}),
    "feedback:idea_look": answer(words="What do they say?", answer_by="2026-12-04"),
    "feedback:idea_agree": answer(**DO),
    "feedback:idea_decline": answer(**REASON),
    "feedback:idea_done": answer(agreed, came_of_it="It rings."),
    "feedback:idea_reopen": answer(agreed, words="It is not settled."),
    # The same through the API. Tokens of the table only send figures, or only read.
    "api:idea-list": Row(
        get=API_READERS,
        post=PEOPLE,
        forbidden={**ONLY_SEND, "POST": TOKENS},
        body={"title": "Ring first"},
    ),
    "api:idea-detail": Row(
        idea,
        get=IN_NORTH | roles("reader"),
        patch=AGENT,
        forbidden={**ONLY_SEND, "PATCH": NOT_JIN | TOKENS},
        body={"title": "Ring them"},
    ),
    "api:idea-withdraw": _step(AGENT),
    "api:idea-back": _step(NOT_JIN),
    "api:idea-unback": _step(NOT_JIN),
    "api:idea-say": _step(IN_NORTH, words="Yes."),
    "api:idea-look": _step(LEAD_NORTH, words="What?", answer_by="2026-12-04"),
    "api:idea-agree": _step(LEAD_NORTH, **DO),
    "api:idea-decline": _step(LEAD_NORTH, **REASON),
    "api:idea-finish": _step(LEAD_NORTH, at=agreed, came_of_it="It rings."),
    "api:idea-reopen": _step(LEAD_NORTH, at=agreed, words="It is not settled."),
}
