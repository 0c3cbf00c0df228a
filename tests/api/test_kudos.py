"""Kudos through the API: the contract's body, once under a key, and nobody else's words."""

import pytest

from feedback.actions.kudos import give
from feedback.models import Kudos
from tests.api.conftest import NOW

pytestmark = pytest.mark.django_db
SENT = {
    "to": ["jin"],
    "moment": "On Tuesday",
    "act": "You rang the depot",
    "effect": "Nobody waited",
    "strengths": ["owned-it"],
    "visibility": "team",
}


@pytest.fixture
def marcus(caller_of, supervisor, agent):
    return caller_of(supervisor, "read", "write")


def test_the_body_of_the_contract_is_a_thanks(marcus):
    answer = marcus.call("POST", "kudos/", SENT)
    assert answer.status_code == 201, answer.content
    said = answer.json()
    assert said["words"] == "On Tuesday. You rang the depot. Nobody waited."
    assert (said["author"], said["to"], said["team"]) == ("marcus", ["jin"], "north")
    assert (said["moment"], said["strengths"], said["saw"]) == ("On Tuesday", ["owned-it"], 0)
    assert [row["id"] for row in marcus.rows("kudos/")] == [said["id"]]
    assert marcus.get(f"kudos/{said['id']}/").json() == said


def test_sent_again_under_its_key_it_is_one_and_the_answer_the_same(marcus):
    first, again = (
        marcus.call("POST", "kudos/", SENT, headers={"Idempotency-Key": "a"}) for _ in range(2)
    )
    assert first.json() == again.json()
    assert Kudos.objects.count() == 1
    other = marcus.call("POST", "kudos/", {**SENT, "act": "Else"}, headers={"Idempotency-Key": "a"})
    assert other.status_code == 409


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"to": ["marcus"]}, "to"),
        ({"to": ["nobody"]}, "to"),
        ({"to": []}, "to"),
        ({"to_team": "nowhere"}, "to_team"),
        ({"strengths": ["nothing"]}, "strengths"),
        ({"visibility": "all"}, "visibility"),
        ({"goal": 999}, "goal"),
        ({"praise": 999}, "praise"),
        ({"points": 5}, "points"),
        ({"author": "jin"}, "author"),
        ({"moment": "", "act": "", "effect": ""}, "words"),
    ],
)
def test_case_04_what_cannot_be_is_refused_at_its_field(marcus, change, field):
    answer = marcus.call("POST", "kudos/", {**SENT, **change})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == field
    assert not Kudos.objects.exists()


def test_case_03_nobody_else_reads_a_private_one_whatever_their_office(
    caller_of, supervisor, agent, colleague, manager, administrator
):
    kudos = give(supervisor, to=[agent], words="Marker 7Q.", visibility="private", now=NOW)
    for person in (colleague, manager, administrator):
        caller = caller_of(person, "read", "write")
        assert caller.rows("kudos/") == []
        assert caller.rows("kudos/", to="jin") == []
        for path in ("", "saw/", "reply/", "hide/", "take-back/"):
            method, body = ("POST", {"words": "x"}) if path else ("GET", None)
            answer = caller.call(method, f"kudos/{kudos.pk}/{path}", body)
            assert answer.status_code == 404
            assert "7Q" not in answer.content.decode()
    assert len(caller_of(agent, "read").rows("kudos/")) == 1


def test_the_steps_saw_reply_edit_hide_and_take_back(caller_of, marcus, agent, colleague):
    pk = marcus.call("POST", "kudos/", SENT).json()["id"]
    dele, jin = caller_of(colleague, "read", "write"), caller_of(agent, "read", "write")
    assert dele.call("POST", f"kudos/{pk}/saw/", {}).json()["saw_by"] == ["dele"]
    assert jin.call("POST", f"kudos/{pk}/saw/", {}).status_code == 403
    assert dele.call("POST", f"kudos/{pk}/unsaw/", {}).json()["saw"] == 0
    said = jin.call("POST", f"kudos/{pk}/reply/", {"words": "Thank you."})
    assert said.json()["replies"][0] | {"at": ""} == {"by": "jin", "words": "Thank you.", "at": ""}
    changed = marcus.call("PATCH", f"kudos/{pk}/", {"words": "Other.", "version": 0}).json()
    assert [one["words"] for one in changed["edits"]] == [
        "On Tuesday. You rang the depot. Nobody waited."
    ]
    assert marcus.call("PATCH", f"kudos/{pk}/", {"words": "Late.", "version": 0}).status_code == 409
    assert jin.call("PATCH", f"kudos/{pk}/", {"words": "Mine."}).status_code == 403
    assert jin.call("POST", f"kudos/{pk}/hide/", {}).status_code == 200
    assert dele.get(f"kudos/{pk}/").status_code == 404
    assert jin.call("POST", f"kudos/{pk}/show/", {}).status_code == 200
    assert marcus.call("POST", f"kudos/{pk}/take-back/", {}).status_code == 204
    assert jin.get(f"kudos/{pk}/").status_code == 404


def test_whoever_hides_it_is_named_to_the_two_alone_and_found_by_no_filter(
    caller_of, marcus, agent, colleague, manager
):
    pk = marcus.call("POST", "kudos/", {**SENT, "to": ["jin", "dele"]}).json()["id"]
    caller_of(agent, "read", "write").call("POST", f"kudos/{pk}/hide/", {})
    priya = caller_of(manager, "read")
    assert priya.get(f"kudos/{pk}/").json()["to"] == ["dele"]
    assert priya.rows("kudos/", to="jin") == []
    assert len(priya.rows("kudos/", to="dele", strength="owned-it", author="marcus")) == 1
    assert marcus.get(f"kudos/{pk}/").json()["to"] == ["dele", "jin"]
