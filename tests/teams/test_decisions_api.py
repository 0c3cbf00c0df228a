"""Decisions through the API: the same rules, the same verbs as on the pages."""

import pytest
from django.test import Client

from teams.actions.tokens import READ, WRITE, create_token, scopes_open_to
from teams.models import Decision
from tests.teams.decisions_scene import NOW, WHAT, WHY, decided

pytestmark = pytest.mark.django_db
DECISIONS = "/api/v1/decisions/"
SAYS = {"what": WHAT, "how": "agreed", "why": WHY}


@pytest.fixture(autouse=True)
def _noon(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def program():
    """A function from a person to a program of theirs."""

    def of(person):
        scopes = [one for one in (READ, WRITE) if one in scopes_open_to(person)]
        _, plain = create_token(None, person, "log", scopes, "", None, now=NOW)
        return Client(headers={"authorization": f"Bearer {plain}"})

    return of


def send(client, path="", **body):
    return client.post(f"{DECISIONS}{path}", body, content_type="application/json")


def test_a_decision_from_its_writing_to_its_end(supervisor, agent, north, program):
    ours, theirs = program(supervisor), program(agent)
    made = send(ours, team="north", **SAYS)
    assert made.status_code == 201
    pk = made.json()["id"]
    assert made.json()["decided_on"] == "2026-11-20"
    corrected = send(
        ours, f"{pk}/correct/", **{**SAYS, "how": "leader"}, decided_on="2026-11-19",
        because="We voted.", version=0,
    ).json()  # fmt: skip
    (entry,) = corrected["entries"]
    assert entry["before"] == {"how": "agreed", "decided_on": "2026-11-20"}
    assert (entry["by"], entry["words"]) == ("marcus", "We voted.")
    assert send(ours, f"{pk}/end/", words="Over.", version=0).status_code == 409
    assert send(ours, f"{pk}/stands/", words="So.", review_on="2026-12-24").status_code == 200
    assert send(ours, f"{pk}/end/", words="Over.").json()["ended_why"] == "Over."
    (row,) = theirs.get(f"{DECISIONS}?team=north&holds=false").json()["results"]
    assert (row["id"], row["version"]) == (pk, 3)
    assert theirs.get(f"{DECISIONS}?holds=true").json()["results"] == []
    assert send(ours, f"{pk}/back/", words="It is not.").json()["ended_at"] is None
    assert send(theirs, f"{pk}/end/", words="Over.").status_code == 403


def test_case_02_what_is_refused(manager, agent, other_supervisor, north, south, program):
    made = decided(manager, north)
    ewa = program(other_supervisor)
    assert ewa.get(f"{DECISIONS}{made.pk}/").status_code == 404
    assert send(ewa, f"{made.pk}/end/", words="Over.").status_code == 404
    assert send(ewa, team="north", **SAYS).json()["errors"][0]["field"] == "team"
    assert send(ewa, **SAYS).status_code == 403
    assert send(program(agent), team="north", **SAYS).status_code == 403
    priya = program(manager)
    for wrong, field in (({"why": " "}, "why"), ({"logged_by": "jin"}, "logged_by")):
        bad = send(priya, team="north", **{**SAYS, **wrong})
        assert [one["field"] for one in bad.json()["errors"]] == [field]
    assert Decision.objects.count() == 1
