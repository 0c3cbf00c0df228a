"""Kudos through the API: the contract's body, once under a key, and nobody else's words."""

import pytest

from feedback.actions.kudos import give
from feedback.actions.praise import add_praise
from feedback.models import Kudos
from tests.api.conftest import NOW
from tests.escalations.scene import sent
from tests.scene import a_goal, a_metric

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
    (answer,) = said.json()["replies"]
    assert (answer["by"], answer["words"], answer["hidden"]) == ("jin", "Thank you.", False)
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


def test_what_it_rests_on_is_given_by_its_address_and_told_to_those_it_is_between(
    caller_of, marcus, supervisor, agent, colleague, manager, north
):
    case = sent(agent, now=NOW)
    answer = marcus.call("POST", "kudos/", {**SENT, "link": f"/escalations/{case.pk}/"})
    assert answer.status_code == 201, answer.content
    pk = answer.json()["id"]
    kudos = Kudos.objects.get()
    assert (kudos.link_url, kudos.link_label) == (
        f"/escalations/{case.pk}/", f"Escalation {case.pk}",
    )  # fmt: skip
    links = {
        one.username: caller_of(one, "read").get(f"kudos/{pk}/").json()["link"]
        for one in (agent, colleague, manager)
    }
    links["marcus"] = marcus.get(f"kudos/{pk}/").json()["link"]
    assert links == {"marcus": kudos.link_url, "jin": kudos.link_url, "dele": "", "priya": ""}


@pytest.mark.parametrize("link", ["/escalations/999999/", "https://evil.example/", "/people/1/"])
def test_case_02_an_address_of_nothing_one_may_open_is_refused(marcus, link):
    answer = marcus.call("POST", "kudos/", {**SENT, "link": link})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == "link"
    assert not Kudos.objects.exists()


def test_case_02_the_number_of_a_goal_or_of_words_is_told_to_who_may_open_them(
    caller_of, supervisor, manager, agent, colleague, north
):
    goal = a_goal(a_metric(), manager, team=north, name="Calls back", scope="agent", agent=agent)
    said = {"channel": "letter", "said_on": NOW.date(), "people": [agent], "now": NOW}
    praise, *_ = add_praise(supervisor, team=north, words="So kind!", **said)
    give(
        supervisor,
        to=[agent],
        words="Well done.",
        visibility="public",
        goal=goal,
        praise=praise,
        now=NOW,
    )
    seen = {}
    for one in (supervisor, agent, colleague):
        (row,) = caller_of(one, "read").rows("kudos/")
        seen[one.username] = row["goal"]
        if one == agent:
            assert row["praise"] == praise.pk
    assert seen["marcus"] == seen["jin"] == goal.pk
    assert seen["dele"] is None


def test_an_answer_is_taken_back_and_kept_from_others(caller_of, marcus, agent, colleague, manager):
    pk = marcus.call("POST", "kudos/", SENT).json()["id"]
    dele, jin = caller_of(colleague, "read", "write"), caller_of(agent, "read", "write")
    priya = caller_of(manager, "read", "write")
    said = dele.call("POST", f"kudos/{pk}/reply/", {"words": "About time."}).json()["replies"][0]
    path = f"kudos/{pk}/replies/{said['id']}"
    assert dele.call("POST", f"{path}/hide/", {}).status_code == 403
    assert jin.call("POST", f"{path}/take-back/", {}).status_code == 403
    assert jin.call("POST", f"{path}/hide/", {}).json()["replies"][0]["hidden"] is True
    assert priya.get(f"kudos/{pk}/").json()["replies"] == []
    assert priya.call("POST", f"{path}/show/", {}).status_code == 404
    assert jin.call("POST", f"{path}/show/", {}).json()["replies"][0]["hidden"] is False
    assert dele.call("POST", f"{path}/take-back/", {}).json()["replies"] == []
    assert jin.get(f"kudos/{pk}/").json()["replies"] == []


def test_the_description_calls_no_private_one_a_matter_of_two(marcus):
    accept = {"Accept": "application/vnd.oai.openapi+json"}
    shapes = marcus.call("GET", "/api/schema/", headers=accept).json()["components"]["schemas"]
    said = str(
        {name: shape for name, shape in shapes.items() if "private" in shape.get("enum", ())}
    )
    assert "Only its author and those it thanks" in said
    assert "Only the two of you" not in said
