"""Who may do what through the API of what is learned, of authority, duty and reports. Part of the table."""

from __future__ import annotations

from typing import Any

from tests.access import cases_api, learning
from tests.access.table import (
    ADMINISTRATOR,
    AGENT,
    API_READERS,
    IN_NORTH,
    LEAD_NORTH,
    LEADERS,
    MANAGERS,
    ONLY_SEND,
    PEOPLE,
    TOKENS,
    Roles,
    Row,
    Where,
    north,
    roles,
)
from tests.access.world import World

READER = roles("reader")
NEVER = roles("")


def _read(who: Roles, at: Where, forbidden: Roles = NEVER) -> Row:
    return Row(at, get=who | READER, forbidden={"GET": forbidden | ONLY_SEND["GET"]})


def _done(who: Roles, at: Where, forbidden: Roles = NEVER, **body: Any) -> Row:
    return Row(at, post=who, forbidden={"POST": forbidden | TOKENS}, body=body)


def _learned(**body: Any) -> Row:
    """A leader's, about a case that was looked back on."""
    return _done(LEAD_NORTH, learning.case, AGENT, **body)


def proposal(world: World) -> dict[str, Any]:
    return {"pk": world.book.proposal.pk}


def limit(world: World) -> dict[str, Any]:
    return {"pk": world.book.limit.pk}


LISTS = {"get": API_READERS, "forbidden": ONLY_SEND}
NOT_MANAGERS = PEOPLE - MANAGERS
DUE = "2026-12-01"

API: dict[str, Row] = {
    "api:escalation-later": _done(AGENT, cases_api.case, LEAD_NORTH),
    "api:escalation-fill-in": _done(AGENT, cases_api.case, LEAD_NORTH, said="More."),
    "api:escalation-undo": _done(LEAD_NORTH, cases_api.case, AGENT, version=1),
    "api:escalation-amends-drop": _done(IN_NORTH, cases_api.case, request=1),
    "api:escalation-amends-back": _done(LEAD_NORTH, cases_api.case, AGENT, entry=1, reason="A"),
    "api:escalation-fix-cause": _learned(text="Ring them", owner="marcus", due_on=DUE),
    "api:escalation-ask-training": _learned(person="jin", text="Rebook", due_on=DUE),
    "api:escalation-raise-limit": _learned(limit=1, level=1, amount="50", reason="So."),
    "api:escalation-write-protocol": _learned(title="A third miss", change="All of it"),
    "api:escalation-training-case": Row(
        learning.case,
        get=LEAD_NORTH | READER,
        post=LEAD_NORTH,
        forbidden={"GET": AGENT | ONLY_SEND["GET"], "POST": AGENT | TOKENS},
        body={"title": "A miss", "story": "It did not come.", "question": "And?", "answer": "Yes"},
    ),
    "api:escalation-views": Row(
        learning.case,
        get=IN_NORTH | READER,
        post=IN_NORTH,
        forbidden={**ONLY_SEND, "POST": TOKENS},
        body={"customer_wants": "It", "agent_can": "That", "company_offers": "This"},
    ),
    "api:remedy-list": Row(**LISTS),
    "api:remedy-detail": _read(LEAD_NORTH, learning.remedy),
    "api:remedy-done": _done(LEAD_NORTH, learning.remedy),
    "api:remedy-drop": _done(LEAD_NORTH, learning.remedy, why="No need."),
    "api:training-case-list": Row(**LISTS),
    "api:training-case-detail": _read(PEOPLE, learning.training),
    "api:training-case-away": Row(
        learning.training,
        post=LEAD_NORTH,
        forbidden={"POST": PEOPLE - LEAD_NORTH | TOKENS},
        reached={"POST": {204}},
    ),
    "api:conflict-list": Row(
        get=API_READERS,
        post=PEOPLE,
        forbidden={**ONLY_SEND, "POST": TOKENS},
        body={"protocols": ["late-delivery", "broken-on-arrival"], "text": "Yes, and no."},
    ),
    "api:conflict-detail": _read(IN_NORTH, learning.conflict),
    "api:conflict-settle": _done(LEAD_NORTH, learning.conflict, AGENT, settled="The first."),
    "api:conflict-candidates": Row(**LISTS),
    "api:cause-list": Row(get=LEADERS | READER, forbidden=ONLY_SEND),
    "api:duty-list": Row(**LISTS),
    "api:duty-detail": _read(IN_NORTH | ADMINISTRATOR, north),
    "api:limit-propose": _done(
        LEADERS, limit, PEOPLE - LEADERS, level=1, amount="40", reason="So."
    ),
    "api:limit-proposal-list": Row(get=LEADERS | READER, forbidden=ONLY_SEND),
    "api:limit-proposal-detail": _read(LEADERS, proposal),
    "api:limit-proposal-answer": _done(MANAGERS, proposal, LEADERS - MANAGERS, agree=True),
    "api:level-list": Row(
        get=API_READERS,
        # To whoever leads South, Jin is not there: 400.
        post=LEAD_NORTH | roles("other_supervisor"),
        forbidden={**ONLY_SEND, "POST": roles("agent stranger administrator") | TOKENS},
        body={
            "person": "jin", "category": "delivery", "level": 1, "because": "training",
            "reason": "Passed.",
        },
    ),
    "api:protocol-confirmations": _read(MANAGERS, cases_api.protocol, NOT_MANAGERS),
    "api:protocol-remind": _done(MANAGERS, cases_api.protocol, NOT_MANAGERS),
    "api:protocol-ask": _done(PEOPLE, cases_api.protocol, text="Every time?"),
    "api:report": Row(get=LEADERS | READER, forbidden=ONLY_SEND),
    # The cases behind the sums are for who leads a team.
    "api:report-rows": Row(get=LEADERS - ADMINISTRATOR | READER, forbidden=ONLY_SEND),
}  # fmt: skip
