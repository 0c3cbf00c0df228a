"""Who may do what with days away through the API: Jin's own, of whom Marcus and Priya lead him."""

from __future__ import annotations

from tests.access.table import (
    ADMINISTRATOR,
    API_READERS,
    IN_NORTH,
    ONLY_SEND,
    PEOPLE,
    TOKENS,
    Row,
    away,
    roles,
)

MAY_MARK = IN_NORTH | ADMINISTRATOR

ABSENCES: dict[str, Row] = {
    "api:absence-list": Row(
        get=API_READERS,
        # Whom one marks, the body says: without a person it is oneself.
        post=PEOPLE,
        forbidden={**ONLY_SEND, "POST": TOKENS},
        body={"starts_on": "2027-03-01", "back_on": "2027-03-08"},
    ),
    "api:absence-detail": Row(
        lambda world: {"pk": away(world)["absence"]},
        get=MAY_MARK | roles("reader"),
        forbidden=ONLY_SEND,
    ),
    "api:absence-end": Row(
        lambda world: {"pk": away(world)["absence"]},
        post=MAY_MARK,
        forbidden={"POST": TOKENS},
        reached={"POST": {204}},
    ),
}
