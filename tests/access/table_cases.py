"""Who may do what with a case, and with who is on duty. Part of the table."""

from __future__ import annotations

from typing import Any

from tests.access.table import (
    ADMINISTRATOR,
    AGENT,
    LEAD_NORTH,
    LEADERS,
    MANAGERS,
    Roles,
    Row,
    Where,
    button,
    form,
    north,
    page,
    roles,
)
from tests.access.world import World

IN_A_TEAM = roles("agent stranger supervisor other_supervisor manager")
SEES = AGENT | LEAD_NORTH
NOT_THEIRS = {"GET": AGENT, "POST": AGENT}
"""An agent sees their own case, and answers it in no way."""
THEIRS_ALONE = {"GET": LEAD_NORTH, "POST": LEAD_NORTH}


def of(name: str) -> Where:
    """A case of the world."""
    return lambda world: {"pk": getattr(world.cases, name).pk}


def asked(world: World) -> dict[str, Any]:
    return {"pk": world.cases.waiting.pk, "asked": world.cases.asked.pk}


def entry(world: World) -> dict[str, Any]:
    return {"pk": world.cases.waiting.pk, "entry": world.cases.entry.pk}


def on_call(world: World) -> dict[str, Any]:
    return {"slug": world.north.slug, "pk": world.cases.on_call.pk}


def answered(name: str, body: dict[str, Any] | None = None, **more: Any) -> Row:
    """A verb of leaders with a page of its own."""
    return form(LEAD_NORTH, of(name), forbidden=NOT_THEIRS, body=body or {}, **more)


def pressed(name: str, **more: Any) -> Row:
    """A verb of leaders without one."""
    return button(LEAD_NORTH, of(name), forbidden=NOT_THEIRS, **more)


def set_by(who: Roles, at: Where, sees: Roles, body: dict[str, Any]) -> Row:
    """A setting of duty; `sees` is who sees it and may not change it."""
    return form(who, at, forbidden={"GET": sees, "POST": sees}, body=body)


CALL = {"day": "2026-11-20", "at": "15:00", "text": "A call"}

CASES: dict[str, Row] = {
    "escalations:list": page(IN_A_TEAM),
    "escalations:changes": page(LEADERS),
    "escalations:case": page(SEES, of("waiting")),
    "escalations:claim": pressed("waiting"),
    "escalations:take_over": pressed("waiting"),
    "escalations:agree": pressed("waiting"),
    "escalations:decide": answered("waiting", {"line": "£60."}),
    "escalations:decline": answered("waiting", {"line": "Not now."}),
    "escalations:undo": pressed("over", query="?version=3"),
    "escalations:call_back": answered("waiting", CALL),
    "escalations:not_reached": answered("held", {"ending": "Left word."}),
    "escalations:hand_over": answered("waiting"),
    "escalations:put_back": pressed("held"),
    "escalations:end": answered("held", {"ending": "Spoke.", "outcome": "taken"}),
    "escalations:withdraw": form(AGENT, of("waiting"), forbidden=THEIRS_ALONE),
    "escalations:reopen": form(SEES, of("over"), body={"line": "Again."}),
    "escalations:note": form(SEES, of("waiting"), body={"text": "A note."}),
    "escalations:rate": form(
        AGENT, of("over"), forbidden=THEIRS_ALONE, body={"help": "helped", "left": "same"}
    ),
    "escalations:ask_break": button(AGENT, of("waiting"), forbidden=THEIRS_ALONE),
    "escalations:see_break": answered("waiting"),
    "escalations:amends": form(SEES, of("waiting"), body={"kind": "refund", "amount": "5"}),
    "escalations:amends_asked": form(
        LEAD_NORTH, asked, forbidden=NOT_THEIRS, body={"as": "refused", "line": "No."}
    ),
    "escalations:amends_drop": button(AGENT, asked, forbidden=THEIRS_ALONE),
    "escalations:amends_back": form(
        LEAD_NORTH, entry, forbidden=NOT_THEIRS, body={"reason": "A slip."}
    ),
    "escalations:duty": page(LEADERS, reached={"GET": {200, 302}}),
    "escalations:duty_team": page(LEAD_NORTH | ADMINISTRATOR, north),
    "escalations:duty_minutes": set_by(
        LEAD_NORTH,
        north,
        ADMINISTRATOR,
        {"answer_within": "20", "warn_before": "5", "pass_on_after": "6"},
    ),
    "escalations:duty_budget": set_by(
        MANAGERS, north, roles("supervisor"), {"amount": "500", "since": "2026-12-01"}
    ),
    "escalations:duty_entry_new": set_by(LEAD_NORTH, north, ADMINISTRATOR, {"when": "working"}),
    "escalations:duty_entry": set_by(LEAD_NORTH, on_call, ADMINISTRATOR, {"when": "always"}),
    "escalations:duty_move": button(LEAD_NORTH, on_call, forbidden={"POST": ADMINISTRATOR}),
    "escalations:duty_remove": button(LEAD_NORTH, on_call, forbidden={"POST": ADMINISTRATOR}),
}
