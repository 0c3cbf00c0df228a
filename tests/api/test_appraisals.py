"""Appraisals through the API: what the two settle and what it rests on, by the rules of the pages."""

from __future__ import annotations

from datetime import timedelta

import pytest

from feedback.actions.appraisals.cycles import close_cycle
from feedback.models import Evidence
from tests.api.conftest import NOW
from tests.feedback.appraisals_scene import (
    DISAGREES,
    LEADER_SAYS,
    NEXT,
    a_template,
    an_appraisal,
    brought_to,
)
from tests.feedback.kudos_scene import thanks

pytestmark = pytest.mark.django_db
TALKED = {"talked_on": "2026-11-19", "agreed": "Calmer mornings."}


@pytest.fixture
def made(manager, supervisor, agent):
    return an_appraisal(manager, agent, supervisor)


@pytest.fixture
def two(caller_of, supervisor, agent):
    return [caller_of(one, "read", "write") for one in (agent, supervisor)]


def step(caller, made, name, body=None, **more):
    return caller.call("POST", f"appraisals/{made.pk}/{name}/", body or {}, **more)


def whole(caller, made):
    return caller.get(f"appraisals/{made.pk}/").json()


def test_the_two_talk_disagree_and_sign(two, made):
    jin, marcus = two
    brought_to(made, "talk")
    read = whole(marcus, made)
    assert step(marcus, made, "talk", {**TALKED, "token": read["settled_token"]}).json() == {
        "id": made.pk, "state": "sign", "version": read["version"] + 1,
    }  # fmt: skip
    read = whole(jin, made)
    assert (read["talked_on"], read["agreed"]) == ("2026-11-19", "Calmer mornings.")
    words = {"disagreement": "Not in May.", "token": read["disagreement_token"]}
    assert step(jin, made, "disagree", words).status_code == 200
    assert whole(marcus, made)["disagreement"] == "Not in May."
    for caller in two:
        assert step(caller, made, "sign", {"token": whole(caller, made)["whole_token"]}).json()
    made.refresh_from_db()
    assert made.state == "signed"
    # From then on nothing is written any more.
    for name, body in (("talk", TALKED), ("disagree", words), ("evidence", {"words": "A card"})):
        answer = step(jin, made, name, body)
        assert (answer.status_code, answer.json()["detail"]) == (
            409,
            "Both have signed. It stays as it is.",
        )


def test_case_20_what_the_other_changed_meanwhile_is_not_written_over(two, made):
    jin, marcus = two
    brought_to(made, "talk")
    tokens = whole(jin, made)
    step(marcus, made, "talk", TALKED)
    stale = step(jin, made, "talk", {**TALKED, "agreed": "Else.", "token": tokens["settled_token"]})
    assert stale.status_code == 409
    step(jin, made, "disagree", {"disagreement": "First."})
    late = {"disagreement": "Second.", "token": tokens["disagreement_token"]}
    assert step(jin, made, "disagree", late).status_code == 409
    made.refresh_from_db()
    assert (made.next_words, made.disagreement) == ("Calmer mornings.", "First.")


@pytest.mark.parametrize(
    ("name", "body", "field"),
    [
        ("talk", {**TALKED, "talked_on": "2026-11-21"}, "talked_on"),
        ("talk", {**TALKED, "talked_on": "yesterday"}, "talked_on"),
        ("talk", {**TALKED, "agreed": " "}, "agreed"),
        ("talk", {**TALKED, "next_words": "x"}, "next_words"),
        ("disagree", {"disagreement": "x" * 8_001}, "disagreement"),
        ("disagree", {}, "disagreement"),
        ("evidence", {}, "words"),
        ("evidence", {"words": "A card", "kind": "kudos", "object_id": 1}, "words"),
        ("evidence", {"kind": "kudos"}, "words"),
        ("evidence", {"kind": "kudos", "object_id": 999}, "evidence"),
        ("evidence", {"kind": "salary", "object_id": 1}, "kind"),
        ("evidence", {"words": "A card", "competency": 999}, "competency"),
    ],
)
def test_what_cannot_be_taken_is_said_by_field(two, made, name, body, field):
    brought_to(made, "talk")
    answer = step(two[0], made, name, body)
    assert answer.status_code == 400
    assert [one["field"] for one in answer.json()["errors"]] == [field]


def test_only_the_person_sees_it_otherwise(two, made):
    jin, marcus = two
    brought_to(made, "talk")
    assert step(marcus, made, "disagree", {"disagreement": "No."}).status_code == 403
    assert whole(marcus, made)["disagreement_token"] == ""
    assert whole(jin, made)["disagreement"] == DISAGREES


def test_a_suggestion_is_put_in_once_and_taken_out_by_who_put_it_in(two, made, colleague, agent):
    jin, marcus = two
    kudos = thanks(colleague, agent, now=NOW - timedelta(days=3))
    offered = jin.get(f"appraisals/{made.pk}/suggestions/").json()
    assert [(one["kind"], one["object_id"]) for one in offered] == [("kudos", kudos.pk)]
    one = {name: offered[0][name] for name in ("kind", "object_id")}
    competency = whole(jin, made)["competencies"][0]["id"]
    first = step(jin, made, "evidence", {**one, "competency": competency})
    assert first.status_code == 201
    assert step(jin, made, "evidence", one).json()["evidence"] == first.json()["evidence"]
    assert Evidence.objects.get().competency_id == competency
    assert jin.get(f"appraisals/{made.pk}/suggestions/").json() == []
    out = f"evidence/{first.json()['evidence']}/take-out"
    # What Jin has not sent is not there for Marcus; sent, it is not his to take out.
    assert step(marcus, made, out).status_code == 404
    step(jin, made, "save", {"says": [{"competency": one["id"], "level": 3}
                                      for one in whole(jin, made)["competencies"]]})  # fmt: skip
    assert step(jin, made, "send").status_code == 200
    assert step(marcus, made, out).status_code == 403
    assert step(jin, made, "take-back").json()["state"] == "self"
    assert step(jin, made, out).status_code == 200
    assert not Evidence.objects.exists()
    assert step(jin, made, out).status_code == 404


def test_case_03_before_it_is_sent_nothing_of_it_is_said_and_out_of_turn_nothing_is_done(two, made):
    jin, marcus = two
    brought_to(made, "leader")
    for caller, name, body in (
        (jin, "talk", TALKED),
        (jin, "disagree", {"disagreement": "No."}),
        (jin, "evidence", {"words": "A card"}),
        (marcus, "take-back", {}),
    ):
        answer = step(caller, made, name, body)
        assert answer.status_code == 409
        assert answer.json()["detail"] == "Marcus Webb writes now."
    assert jin.get(f"appraisals/{made.pk}/suggestions/").status_code == 409
    read = whole(jin, made)
    assert LEADER_SAYS not in str(read)
    assert (read["settled_token"], read["disagreement_token"], read["agreed"]) == ("", "", "")


def test_case_02_a_competency_of_another_template_is_none_of_these(two, made, manager):
    other = a_template(manager, name="Else").competencies.first()
    body = {"words": "A card", "competency": other.pk}
    assert step(two[0], made, "evidence", body).status_code == 400
    assert not Evidence.objects.exists()


def test_in_a_closed_round_nothing_is_written(two, made, manager):
    there = brought_to(made, "sign")
    close_cycle(manager, there.cycle, closed=True, now=NOW)
    for name, body in (("talk", TALKED), ("disagree", {"disagreement": "No."}), ("take-back", {})):
        answer = step(two[0], there, name, body)
        assert answer.status_code == 409
        assert "Autumn 2026 is closed." in answer.json()["detail"]
    there.refresh_from_db()
    assert there.next_words == NEXT


def test_a_call_that_is_sent_again_puts_in_one(two, made):
    headers = {"Idempotency-Key": "a"}
    first, again = (
        step(two[0], made, "evidence", {"words": "A card"}, headers=headers) for _ in range(2)
    )
    assert first.json() == again.json()
    assert "card" not in first.content.decode()
    assert Evidence.objects.count() == 1


def test_the_leader_takes_out_puts_back_and_goes_on(two, made, time_machine):
    jin, marcus = two
    for name in ("leave-out", "put-back", "go-on"):
        assert (
            step(jin, made, name, {} if name == "put-back" else {"reason": "x"}).status_code == 403
        )
    for name in ("leave-out", "go-on"):
        assert step(marcus, made, name, {}).status_code == 400
    out = step(marcus, made, "leave-out", {"reason": "On leave"})
    assert (out.status_code, "leave" in out.content.decode()) == (200, False)
    read = whole(jin, made)
    assert (read["out"], read["able"]) == (True, [])
    assert read["trace"] == ["Marcus took Jin out of this round on 20 Nov: On leave"]
    assert whole(marcus, made)["able"] == ["put_back"]
    assert marcus.get("appraisals/").json()["results"][0]["out"] is True
    assert step(jin, made, "save", {"whole": "More"}).status_code == 409
    assert step(marcus, made, "put-back").json()["state"] == "self"
    early = step(marcus, made, "go-on", {"reason": "Away"})
    assert early.status_code == 409
    assert "has until 27 Nov" in early.json()["detail"]
    time_machine.move_to(NOW + timedelta(days=8), tick=False)
    assert "go_on" in whole(marcus, made)["able"]
    assert step(marcus, made, "go-on", {"reason": "Away"}).json()["state"] == "leader"
    assert {"write", "send"} <= set(whole(jin, made)["able"])
