"""The playbook and its settings, written through the API: the same actions as the pages."""

from __future__ import annotations

from decimal import Decimal

import pytest

from escalations.actions.causes import cause_named
from escalations.models import (
    AmendsBudget,
    Category,
    Cause,
    DutyRule,
    HelpfulWords,
    Limit,
    LimitAmount,
    OnCall,
    Protocol,
    ProtocolQuestion,
    ProtocolVersion,
    WordsUsed,
)
from escalations.queries.limits import amounts_of
from teams.models import AuditEntry
from tests.api.conftest import NOW

LINES = [
    {"kind": "yours", "text": "Refund the charge"},
    {"kind": "never", "text": "Never promise an exact time"},
]
NEW = {
    "title": "Late delivery", "category": "delivery", "situation": "A slot was missed.",
    "lines": LINES,
}  # fmt: skip


@pytest.fixture
def jin(caller_of, agent):
    return caller_of(agent, "read", "write")


@pytest.fixture
def marcus(caller_of, supervisor):
    return caller_of(supervisor, "read", "write")


@pytest.fixture
def ada(caller_of, administrator):
    return caller_of(administrator, "read", "write")


@pytest.fixture
def limit(api):
    body = {
        "category": "delivery", "name": "Delivery charge", "kind": "refund",
        "amounts": {"0": "25", "2": "75"}, "reason": "Usual.",
    }  # fmt: skip
    made = api.post("limits/", body)
    assert made.status_code == 201, made.content
    return made.json()


def refused(answer, *fields):
    """Said at these fields, and nothing else."""
    assert answer.status_code == 400, answer.content
    assert [error["field"] for error in answer.json()["errors"]] == list(fields)


# --- Categories ----------------------------------------------------------------------------------


def test_an_administrator_makes_changes_moves_and_puts_away_a_category(ada, jin):
    made = ada.post("categories/", {"name": "Gift cards", "key": 8, "urgent": False})
    assert (made.status_code, made.json()["slug"]) == (201, "gift-cards")
    path = "categories/gift-cards/"
    changed = ada.call("PATCH", path, {"name": "Vouchers", "version": made.json()["version"]})
    assert (changed.json()["name"], changed.json()["slug"]) == ("Vouchers", "gift-cards")
    late = ada.call("PATCH", path, {"name": "Cards", "version": made.json()["version"]})
    assert late.status_code == 409
    assert ada.post(f"{path}move/", {"up": True}).status_code == 200
    rows = list(Category.objects.order_by("position").values_list("slug", flat=True))
    assert rows[-2:] == ["gift-cards", "safety-legal"]
    assert ada.post(f"{path}away/", {}).json()["archived"] is True
    assert jin.get(path).status_code == 404
    assert "gift-cards" not in [row["slug"] for row in ada.rows("categories/")]
    assert [row["slug"] for row in ada.rows("categories/", archived="true")] == ["gift-cards"]
    assert jin.rows("categories/", archived="true") == []
    assert ada.post(f"{path}restore/", {}).json()["archived"] is False


def test_what_a_category_may_not_be_is_said_at_its_field(ada):
    refused(ada.post("categories/", {"name": "Gift cards", "key": 1}), "key")
    refused(ada.post("categories/", {"name": "delivery", "key": 8}), "name")
    refused(ada.post("categories/", {"name": "Gift cards", "key": 8, "slug": "x"}), "slug")
    refused(ada.call("PATCH", "categories/delivery/", {"position": 1}), "position")
    assert Category.objects.count() == 8


# --- Limits --------------------------------------------------------------------------------------


def test_a_manager_sets_a_limit_with_its_reason(api, limit):
    path = f"limits/{limit['id']}/"
    assert limit["amounts"] == {"0": "25.00", "2": "75.00"}
    changed = api.call(
        "PATCH", path, {"amounts": {"2": "90"}, "seen": limit["amounts"], "reason": "Dearer."}
    )
    assert changed.json()["amounts"] == {"0": "25.00", "2": "90.00"}
    assert LimitAmount.objects.order_by("id").last().reason == "Dearer."
    late = {"amounts": {"2": "80"}, "seen": limit["amounts"], "reason": "Less."}
    assert api.call("PATCH", path, late).status_code == 409
    assert api.post(f"{path}away/", {}).json()["archived"] is True
    assert api.rows("limits/") == []
    assert [row["id"] for row in api.rows("limits/", archived="true")] == [limit["id"]]
    assert api.post(f"{path}restore/", {}).json()["archived"] is False


def test_of_two_changes_one_that_fails_takes_the_other_back(api, limit):
    api.post("limits/", {**_another(), "name": "A slot"})
    both = {"amounts": {"0": "30"}, "reason": "More.", "name": "A slot"}
    refused(api.call("PATCH", f"limits/{limit['id']}/", both), "name")
    assert amounts_of([limit["id"]])[limit["id"]][0] == Decimal(25)


def _another():
    return {
        "category": "delivery", "name": "Another", "kind": "credit", "amounts": {"0": "5"},
        "reason": "So.",
    }  # fmt: skip


def test_what_a_limit_may_not_be_is_said_at_its_amount(api, ada, limit):
    path = f"limits/{limit['id']}/"

    def changed(**body):
        return api.call("PATCH", path, body)

    refused(changed(amounts={"2": "80"}), "reason")
    refused(changed(amounts={"9": "80"}, reason="So."), "amounts.9")
    refused(changed(amounts={"2": "-1"}, reason="So."), "amounts.2")
    refused(changed(amounts={"2": "NaN"}, reason="So."), "amounts.2")
    # Nobody says what their own office may give.
    refused(changed(amounts={"5": "500"}, reason="So."), "amounts.5")
    refused(changed(category="billing"), "category")
    refused(changed(kind="credit"), "kind")
    refused(api.post("limits/", {**_another(), "category": "none"}), "category")
    assert ada.call("PATCH", path, {"amounts": {"5": "500"}, "reason": "So."}).status_code == 200
    assert Limit.objects.count() == 1


# --- Causes --------------------------------------------------------------------------------------


def test_a_leader_names_merges_and_puts_away_causes(marcus, supervisor, jin):
    delivery = Category.objects.get(slug="delivery")
    first = cause_named(supervisor, delivery, "Carrier late", now=NOW)
    second = cause_named(supervisor, delivery, "Carrier slow", now=NOW)
    path = f"causes/{first.pk}/"
    assert marcus.call("PATCH", path, {"name": "Van late"}).json()["name"] == "Van late"
    refused(marcus.call("PATCH", path, {"name": "carrier SLOW"}), "name")
    refused(marcus.post(f"{path}merge/", {"into": first.pk}), "into")
    refused(marcus.post(f"{path}merge/", {"into": 999}), "into")
    assert marcus.post(f"{path}merge/", {"into": second.pk}).json()["id"] == second.pk
    assert [row["id"] for row in marcus.rows("causes/")] == [second.pk]
    assert marcus.post(f"causes/{second.pk}/away/", {}).status_code == 204
    assert Cause.objects.filter(archived_at=None).count() == 0
    assert jin.get("causes/").status_code == 404


# --- Duty ----------------------------------------------------------------------------------------


def test_the_teams_leaders_say_who_is_asked_and_how_soon(marcus, manager, supervisor):
    body = {"answer_within": 20, "warn_before": 6, "pass_on_after": 7}
    assert marcus.post("duty/north/minutes/", body).json()["answer_within"] == 20
    assert DutyRule.objects.get().pass_on_after == 7
    first = marcus.post("duty/north/on-call/", {"person": "priya", "weekdays": [0, 1]})
    assert first.status_code == 201, first.content
    hours = {"person": "marcus", "when": "outside", "starts_at": "18:00", "ends_at": "08:00"}
    both = marcus.post("duty/north/on-call/", hours).json()["on_call"]
    assert [(row["person"], row["when"]) for row in both] == [
        ("priya", "working"), ("marcus", "outside"),
    ]  # fmt: skip
    path = f"duty/north/on-call/{both[1]['id']}/"
    away = marcus.call("PATCH", path, {"away_until": "2026-12-01"}).json()["on_call"][1]
    assert (away["away_until"], away["starts_at"]) == ("2026-12-01", "18:00:00")
    moved = marcus.post(f"{path}move/", {"up": True}).json()["on_call"]
    assert [row["person"] for row in moved] == ["marcus", "priya"]
    left = marcus.post(f"{path}off/", {}).json()["on_call"]
    assert [row["person"] for row in left] == ["priya"]
    assert marcus.post(f"{path}off/", {}).status_code == 404


def test_what_the_list_may_not_hold_is_said_at_its_field(
    marcus, supervisor, agent, other_supervisor
):
    path = "duty/north/on-call/"
    refused(marcus.post(path, {}), "person")
    for login in ("jin", "ewa", "nobody"):
        refused(marcus.post(path, {"person": login}), "person")
    refused(marcus.post(path, {"person": "marcus", "weekdays": [7]}), "weekdays[0]")
    refused(marcus.post(path, {"person": "marcus", "starts_at": "09:00"}), "ends_at")
    refused(marcus.post(path, {"person": "marcus", "team": "south"}), "team")
    refused(marcus.post("duty/north/minutes/", {"answer_within": 0}), "answer_within",
            "warn_before", "pass_on_after")  # fmt: skip
    assert not OnCall.objects.exists()


def test_case_2_a_line_of_another_teams_list_is_not_there(
    marcus, caller_of, supervisor, other_supervisor
):
    ewa = caller_of(other_supervisor, "read", "write")
    row = ewa.post("duty/south/on-call/", {"person": "ewa"}).json()["on_call"][0]
    for team in ("north", "south"):
        assert marcus.post(f"duty/{team}/on-call/{row['id']}/off/", {}).status_code == 404
    assert OnCall.objects.count() == 1


def test_a_manager_sets_the_months_budget_and_nobody_sets_one_for_the_past(api, marcus):
    set_ = api.post("duty/north/budget/", {"amount": "500", "reason": "As last year."})
    assert set_.json()["budget"] == {
        "month": "2026-11-01", "amount": "500.00", "spent": "0.00", "since": "2026-11-01",
        "set_by": "Priya Nair", "reason": "As last year.",
    }  # fmt: skip
    refused(api.post("duty/north/budget/", {"amount": "500", "since": "2026-10-05"}), "since")
    refused(api.post("duty/north/budget/", {"amount": "-5"}), "amount")
    assert marcus.post("duty/north/budget/", {"amount": "5"}).status_code == 403
    assert AmendsBudget.objects.count() == 1


# --- Protocols -----------------------------------------------------------------------------------


def test_a_protocol_is_written_published_and_written_on(api, marcus, jin, limit):
    lines = [{**LINES[0], "limit": limit["id"], "from_level": 0}, LINES[1]]
    made = marcus.post("protocols/", {**NEW, "lines": lines})
    assert made.status_code == 201, made.content
    draft = made.json()
    assert (draft["number"], draft["published_at"], draft["protocol"]) == (1, None, "late-delivery")
    path = "protocols/late-delivery/"
    assert jin.get(path).status_code == 404
    assert marcus.get(f"{path}draft/").json() == draft
    assert marcus.post(f"{path}publish/", {"token": "x"}).status_code == 409
    held = marcus.post(f"{path}publish/", {"token": draft["token"]}).json()
    assert held["published_at"] is not None
    assert jin.get(f"{path}draft/").status_code == 403
    assert [row["number"] for row in jin.rows(f"{path}versions/")] == [1]
    # What was read can be sent again: it says the same.
    again = {"situation": held["situation"], "lines": held["lines"], "change": "Nothing"}
    refused(marcus.post(f"{path}versions/", again), "")
    more = {**again, "situation": "A slot was missed twice.", "change": "Twice.",
            "token": held["token"]}  # fmt: skip
    second = marcus.post(f"{path}versions/", more)
    assert (second.status_code, second.json()["number"]) == (201, 2)
    assert marcus.post(f"{path}versions/", {**more, "change": "Other."}).status_code == 409
    assert [row["number"] for row in jin.rows(f"{path}versions/")] == [1]
    refused(jin.get(f"{path}difference/", from_=1, to=2), "to")
    apart = marcus.get(f"{path}difference/", from_=2, to=1).json()
    (part,) = apart["parts"]
    (row,) = part["rows"]
    assert (apart["older"], apart["newer"], row["how"]) == (1, 2, "changed")
    assert "".join(each["text"] for each in row["words"] if each["how"] != "gone") == row["new"]
    assert marcus.post(f"{path}discard/", {}).status_code == 204
    assert ProtocolVersion.objects.count() == 1
    assert marcus.get(f"{path}draft/").status_code == 404


def test_case_20_a_protocol_under_a_key_is_written_once(marcus):
    named = {"headers": {"Idempotency-Key": "k"}}
    first = marcus.post("protocols/", {**NEW, "publish": True}, **named)
    again = marcus.post("protocols/", {**NEW, "publish": True}, **named)
    assert (first.status_code, again.content) == (201, first.content)
    assert Protocol.objects.count() == 1
    assert marcus.post("protocols/", NEW, **named).status_code == 409


def test_what_stands_around_a_protocol_is_its_keepers(
    api, marcus, jin, other_supervisor, caller_of
):
    marcus.post("protocols/", {**NEW, "publish": True})
    path = "protocols/late-delivery/"
    facts = jin.get(path).json()["facts"]
    changed = marcus.call("PATCH", path, {"review_on": "2027-02-01", "version": facts}).json()
    assert (changed["review_on"], changed["title"]) == ("2027-02-01", "Late delivery")
    late = {"title": "Late", "version": facts}
    assert marcus.call("PATCH", path, late).status_code == 409
    refused(marcus.call("PATCH", path, {"owner": "jin"}), "owner")
    refused(marcus.call("PATCH", path, {"slug": "x"}), "slug")
    ewa = caller_of(other_supervisor, "read", "write")
    for verb in ("away", "reviewed", "restore"):
        assert ewa.post(f"{path}{verb}/", {}).status_code == 403
    assert marcus.post(f"{path}reviewed/", {}).status_code == 204
    assert Protocol.objects.get().review_on.isoformat() == "2027-05-21"
    assert api.post(f"{path}away/", {}).status_code == 204
    assert jin.get(path).status_code == 404
    assert api.post(f"{path}restore/", {}).status_code == 204


def test_what_a_protocol_may_not_say_is_said_at_its_field(api, marcus, limit, agent):
    def sent(**changes):
        return marcus.post("protocols/", {**NEW, **changes})

    refused(sent(lines=[{"kind": "yours", "text": "x", "limit": 999}]), "lines[0].limit")
    refused(sent(lines=[{"kind": "yours", "text": "x", "version": 1}]), "lines[0].version")
    refused(sent(category="billing", lines=[{**LINES[0], "limit": limit["id"]}]), "lines")
    refused(sent(lines=[]), "lines")
    refused(sent(owner="jin"), "owner")
    refused(sent(owner="priya", publish=True), "owner")
    refused(sent(escalation=999), "escalation")
    refused(sent(published_at="2026-01-01T00:00:00Z"), "published_at")
    assert not Protocol.objects.exists()


# --- Words and questions -------------------------------------------------------------------------


def test_words_that_helped_are_added_used_and_put_away(marcus, jin, caller_of, colleague):
    marcus.post("protocols/", {**NEW, "publish": True})
    path = "protocols/late-delivery/words/"
    made = jin.post(path, {"text": "I'd be fed up too.", "whose": "dele"})
    assert (made.status_code, made.json()["whose"]) == (201, "dele")
    words = f"{path}{made.json()['id']}/"
    for _ in range(2):
        assert jin.post(f"{words}used/", {}).json()["used"] == 1
    refused(jin.post(path, {"text": "Gladly.", "whose": "ewa"}), "whose")
    refused(jin.post(path, {}), "text")
    dele = caller_of(colleague, "read", "write")
    assert dele.post(f"{words}away/", {}).status_code == 204
    refused(jin.post(f"{words}used/", {}), "")
    assert (HelpfulWords.objects.count(), WordsUsed.objects.count()) == (1, 1)


def test_a_question_is_answered_once_by_who_keeps_the_protocol(marcus, jin, api):
    marcus.post("protocols/", {**NEW, "publish": True})
    path = "protocols/late-delivery/"
    asked = jin.post(f"{path}ask/", {"text": "Every time?"}).json()["id"]
    answer = f"{path}questions/{asked}/answer/"
    assert jin.post(answer, {"answer": "Yes."}).status_code == 403
    refused(marcus.post(answer, {}), "answer")
    assert marcus.post(answer, {"answer": "Yes."}).json()["answered_by"] == "marcus"
    refused(api.post(answer, {"answer": "No."}), "answer")
    assert [row["answer"] for row in jin.rows(f"{path}questions/")] == ["Yes."]
    assert ProtocolQuestion.objects.count() == 1


def test_every_write_is_in_the_record(api, ada, marcus, limit):
    marcus.post("protocols/", {**NEW, "publish": True})
    ada.post("categories/", {"name": "Gift cards", "key": 8})
    api.post("duty/north/budget/", {"amount": "500"})
    done = set(AuditEntry.objects.values_list("actor__username", "verb"))
    assert done >= {
        ("marcus", "created"), ("marcus", "published"), ("ada", "created"),
        ("priya", "set amounts"), ("priya", "set amends budget"),
    }  # fmt: skip
