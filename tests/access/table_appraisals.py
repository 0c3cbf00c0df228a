"""Who may do what with Jin's appraisal, led by Marcus in a round of Priya's. Part of the table.

The two alone read and write it. The manager and administrators see how far the round is, and may have another lead it.
"""

from __future__ import annotations

from typing import Any

from tests.access.table import (
    ADMINISTRATOR,
    AGENT,
    API_READERS,
    LEAD_NORTH,
    MANAGERS,
    ONLY_SEND,
    PEOPLE,
    TOKENS,
    Row,
    Where,
    button,
    form,
    page,
    roles,
)
from tests.access.world import World

MARCUS = roles("supervisor")
TWO = MARCUS | AGENT
NOT_HIS = {"GET": MARCUS, "POST": MARCUS}
NOT_ONES_OWN = {"GET": AGENT, "POST": AGENT}
SAYS: dict[str, Any] = {"own": "A good year.", "do": "save"}


def of(name: str) -> Where:
    """An appraisal of the world, a round, a template or a profile."""
    return lambda world: {"pk": getattr(world.appraised, name).pk}


def entry(world: World) -> dict[str, Any]:
    return {"pk": world.appraised.talk.pk, "entry": world.appraised.entry.pk}


def sent(name: str, body: dict[str, Any], **more: Any) -> Row:
    """A step by a program."""
    return Row(of(name), post=TWO, forbidden={"POST": TOKENS}, body=body, **more)


APPRAISALS: dict[str, Row] = {
    "feedback:appraisals": page(PEOPLE),
    "feedback:appraisal": page(TWO, of("talk")),
    # It is Marcus' turn: Jin is told so.
    "feedback:appraisal_write": form(TWO, of("led"), body=SAYS, reached={"GET": {200, 409}}),
    "feedback:appraisal_take_back": button(TWO, of("talk")),
    "feedback:appraisal_evidence": form(TWO, of("talk"), body={"words": "A card"}),
    "feedback:appraisal_evidence_remove": Row(entry, post=AGENT, forbidden={"POST": MARCUS}),
    "feedback:appraisal_talk": form(
        TWO, of("talk"), body={"talked_on": "2026-11-19", "next_words": "Slow down."}
    ),
    "feedback:appraisal_disagree": form(
        AGENT, of("talk"), forbidden=NOT_HIS, body={"disagreement": "Not so."}
    ),
    "feedback:appraisal_sign": button(TWO, of("sign")),
    "feedback:appraisal_hand_over": form(
        LEAD_NORTH | ADMINISTRATOR, of("talk"), forbidden=NOT_ONES_OWN, body={"reason": "Away"}
    ),
    "feedback:appraisal_leave_out": form(
        LEAD_NORTH | ADMINISTRATOR, of("talk"), forbidden=NOT_ONES_OWN, body={"reason": "Away"}
    ),
    "feedback:appraisal_put_back": button(
        LEAD_NORTH | ADMINISTRATOR, of("talk"), forbidden={"POST": AGENT}
    ),
    # Jin's day is still to come: Marcus is told so.
    "feedback:appraisal_go_on": form(
        MARCUS,
        of("fresh"),
        forbidden=NOT_ONES_OWN,
        body={"reason": "Away"},
        reached={"GET": {409}, "POST": {409}},
    ),
    "feedback:appraisal_cycles": page(MANAGERS),
    "feedback:appraisal_cycle_new": form(MANAGERS),
    "feedback:appraisal_cycle": page(MANAGERS, of("cycle")),
    "feedback:appraisal_cycle_edit": form(MANAGERS, of("cycle"), body={"name": "Autumn"}),
    "feedback:appraisal_cycle_people": form(MANAGERS, of("cycle")),
    "feedback:appraisal_cycle_close": button(MANAGERS, of("cycle")),
    "feedback:job_profiles": page(MANAGERS),
    "feedback:job_profile_new": form(MANAGERS, body={"name": "Lead", "role": "agent"}),
    "feedback:job_profile_edit": form(MANAGERS, of("profile"), body={"name": "Lead"}),
    "feedback:job_profile_away": button(MANAGERS, of("profile")),
    "feedback:appraisal_templates": page(MANAGERS),
    "feedback:appraisal_template_new": form(MANAGERS, body={"name": "Care", "rows": "1"}),
    "feedback:appraisal_template_edit": form(MANAGERS, of("template"), body={"more": "1"}),
    "feedback:appraisal_template_away": button(MANAGERS, of("template")),
    "api:appraisal-list": Row(get=API_READERS, forbidden=ONLY_SEND),
    "api:appraisal-detail": Row(of("talk"), get=TWO, forbidden=ONLY_SEND),
    "api:appraisal-save": sent("fresh", {"whole": "A good year."}),
    "api:appraisal-send": sent("fresh", {}),
    "api:appraisal-take-back": sent("led", {}, reached={"POST": {200, 409}}),
    "api:appraisal-talk": sent("talk", {"talked_on": "2026-11-19", "agreed": "Slow down."}),
    "api:appraisal-disagree": Row(
        of("talk"),
        post=AGENT,
        forbidden={"POST": MARCUS | TOKENS},
        body={"disagreement": "Not so."},
    ),
    "api:appraisal-suggestions": Row(of("talk"), get=TWO, forbidden=ONLY_SEND),
    "api:appraisal-evidence": sent("talk", {"words": "A card"}),
    # Marcus takes out what he put in, and this is Jin's.
    "api:appraisal-take-out": Row(entry, post=AGENT, forbidden={"POST": MARCUS | TOKENS}),
    "api:appraisal-leave-out": Row(
        of("talk"), post=MARCUS, forbidden={"POST": AGENT | TOKENS}, body={"reason": "Away"}
    ),
    "api:appraisal-put-back": Row(of("talk"), post=MARCUS, forbidden={"POST": AGENT | TOKENS}),
    "api:appraisal-go-on": Row(
        of("fresh"),
        post=MARCUS,
        forbidden={"POST": AGENT | TOKENS},
        body={"reason": "Away"},
        reached={"POST": {409}},
    ),
    "api:appraisal-sign": sent("sign", {"token": "0" * 16}),
}
