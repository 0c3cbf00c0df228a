"""Who may do what with decisions: one of North's. Its people read it, its leaders write; an administrator, who is in
no team, writes what is for everybody, and knows nothing of North's.
"""

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
    form,
    page,
    roles,
)
from tests.access.world import World

SAYS = {"what": "Another", "how": "agreed", "why": "So.", "decided_on": "2026-11-20"}
SEEN_ONLY = {"GET": AGENT, "POST": AGENT}
CORRECTED = {**SAYS, "because": "We voted."}


def decision(world: World) -> dict[str, Any]:
    return {"pk": world.decision.pk}


DECISIONS: dict[str, Row] = {
    "teams:decisions": page(PEOPLE),
    "teams:decision": page(IN_NORTH, decision),
    # Whoever leads writes; for whom, the form's choices say.
    "teams:decision_new": form(LEADERS, body=SAYS),
    "teams:decision_correct": form(LEAD_NORTH, decision, forbidden=SEEN_ONLY, body=CORRECTED),
    "teams:decision_stands": form(
        LEAD_NORTH, decision, forbidden=SEEN_ONLY, body={"words": "Six a week."}
    ),
    "teams:decision_end": form(LEAD_NORTH, decision, forbidden=SEEN_ONLY, body={"words": "Over."}),
    "teams:decision_back": form(LEAD_NORTH, decision, forbidden=SEEN_ONLY, body={"words": "So."}),
    "api:decision-list": Row(
        get=API_READERS,
        post=LEADERS,
        forbidden={**ONLY_SEND, "POST": TOKENS | roles("agent stranger")},
        body={**SAYS, "team": None},
        # Supervisors lead a team, but do not write for everybody.
        reached={"POST": {201, 403}},
    ),
    "api:decision-detail": Row(decision, get=IN_NORTH | roles("reader"), forbidden=ONLY_SEND),
    "api:decision-correct": Row(
        decision, post=LEAD_NORTH, forbidden={"POST": TOKENS | AGENT}, body=CORRECTED,
        reached={"POST": {200}},
    ),
    "api:decision-stands": Row(
        decision, post=LEAD_NORTH, forbidden={"POST": TOKENS | AGENT}, body={"words": "So."},
        reached={"POST": {200}},
    ),
    "api:decision-end": Row(
        decision, post=LEAD_NORTH, forbidden={"POST": TOKENS | AGENT}, body={"words": "Over."},
        reached={"POST": {200}},
    ),
    "api:decision-back": Row(
        decision, post=LEAD_NORTH, forbidden={"POST": TOKENS | AGENT}, body={"words": "So."},
        reached={"POST": {400}},
    ),
}  # fmt: skip
