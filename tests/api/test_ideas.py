"""Ideas through the API: added, backed, answered; who sees what, and what is told when it is too late."""

from __future__ import annotations

import pytest

from feedback.models import Idea, IdeaStep
from tests.feedback.ideas_scene import an_idea, anew, declined

pytestmark = pytest.mark.django_db


@pytest.fixture
def idea(north, supervisor, manager, agent):
    return an_idea(agent, north, words="So that nobody waits in vain.")


@pytest.fixture
def jin(caller_of, agent):
    return caller_of(agent, "read", "write")


@pytest.fixture
def marcus(caller_of, supervisor):
    return caller_of(supervisor, "read", "write")


def at(idea, step=""):
    return f"ideas/{idea.pk}/{step}"


def test_an_idea_is_added_and_knows_by_when_it_is_answered(jin, north, supervisor):
    answer = jin.post("ideas/", {"title": "A fan", "team": "north"})
    assert answer.status_code == 201
    body = answer.json()
    assert (body["state"], body["answer_by"], body["author"]) == ("open", "2026-12-01", "jin")
    assert body["allowed"] == ["withdraw", "say"]


def test_sent_again_under_its_key_it_is_one_and_another_body_is_refused(jin, north, supervisor):
    named = {"headers": {"Idempotency-Key": "a"}}
    first = jin.post("ideas/", {"title": "A fan", "team": "north"}, **named)
    again = jin.post("ideas/", {"title": "A fan", "team": "north"}, **named)
    assert (first.status_code, again.json()) == (201, first.json())
    assert Idea.objects.count() == 1
    assert jin.post("ideas/", {"title": "A lamp"}, **named).status_code == 409


@pytest.mark.parametrize(
    ("field", "body"),
    [
        ("title", {}),
        ("title", {"title": "a" * 121}),
        ("team", {"title": "A fan", "team": "south"}),
        ("team", {"title": "A fan", "team": "nowhere"}),
        ("link", {"title": "A fan", "link": "https://elsewhere.example/"}),
        ("colour", {"title": "A fan", "colour": "blue"}),
    ],
)
def test_what_cannot_be_taken_is_refused_at_its_field(jin, north, south, supervisor, field, body):
    answer = jin.post("ideas/", body)
    assert answer.status_code == 400
    assert [error["field"] for error in answer.json()["errors"]] == [field]
    assert not Idea.objects.exists()


def test_the_list_is_narrowed_by_state_team_author_words_and_lateness(
    jin, idea, agent, north, supervisor, manager, time_machine
):
    declined(supervisor, an_idea(agent, north, "A slide"))
    an_idea(manager, None, "Ärger mit dem Kurier")

    def titles(**query):
        return {row["title"] for row in jin.rows("ideas/", **query)}

    everything = {"Ring the depot first", "A slide", "Ärger mit dem Kurier"}
    assert titles() == everything
    assert titles(state="declined") == {"A slide"}
    assert titles(team="north") == everything - {"Ärger mit dem Kurier"}
    assert titles(everybody="true") == titles(author="priya") == {"Ärger mit dem Kurier"}
    assert titles(q="arger KURIER") == {"Ärger mit dem Kurier"}
    assert titles(q="%") == set()
    assert titles(late="true") == set()
    time_machine.move_to("2026-12-02T12:00:00+00:00", tick=False)
    assert titles(late="true") == {"Ring the depot first", "Ärger mit dem Kurier"}


def test_late_is_by_the_teams_own_day_in_the_list_and_of_each(
    caller_of, south, other_supervisor, stranger, time_machine
):
    # In Adelaide the day after the promise begins while it is still the day itself in London.
    idea = an_idea(stranger, south)
    caller = caller_of(stranger, "read", "write")
    for at_, late in (("T13:00", False), ("T14:00", True)):
        time_machine.move_to(f"{idea.answer_by}{at_}:00+00:00", tick=False)
        (row,) = caller.rows("ideas/")
        assert row["late"] is late
        assert bool(caller.rows("ideas/", late="true")) is late


def test_changed_words_say_how_it_read_before(jin, idea):
    jin.call("PATCH", at(idea), {"title": "Ring nobody"})
    (step,) = jin.get(at(idea)).json()["steps"]
    assert step["earlier"] == {
        "title": "Ring the depot first",
        "words": "So that nobody waits in vain.",
    }


def test_whoever_is_in_another_team_finds_nothing(caller_of, idea, stranger, administrator):
    for person in (stranger, administrator):
        caller = caller_of(person, "read", "write")
        assert caller.rows("ideas/") == []
        assert caller.get(at(idea)).status_code == 404
        assert caller.post(at(idea, "back/"), {}).status_code == 404


def test_backing_twice_counts_once(caller_of, idea, colleague):
    dele = caller_of(colleague, "read", "write")
    for _ in range(2):
        body = dele.post(at(idea, "back/"), {}).json()
        assert (body["backed"], body["you_back_it"]) == (1, True)
    assert dele.post(at(idea, "unback/"), {}).json()["backed"] == 0


def test_an_answer_takes_its_steps_to_done(marcus, idea):
    look = marcus.post(at(idea, "look/"), {"words": "I ask them.", "answer_by": "2026-12-04"})
    assert (look.json()["state"], look.json()["in_time"]) == ("considered", True)
    agree = marcus.post(
        at(idea, "agree/"), {"reason": "It helps.", "owner": "jin", "do_by": "2026-12-18"}
    )
    assert (agree.json()["owner"], agree.json()["allowed"]) == (
        "jin",
        ["back", "unback", "say", "agree", "decline", "finish", "reopen"],
    )
    done = marcus.post(at(idea, "finish/"), {"came_of_it": "It rings."}).json()
    assert done["state"] == "done"
    assert [step["kind"] for step in done["steps"]] == ["considered", "agreed", "done"]


def test_too_late_says_how_it_stands_and_what_is_possible(marcus, idea, supervisor):
    declined(supervisor, idea)
    answer = marcus.post(at(idea, "agree/"), {"reason": "Yes.", "do_by": "2026-12-18"})
    assert answer.status_code == 409
    problem = answer.json()
    assert problem["state"] == "declined"
    assert problem["allowed"] == ["back", "unback", "say", "reopen"]
    assert "Marcus Webb" in problem["detail"]


def test_an_older_version_is_a_conflict_and_writes_nothing(marcus, jin, idea):
    assert jin.call("PATCH", at(idea), {"title": "Ring nobody"}).json()["version"] == 1
    sent = {"reason": "No.", "version": 0}
    assert marcus.post(at(idea, "decline/"), sent).status_code == 409
    assert anew(idea).state == "open"
    assert marcus.post(at(idea, "decline/"), {**sent, "version": 1}).status_code == 200


def test_nobody_answers_their_own_through_the_api_either(marcus, north, supervisor, manager):
    own = an_idea(supervisor, north)
    for step in ("look", "agree", "decline", "finish", "reopen", "back"):
        assert marcus.post(at(own, f"{step}/"), {}).status_code == 403
    assert not IdeaStep.objects.exists()


def test_a_step_without_its_words_is_refused_at_its_field(marcus, idea):
    for step, field in (("look", "words"), ("agree", "reason"), ("decline", "reason")):
        answer = marcus.post(
            at(idea, f"{step}/"), {"do_by": "2026-12-18"} if step == "agree" else {}
        )
        assert [error["field"] for error in answer.json()["errors"]] == [field]


def test_the_list_takes_as_many_statements_for_many_as_for_few(
    jin, idea, agent, north, django_assert_max_num_queries
):
    for n in range(40):
        an_idea(agent, north, f"Idea {n}")
    jin.get("ideas/")
    with django_assert_max_num_queries(12):
        assert len(jin.rows("ideas/")) == 41
