"""What customers said, through the API: sent once however often, read by those who may."""

from __future__ import annotations

import pytest

from feedback.models import Praise
from teams.models import Notice

pytestmark = pytest.mark.django_db
SENT = {
    "words": "Jin rang me back within the hour.", "channel": "survey", "said_on": "2026-11-19",
    "people": ["jin"], "customer": "Mrs Okafor", "source": "survey", "external_id": "7",
}  # fmt: skip


def test_sent_again_it_is_the_same(caller_of, supervisor, agent):
    program = caller_of(supervisor, "read", "write")
    first = program.call("POST", "praise/", SENT)
    assert first.status_code == 201, first.content
    again = program.call("POST", "praise/", {**SENT, "words": "Other words."})
    assert (again.status_code, again.json()) == (200, first.json())
    assert Praise.objects.count() == 1
    assert first.json()["people"] == ["jin"]
    assert first.json()["customer"] == "Mrs Okafor"


def test_it_is_told_once_listed_by_filter_and_taken_out(caller_of, supervisor, agent, stranger):
    program = caller_of(supervisor, "read", "write")
    pk = program.call("POST", "praise/", SENT).json()["id"]
    assert [row["id"] for row in program.rows("praise/", told="false")] == [pk]
    for _ in range(2):
        assert program.call("POST", f"praise/{pk}/tell/").status_code == 200
    assert Notice.objects.get().user == agent
    assert program.rows("praise/", told="false") == []
    jins, elsewhere = caller_of(agent, "read", "write"), caller_of(stranger, "read", "write")
    assert [row["id"] for row in jins.rows("praise/", person="jin")] == [pk]
    assert elsewhere.rows("praise/") == []
    assert elsewhere.get(f"praise/{pk}/").status_code == 404
    assert jins.call("POST", f"praise/{pk}/withdraw/").status_code == 403
    assert program.call("POST", f"praise/{pk}/withdraw/").status_code == 204
    assert program.rows("praise/") == []
    # What was taken out stays out, however often it is sent.
    assert program.call("POST", "praise/", SENT).status_code == 400
    assert Praise.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"words": ""}, "words"),
        ({"channel": "pigeon"}, "channel"),
        ({"said_on": "2027-01-01"}, "said_on"),
        ({"people": ["tom"]}, "people"),
        ({"people": ["nobody"]}, "people"),
        ({"team": "south"}, "team"),
        ({"external_id": ""}, "external_id"),
        ({"added_by": "ada"}, "added_by"),
    ],
)
def test_what_cannot_be_taken_says_where(caller_of, supervisor, agent, stranger, wrong, field):
    answer = caller_of(supervisor, "read", "write").call("POST", "praise/", {**SENT, **wrong})
    assert answer.status_code == 400
    assert [error["field"] for error in answer.json()["errors"]] == [field]
    assert not Praise.objects.exists()
