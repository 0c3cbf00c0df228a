"""Escalations through the API: the same verbs and the same rules as on the pages."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from itertools import count

import pytest

from escalations.actions.limits import add_limit
from escalations.models import Amends, Category, Cause, Draft, Escalation, Step
from teams.actions import create_person, join_team
from teams.models import Role
from tests.api.conftest import NOW
from tests.cast import SINCE
from tests.escalations.scene import sent

NEW = {
    "category": "delivery",
    "channel": "phone",
    "about": "Sofa missed its third slot",
    "reference": "HP-482913",
    "customer_name": "Mrs Okafor",
    "said": "She said: “This is the third day off.”\nI said: “I am sorry.”",
    "need": "decision",
    "proposal": "Refund the £90 delivery, book Friday 8 to 10",
}
STEPS = {
    "send": {},
    "decide_alone": {"decision": "Refunded"},
    "discard": {},
    "withdraw": {},
    "rate": {"help": "helped"},
    "ask_break": {},
    "claim": {},
    "decide": {"outcome": "agreed"},
    "hand_over": {"to": "marcus"},
    "put_back": {},
    "call_back": {"due_at": "2026-11-20T15:00:00+00:00"},
    "not_reached": {"next_at": "2026-11-20T15:00:00+00:00"},
    "resolve": {"ending": "They were pleased."},
    "review": {"happy_alone": True, "cause": "Carrier missed the slot"},
    "see_break": {},
    "reopen": {"line": "They rang again."},
    "note": {"text": "The depot rang."},
    "amends": {"kind": "refund", "amount": "20"},
}
numbers = count()


@pytest.fixture
def writer(caller_of):
    """A function to a program of somebody's that may write what they may."""

    def make(person):
        return caller_of(person, "read", "write", name=f"Number {next(numbers)}")

    return make


@pytest.fixture
def jin(writer, agent):
    return writer(agent)


@pytest.fixture
def priya(writer, manager):
    return writer(manager)


@pytest.fixture
def marcus(writer, supervisor):
    return writer(supervisor)


@pytest.fixture
def case(agent, manager, supervisor):
    """Jin's, sent at noon; Marcus was told."""
    return sent(agent)


def fields_of(answer):
    assert answer.status_code == 400, answer.content
    return {entry["field"] for entry in answer.json()["errors"]}


# --- Written down --------------------------------------------------------------------------------


def test_one_is_sent_at_once_and_read_again(jin, priya, supervisor):
    answer = jin.post("escalations/", NEW)
    assert answer.status_code == 201, answer.content
    body = answer.json()
    assert {name: body[name] for name in NEW} == NEW
    assert (body["state"], body["logged_by"], body["team"]) == ("open", "jin", "north")
    assert (body["on_duty"], body["day"], body["version"]) == ("marcus", "2026-11-20", 1)
    assert body["promise"]["state"] == "open"
    assert body["due_at"] == body["promise"]["due_at"] == "2026-11-20T12:15:00Z"
    (entry,) = body["timeline"]
    assert (entry["kind"], entry["by"], entry["to"]) == ("send", "jin", ["marcus"])
    assert entry["details"] == {"need": "decision"}
    assert body["allowed"] == ["withdraw", "note", "amends", "ask_break"]
    assert jin.get(f"escalations/{body['id']}/").json() == body
    (row,) = priya.rows("escalations/")
    assert row == {name: body[name] for name in row}
    assert "timeline" not in row


def test_a_draft_is_its_writers_alone_until_it_is_sent(jin, priya, supervisor):
    body = jin.post("escalations/", {"about": "Sofa", "draft": True}).json()
    path = f"escalations/{body['id']}/"
    assert (body["state"], body["timeline"], body["promise"]) == ("draft", [], None)
    assert priya.get(path).status_code == 404
    assert fields_of(jin.post(f"{path}send/")) == {"category"}
    written = jin.call("PATCH", path, {"category": "delivery", "need": "decision"})
    assert (written.json()["category"], written.json()["about"]) == ("delivery", "Sofa")
    assert jin.post(f"{path}send/").json()["state"] == "open"
    assert priya.get(path).status_code == 200
    late = jin.call("PATCH", path, {"about": "Something else"})
    assert (late.status_code, late.json()["state"]) == (409, "open")


def test_decided_alone_or_thrown_away(jin):
    body = jin.post("escalations/", {**NEW, "draft": True}).json()
    over = jin.post(f"escalations/{body['id']}/decide_alone/", {"left": "happier"}).json()
    assert (over["state"], over["outcome"], over["left"]) == ("resolved", "alone", "happier")
    other = jin.post("escalations/", {"draft": True}).json()["id"]
    assert jin.post(f"escalations/{other}/discard/").status_code == 204
    assert not Escalation.objects.filter(pk=other).exists()


def test_what_is_not_whole_is_refused_and_leaves_nothing(jin, supervisor):
    for missing in ("category", "about", "need"):
        body = {name: value for name, value in NEW.items() if name != missing}
        assert fields_of(jin.post("escalations/", body)) == {missing}
    naive = jin.post("escalations/", {**NEW, "answer_by": "2026-11-20T13:00:00"})
    assert fields_of(naive) == {"answer_by"}
    past = jin.post("escalations/", {**NEW, "answer_by": "2026-11-20T11:00:00Z"})
    assert fields_of(past) == {"answer_by"}
    assert not Escalation.objects.exists()


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        '=HYPERLINK("http://x")',
        "\u202etxet \U0001f600 é",
        "x" * 10_000,
    ],
    ids=["script", "formula", "marks", "long"],
)
def test_case_5_texts_come_back_as_they_were(jin, supervisor, text):
    body = jin.post("escalations/", {**NEW, "said": text}).json()
    assert jin.get(f"escalations/{body['id']}/").json()["said"] == text


def test_case_14_no_field_but_those_listed_is_taken(jin, case, supervisor):
    """Every column of the table is sent to every writer."""
    columns = {field.name for field in Escalation._meta.concrete_fields}
    ours = set(NEW) | {"answer_by", "promised", "wants_break", "team"}
    assert fields_of(jin.post("escalations/", dict.fromkeys(columns - ours, 1))) == columns - ours
    own = {"help", "left", "outcome", "version", "cause", "team", "due_at"}
    before = Escalation.objects.filter(pk=case.pk).values().get()
    for step, body in STEPS.items():
        foreign = dict.fromkeys(columns - own - set(body) - {"decision", "ending"}, 1)
        answer = jin.post(f"escalations/{case.pk}/{step}/", {**body, **foreign})
        assert fields_of(answer) >= set(foreign), step
    assert Escalation.objects.filter(pk=case.pk).values().get() == before
    assert Escalation.objects.count() == 1


def test_case_2_a_body_names_only_what_is_ones_own(jin, priya, case, south, other_supervisor):
    assert fields_of(jin.post("escalations/", {**NEW, "team": "south"})) == {"team"}
    assert fields_of(jin.post("escalations/", {**NEW, "category": "none"})) == {"category"}
    path = f"escalations/{case.pk}/"
    for login in ("ewa", "jin", "nobody"):
        assert fields_of(priya.post(f"{path}hand_over/", {"to": login})) == {"to"}
    asked = jin.post(f"{path}amends/", {"kind": "refund", "amount": "20"}).json()
    other = sent(case.logged_by)
    answer = {"request": asked["amends_requests"][0]["id"], "approve": True}
    assert fields_of(priya.post(f"escalations/{other.pk}/amends/answer/", answer)) == {"request"}
    assert not Amends.objects.exists()


# --- Sent twice ----------------------------------------------------------------------------------


def test_case_20_the_same_key_writes_once(jin, supervisor):
    named = {"headers": {"Idempotency-Key": "call-7"}}
    first = jin.post("escalations/", NEW, **named)
    again = jin.post("escalations/", NEW, **named)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()
    assert Escalation.objects.count() == Step.objects.count() == Draft.objects.count() == 1
    other = jin.post("escalations/", {**NEW, "about": "Another"}, **named)
    assert other.status_code == 409
    assert "key" in other.json()["detail"]
    assert jin.post("escalations/", NEW).status_code == 201


def test_case_20_keys_are_each_ones_own(jin, writer, colleague, supervisor):
    named = {"headers": {"Idempotency-Key": "call-7"}}
    mine = jin.post("escalations/", NEW, **named).json()
    theirs = writer(colleague).post("escalations/", NEW, **named)
    assert theirs.status_code == 201
    assert theirs.json()["id"] != mine["id"]
    long = jin.post("escalations/", NEW, headers={"Idempotency-Key": "x" * 201})
    assert fields_of(long) == {"Idempotency-Key"}


def test_case_20_steps_sent_twice_are_taken_once(jin, marcus, case):
    path = f"escalations/{case.pk}/"
    for step, body in (
        ("claim", {}), ("decide", {"outcome": "agreed"}),
        ("review", STEPS["review"]),
    ):  # fmt: skip
        first = marcus.post(f"{path}{step}/", body)
        assert first.status_code == 200, first.content
        assert marcus.post(f"{path}{step}/", body).json() == first.json()
    for step in ("rate", "note", "amends"):
        once = jin.post(f"{path}{step}/", STEPS[step]).json()
        assert jin.post(f"{path}{step}/", STEPS[step]).json() == once, step


def test_case_20_a_step_against_an_older_state_is_a_conflict(jin, marcus, priya, case):
    marcus.post(f"escalations/{case.pk}/note/", {"text": "The depot rang."})
    answer = priya.post(f"escalations/{case.pk}/decide/", {"outcome": "agreed", "version": 1})
    assert answer.status_code == 409
    assert "Marcus Webb" in answer.json()["detail"]
    assert Escalation.objects.get().state == "open"


# --- Steps ---------------------------------------------------------------------------------------


def test_the_life_of_a_case(jin, marcus, priya, case, time_machine):
    path = f"escalations/{case.pk}/"
    taken = marcus.post(f"{path}claim/", {"version": 1}).json()
    assert (taken["state"], taken["claimed_by"]) == ("claimed", "marcus")
    time_machine.move_to(NOW + timedelta(minutes=2), tick=False)
    called = marcus.post(f"{path}call_back/", {**STEPS["call_back"], "text": "We ring"}).json()
    assert (called["promise"]["text"], called["due_at"]) == ("We ring", "2026-11-20T15:00:00Z")
    assert [promise["state"] for promise in called["promises"]] == ["replaced", "open"]
    assert marcus.post(f"{path}not_reached/", STEPS["not_reached"]).json()["state"] == "claimed"
    given = priya.post(f"{path}hand_over/", {"to": "priya", "line": "I know her."}).json()
    assert given["claimed_by"] == "priya"
    answered = priya.post(f"{path}decide/", {"outcome": "differently", "line": "£60 and a slot"})
    assert (answered.json()["outcome"], answered.json()["decision"]) == (
        "differently", "£60 and a slot",
    )  # fmt: skip
    ended = priya.post(f"{path}resolve/", {"ending": "She stayed.", "left": "happier"}).json()
    assert (ended["state"], ended["left"], ended["due_at"]) == ("resolved", "happier", None)
    reviewed = priya.post(
        f"{path}review/",
        {
            "happy_alone": True,
            "why_not": "limit",
            "cause": "Carrier missed the slot",
            "learned": "Raise it.",
        },
    ).json()
    assert (reviewed["state"], reviewed["avoidable"]) == ("reviewed", "with_better")
    assert reviewed["cause"] == Cause.objects.get().name == "Carrier missed the slot"
    assert [one["why_not"] for one in reviewed["reviews"]] == ["limit"]
    rated = jin.post(f"{path}rate/", {"help": "helped", "line": "Quick."}).json()
    assert (rated["help"], rated["help_line"]) == ("helped", "Quick.")
    again = jin.post(f"{path}reopen/", {"line": "They rang again."}).json()
    assert (again["state"], again["reopened"], again["outcome"]) == ("open", 1, "")
    gone = jin.post(f"{path}withdraw/", {"line": "It came."}).json()
    assert (gone["state"], gone["outcome"]) == ("resolved", "withdrawn")
    kinds = [entry["kind"] for entry in gone["timeline"]]
    assert kinds == [
        "send", "claim", "call_back", "not_reached", "hand_over", "decide", "resolve", "review",
        "rate", "reopen", "withdraw",
    ]  # fmt: skip
    assert [entry["number"] for entry in gone["timeline"]] == list(range(1, 12))


def test_put_back_and_a_break(jin, marcus, priya, case):
    path = f"escalations/{case.pk}/"
    assert jin.post(f"{path}ask_break/").json()["wants_break"] is True
    assert "see_break" in marcus.get(path).json()["allowed"]
    assert marcus.post(f"{path}see_break/").json()["wants_break"] is False
    marcus.post(f"{path}claim/")
    back = marcus.post(f"{path}put_back/", {"line": "In a meeting."}).json()
    assert (back["state"], back["claimed_by"], back["on_duty"]) == ("open", None, "priya")


def test_not_this_time_needs_a_line(marcus, case):
    path = f"escalations/{case.pk}/decide/"
    assert fields_of(marcus.post(path, {"outcome": "declined"})) == {"line"}
    assert fields_of(marcus.post(path, {"outcome": "agreed", "line": "But less"})) == {"line"}
    assert fields_of(marcus.post(path, {"outcome": "alone"})) == {"outcome"}
    answer = marcus.post(path, {"outcome": "declined", "line": "Wait for Monday."}).json()
    assert (answer["outcome"], answer["decision"]) == ("declined", "Wait for Monday.")


def test_amends_within_a_limit_are_given_and_above_it_asked_for(jin, marcus, priya, manager, case):
    add_limit(
        manager, category=case.category, name="Delivery charge", kind="refund",
        amounts={0: Decimal(30), 4: Decimal(200)}, reason="Usual.", now=NOW,
    )  # fmt: skip
    path = f"escalations/{case.pk}/"
    small = jin.post(f"{path}amends/", {"kind": "refund", "amount": "20", "what": "Delivery"})
    (entry,) = small.json()["amends"]
    assert (entry["amount"], entry["given_by"], entry["approved_by"]) == ("20.00", "jin", "jin")
    more = jin.post(f"{path}amends/", {"kind": "refund", "amount": 70}).json()
    (asked,) = more["amends_requests"]
    assert (asked["amount"], asked["state"]) == ("70.00", "waiting")
    answer = {"request": asked["id"], "approve": True}
    assert jin.post(f"{path}amends/answer/", answer).status_code == 403
    after = marcus.post(f"{path}amends/answer/", answer).json()
    assert [one["approved_by"] for one in after["amends"]] == ["jin", "marcus"]
    for amount in ("0", "-5", "1.005", "NaN", "1e9", "1_000"):
        body = {"kind": "refund", "amount": amount}
        assert fields_of(jin.post(f"{path}amends/", body)) == {"amount"}


def test_a_step_that_is_not_possible_says_what_is_and_who_has_it(marcus, priya, case):
    path = f"escalations/{case.pk}/"
    early = marcus.post(f"{path}resolve/", STEPS["resolve"])
    assert early.status_code == 409
    assert early.headers["Content-Type"] == "application/problem+json"
    assert early.json()["state"] == "open"
    assert "claim" in early.json()["allowed"]
    marcus.post(f"{path}claim/")
    late = priya.post(f"{path}claim/").json()
    assert (late["status"], late["has_it"]) == (409, "marcus")
    assert late["allowed"] == ["hand_over", "note", "amends"]
    assert late["detail"] == "Marcus Webb has it already. Possible now: hand over, note, amends."
    assert Step.objects.filter(kind="claim").count() == 1


def test_what_is_allowed_is_what_is_taken(jin, marcus, case):
    """In each state, whatever stands in `allowed` does not answer that it is not possible."""
    path = f"escalations/{case.pk}/"
    for step in ("claim", "decide", "review", "reopen"):
        for caller in (jin, marcus):
            allowed = caller.get(path).json()["allowed"]
            for name in set(STEPS) - set(allowed):
                answer = caller.post(f"{path}{name}/", STEPS[name])
                if name not in ("send", "decide_alone", "claim", "decide", "review"):
                    assert answer.status_code in (403, 409), (step, name, answer.content)
        assert step in marcus.get(path).json()["allowed"]
        assert marcus.post(f"{path}{step}/", STEPS[step]).status_code == 200, step


# --- Who -----------------------------------------------------------------------------------------


def test_case_1_who_sees_it_and_who_may(caller_of, writer, case, colleague, stranger, other_supervisor,
                                        administrator):  # fmt: skip
    path = f"escalations/{case.pk}/"
    for person in (colleague, stranger, other_supervisor, administrator):
        caller = writer(person)
        assert caller.get(path).status_code == 404
        assert caller.rows("escalations/") == []
        for step, body in STEPS.items():
            assert caller.post(f"{path}{step}/", body).status_code == 404, step
    assert Step.objects.count() == 1


def test_case_4_nobody_answers_their_own(jin, case):
    for step in ("claim", "decide", "hand_over", "call_back", "review", "see_break", "put_back"):
        answer = jin.post(f"escalations/{case.pk}/{step}/", STEPS[step])
        assert answer.status_code == 403, step


def test_case_4_a_leaders_program_answers_nothing_of_theirs(
    marcus, priya, supervisor, manager, case
):
    own = marcus.post("escalations/", NEW).json()["id"]
    for step in ("claim", "decide", "resolve", "call_back", "review", "put_back"):
        assert marcus.post(f"escalations/{own}/{step}/", STEPS[step]).status_code == 403, step
    asked = marcus.post(f"escalations/{case.pk}/amends/", {"kind": "refund", "amount": "90"}).json()
    body = {"request": asked["amends_requests"][0]["id"], "approve": True}
    assert marcus.post(f"escalations/{case.pk}/amends/answer/", body).status_code == 403
    assert Step.objects.filter(escalation=own).count() == 1
    assert not Amends.objects.exists()


def test_case_9_a_token_that_only_reads_writes_nothing(caller_of, agent, case):
    reads = caller_of(agent)
    assert reads.get(f"escalations/{case.pk}/").status_code == 200
    assert reads.post("escalations/", NEW).status_code == 403
    assert reads.post(f"escalations/{case.pk}/note/", STEPS["note"]).status_code == 403


def test_administrators_log_nothing(writer, administrator):
    assert writer(administrator).post("escalations/", NEW).status_code == 403


# --- Lists ---------------------------------------------------------------------------------------


def test_lists_are_filtered(jin, priya, agent, colleague, supervisor):
    billing = Category.objects.get(slug="billing")
    first = sent(agent)
    second = sent(colleague, category=billing, need="call_back")
    jin.post(f"escalations/{first.pk}/withdraw/")

    def ids(**query):
        return [row["id"] for row in priya.rows("escalations/", **query)]

    assert ids() == [second.pk, first.pk]
    assert ids(state="open") == ids(category="billing") == ids(need="call_back") == [second.pk]
    assert ids(state=["open", "resolved"]) == ids(team="north") == [second.pk, first.pk]
    assert ids(team="south") == []
    assert ids(logged_by="jin") == [first.pk]
    assert ids(claimed_by="priya") == ids(on_duty="priya") == ids(avoidable="within") == []
    assert ids(from_="2026-11-21") == ids(until="2026-11-19") == []
    assert ids(from_="2026-11-20", until="2026-11-20") == [second.pk, first.pk]
    for name, value in (("state", "gone"), ("need", "tea"), ("from_", "yesterday")):
        assert priya.get("escalations/", **{name: value}).status_code == 400
    page = priya.get("escalations/", page_size=1).json()
    assert [row["id"] for row in page["results"]] == [second.pk]
    assert page["next"]


def test_case_22_list_and_item_take_as_many_statements_for_many(
    priya, marcus, agent, supervisor, django_assert_max_num_queries
):
    case = sent(agent)
    for number in range(12):
        sent(agent, now=NOW + timedelta(minutes=number))
        marcus.post(f"escalations/{case.pk}/note/", {"text": f"Note {number}"})
    with django_assert_max_num_queries(8):
        assert len(priya.rows("escalations/")) == 13
    with django_assert_max_num_queries(14):
        assert len(priya.get(f"escalations/{case.pk}/").json()["timeline"]) == 13


def test_whoever_gives_it_away_for_another_team_sees_it_no_more(
    writer, case, other_supervisor, supervisor
):
    Escalation.objects.filter(pk=case.pk).update(
        state="claimed", claimed_by=other_supervisor, claimed_at=NOW, on_duty=other_supervisor
    )
    ewa = writer(other_supervisor)
    assert ewa.get(f"escalations/{case.pk}/").status_code == 200
    assert ewa.post(f"escalations/{case.pk}/put_back/").status_code == 204
    assert ewa.get(f"escalations/{case.pk}/").status_code == 404


def test_a_leader_logs_for_a_team_of_their_own(priya, manager, south):
    join_team(None, manager, south, Role.MANAGER, SINCE)
    helper = create_person(None, name="Bo Lind", username="bo")
    join_team(None, helper, south, Role.SUPERVISOR, SINCE)
    body = priya.post("escalations/", {**NEW, "team": "south"}).json()
    assert (body["team"], body["logged_by"]) == ("south", "priya")
