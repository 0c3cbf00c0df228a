"""Who may do what with who stays and who left. Part of the table."""

from __future__ import annotations

from typing import Any

from tests.access.table import LEADERS, MANAGERS, ONLY_SEND, TOKENS, Row, form, page, roles
from tests.access.world import World

READER = roles("reader")
"""A program of the manager's."""
WHY = {"theme": "hours", "words": "Nights, with a small child."}


def left(world: World) -> dict[str, Any]:
    """Lena, who left North."""
    return {"pk": world.people["deactivated"].pk}


STAYING: dict[str, Row] = {
    "feedback:staying": page(LEADERS),
    "feedback:staying_csv": page(LEADERS),
    "feedback:here": page(LEADERS),
    "feedback:left": page(MANAGERS),
    "feedback:left_csv": page(MANAGERS),
    "feedback:leaving": form(MANAGERS, left, body=WHY),
    "api:staying": Row(get=LEADERS | READER, forbidden=ONLY_SEND),
    "api:left": Row(get=MANAGERS | READER, forbidden=ONLY_SEND),
    "api:left-why": Row(
        left,
        get=MANAGERS | READER,
        post=MANAGERS,
        forbidden={**ONLY_SEND, "POST": TOKENS},
        body=WHY,
    ),
}
