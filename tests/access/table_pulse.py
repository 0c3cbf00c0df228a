"""Who may do what with the question of the week. Part of the table."""

from __future__ import annotations

from typing import Any

from tests.access.table import (
    ADMINISTRATOR,
    API_READERS,
    LEAD_NORTH,
    LEADERS,
    MANAGERS,
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

ASKED = roles("agent stranger supervisor other_supervisor manager")


def over(world: World) -> dict[str, Any]:
    """The week that is told."""
    return {"week": world.pulse.over.week.isoformat()}


def question(world: World) -> dict[str, Any]:
    return {"pk": world.pulse.question.pk}


def action(world: World) -> dict[str, Any]:
    return {"pk": world.pulse.action.pk}


QUESTION = {"words": "Do you laugh here?", "low": "Never", "high": "Daily"}
ACT = {"team": "", "words": "We meet on Tuesday."}
ANSWER = {"week": "2026-11-16", "score": 3}

PULSE: dict[str, Row] = {
    "feedback:pulse": page(PEOPLE),
    "feedback:pulse_how": page(PEOPLE),
    "feedback:pulse_round": page(PEOPLE, over),
    "feedback:pulse_answer": form(ASKED, body={**ANSWER, "words": "Now and then."}),
    "feedback:team_health": page(LEADERS),
    "feedback:pulse_act": form(LEADERS, over, body=ACT),
    "feedback:pulse_done": button(
        LEAD_NORTH | ADMINISTRATOR,
        action,
        forbidden={"POST": roles("other_supervisor")},
    ),
    "feedback:pulse_questions": page(MANAGERS),
    "feedback:pulse_question_new": form(MANAGERS, body=QUESTION),
    "feedback:pulse_question": form(MANAGERS, question, body=QUESTION),
    "feedback:pulse_question_away": button(MANAGERS, question),
    "feedback:pulse_question_move": button(MANAGERS, question),
    "api:pulse": Row(get=API_READERS, forbidden=ONLY_SEND),
    "api:pulse-answer": Row(post=ASKED, forbidden={"POST": TOKENS}, body=ANSWER),
    "api:pulse-result-list": Row(get=API_READERS, forbidden=ONLY_SEND),
    "api:pulse-result-detail": Row(over, get=API_READERS, forbidden=ONLY_SEND),
    "api:pulse-result-act": Row(
        over,
        post=LEADERS,
        forbidden={"POST": (PEOPLE - LEADERS) | TOKENS},
        body={"words": "We meet on Tuesday.", "team": None},
        reached={"POST": {200, 400}},
    ),
}
