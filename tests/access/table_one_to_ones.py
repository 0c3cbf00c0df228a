"""Who may do what with Jin's and Marcus' one-to-ones: the two, and nobody else. Part of the table."""

from __future__ import annotations

from typing import Any

from tests.access.table import (
    API_READERS,
    IN_NORTH,
    LEAD_NORTH,
    LEADERS,
    ONLY_SEND,
    PEOPLE,
    TOKENS,
    Row,
    Where,
    button,
    form,
    page,
    person,
    roles,
)

THE_TWO = roles("agent supervisor")
WHEN = {"day": "2026-12-01", "at": "10:00", "minutes": "30"}


def of(name: str) -> Where:
    """A thing of the two."""
    return lambda world: {"pk": getattr(world.talks, name).pk}


def _read(at: Where) -> Row:
    return Row(at, get=THE_TWO, forbidden=ONLY_SEND)


def _done(at: Where, **body: Any) -> Row:
    return Row(at, post=THE_TWO, forbidden={"POST": TOKENS}, body=body)


ONE_TO_ONES: dict[str, Row] = {
    "feedback:people": page(LEADERS),
    "feedback:one_to_ones": page(PEOPLE),
    # Whoever leads Jin finds their own talks with him, or none: never those of another.
    "feedback:series": page(IN_NORTH, person),
    "feedback:series_begin": form(LEAD_NORTH, person, body={"every_weeks": "2", **WHEN}),
    "feedback:series_book": form(THE_TWO, of("series"), body=WHEN),
    "feedback:series_change": form(
        roles("supervisor"), of("series"), body={"do": "rhythm", "every_weeks": "4"}
    ),
    "feedback:one_to_one": form(THE_TWO, of("meeting"), body={"summary": "Good.", "version": "1"}),
    "feedback:one_to_one_move": form(THE_TWO, of("meeting"), body=WHEN),
    "feedback:one_to_one_cancel": form(THE_TWO, of("meeting"), body={"why": "Ill"}),
    "feedback:points": button(THE_TWO, of("series"), body={"words": "Shifts"}),
    "feedback:point": button(THE_TWO, of("point"), body={"do": "drop"}),
    "feedback:agreements": Row(
        of("series"), post=THE_TWO, body={"words": "Desk", "due_on": "2026-12-01"}
    ),
    "feedback:agreement": form(THE_TWO, of("agreement"), body={"do": "done"}),
    "feedback:private_note": form(THE_TWO, of("series"), body={"note-words": "Mine"}),
    "feedback:wishes": form(IN_NORTH, person, body={"kind": "needs", "words": "Quiet"}),
    "feedback:wish_end": button(IN_NORTH, of("wish")),
    # The API. No token of the manager's finds anything: he is not one of the two.
    "api:one-to-one-list": Row(get=API_READERS, forbidden=ONLY_SEND),
    "api:one-to-one-detail": _read(of("meeting")),
    "api:one-to-one-points": _done(of("meeting"), words="Shifts"),
    "api:one-to-one-summary": _done(of("meeting"), summary="Good.", version=1),
    "api:one-to-one-agreements": _done(
        of("meeting"), owner="jin", words="Desk", due_on="2026-12-01"
    ),
    "api:agreement-list": Row(get=API_READERS, forbidden=ONLY_SEND),
    "api:agreement-detail": _read(of("agreement")),
    "api:agreement-done": _done(of("agreement")),
    "api:agreement-reopen": _done(of("agreement")),
    "api:agreement-drop": _done(of("agreement"), why="No need"),
}
