"""Huddles through the API: the same rules, the same verbs as on the pages."""

import pytest
from django.test import Client

from teams.actions.tokens import READ, WRITE, create_token
from teams.models import Huddle
from tests.teams.huddle_scene import DAY, NOW, anew, brought, ready

pytestmark = pytest.mark.django_db
__all__ = ["brought"]
HUDDLES = "/api/v1/huddles/"


@pytest.fixture(autouse=True)
def _morning(time_machine, brought):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def program():
    """A function from a person to a program of theirs."""

    def of(person):
        _, plain = create_token(None, person, "rota", [READ, WRITE], "", None, now=NOW)
        return Client(headers={"authorization": f"Bearer {plain}"})

    return of


def send(client, path, **body):
    return client.post(f"{HUDDLES}{path}", body, content_type="application/json")


def test_a_huddle_from_draft_to_record(manager, agent, colleague, north, program):
    ours = program(manager)
    drafted = send(ours, "", team="north", day=str(DAY))
    assert drafted.status_code == 201
    pk = drafted.json()["id"]
    assert send(ours, "", team="north", day=str(DAY)).json()["id"] == pk
    # A draft is not the team's yet.
    theirs = program(agent)
    assert theirs.get(HUDDLES).json()["results"] == []
    assert theirs.get(f"{HUDDLES}{pk}/").status_code == 404
    made = send(ours, f"{pk}/ready/", version=0).json()
    assert (made["state"], made["version"]) == ("ready", 1)
    assert [one["key"] for one in made["parts"] if one["kind"] == "kudos"] == ["said:1", "said:2"]
    assert send(ours, f"{pk}/record/", version=0, here=["jin"]).status_code == 409
    done = send(
        ours, f"{pk}/record/", version=1, here=["jin", "priya"], call_to_action="Ring back."
    ).json()
    assert (done["state"], done["here"]) == ("held", ["jin", "priya"])
    (row,) = theirs.get(f"{HUDDLES}?team=north&state=held&since={DAY}&until={DAY}").json()[
        "results"
    ]
    assert (row["call_to_action"], row["day"], row["team"]) == ("Ring back.", str(DAY), "north")
    assert "parts" not in row


def test_what_is_refused(manager, agent, stranger, other_supervisor, north, south, program):
    huddle = ready(manager, north)
    jins, toms = program(agent), program(stranger)
    for step, body in (("ready", {}), ("record", {"here": ["jin"]})):
        assert send(jins, f"{huddle.pk}/{step}/", **body).status_code == 403
        assert send(toms, f"{huddle.pk}/{step}/", **body).status_code == 404
    ours = program(manager)
    assert send(ours, "", team="south", day=str(DAY)).status_code == 400
    assert send(ours, "", team="north", day="2027-06-01").status_code == 400
    assert send(ours, f"{huddle.pk}/record/", here=["tom"]).status_code == 400
    assert send(ours, f"{huddle.pk}/record/", here=[]).status_code == 400
    assert send(ours, f"{huddle.pk}/record/", here=["jin"], state="draft").status_code == 400
    assert anew(huddle).state == Huddle.State.READY
    assert program(other_supervisor).get(HUDDLES).json()["results"] == []
