"""Challenges and rewards through the API: the same rules as on the pages."""

from __future__ import annotations

from decimal import Decimal

import pytest

from goals.actions.rewards import grant_reward
from goals.models import AgentDay, Challenge, Participation, RewardKind
from goals.recompute.challenges import look_after_challenges
from teams.actions import create_person, join_team
from teams.models import Role
from tests.api.conftest import NOW
from tests.cast import SINCE

NEW = {
    "name": "A week together",
    "why": "Nobody waits in vain.",
    "metric": "handled",
    "team": "north",
    "rule": "total",
    "line": "100",
    "starts_on": "2026-11-20",
    "ends_on": "2026-11-26",
}


@pytest.fixture
def challenge(api, handled) -> int:
    """North's, running today."""
    return api.post("challenges/", NEW).json()["id"]


@pytest.fixture
def amara(north):
    person = create_person(None, name="Amara Osei", username="amara")
    join_team(None, person, north, Role.AGENT, SINCE)
    return person


def writer(caller_of, person):
    """A caller who may write, as a browser's session may: agents get no such token."""
    caller = caller_of(person, name=f"Number {person.tokens.count()}")
    person.tokens.update(scopes=["read", "write"])
    return caller


def did(handled, north, person, value: int) -> None:
    AgentDay.objects.create(
        metric_id=handled.pk, team_id=north.pk, agent_id=person.pk, day=NOW.date(),
        value=Decimal(value), weight=Decimal(0), n=1,
    )  # fmt: skip


def test_a_challenge_is_made_and_nobody_is_in_it(api, handled):
    answer = api.post("challenges/", NEW)
    assert answer.status_code == 201
    body = answer.json()
    assert {name: body[name] for name in NEW} == NEW
    assert (body["state"], body["taking_part"], body["joined"]) == ("running", 0, False)
    assert (body["together"], body["people"]) == (None, [])
    assert body["closes_at"] == "2026-11-28T00:00:00+00:00"
    assert api.get(f"challenges/{body['id']}/").json() == body
    assert api.rows("challenges/") == [body]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"metric": "none"}, "metric"),
        ({"team": "south"}, "team"),
        ({"rule": "fastest"}, "rule"),
        ({"line": "0"}, "line"),
        ({"line": ...}, "line"),
        ({"starts_on": "2026-11-01"}, "starts_on"),
        ({"ends_on": "2026-11-19"}, "ends_on"),
        ({"reward": "Moon"}, "reward"),
        ({"guard": "none"}, "guard"),
        ({"people": ["jin"]}, "people"),
        ({"state": "closed"}, "state"),
        ({"created_by": "jin"}, "created_by"),
    ],
)
def test_case_14_what_makes_no_sense_is_refused_at_its_field(api, handled, south, changes, field):
    body = {name: value for name, value in (NEW | changes).items() if value is not ...}
    answer = api.post("challenges/", body)
    assert answer.status_code == 400, answer.content
    assert field in {entry["field"] for entry in answer.json()["errors"]}
    assert not Challenge.objects.exists()


def test_one_joins_and_leaves_for_oneself_alone(caller_of, challenge, agent, colleague):
    jin = writer(caller_of, agent)
    path = f"challenges/{challenge}"
    assert jin.post(f"{path}/join/", {"user": colleague.username}).status_code == 400
    assert not Participation.objects.exists()
    for _ in range(2):
        assert jin.post(f"{path}/join/").json()["joined"] is True
    assert [row.user for row in Participation.objects.all()] == [agent]
    assert jin.post(f"{path}/leave/").json()["joined"] is False
    assert Participation.objects.get().left_at == NOW


def test_case_2_names_are_for_those_who_joined(
    api, caller_of, challenge, handled, north, agent, colleague, amara, supervisor, stranger
):
    callers = {person: writer(caller_of, person) for person in (agent, colleague, amara)}
    path = f"challenges/{challenge}/"
    for place, (person, caller) in enumerate(callers.items()):
        caller.post(f"{path}join/")
        did(handled, north, person, 11 + place)
        body = api.get(path).json()
        assert body["people"] == []
        # Of one or two it would be somebody's own figure.
        assert (body["together"] is None) is (place < 2)
    assert body["together"]["result"] == "36"
    mine = callers[agent].get(path).json()["people"]
    assert [(row["login"], row["result"]) for row in mine] == [
        ("amara", "13"),
        ("dele", "12"),
        ("jin", "11"),
    ]
    assert caller_of(supervisor).get(path).json()["people"] == []
    tom = caller_of(stranger)
    assert tom.get(path).status_code == 404
    assert tom.rows("challenges/") == []


def test_the_result_stands_and_says_that_it_was_revised(
    api, caller_of, challenge, handled, north, agent, colleague, amara, time_machine
):
    for person in (agent, colleague, amara):
        writer(caller_of, person).post(f"challenges/{challenge}/join/")
        did(handled, north, person, 40)
    closing = NOW.replace(day=29)
    look_after_challenges(closing)
    time_machine.move_to(closing, tick=False)
    body = api.get(f"challenges/{challenge}/").json()
    assert (body["state"], body["reached"], body["revised"]) == ("closed", True, False)
    AgentDay.objects.filter(agent_id=agent.pk).update(value=Decimal(1))
    body = api.get(f"challenges/{challenge}/").json()
    assert (body["reached"], body["revised"], body["together"]["result"]) == (True, True, "120")
    late = writer(caller_of, agent).post(f"challenges/{challenge}/leave/")
    assert late.status_code in {400, 409}


def test_the_list_takes_as_many_statements_with_many_more(
    api, challenge, handled, django_assert_max_num_queries
):
    for number in range(20):
        rule = ("total", "improved", "everyone")[number % 3]
        line = None if rule == "improved" else "50"
        body = {**NEW, "name": f"More {number}", "rule": rule, "line": line}
        assert api.post("challenges/", body).status_code == 201
    with django_assert_max_num_queries(12):
        assert len(api.rows("challenges/")) == 21


def test_rewards_are_listed_and_what_they_cost_is_for_those_who_give(
    api, caller_of, manager, agent, stranger, north, handled
):
    kind = RewardKind.objects.create(name="An hour off", what="Go early.", cost=Decimal(0))
    grant_reward(manager, kind=kind, team=north, person=agent, reason="A long week.", now=NOW)
    (row,) = api.rows("rewards/")
    assert (row["reward"], row["person"], row["cost"], row["reverses"]) == (
        "An hour off",
        "jin",
        "0.00",
        None,
    )
    jin = caller_of(agent)
    assert jin.rows("rewards/")[0]["cost"] is None
    assert jin.get(f"rewards/{row['id']}/").json()["reason"] == "A long week."
    assert caller_of(stranger).rows("rewards/") == []
    assert caller_of(stranger, name="Two").get(f"rewards/{row['id']}/").status_code == 404
    assert api.post("rewards/", {"reward": "An hour off"}).status_code == 405
