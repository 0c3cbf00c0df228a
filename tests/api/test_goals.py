"""Goals through the API: made, adjusted, seen, and how they stand."""

from __future__ import annotations

from datetime import date

import pytest

from goals.models import Goal, GoalTarget, Progress, Snapshot
from teams.models import AuditEntry

NEW = {
    "name": "Handled in November",
    "metric": "handled",
    "scope": "team",
    "team": "north",
    "cadence": "monthly",
    "starts_on": "2026-11-01",
    "target": "40",
    "why": "Nobody waits in vain.",
}


@pytest.fixture
def goal(api, handled):
    """North's monthly goal, made by its manager."""
    return Goal.objects.get(pk=api.post("goals/", NEW).json()["id"])


def test_a_goal_is_made(api, handled):
    answer = api.post("goals/", NEW)
    assert answer.status_code == 201
    body = answer.json()
    assert body == {
        **NEW,
        "id": body["id"],
        "agent": None,
        "ends_on": None,
        "stretch": None,
        "owner": "priya",
        "feeds": None,
        "guard": None,
        "guard_bound": None,
        "state": "active",
        "version": 1,
    }
    assert api.get(f"goals/{body['id']}/").json() == body
    assert api.rows("goals/") == [body]
    assert AuditEntry.objects.filter(verb="created", kind="goals.goal").count() == 1


def test_one_agents_goal_and_what_it_feeds(api, goal, agent):
    mine = {**NEW, "name": "Jin", "scope": "agent", "agent": "jin", "target": 4, "feeds": goal.pk}
    body = api.post("goals/", mine).json()
    assert (body["agent"], body["feeds"], body["target"]) == ("jin", goal.pk, "4")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"metric": "none"}, "metric"),
        ({"metric": ...}, "metric"),
        ({"name": " "}, "name"),
        ({"why": ""}, "why"),
        ({"scope": "galaxy"}, "scope"),
        ({"team": ...}, "team"),
        ({"cadence": "sometimes"}, "cadence"),
        ({"cadence": "once"}, "ends_on"),
        ({"starts_on": "2026-02-30"}, "starts_on"),
        ({"starts_on": "20261101"}, "starts_on"),
        ({"ends_on": "2026-10-01"}, "ends_on"),
        ({"target": "NaN"}, "target"),
        ({"target": "1_000"}, "target"),
        ({"target": "0"}, "target"),
        ({"target": True}, "target"),
        ({"target": "\uff11"}, "target"),
        ({"target": 10**12}, "target"),
        ({"stretch": "10"}, "stretch"),
        ({"feeds": 999_999}, "feeds"),
        ({"feeds": 2**70}, "feeds"),
        ({"scope": "agent", "agent": "nobody"}, "agent"),
        ({"name": "a\x00b"}, "name"),
        ({"name": "\ud800"}, "name"),
        ({"colour": "blue"}, "colour"),
    ],
)
def test_a_goal_that_makes_no_sense_is_refused_at_its_field(api, handled, changes, field):
    body = {name: value for name, value in (NEW | changes).items() if value is not ...}
    answer = api.post("goals/", body)
    assert answer.status_code == 400, answer.content
    assert field in {entry["field"] for entry in answer.json()["errors"]}
    assert not Goal.objects.exists()
    assert not GoalTarget.objects.exists()


def test_adjusting_needs_a_reason_and_keeps_what_is_left_out(api, goal):
    assert api.call("PATCH", f"goals/{goal.pk}/", {"target": 50}).status_code == 400
    answer = api.call("PATCH", f"goals/{goal.pk}/", {"target": 50, "reason": "More of us now."})
    assert answer.status_code == 200
    body = answer.json()
    assert (body["target"], body["name"], body["version"]) == ("50", NEW["name"], 2)
    assert list(goal.targets.values_list("target", flat=True)) == [40, 50]


def test_case_20_whoever_comes_second_is_told(api, goal):
    first = {"target": 50, "reason": "More of us now.", "version": 1}
    assert api.call("PATCH", f"goals/{goal.pk}/", first).status_code == 200
    second = {"target": 60, "reason": "Even more.", "version": 1}
    answer = api.call("PATCH", f"goals/{goal.pk}/", second)
    assert answer.status_code == 409
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert api.get(f"goals/{goal.pk}/").json()["target"] == "50"


def test_goals_are_seen_by_those_they_are_for(
    api, goal, caller_of, agent, colleague, stranger, administrator
):
    api.post("goals/", {**NEW, "name": "Jin", "scope": "agent", "agent": "jin"})
    everyone = {"name": "All", "scope": "organisation", "team": None}
    assert api.post("goals/", NEW | everyone).status_code == 201

    def seen(person):
        return {row["name"] for row in caller_of(person).rows("goals/")}

    assert {row["name"] for row in api.rows("goals/")} == {NEW["name"], "Jin", "All"}
    assert seen(agent) == {NEW["name"], "Jin", "All"}
    assert seen(colleague) == {NEW["name"], "All"}
    assert seen(stranger) == {"All"}
    assert seen(administrator) == {NEW["name"], "All"}


def test_goals_are_filtered(api, goal, handled):
    assert len(api.rows("goals/", team="north", metric="handled", cadence="monthly")) == 1
    assert api.rows("goals/", team="south") == []
    assert api.rows("goals/", state="archived") == []
    assert api.get("goals/", cadence="sometimes").status_code == 400


def test_setting_goals_is_for_those_who_lead(handled, caller_of, agent, supervisor):
    jin = caller_of(agent)
    agent.tokens.update(scopes=["read", "write"])
    assert jin.post("goals/", NEW).status_code == 403
    marcus = caller_of(supervisor, "read", "write")
    assert marcus.post("goals/", NEW).status_code == 201
    organisation = {**NEW, "scope": "organisation", "team": None}
    assert marcus.post("goals/", organisation).status_code == 403
    assert marcus.post("goals/", {**NEW, "team": "south"}).status_code == 400
    assert Goal.objects.count() == 1


# --- How it stands -------------------------------------------------------------------------------


@pytest.fixture
def stood(api, goal, row, agent, colleague, computed):
    """Readings on the 18th (Jin: 15) and the 19th (Dele: 10)."""
    api.send(
        row(external_id="1", value=15, at="2026-11-18T10:00:00Z"),
        row(external_id="2", value=10, at="2026-11-19T10:00:00Z", agent="dele"),
    )
    computed()


def test_progress_now(api, goal, stood):
    (row,) = api.rows(f"goals/{goal.pk}/progress/")
    expected = {
        "subject": "north",
        "subject_name": "North",
        "period_start": "2026-11-01",
        "period_end": "2026-11-30",
        "value": "25",
        "n": 2,
        "result": "25",
        "target": "40",
        "forecast": None,
        "likelihood": None,
        "status": "watch",
        "final": False,
        "revised_at": None,
    }
    assert {name: row[name] for name in expected} == expected
    assert row["computed_at"] == "2026-11-20T12:00:00+00:00"
    assert 20 < float(row["expected"]) < 30


@pytest.mark.parametrize(
    ("day", "value"), [("2026-11-17", "0"), ("2026-11-18", "15"), ("2026-11-19", "25")]
)
def test_progress_as_it_stood_at_the_end_of_a_day(api, goal, stood, day, value):
    (row,) = api.rows(f"goals/{goal.pk}/progress/", on=day)
    assert row["value"] == value
    assert row["result"] == (None if value == "0" else value)
    assert row["final"] is False


@pytest.fixture
def foreseen(goal, stood):
    """What was foreseen at the end of the 18th, and what is now."""
    then = {"low": "30", "likely": "34.5", "high": "39", "likelihood": "0.2"}
    now = {"low": "31.4", "likely": "38.5", "high": "46", "likelihood": "0.4217"}
    Snapshot.objects.filter(goal=goal, day=date(2026, 11, 18)).update(**then)
    Progress.objects.filter(goal=goal).update(**now)


@pytest.mark.parametrize(
    ("query", "forecast", "likelihood"),
    [
        ({}, {"low": "31", "likely": "39", "high": "46"}, "0.4217"),
        ({"on": "2026-11-18"}, {"low": "30", "likely": "35", "high": "39"}, "0.2"),
        ({"on": "2026-11-17"}, None, None),
    ],
)
def test_what_was_foreseen_then_and_now(api, goal, foreseen, query, forecast, likelihood):
    (row,) = api.rows(f"goals/{goal.pk}/progress/", **query)
    assert (row["forecast"], row["likelihood"]) == (forecast, likelihood)


def test_a_paused_goal_is_not_forecast(api, goal, foreseen):
    Progress.objects.filter(goal=goal).update(status="paused")
    (row,) = api.rows(f"goals/{goal.pk}/progress/")
    assert (row["forecast"], row["likelihood"]) == (None, None)


def test_progress_of_a_day_outside_the_goal_is_empty(api, goal, stood):
    assert api.rows(f"goals/{goal.pk}/progress/", on="2026-10-31") == []
    assert api.get(f"goals/{goal.pk}/progress/", on="31 October").status_code == 400


def test_each_members_progress_is_for_themself_and_their_leads(
    api, caller_of, handled, row, agent, colleague, administrator, computed
):
    goal_id = api.post("goals/", {**NEW, "scope": "members", "target": 20}).json()["id"]
    api.send(row(value=15), row(external_id="2", value=10, agent="dele"))
    computed()
    path = f"goals/{goal_id}/progress/"

    def subjects(caller, **query):
        return {row["subject"]: row["value"] for row in caller.rows(path, **query)}

    for query in ({}, {"on": "2026-11-19"}):
        assert subjects(api, **query) == {"dele": "10", "jin": "15"}
    assert subjects(caller_of(agent)) == {"jin": "15"}
    assert subjects(caller_of(colleague), on="2026-11-19") == {"dele": "10"}
    assert subjects(caller_of(administrator)) == {}


def test_a_goal_can_be_proposed_and_holds_nothing_until_it_is_agreed_on(api, handled, agent):
    body = api.post("goals/", {**NEW, "propose": True}).json()
    assert (body["state"], body["target"]) == ("proposed", "40")
    assert [row["id"] for row in api.rows("goals/?state=proposed")] == [body["id"]]
    assert api.rows("goals/?state=active") == []
    assert api.rows(f"goals/{body['id']}/progress/") == []
    answer = api.call("PATCH", f"goals/{body['id']}/", {"target": "41", "reason": "More."})
    assert answer.status_code == 400
    child = {**NEW, "name": "Jin", "scope": "agent", "agent": "jin", "feeds": body["id"]}
    assert api.post("goals/", child).status_code == 400


def test_a_target_can_be_set_for_a_period_to_come(api, goal):
    path = f"goals/{goal.pk}/"
    answer = api.call(
        "PATCH", path, {"target": "50", "target_since": "2099-12-10", "reason": "More."}
    )
    assert answer.status_code == 200
    assert answer.json()["target"] == "40"
    assert [str(row.since) for row in goal.targets.order_by("since")] == [
        "2026-11-01",
        "2099-12-01",
    ]
    late = api.call(
        "PATCH", path, {"target": "50", "target_since": "2026-10-01", "reason": "More."}
    )
    assert late.status_code == 400
