"""Who may do what with growing as a leader, requests to read or attend something, and titles.

Jin (agent) lets Priya (manager) see how he grows: not Marcus, who leads him too, and no administrator.
"""

from __future__ import annotations

from typing import Any

from tests.access.table import (
    ADMINISTRATOR,
    AGENT,
    API_READERS,
    IN_NORTH,
    LEAD_NORTH,
    MANAGER,
    MANAGERS,
    ONLY_SEND,
    PEOPLE,
    TOKENS,
    Row,
    button,
    form,
    page,
    person,
    roles,
)
from tests.access.world import World


def skill(world: World) -> dict[str, Any]:
    return {"pk": world.grown.skill.pk}


def focus(world: World) -> dict[str, Any]:
    return {"pk": world.grown.focus.pk}


def seen(world: World) -> dict[str, Any]:
    return {**person(world), "skill": world.grown.skill.pk}


def waits(world: World) -> dict[str, Any]:
    return {"pk": world.grown.asked.pk}


def agreed(world: World) -> dict[str, Any]:
    return {"pk": world.grown.agreed.pk}


PLACED = {"level": "2", "words": "So.", "example": "That."}
LEVELS = {f"level_{n}": f"Level {n}." for n in (1, 2, 3, 4)}
WISH = {"kind": "read", "what": "That", "why": "So."}
NOT_THEIRS = {"POST": LEAD_NORTH}
NOT_BY_PROGRAM = {"POST": LEAD_NORTH | TOKENS}

GROWTH: dict[str, Row] = {
    # One's own: whoever wants to lead one day begins before they do.
    "teams:growth": page(PEOPLE),
    "teams:growth_share": form(PEOPLE, body={}),
    "teams:growth_skill": form(PEOPLE, skill, body=PLACED),
    "teams:focus_new": Row(get=PEOPLE, post=PEOPLE, reached={"GET": {200, 302}}),
    "teams:focus": form(AGENT, focus, body={"words": "It goes."}),
    "teams:focus_close": form(AGENT, focus, body={"came_of_it": "Much."}),
    # What Jin shares with Priya.
    "teams:growth_of": page(MANAGER, person),
    "teams:growth_view": form(MANAGER, seen, body=PLACED),
    # To read or attend.
    "teams:studies": page(PEOPLE),
    "teams:study_new": form(PEOPLE, body=WISH),
    "teams:study": page(IN_NORTH, waits),
    "teams:study_answer": button(
        LEAD_NORTH, waits, forbidden={"POST": AGENT}, body={"answer": "yes"}
    ),
    "teams:study_done": button(AGENT, agreed, forbidden=NOT_THEIRS, body={"took": "Much."}),
    "teams:study_take_back": button(AGENT, waits, forbidden=NOT_THEIRS),
    "teams:study_recommend": button(AGENT, agreed, forbidden=NOT_THEIRS, body={"do": "share"}),
    "teams:recommended": page(PEOPLE),
    "api:study-list": Row(
        get=API_READERS, post=PEOPLE, forbidden={**ONLY_SEND, "POST": TOKENS}, body=WISH
    ),
    "api:study-recommended": Row(get=API_READERS, forbidden=ONLY_SEND),
    "api:study-detail": Row(waits, get=IN_NORTH | roles("reader"), forbidden=ONLY_SEND),
    "api:study-answer": Row(
        waits, post=LEAD_NORTH, forbidden={"POST": AGENT | TOKENS}, body={"answer": "yes"}
    ),
    "api:study-done": Row(agreed, post=AGENT, forbidden=NOT_BY_PROGRAM, body={"took": "Much."}),
    "api:study-withdraw": Row(waits, post=AGENT, forbidden=NOT_BY_PROGRAM),
    # It is not done yet.
    "api:study-recommend": Row(
        agreed, post=AGENT, forbidden=NOT_BY_PROGRAM, body={"share": True}, reached={"POST": {400}}
    ),
    # Settings.
    "teams:leader_skills": page(ADMINISTRATOR),
    "teams:leader_skill_new": form(ADMINISTRATOR, body={"name": "Listening", **LEVELS}),
    "teams:leader_skill": form(ADMINISTRATOR, skill, body={"name": "Listening", **LEVELS}),
    "teams:leader_skill_away": button(ADMINISTRATOR, skill),
    "teams:leader_skill_move": button(ADMINISTRATOR, skill, body={"do": "down"}),
    "teams:person_title": form(MANAGERS, person, body={"title": "Floor lead"}),
}
