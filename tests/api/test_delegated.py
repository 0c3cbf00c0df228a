"""Tasks through the API: offered, taken, checked in, answered, closed; who sees what, and what is told too late."""

from __future__ import annotations

import pytest

from feedback.models import DelegatedTask
from tests.feedback.delegated_scene import NOW, WHAT, WHY, anew, closed, offered, taken

pytestmark = pytest.mark.django_db
NEW = {"to": "jin", "what": WHAT, "why": WHY, "due_on": "2099-12-18"}


@pytest.fixture
def jin(caller_of, agent):
    return caller_of(agent, "read", "write")


@pytest.fixture
def marcus(caller_of, supervisor):
    return caller_of(supervisor, "read", "write")


@pytest.fixture(autouse=True)
def _noon(time_machine):
    time_machine.move_to(NOW, tick=False)


def at(pk, step=""):
    return f"tasks/{pk}/{step}"


def test_the_whole_way(jin, marcus, agent):
    answer = marcus.post("tasks/", {**NEW, "due_on": "2026-12-18", "strength": "owned-it"})
    assert answer.status_code == 201
    body = answer.json()
    assert (body["state"], body["to"], body["by"], body["strength"]) == (
        "offered", "jin", "marcus", "owned-it",
    )  # fmt: skip
    assert body["allowed"] == ["revise", "withdraw"]
    pk = body["id"]
    body = jin.get(at(pk)).json()
    assert body["allowed"] == ["accept", "ask", "decline"]
    body = jin.post(at(pk, "accept/"), {"rhythm": "own", "own_days": ["2026-12-01"]}).json()
    assert (body["state"], body["next_check_in"]) == ("taken", "2026-12-01")
    body = jin.post(at(pk, "check-in/"), {"going": "need", "words": "Two hours."}).json()
    assert body["needs_since"]
    body = marcus.post(at(pk, "answer/"), {"words": "Yes.", "due_on": "2026-12-20"}).json()
    assert (body["needs_since"], body["due_on"]) == (None, "2026-12-20")
    body = jin.post(at(pk, "check-in/"), {"going": "done", "words": "There."}).json()
    assert (body["state"], body["next_check_in"]) == ("reported", None)
    body = marcus.post(at(pk, "close/"), {"came_of_it": "We ask the same."}).json()
    assert (body["state"], body["allowed"]) == ("closed", [])
    assert [step["kind"] for step in body["steps"]] == [
        "accepted", "checked", "answered", "checked", "closed",
    ]  # fmt: skip


def test_sent_again_under_its_key_it_is_one(marcus, agent):
    named = {"headers": {"Idempotency-Key": "a"}}
    first = marcus.post("tasks/", {**NEW, "due_on": "2026-12-18"}, **named)
    again = marcus.post("tasks/", {**NEW, "due_on": "2026-12-18"}, **named)
    assert (first.status_code, again.json()) == (201, first.json())
    assert DelegatedTask.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("what", {"what": ""}),
        ("why", {"why": "a" * 501}),
        ("due_on", {"due_on": "2020-01-01"}),
        ("to", {"to": "tom"}),
        ("to", {"to": "nobody"}),
        ("strength", {"strength": "none-of-ours"}),
        ("team", {"team": "south"}),
        ("colour", {"colour": "blue"}),
    ],
)
def test_what_cannot_be_taken_is_refused_at_its_field(marcus, agent, stranger, field, changes):
    answer = marcus.post("tasks/", {**NEW, "due_on": "2026-12-18", **changes})
    assert answer.status_code == 400
    assert [error["field"] for error in answer.json()["errors"]] == [field]
    assert not DelegatedTask.objects.exists()


def test_too_late_it_says_how_it_stands_and_what_is_possible(jin, marcus, supervisor, agent):
    task = taken(supervisor, agent)
    answer = jin.post(at(task.pk, "accept/"), {"rhythm": "none"})
    assert answer.status_code == 409
    body = answer.json()
    assert (body["state"], body["allowed"]) == ("taken", ["check-in", "plan", "give-back"])
    answer = marcus.post(at(task.pk, "answer/"), {"words": "How is it?", "version": 0})
    assert answer.status_code == 409
    assert anew(task).version == 1


def test_the_list_holds_what_one_may_read_and_is_filtered(
    caller_of, jin, supervisor, agent, colleague, manager
):
    task = offered(supervisor, agent)
    done = closed(supervisor, agent, what="Another")
    assert {row["id"] for row in jin.get("tasks/").json()["results"]} == {task.pk, done.pk}
    rows = jin.get("tasks/?state=closed&by=marcus").json()["results"]
    assert [row["id"] for row in rows] == [done.pk]
    dele = caller_of(colleague, "read")
    assert dele.get("tasks/").json()["results"] == []
    assert dele.get(at(task.pk)).status_code == 404
    assert len(caller_of(manager, "read").get("tasks/").json()["results"]) == 2


def test_words_are_left_out_of_a_change_that_does_not_name_them(marcus, supervisor, agent):
    task = offered(supervisor, agent, decide_alone="The words.")
    body = marcus.post(at(task.pk, "revise/"), {"what": "Another", "words": "So?"}).json()
    assert (body["what"], body["why"], body["decide_alone"]) == ("Another", WHY, "The words.")
