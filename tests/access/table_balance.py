"""Who may do what with the balance of North and with help among its peers. Administrators are in no team: both are the
team's own.
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
    TOKENS,
    Row,
    button,
    form,
    north,
    page,
    roles,
)
from tests.access.world import World

IN_A_TEAM = roles("agent stranger supervisor other_supervisor manager")
LEAD_A_TEAM = LEADERS - roles("administrator")
SAYS = {
    "weekdays": ["0"], "starts_at": "09:00", "ends_at": "11:00", "what": "More on phones",
    "how": "agreed", "starts_on": "2026-11-20", "because": "So.",
}  # fmt: skip
API_SAYS = {
    "weekdays": [0], "starts_at": "09:00", "ends_at": "11:00", "what": "More on phones",
    "how": "agreed", "covers": ["jin"],
}  # fmt: skip
SEEN_ONLY = {"GET": AGENT, "POST": AGENT}
NOT_NAMED = {"GET": LEAD_NORTH, "POST": LEAD_NORTH}


def line(world: World) -> dict[str, Any]:
    return {"pk": world.balanced.line.pk}


def helped(world: World) -> dict[str, Any]:
    return {"pk": world.balanced.help.pk}


def asked(world: World) -> dict[str, Any]:
    return {"pk": world.balanced.asked.pk}


BALANCE: dict[str, Row] = {
    "goals:balance": page(IN_NORTH, north),
    "goals:plan_line_new": form(LEAD_NORTH, north, forbidden=SEEN_ONLY, body=SAYS),
    "goals:plan_line": page(IN_NORTH, line),
    "goals:plan_line_change": form(LEAD_NORTH, line, forbidden=SEEN_ONLY, body=SAYS),
    "goals:plan_line_end": form(LEAD_NORTH, line, forbidden=SEEN_ONLY, body={"words": "Over."}),
    "goals:plan_line_cannot": form(AGENT, line, forbidden=NOT_NAMED, body={"words": "Away."}),
    "goals:plan_line_can": button(AGENT, line, forbidden={"POST": LEAD_NORTH}),
    "api:plan-line-list": Row(
        get=API_READERS,
        post=LEAD_A_TEAM,
        forbidden={**ONLY_SEND, "POST": TOKENS | roles("agent stranger administrator")},
        body={**API_SAYS, "team": "north"},
        # A team that one does not lead is refused as a value.
        reached={"POST": {201, 400}},
    ),
    "api:plan-line-detail": Row(line, get=IN_NORTH | roles("reader"), forbidden=ONLY_SEND),
    "api:plan-line-change": Row(
        line, post=LEAD_NORTH, forbidden={"POST": TOKENS | AGENT},
        body={**API_SAYS, "starts_on": "2026-11-20", "because": "So."}, reached={"POST": {200}},
    ),
    "api:plan-line-end": Row(
        line, post=LEAD_NORTH, forbidden={"POST": TOKENS | AGENT}, body={"words": "Over."},
        reached={"POST": {200}},
    ),
    "api:plan-line-cannot": Row(
        line, post=AGENT, forbidden={"POST": TOKENS | LEAD_NORTH}, body={"words": "Away."},
        reached={"POST": {200}},
    ),
    "api:plan-line-can": Row(
        line, post=AGENT, forbidden={"POST": TOKENS | LEAD_NORTH}, reached={"POST": {200}}
    ),
}  # fmt: skip
HELP: dict[str, Row] = {
    "feedback:help": form(IN_A_TEAM, body={"which": "got", "who": "Nobody", "what": "x"}),
    "feedback:help_item": page(IN_NORTH, helped),
    "feedback:help_answer": button(AGENT, asked, body={"so": "yes"}),
    "feedback:help_share": button(AGENT, helped, forbidden={"POST": LEAD_NORTH}),
    "feedback:help_back": button(AGENT, helped, forbidden={"POST": LEAD_NORTH}),
    "api:help-list": Row(
        get=API_READERS,
        post=IN_A_TEAM,
        forbidden={**ONLY_SEND, "POST": TOKENS | roles("administrator")},
        body={"other": "yusuf", "what": "The phones"},
        reached={"POST": {201}},
    ),
    "api:help-detail": Row(helped, get=IN_NORTH | roles("reader"), forbidden=ONLY_SEND),
    "api:help-confirm": Row(
        asked, post=AGENT, forbidden={"POST": TOKENS}, reached={"POST": {200}}
    ),
    "api:help-set-aside": Row(
        asked, post=AGENT, forbidden={"POST": TOKENS}, reached={"POST": {200}}
    ),
    "api:help-share": Row(
        helped, post=AGENT, forbidden={"POST": TOKENS | LEAD_NORTH}, reached={"POST": {200}}
    ),
    "api:help-back": Row(
        helped, post=AGENT, forbidden={"POST": TOKENS | LEAD_NORTH}, reached={"POST": {204}}
    ),
}  # fmt: skip
