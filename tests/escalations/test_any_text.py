"""Any text in any field of a case, by page and API: kept as it was written, or refused with the words still there."""

from __future__ import annotations

import json

import pytest
from django.urls import reverse

from escalations.actions import cases
from escalations.models import Amends, AmendsRequest, Draft, Escalation, Promise, Step
from tests.escalations.scene import after, sent

pytestmark = pytest.mark.django_db

TEXTS = {
    "10,000 characters": "word " * 2000,
    "10,000 letters in a row": "w" * 10_000,
    "emoji": "Thanks 👩‍👩‍👧‍👦 🏳️‍🌈 really",
    "a NUL": "before\x00after",
    "right-to-left": "\u202eevil\u202c \u200fשלום\u200e \u2066x\u2069",
    "half a pair": "a \ud800 b",
}
CALL = {"day": "2026-11-20", "at": "15:00"}
DUE = {"due_at": "2026-11-20T15:00:00+00:00"}
# By verb of the page: who, its fields, what else is sent; the API's verb, and what else is sent there.
VERBS = {
    "note": ("agent", ["text"], {}, "note", {}),
    "decide": ("supervisor", ["line"], {}, "decide", {"outcome": "differently"}),
    "decline": ("supervisor", ["line"], {}, "decide", {"outcome": "declined"}),
    "call_back": ("supervisor", ["text"], CALL, "call_back", DUE),
    "not_reached": ("supervisor", ["ending"], {}, "not_reached", {}),
    "hand_over": ("supervisor", ["line"], {"to": "priya"}, "hand_over", {"to": "priya"}),
    "put_back": ("supervisor", ["line"], {}, "put_back", {}),
    "end": ("supervisor", ["ending"], {"outcome": "taken"}, "resolve", {"outcome": "taken"}),
    "withdraw": ("agent", ["line"], {}, "withdraw", {}),
    "reopen": ("agent", ["line"], {}, "reopen", {}),
    "rate": ("agent", ["line"], {"help": "helped"}, "rate", {"help": "helped"}),
    "amends": (
        "supervisor", ["what", "reason"], {"kind": "refund", "amount": "5"}, "amends",
        {"kind": "refund", "amount": "5"},
    ),
}  # fmt: skip
HELD = {"not_reached", "put_back", "end"}
OVER = {"reopen", "rate"}


@pytest.fixture(autouse=True)
def _moment(time_machine):
    time_machine.move_to(after(3), tick=False)


def written():
    """Everything that a step of a case writes, as values."""
    models = (Escalation, Step, Promise, Amends, AmendsRequest, Draft)
    return [list(model.objects.order_by("pk").values()) for model in models]


def a_case(verb, agent, supervisor):
    case = sent(agent)
    if verb in HELD:
        cases.claim(supervisor, case, now=after(1))
    if verb in OVER:
        cases.decide(supervisor, case, line="Yes.", now=after(1))
    return case


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("verb", VERBS)
def test_a_step_by_page_keeps_any_text_or_gives_it_back(
    verb, text, client_of, agent, supervisor, manager
):
    who, fields, more, _, _ = VERBS[verb]
    words = TEXTS[text]
    case = a_case(verb, agent, supervisor)
    person = {"agent": agent, "supervisor": supervisor}[who]
    to = {"to": manager.pk} if "to" in more else {}
    before = written()
    answer = client_of(person).post(
        reverse(f"escalations:{verb}", args=[case.pk]),
        {**more, **to, **dict.fromkeys(fields, words.encode("utf-8", "replace").decode())},
    )
    assert answer.status_code in {200, 302, 400, 409}, answer.status_code
    if answer.status_code != 302:
        assert written() == before
        shown = answer.content.decode().replace("\x00", "")
        assert words.strip().replace("\x00", "")[:20] in shown


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("verb", VERBS)
def test_a_step_by_api_keeps_any_text_or_says_which_field(
    verb, text, client_of, agent, supervisor, manager
):
    who, fields, _, step, more = VERBS[verb]
    words = TEXTS[text]
    case = a_case(verb, agent, supervisor)
    person = {"agent": agent, "supervisor": supervisor}[who]
    before = written()
    answer = client_of(person).post(
        f"/api/v1/escalations/{case.pk}/{step}/",
        json.dumps({**more, **dict.fromkeys(fields, words)}),
        content_type="application/json",
    )
    assert answer.status_code in {200, 400}, answer.content
    if answer.status_code == 400:
        assert written() == before
        named = {error["field"] for error in answer.json()["errors"]}
        assert named <= set(fields) | {""}
        assert answer.json()["detail"]


TYPED = ("about", "reference", "customer_name", "said", "proposal", "promised", "number")


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("field", TYPED)
def test_a_new_case_by_api_keeps_any_text_or_says_which_field(
    field, text, client_of, agent, supervisor
):
    words = TEXTS[text]
    body = {"category": "delivery", "about": "Late", "need": "decision", "proposal": "Refund",
            field: words}  # fmt: skip
    if field == "number":
        body |= {"need": "call_back", "answer_by": "2026-11-20T15:00:00+00:00"}
    answer = client_of(agent).post(
        "/api/v1/escalations/", json.dumps(body), content_type="application/json"
    )
    assert answer.status_code in {201, 400}, answer.content
    if answer.status_code == 400:
        assert not Escalation.objects.exists()
        named = {error["field"] for error in answer.json()["errors"]}
        assert named <= {field, ""}
    elif field in ("said", "about"):
        kept = getattr(Escalation.objects.get(), field)
        assert kept.split() == words.split()


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("field", [name for name in TYPED if name != "promised"])
def test_a_new_case_by_page_keeps_any_text_or_gives_it_back(
    field, text, client_of, agent, supervisor
):
    words = TEXTS[text].encode("utf-8", "replace").decode()
    body = {"category": "delivery", "about": "Late", "need": "decision", "proposal": "Refund",
            "do": "send", field: words}  # fmt: skip
    answer = client_of(agent).post(reverse("escalations:log"), body)
    assert answer.status_code in {200, 302, 400}, answer.status_code
    if answer.status_code != 302:
        shown = answer.content.decode().replace("\x00", "")
        assert words.strip().replace("\x00", "")[:20] in shown
    assert Escalation.objects.count() <= 1
