"""Any text in any field of what is learned from cases, of the playbook and of duty, by page and API.

Kept as it was written, or refused with the words still there; `test_any_text.py` is about the cases themselves.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from django.urls import reverse

from escalations.forms.learn import NO
from tests.escalations.everything_said import VIEWS, Everything, People
from tests.escalations.scene import after
from tests.escalations.test_any_text import TEXTS

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _moment(time_machine):
    time_machine.move_to(after(10), tick=False)


@pytest.fixture
def there(agent, colleague, supervisor, manager, administrator) -> Everything:
    people = People(agent, colleague, supervisor, manager, administrator)
    return Everything(lambda name, _: f"Plain {name[:20]}", people)


@dataclass
class Sent:
    """Who sends what where; `texts` are the fields that people write in."""

    who: str
    path: str
    texts: tuple[str, ...]
    more: dict[str, Any] = field(default_factory=dict)
    method: str = "post"


def pages(there: Everything, drawn: Any) -> dict[str, Sent]:
    """Every form with a text in it. `drawn` gives what a form holds when it is drawn."""

    def at(name: str, *args: Any) -> str:
        return reverse(f"escalations:{name}", args=args)

    over, slug, limit = there.over.pk, there.protocol.slug, there.limit.pk
    people = there.people
    doer = {"owner": people.supervisor.pk, "due_on": "2026-11-27"}
    two = f"?case={there.over.pk}&case={there.held.pk}"
    lines = ("situation", "text_1", "ask", "never")
    found = {
        "review": Sent("supervisor", at("learn", over), ("cause", "learned"),
                       {"happy_alone": NO, "why_not": "rule", "version": there.over.version}),
        "fix": Sent("supervisor", at("remedy", over, "fix"), ("text",), doer),
        "training": Sent("supervisor", at("remedy", over, "training"), ("text",),
                         {**doer, "person": people.agent.pk}),
        "limit from a case": Sent("supervisor", at("remedy", over, "limit"), ("reason",),
                                  {"limit": limit, "level": "1", "amount": "35"}),
        "protocol from a case": Sent("supervisor", at("remedy", over, "protocol"), ("title", "change")),
        "drop": Sent("supervisor", at("remedy_drop", there.remedy.pk), ("why",)),
        "cause": Sent("supervisor", at("cause", there.cause.pk), ("name",), {"do": "rename"}),
        "training case": Sent("supervisor", at("case_training", there.taken_back.pk),
                              ("title", "story", "question", "answer")),
        "views": Sent("supervisor", at("views", there.ended.pk), VIEWS),
        "contradiction": Sent("agent", at("conflict_new") + two, ("text",)),
        "settled": Sent("supervisor", at("conflict", there.conflict.pk), ("settled",)),
        "protocol": Sent("supervisor", at("protocol_new"), ("title", *lines)),
        "version": Sent("supervisor", at("protocol_edit", slug), ("change", *lines)),
        "about a protocol": Sent("supervisor", at("protocol_about", slug), ("title",)),
        "question": Sent("agent", at("protocol_ask", slug), ("question-text",)),
        "answer": Sent("supervisor", at("question_answer", slug, there.question.pk), ("answer",)),
        "words": Sent("agent", at("words_add", slug), ("words-text",)),
        "limit": Sent("manager", at("limit_new"), ("name", "reason"),
                      {"category": there.category.pk, "kind": "credit", "level_0": "5"}),
        "another amount": Sent("manager", at("limit_edit", limit), ("name", "reason"), {"level_0": "15"}),
        "proposal": Sent("supervisor", at("limit_propose", limit), ("reason",),
                         {"level": "1", "amount": "35"}),
        "not this time": Sent("manager", at("limit_proposal", there.proposal.pk), ("line",),
                              {"do": "decline"}),
        "level": Sent("supervisor", at("person_levels", people.agent.pk), ("reason",),
                      {"category": there.category.slug, "level": "2", "because": "training"}),
        "category": Sent("administrator", at("category_new"), ("name",)),
        "category changed": Sent("administrator", at("category_edit", there.category.pk), ("name",)),
        "budget": Sent("manager", at("duty_budget", "north"), ("reason",),
                       {"amount": "900", "since": "2026-11-01"}),
        "amends refused": Sent("manager", at("amends_asked", there.waiting.pk, there.asked.pk),
                               ("line",), {"as": "refused"}),
        "amends taken back": Sent("manager", at("amends_back", there.waiting.pk, there.given.pk),
                                  ("reason",)),
        "break": Sent("supervisor", at("see_break", there.waiting.pk), ("line",)),
    }  # fmt: skip
    for name in ("protocol", "version", "about a protocol", "another amount", "category",
                 "category changed"):  # fmt: skip
        each = found[name]
        each.more = {**drawn(each.who, each.path), **each.more}
    found["protocol"].more["category"] = there.category.pk
    return found


def calls(there: Everything) -> dict[str, Sent]:
    """Every call with a text in it."""
    api, case = "/api/v1/", f"/api/v1/escalations/{there.over.pk}/"
    slug, limit = there.protocol.slug, there.limit.pk
    due = {"owner": "marcus", "due_on": "2026-11-27"}
    lines = {"lines": [{"kind": "ask", "text": "Replacing it"}]}
    return {
        "review": Sent("supervisor", f"{case}review/", ("cause", "learned"),
                       {"happy_alone": False, "why_not": "rule"}),
        "fix": Sent("supervisor", f"{case}fix_cause/", ("text",), due),
        "training": Sent("supervisor", f"{case}ask_training/", ("text",), {**due, "person": "jin"}),
        "limit from a case": Sent("supervisor", f"{case}raise_limit/", ("reason",),
                                  {"limit": limit, "level": 1, "amount": "35"}),
        "protocol from a case": Sent("supervisor", f"{case}write_protocol/", ("title", "change")),
        "drop": Sent("supervisor", f"{api}remedies/{there.remedy.pk}/drop/", ("why",)),
        "cause": Sent("supervisor", f"{api}causes/{there.cause.pk}/", ("name",), method="patch"),
        "training case": Sent("supervisor", f"{api}escalations/{there.taken_back.pk}/training_case/",
                              ("title", "story", "question", "answer")),
        "views": Sent("supervisor", f"{api}escalations/{there.ended.pk}/views/", VIEWS),
        "contradiction": Sent("agent", f"{api}conflicts/", ("text",),
                              {"escalations": [there.over.pk, there.held.pk]}),
        "settled": Sent("supervisor", f"{api}conflicts/{there.conflict.pk}/settle/", ("settled",)),
        "protocol": Sent("supervisor", f"{api}protocols/", ("title", "situation"),
                         {**lines, "category": there.category.slug}),
        "version": Sent("supervisor", f"{api}protocols/{slug}/versions/", ("situation", "change"), lines),
        "about a protocol": Sent("supervisor", f"{api}protocols/{slug}/", ("title",), method="patch"),
        "question": Sent("agent", f"{api}protocols/{slug}/ask/", ("text",)),
        "answer": Sent("supervisor", f"{api}protocols/{slug}/questions/{there.question.pk}/answer/",
                       ("answer",)),
        "words": Sent("agent", f"{api}protocols/{slug}/words/", ("text",)),
        "limit": Sent("manager", f"{api}limits/", ("name", "reason"),
                      {"category": there.category.slug, "kind": "credit", "amounts": {"0": "5"}}),
        "another amount": Sent("manager", f"{api}limits/{limit}/", ("name", "reason"),
                               {"amounts": {"0": "15"}}, "patch"),
        "proposal": Sent("supervisor", f"{api}limits/{limit}/propose/", ("reason",),
                         {"level": 1, "amount": "35"}),
        "not this time": Sent("manager", f"{api}limit-proposals/{there.proposal.pk}/answer/",
                              ("line",), {"agree": False}),
        "level": Sent("supervisor", f"{api}levels/", ("reason",),
                      {"person": "jin", "category": there.category.slug, "level": 2,
                       "because": "training"}),
        "category": Sent("administrator", f"{api}categories/", ("name",), {"key": 9}),
        "category changed": Sent("administrator", f"{api}categories/{there.category.slug}/", ("name",),
                                 method="patch"),
        "budget": Sent("manager", f"{api}duty/north/budget/", ("reason",), {"amount": "900"}),
        "amends refused": Sent("manager", f"{api}escalations/{there.waiting.pk}/amends/answer/", ("line",),
                               {"request": there.asked.pk, "approve": False}),
        "amends taken back": Sent("manager", f"{api}escalations/{there.waiting.pk}/amends/back/",
                                  ("reason",), {"entry": there.given.pk}),
        "break": Sent("supervisor", f"{api}escalations/{there.waiting.pk}/see_break/", ("line",)),
    }  # fmt: skip


def written() -> list[list[Any]]:
    """All that is kept of escalations."""
    models = apps.get_app_config("escalations").get_models()
    return [list(model._default_manager.order_by("pk").values()) for model in models]


def drawn_by(client_of, people):
    """A function that gives what a form holds when it is drawn."""

    def drawn(who: str, path: str) -> dict[str, Any]:
        form = client_of(getattr(people, who)).get(path).context["form"]
        return {name: value for name, value in form.initial.items() if value is not None}

    return drawn


def test_plain_words_are_taken_by_every_form_and_every_call(there, client_of):
    """So that what follows is refused for its text alone."""
    words = "Say it plainly"
    forms = pages(there, drawn_by(client_of, there.people))
    assert forms.keys() == calls(there).keys()
    for name, each in forms.items():
        with transaction.atomic():
            answer = client_of(getattr(there.people, each.who)).post(
                each.path, {**each.more, **dict.fromkeys(each.texts, words)}
            )
            assert answer.status_code == 302, (name, getattr(answer, "context", None) and [
                getattr(form, "errors", "") for form in [answer.context.get("form")]
            ])  # fmt: skip
            transaction.set_rollback(True)
    for name, each in calls(there).items():
        with transaction.atomic():
            body = {**each.more, **dict.fromkeys(each.texts, words)}
            answer = getattr(client_of(getattr(there.people, each.who)), each.method)(
                each.path, json.dumps(body), content_type="application/json"
            )
            assert answer.status_code in {200, 201}, (name, answer.content)
            transaction.set_rollback(True)


@pytest.mark.parametrize("text", TEXTS)
def test_a_form_keeps_any_text_or_gives_it_back(text, there, client_of):
    words = TEXTS[text].encode("utf-8", "replace").decode()
    before = written()
    for name, each in pages(there, drawn_by(client_of, there.people)).items():
        with transaction.atomic():
            answer = client_of(getattr(there.people, each.who)).post(
                each.path, {**each.more, **dict.fromkeys(each.texts, words)}
            )
            assert answer.status_code in {200, 302, 400}, (name, answer.status_code)
            if answer.status_code != 302:
                assert written() == before, name
                shown = answer.content.decode().replace("\x00", "")
                assert words.strip().replace("\x00", "")[:20] in shown, name
            transaction.set_rollback(True)


@pytest.mark.parametrize("text", TEXTS)
def test_a_call_keeps_any_text_or_says_which_field(text, there, client_of):
    before = written()
    for name, each in calls(there).items():
        with transaction.atomic():
            body = {**each.more, **dict.fromkeys(each.texts, TEXTS[text])}
            answer = getattr(client_of(getattr(there.people, each.who)), each.method)(
                each.path, json.dumps(body), content_type="application/json"
            )
            assert answer.status_code in {200, 201, 400}, (name, answer.content)
            if answer.status_code == 400:
                assert written() == before, name
                named = {error["field"] for error in answer.json()["errors"]}
                assert named <= {*each.texts, ""}, name
                assert answer.json()["detail"], name
            transaction.set_rollback(True)
