"""What one was told, over the API."""

from __future__ import annotations

import pytest

from teams.models import Notice
from teams.telling import tell
from tests.api.conftest import NOW


@pytest.fixture
def mine(manager, supervisor):
    for key in ("1", "2"):
        tell([manager], "goals.turned", key, f"Notice {key}.", url="/goals/", now=NOW)
    tell([supervisor], "goals.turned", "1", "Not yours.", now=NOW)
    return list(Notice.objects.filter(user=manager).order_by("pk"))


def test_one_reads_ones_own_the_newest_first(api, mine):
    rows = api.rows("notices/")
    assert [row["text"] for row in rows] == ["Notice 2.", "Notice 1."]
    assert rows[0] == {
        "id": mine[1].pk, "kind": "goals.turned", "text": "Notice 2.", "detail": "",
        "url": "/goals/", "at": "2026-11-20T12:00:00Z", "read_at": None,
    }  # fmt: skip


def test_marking_one_read_and_all(caller_of, manager, mine):
    caller = caller_of(manager, "read", "write", name="Both")
    answer = caller.post(f"notices/{mine[0].pk}/read/")
    assert answer.status_code == 200
    assert answer.json()["read_at"] is not None
    assert [row["id"] for row in caller.rows("notices/", unread="true")] == [mine[1].pk]
    assert caller.post("notices/read/", {"until": mine[0].pk}).json() == {"marked": 0}
    assert caller.post("notices/read/", {}).json() == {"marked": 1}
    assert caller.rows("notices/", unread="true") == []


def test_case_2_anothers_is_not_there(caller_of, supervisor, mine):
    caller = caller_of(supervisor, "read", "write")
    assert caller.post(f"notices/{mine[0].pk}/read/").status_code == 404
    caller.post("notices/read/", {"until": mine[1].pk})
    assert Notice.objects.filter(read_at=None, user=mine[0].user).count() == 2


def test_case_14_a_notice_is_not_written(caller_of, manager, mine):
    caller = caller_of(manager, "read", "write")
    assert caller.post("notices/", {"text": "Made up."}).status_code == 405
    answer = caller.post("notices/read/", {"text": "Made up."})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == "text"


def test_a_token_that_only_reads_marks_nothing(caller_of, manager, mine):
    api = caller_of(manager, "read", name="Reads")
    assert api.post(f"notices/{mine[0].pk}/read/").status_code == 403


def test_one_is_new_again(caller_of, manager, mine):
    caller = caller_of(manager, "read", "write", name="Both")
    caller.post(f"notices/{mine[0].pk}/read/")
    assert caller.post(f"notices/{mine[0].pk}/unread/").json()["read_at"] is None


def test_choices_are_read_and_changed_in_part(caller_of, manager, mine):
    caller = caller_of(manager, "read", "write", name="Both")
    before = caller.get("notices/choices/").json()
    assert before["digest"] == ""
    assert {row["way"] for row in before["kinds"]} == {"both"}
    body = {
        "quiet_from": "20:00",
        "quiet_until": "07:00",
        "kinds": [{"kind": "goals.turned", "way": "at_once"}],
    }
    answer = caller.call("PATCH", "notices/choices/", body)
    assert answer.status_code == 200, answer.json()
    after = {row["kind"]: row["way"] for row in answer.json()["kinds"]}
    assert after["goals.turned"] == "at_once"
    assert after["goals.closed"] == "both"
    assert (
        caller.call("PATCH", "notices/choices/", {"digest": "weekly"}).json()["quiet_from"]
        == "20:00:00"
    )
    for wrong in (
        {"kinds": [{"kind": "no.such", "way": "both"}]},
        {"kinds": [{"kind": "escalations.safety", "way": "nowhere"}]},
        {"kinds": [{"kind": "other", "way": "digest"}]},
        {"kinds": [{"kind": "goals.revised", "way": "digest"}], "digest": "off"},
        {"digest": "hourly"},
        {"quiet_from": None},
        {"time_zone": "Mars/Base"},
    ):
        assert caller.call("PATCH", "notices/choices/", wrong).status_code == 400, wrong
