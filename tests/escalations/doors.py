"""The two doors to a case: the buttons of its page, and the API. Random lives go through either."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.test import Client

from escalations import lifecycle
from escalations.api.steps import ADDRESSES
from escalations.models import Escalation, Step

VERBS: dict[str, dict[str, Any]] = {
    "claim": {}, "take-over": {}, "agree": {}, "put-back": {}, "break": {}, "withdraw": {},
    "break-seen": {"line": "At one."}, "decide": {"line": "£60 and a slot."},
    "decline": {"line": "Not now."}, "note": {"text": "Something."}, "reopen": {"line": "Again."},
    "end": {"ending": "Spoke.", "left": "same", "outcome": "taken"},
    "rate": {"help": "partly", "left": "happier"}, "not-reached": {"ending": "Left word."},
    "call-back": {"minutes": 40}, "not-reached-again": {"minutes": 30}, "hand-over": {"to": "person"},
    "undo": {}, "amends": {"kind": "refund"},
    "learn": {"happy_alone": "no", "why_not": "limit", "cause": "Late carrier"},
    "learn-again": {"happy_alone": "yes", "why_not": "none", "cause": "Late carrier"},
}  # fmt: skip
"""By the page's address of a verb what a person fills in; `-again` is the same in other words."""
STATUSES = {200, 201, 204, 302, 400, 403, 404, 409}
STEPS = {
    "take-over": "hand_over", "agree": "decide", "decline": "decide", "end": "resolve",
    "break": "ask_break", "break-seen": "see_break", "learn": "review",
}  # fmt: skip
"""By the page's address of a verb the API's, where they are called differently."""
KINDS = {address: step for step, address in ADDRESSES.items()}
VERSIONED = {
    "claim", "hand_over", "decide", "put_back", "withdraw", "resolve", "reopen", "call_back",
    "not_reached", "undo", "review",
}  # fmt: skip


def body_of(verb: str, values: dict[str, Any], login: str, own: str, at: datetime | None) -> Any:
    """What a program sends for what a person would send from the page."""
    body = {k: v for k, v in values.items() if k not in ("day", "at", "to", "version", "outcome")}
    if verb in ("agree", "decide", "decline"):
        outcome = {"agree": "agreed", "decide": "differently", "decline": "declined"}
        body["outcome"] = outcome[verb]
    if verb == "end" and "outcome" in values:
        body["outcome"] = values["outcome"]
    if verb == "learn":
        body["happy_alone"] = values["happy_alone"] == "yes"
    if verb in ("hand-over", "take-over"):
        body["to"] = login if verb == "hand-over" else own
    if at is not None:
        body["due_at" if verb.startswith("call-back") else "next_at"] = at.isoformat()
    if "version" in values and STEPS.get(verb, verb.replace("-", "_")) in VERSIONED:
        body["version"] = values["version"]
    return body


def through_the_api(client: Client, case: int, verb: str, body: dict[str, Any]) -> Any:
    """Take a step, and look at what a refusal says: what is allowed, and that nothing was written."""
    step = STEPS.get(verb, verb).replace("-", "_")
    before = (Escalation.objects.values().get(pk=case), Step.objects.count())
    answer = client.post(
        f"/api/v1/escalations/{case}/{step}/", json.dumps(body), content_type="application/json"
    )
    assert answer.status_code in STATUSES, (step, answer.status_code, answer.content)
    if answer.status_code >= 400:
        after = (Escalation.objects.values().get(pk=case), Step.objects.count())
        assert after == before, f"{step} was refused, and wrote"
    if answer.status_code == 409 and "allowed" in answer.json():
        state = before[0]["state"]
        said = answer.json()
        assert said["state"] == state
        possible = lifecycle.allowed(state)
        assert all(KINDS[name] in possible for name in said["allowed"])
    return answer
