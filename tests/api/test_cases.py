"""Abuse of the API by people who may use it, each named after its case in the threat model."""

from __future__ import annotations

import pytest

from goals.models import Goal, GoalTarget, Metric, Reading, Source
from teams.actions import create_person, join_team
from teams.models import Membership, Role, Team, User
from tests.cast import SINCE

GOAL = {
    "name": "Handled in November",
    "metric": "handled",
    "scope": "team",
    "team": "north",
    "cadence": "monthly",
    "starts_on": "2026-11-01",
    "target": "40",
    "why": "Nobody waits in vain.",
}

pytestmark = pytest.mark.usefixtures("handled", "agent", "stranger")


@pytest.fixture
def other_api(caller_of, south):
    """The manager of South, with a token for everything."""
    person = create_person(None, name="Yusuf Demir", username="yusuf")
    join_team(None, person, south, Role.MANAGER, SINCE)
    return caller_of(person, "read", "ingest", "write")


# --- Case 2: ids of others in bodies -------------------------------------------------------------


@pytest.mark.parametrize(
    "changes",
    [{"agent": "tom"}, {"agent": "Tom Fisher"}, {"team": "south"}, {"agent": "tom", "team": "south"},
     {"agent": "tom", "team": "north"}, {"agent": ..., "team": "South"}],
)  # fmt: skip
def test_case_2_readings_of_another_team_are_refused_like_unknown_ones(api, row, changes):
    refused = api.send(row(**changes))["rejected"]
    assert not Reading.objects.exists()
    word = {"tom": "zzz", "Tom Fisher": "zzz", "south": "zzz", "South": "zzz"}
    unknown = {name: word.get(value, value) for name, value in changes.items()}
    (same,) = api.send(row(**unknown))["rejected"]
    (refused,) = refused
    for name in ("tom", "Tom Fisher", "south", "South"):
        refused["message"] = refused["message"].replace(f"“{name}”", "“zzz”")
    assert refused == same


@pytest.mark.parametrize("value", [9, None])
def test_case_2_another_teams_reading_is_neither_replaced_nor_withdrawn(api, other_api, row, value):
    other_api.send(row(agent="tom", value=5))
    before = Reading.objects.values().get()
    answer = api.send(row(value=value))
    assert [entry["field"] for entry in answer["rejected"]] == ["external_id"]
    assert Reading.objects.values().get() == before
    assert api.post("readings/?atomic=1", {"readings": [row(value=value)]}).status_code == 400
    assert Reading.objects.values().get() == before


def test_case_2_a_goal_names_only_what_its_maker_may_see(api, other_api, caller_of):
    foreign = other_api.post("goals/", {**GOAL, "team": "south"}).json()["id"]
    for changes, field in (
        ({"team": "south"}, "team"),
        ({"scope": "agent", "agent": "tom"}, "agent"),
        ({"feeds": foreign}, "feeds"),
    ):
        answer = api.post("goals/", GOAL | changes)
        assert answer.status_code == 400
        assert {entry["field"] for entry in answer.json()["errors"]} == {field}
    assert Goal.objects.count() == 1
    assert api.get(f"goals/{foreign}/").status_code == 404
    change = {"target": 1, "reason": "Sabotage"}
    assert api.call("PATCH", f"goals/{foreign}/", change).status_code == 404
    assert GoalTarget.objects.get().target == 40


def test_case_2_a_goal_that_feeds_a_hidden_one_does_not_name_it(api, other_api, caller_of):
    everyone = {**GOAL, "scope": "organisation", "team": None}
    wide = api.post("goals/", everyone).json()["id"]
    fed = api.post("goals/", {**GOAL, "name": "Feeds", "feeds": wide}).json()
    assert fed["feeds"] == wide
    Goal.objects.filter(pk=wide).update(scope="team", team=Team.objects.get(slug="south"))
    assert api.get(f"goals/{fed['id']}/").json()["feeds"] is None


# --- Case 4: for one's own good ------------------------------------------------------------------


def test_case_4_agents_send_no_figures_about_themselves(caller_of, agent, row):
    api = caller_of(agent)
    agent.tokens.update(scopes=["read", "ingest", "write"])
    answer = api.post("readings/", {"readings": [row()]})
    assert answer.status_code == 403
    assert not Reading.objects.exists()


def test_case_4_a_role_that_ended_takes_its_token_along(api, manager, row):
    api.send(row())
    Membership.objects.filter(user=manager).update(ends_on="2026-11-20")
    answer = api.post("readings/", {"readings": [row(value=100)]})
    assert answer.status_code == 403
    assert api.get("goals/").status_code == 200
    assert Reading.objects.get().value == 1


def test_case_4_agents_change_no_goal_and_no_target(api, caller_of, agent):
    mine = {**GOAL, "scope": "agent", "agent": "jin", "target": 4}
    goal = api.post("goals/", mine).json()["id"]
    jin = caller_of(agent)
    # It is not the missing scope that stops them.
    agent.tokens.update(scopes=["read", "ingest", "write"])
    answer = jin.call("PATCH", f"goals/{goal}/", {"target": 1, "reason": "Easier"})
    assert answer.status_code == 403
    assert GoalTarget.objects.get().target == 4


def test_case_4_nobody_sets_the_target_they_are_measured_by(api, manager, north):
    Membership.objects.create(user=manager, team=north, role=Role.AGENT, starts_on=SINCE)
    answer = api.post("goals/", {**GOAL, "scope": "agent", "agent": "priya"})
    assert answer.status_code == 400
    assert not Goal.objects.exists()


# --- Case 14: more than was asked for ------------------------------------------------------------

FIELDS_OF = {
    model: {field.name for field in model._meta.get_fields() if not field.auto_created}
    | {field.attname for field in model._meta.concrete_fields}
    for model in (Goal, GoalTarget, Reading, Metric, User, Source)
}


@pytest.mark.parametrize(
    "field",
    sorted(
        (FIELDS_OF[Goal] | FIELDS_OF[GoalTarget] | FIELDS_OF[User])
        - GOAL.keys()
        - {"agent", "ends_on", "stretch", "feeds", "guard", "guard_bound"}
    ),
)
def test_case_14_no_field_of_a_goal_can_be_set_but_those_listed(api, field):
    answer = api.post("goals/", {**GOAL, field: 1})
    assert answer.status_code == 400
    assert [entry["field"] for entry in answer.json()["errors"]] == [field]
    assert not Goal.objects.exists()


def test_case_14_adjusting_touches_what_it_lists_alone(api):
    goal = api.post("goals/", GOAL).json()["id"]
    before = Goal.objects.values().get()
    listed = {"reason", "version", "name", "why", "target", "stretch", "ends_on", "feeds"}
    every = FIELDS_OF[Goal] | FIELDS_OF[GoalTarget] | GOAL.keys()
    for field in sorted(every - listed):
        answer = api.call("PATCH", f"goals/{goal}/", {"reason": "Why not", field: 1})
        assert answer.status_code == 400, field
    assert Goal.objects.values().get() == before


@pytest.mark.parametrize(
    "field",
    sorted(
        FIELDS_OF[Reading] - {"metric", "team", "at", "value", "weight", "source", "external_id"}
    ),
)
def test_case_14_no_field_of_a_reading_can_be_set_but_those_listed(api, row, field):
    assert [entry["field"] for entry in api.send(row(**{field: 1}))["rejected"]] == [field]
    assert not Reading.objects.exists()
