"""What is learned from cases, through the API: the same actions and queries as the pages."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

import pytest

from escalations.actions.limits import add_limit
from escalations.actions.playbook import write_protocol
from escalations.actions.playbook_checks import NewLine
from escalations.models import (
    Amends,
    Category,
    Conflict,
    Escalation,
    LevelChange,
    LimitProposal,
    Protocol,
    Remedy,
    Step,
    ThreeViews,
    TrainingCase,
)
from tests.api.conftest import NOW
from tests.escalations.scene import sent

VIEWS = {
    "customer_wants": "The sofa by Friday", "agent_can": "Book a slot", "company_offers": "Friday",
}  # fmt: skip
TOLD = {
    "title": "A third miss", "story": "The carrier did not come, three times.",
    "question": "What would you do?", "answer": "A refund, and a slot.",
}  # fmt: skip


@pytest.fixture
def jin(caller_of, agent):
    return caller_of(agent, "read", "write")


@pytest.fixture
def priya(caller_of, manager):
    return caller_of(manager, "read", "write")


@pytest.fixture
def marcus(caller_of, supervisor):
    return caller_of(supervisor, "read", "write")


@pytest.fixture
def ewa(caller_of, other_supervisor):
    return caller_of(other_supervisor, "read", "write")


@pytest.fixture
def case(agent, priya, supervisor):
    """Jin's, answered and looked back on by Priya."""
    made = sent(agent)
    path = f"escalations/{made.pk}/"
    assert priya.post(f"{path}decide/", {"outcome": "agreed"}).status_code == 200
    body = {"happy_alone": True, "why_not": "limit", "cause": "Carrier missed the slot"}
    assert priya.post(f"{path}review/", body).status_code == 200
    return Escalation.objects.get(pk=made.pk)


def fields_of(answer):
    assert answer.status_code == 400, answer.content
    return {entry["field"] for entry in answer.json()["errors"]}


# --- What is done about it -----------------------------------------------------------------------


def test_a_cause_is_mended_and_it_is_counted_from_then_on(priya, marcus, jin, case):
    body = {"text": "Ring the carrier", "owner": "marcus", "due_on": "2026-12-01"}
    made = priya.post(f"escalations/{case.pk}/fix_cause/", body)
    assert made.status_code == 201, made.content
    remedy = made.json()
    assert (remedy["kind"], remedy["state"], remedy["owner"]) == ("fix", "open", "marcus")
    assert (remedy["cause"], remedy["from_case"]) == ("Carrier missed the slot", case.pk)
    assert [row["id"] for row in marcus.rows("remedies/", state="open", owner="marcus")] == [
        remedy["id"]
    ]
    assert jin.rows("remedies/") == marcus.rows("remedies/", state="done") == []
    assert jin.post(f"remedies/{remedy['id']}/done/").status_code == 404
    done = marcus.post(f"remedies/{remedy['id']}/done/").json()
    assert (done["state"], done["done_on"], done["helped"] != "") == ("done", "2026-11-20", True)
    late = marcus.post(f"remedies/{remedy['id']}/drop/", {"why": "No need."})
    assert fields_of(late) == {""}
    assert Remedy.objects.get().dropped_on is None


def test_training_is_asked_for_and_who_is_to_learn_sees_it_without_the_case(
    priya, jin, colleague, case, caller_of
):
    body = {"person": colleague.username, "text": "Rebooking", "due_on": "2026-12-01"}
    made = priya.post(f"escalations/{case.pk}/ask_training/", body).json()
    assert (made["kind"], made["person"]) == ("training", colleague.username)
    (row,) = caller_of(colleague).rows("remedies/")
    assert (row["id"], row["from_case"]) == (made["id"], None)
    assert caller_of(colleague, name="W").get(f"escalations/{case.pk}/").status_code == 404
    writes = caller_of(colleague, "read", "write", name="Writes")
    assert writes.post(f"remedies/{made['id']}/done/").status_code == 403
    dropped = priya.post(f"remedies/{made['id']}/drop/", {"why": "She knows it."}).json()
    assert (dropped["state"], dropped["dropped_why"]) == ("dropped", "She knows it.")


def test_a_higher_limit_is_proposed_and_a_protocol_begun(priya, marcus, manager, case):
    limit = add_limit(
        manager, category=case.category, name="Refund", kind="refund",
        amounts={0: Decimal(20)}, reason="So far.", now=NOW,
    )  # fmt: skip
    body = {"limit": limit.pk, "level": 1, "amount": "40", "reason": "We always agree."}
    raised = marcus.post(f"escalations/{case.pk}/raise_limit/", body)
    assert raised.status_code == 201, raised.content
    (proposal,) = priya.rows("limit-proposals/", state="open")
    assert raised.json()["proposal"] == proposal["id"]
    assert (proposal["amount"], proposal["by"]) == ("40.00", "marcus")
    assert proposal["yours_to_answer"] is True
    assert marcus.rows("limit-proposals/")[0]["yours_to_answer"] is False
    path = f"limit-proposals/{proposal['id']}/answer/"
    assert marcus.post(path, {"agree": True}).status_code == 403
    assert fields_of(priya.post(path, {"agree": False})) == {"line"}
    assert priya.post(path, {"agree": True}).json()["state"] == "agreed"
    assert priya.rows("remedies/", kind="limit")[0]["state"] == "done"
    begun = marcus.post(
        f"escalations/{case.pk}/write_protocol/", {"title": "A third miss", "change": "All of it"}
    ).json()
    assert (begun["kind"], begun["protocol"]) == ("protocol", "a-third-miss")
    assert Protocol.objects.get().owner.username == "marcus"


def test_case_2_a_body_names_only_what_its_page_would_offer(
    priya, case, stranger, north, manager, administrator
):
    other = Category.objects.get(slug="billing")
    limit = add_limit(
        manager, category=other, name="Refund", kind="refund", amounts={0: Decimal(20)},
        reason="So far.", now=NOW,
    )  # fmt: skip
    path = f"escalations/{case.pk}/"
    due = {"due_on": "2026-12-01", "text": "Something"}
    for login in (stranger.username, "nobody"):
        assert fields_of(priya.post(f"{path}fix_cause/", {**due, "owner": login})) == {"owner"}
        assert fields_of(priya.post(f"{path}ask_training/", {**due, "person": login})) == {"person"}
    for pk in (limit.pk, 999_999):
        body = {"limit": pk, "level": 1, "amount": "40", "reason": "So."}
        assert fields_of(priya.post(f"{path}raise_limit/", body)) == {"limit"}
    body = {"protocol": "no-such", "change": "All"}
    assert fields_of(priya.post(f"{path}write_protocol/", body)) == {"protocol"}
    assert not Remedy.objects.exists()
    assert not LimitProposal.objects.exists()


# --- What others read ----------------------------------------------------------------------------


def test_a_case_to_learn_from_is_drafted_masked_published_and_read_by_all(priya, jin, ewa, case):
    path = f"escalations/{case.pk}/training_case/"
    draft = priya.get(path).json()
    assert draft["published"] is None
    assert "Okafor" not in str(draft)
    assert "HP-482913" not in str(draft)
    named = priya.post(path, {**TOLD, "story": "Mrs Okafor waited."})
    assert fields_of(named) == {"story"}
    assert jin.post(path, TOLD).status_code == jin.get(path).status_code == 403
    made = priya.post(path, TOLD).json()
    assert {name: made[name] for name in TOLD} == TOLD
    assert not {"escalation", "made_by"} & made.keys()
    assert ewa.rows("training-cases/", category="delivery") == [made]
    assert ewa.get(f"training-cases/{made['id']}/").json() == made
    there = priya.get(path).json()
    priya.post(path, {**TOLD, "title": "Changed", "version": there["version"]})
    stale = priya.post(path, {**TOLD, "title": "Mine", "version": there["version"]})
    assert (stale.status_code, TrainingCase.objects.get().title) == (409, "Changed")
    assert ewa.post(f"training-cases/{made['id']}/away/").status_code == 403
    assert priya.post(f"training-cases/{made['id']}/away/").status_code == 204
    assert ewa.rows("training-cases/") == []


def test_a_hard_case_from_three_sides(priya, jin, ewa, case):
    path = f"escalations/{case.pk}/views/"
    assert jin.get(path).json()["by"] is None
    assert fields_of(jin.post(path, {"agent_can": "That"})) == {"customer_wants"}
    made = jin.post(path, VIEWS).json()
    assert (made["by"], made["customer_wants"], made["agreed"]) == (
        "jin",
        VIEWS["customer_wants"],
        "",
    )
    both = {**VIEWS, "agreed": "Friday, and the charge back"}
    assert priya.post(path, {**both, "version": made["version"]}).json()["by"] == "priya"
    stale = jin.post(path, {**VIEWS, "agreed": "Another", "version": made["version"]})
    assert (stale.status_code, ThreeViews.objects.get().agreed) == (409, both["agreed"])
    assert ewa.get(path).status_code == ewa.post(path, VIEWS).status_code == 404


# --- Contradictions ------------------------------------------------------------------------------


def test_two_answers_that_contradict_each_other_are_reported_and_settled(
    priya, jin, ewa, agent, case
):
    other = sent(agent)
    assert priya.get("conflicts/candidates/").json() == []
    assert [row["name"] for row in priya.rows("causes/", category="delivery")] == [case.cause.name]
    path = f"escalations/{other.pk}/"
    priya.post(f"{path}decide/", {"outcome": "declined", "line": "Wait for Monday."})
    body = {"happy_alone": True, "why_not": "limit", "cause": case.cause.name}
    assert priya.post(f"{path}review/", body).status_code == 200
    (candidate,) = priya.get("conflicts/candidates/").json()
    assert sorted(candidate["escalations"]) == sorted([case.pk, other.pk])
    assert ewa.get("conflicts/candidates/").json() == []
    body = {"escalations": [other.pk, case.pk], "text": "Yes, and no."}
    made = jin.post("conflicts/", body)
    assert made.status_code == 201, made.content
    pk = made.json()["id"]
    assert jin.post("conflicts/", body).json()["id"] == pk
    assert [row["yours_to_settle"] for row in priya.rows("conflicts/", open="true")] == [True]
    assert ewa.rows("conflicts/") == []
    assert ewa.post("conflicts/", body).status_code == 400
    assert jin.post(f"conflicts/{pk}/settle/", {"settled": "Mine."}).status_code == 403
    settled = priya.post(f"conflicts/{pk}/settle/", {"settled": "The first."}).json()
    assert (settled["settled"], settled["settled_by"]) == ("The first.", "priya")
    assert priya.rows("conflicts/", open="true") == []


def test_case_2_what_one_may_not_see_contradicts_nothing(ewa, jin, supervisor, case):
    draft = jin.post("escalations/", {"draft": True}).json()["id"]
    for pair in ([case.pk, 999_999], [draft, case.pk], [case.pk, case.pk], [case.pk]):
        for caller in (ewa, jin):
            assert (
                caller.post("conflicts/", {"escalations": pair, "text": "So."}).status_code == 400
            )
    unpublished = write_protocol(
        supervisor, title="Draft", category=case.category, owner=supervisor,
        review_on=NOW.date().replace(year=2027), situation="It came.",
        lines=[NewLine("ask", "All")], publish=False, now=NOW,
    )  # fmt: skip
    body = {"protocols": [unpublished.slug], "escalations": [case.pk], "text": "So."}
    assert fields_of(jin.post("conflicts/", body)) == {"protocols"}
    assert not Conflict.objects.exists()


# --- Undone, taken back --------------------------------------------------------------------------


def test_an_answer_is_taken_back_as_on_the_page(priya, marcus, jin, agent, manager, supervisor):
    path = f"escalations/{sent(agent).pk}/"
    answered = priya.post(f"{path}decide/", {"outcome": "differently", "line": "£60"}).json()
    body = {"version": answered["version"]}
    assert jin.post(f"{path}undo/", body).status_code == 403
    other = marcus.post(f"{path}undo/", body)
    assert (other.status_code, other.json()["state"]) == (409, answered["state"])
    back = priya.post(f"{path}undo/", body).json()
    assert (back["state"], back["outcome"]) == ("open", "")
    assert len(back["timeline"]) > len(answered["timeline"])
    assert priya.post(f"{path}undo/", body).status_code == 409


def test_amends_are_asked_for_no_more_or_taken_back(priya, marcus, jin, agent, manager, supervisor):
    first, other = sent(agent), sent(agent)
    add_limit(
        manager, category=first.category, name="Refund", kind="refund",
        amounts={4: Decimal(200)}, reason="Usual.", now=NOW,
    )  # fmt: skip
    path = f"escalations/{first.pk}/"
    (asked,) = jin.post(f"{path}amends/", {"kind": "refund", "amount": "20"}).json()[
        "amends_requests"
    ]
    drop = {"request": asked["id"]}
    assert priya.post(f"{path}amends/drop/", drop).status_code == 403
    assert fields_of(jin.post(f"escalations/{other.pk}/amends/drop/", drop)) == {"request"}
    assert jin.post(f"{path}amends/drop/", drop).json()["amends_requests"][0]["state"] == "dropped"
    (given,) = priya.post(f"{path}amends/", {"kind": "refund", "amount": "30"}).json()["amends"]
    back = {"entry": given["id"], "reason": "A slip."}
    assert jin.post(f"{path}amends/back/", back).status_code == 403
    assert fields_of(priya.post(f"escalations/{other.pk}/amends/back/", back)) == {"entry"}
    entries = priya.post(f"{path}amends/back/", back).json()["amends"]
    assert [entry["amount"] for entry in entries] == ["30.00", "-30.00"]
    assert entries[1]["reverses"] == given["id"]
    assert sum(Amends.objects.values_list("amount", flat=True)) == 0


# --- Duty, levels, confirmations -----------------------------------------------------------------


def test_who_is_on_duty_is_everybodys_and_the_list_its_leaders(priya, jin, ewa, supervisor):
    ours = jin.get("duty/north/").json()
    assert (ours["on_duty"], ours["answer_within"], ours["on_call"]) == ("marcus", 15, None)
    led = priya.get("duty/north/").json()
    assert (led["on_call"], led["usual"]) == ([], ["marcus", "priya"])
    assert led["budget"]["amount"] is None
    assert ewa.get("duty/north/").status_code == 404
    assert [row["team"] for row in ewa.rows("duty/")] == ["south"]


def test_case_4_levels_are_set_by_who_leads_and_never_ones_own(priya, jin, marcus, ewa, stranger):
    body = {
        "person": "jin", "category": "delivery", "level": 2, "because": "training",
        "reason": "Passed.",
    }  # fmt: skip
    assert jin.post("levels/", body).status_code == 403
    assert fields_of(ewa.post("levels/", body)) == {"person"}
    assert marcus.post("levels/", {**body, "person": "marcus"}).status_code == 403
    assert marcus.post("levels/", body).json()["level"] == 2
    assert priya.post("levels/", {**body, "level": 1, "was": 0}).status_code == 409
    (row,) = jin.rows("levels/")
    assert (row["level"], row["by"]) == (2, "marcus")
    assert ewa.rows("levels/") == []
    assert LevelChange.objects.count() == 1


def test_who_has_confirmed_is_for_managers(priya, marcus, jin, supervisor, case):
    write_protocol(
        supervisor, title="Late delivery", category=case.category, owner=supervisor,
        review_on=NOW.date().replace(year=2027), situation="It came late.",
        lines=[NewLine("ask", "All")], publish=True, now=NOW,
    )  # fmt: skip
    jin.post("protocols/late-delivery/confirm/", {"version": 1})
    assert marcus.get("protocols/late-delivery/confirmations/").status_code == 403
    found = priya.get("protocols/late-delivery/confirmations/").json()
    assert (found["version"], found["people"], found["missing"]) == (1, 3, 2)
    assert priya.post("protocols/late-delivery/remind/").json()["reminded"] >= 1
    asked = jin.post("protocols/late-delivery/ask/", {"text": "Every time?"})
    assert (asked.status_code, asked.json()["person"]) == (201, "jin")


# --- The report ----------------------------------------------------------------------------------


def test_page_file_and_api_say_the_same(priya, jin, client_of, manager, agent, case, administrator,
                                        caller_of):  # fmt: skip
    sent(agent)
    days = {"since": "2026-11-01", "until": "2026-11-30"}
    found = priya.get("reports/escalations/", **days).json()
    browser = client_of(manager)
    report = browser.get("/reports/escalations/", days).context["report"]
    assert found["sentence"] == report.sentence
    assert [table["name"] for table in found["tables"]] == [one.caption for one in report.tables]
    text = browser.get("/reports/escalations/figures.csv", days).content.decode("utf-8-sig")
    lines = [line for line in csv.reader(io.StringIO(text)) if line[:1] != ["Grouped"] and line]
    said = [
        [table["name"], *("" if value is None else str(value) for value in row)]
        for table in found["tables"]
        for row in table["rows"]
    ]
    assert said == lines
    assert ["All", "Escalations", "2"] in said
    rows = priya.get("reports/escalations/rows/", **days).json()
    assert len(rows["rows"]) == 2
    assert "Okafor" not in str(rows)
    assert "HP-482913" not in str(rows)
    assert jin.get("reports/escalations/", **days).status_code == 404
    ada = caller_of(administrator)
    assert ada.get("reports/escalations/", **days).json()["tables"] == found["tables"]
    assert ada.get("reports/escalations/rows/", **days).status_code == 404
    for wrong in ({"since": "yesterday"}, {"team": "south"}, {"by": "agent"}, {"before": "x"}):
        path = "reports/escalations/rows/"
        assert priya.get(path, **{**days, **wrong}).status_code == 400, wrong


# --- Whoever sends more --------------------------------------------------------------------------

WRITERS = {
    "fix_cause": (Remedy, {"text": "Ring", "owner": "marcus", "due_on": "2026-12-01"}),
    "views": (ThreeViews, VIEWS),
    "training_case": (TrainingCase, TOLD),
    "note": (Step, {"text": "The depot rang."}),
    "amends": (Amends, {"kind": "refund", "amount": "5"}),
}


@pytest.mark.parametrize("name", WRITERS)
def test_case_14_no_field_of_a_table_is_taken_but_those_that_are_asked_for(priya, case, name):
    model, body = WRITERS[name]
    steps, before = Step.objects.count(), Escalation.objects.values().get(pk=case.pk)
    names = {field.name for kind in (model, Escalation) for field in kind._meta.concrete_fields}
    for field in sorted(
        names - body.keys() - {"protocol", "version", "text", "kind", "what", "reason"}
    ):
        if field in ("customer_interest", "company_interest", "agreed"):
            continue
        answer = priya.post(f"escalations/{case.pk}/{name}/", {**body, field: 1})
        assert field in fields_of(answer), field
    assert Step.objects.count() == steps
    assert Escalation.objects.values().get(pk=case.pk) == before
    if model is not Step:
        assert not model.objects.exists()
