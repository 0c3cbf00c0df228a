"""Explain this number: window, zone, target, sums, and the readings for those who may see them."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from goals.actions.goals import adjust_goal
from goals.models import Import, Reading
from goals.queries.explained_rows import PAGE
from teams.actions.memberships import move_agent
from tests.goals.november import a_goal_of, at, novembers_readings, satisfied, send, words, work_out
from tests.guards import kept, readings_left_alone
from tests.scene import NOW, a_metric, a_ratio

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _morning(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def goal(north, manager, supervisor, agent, colleague):
    metric = a_metric(meaning="Settled the first time somebody asked.")
    novembers_readings(metric, north, agent, colleague)
    made = a_goal_of(metric, supervisor, team=north)
    work_out()
    return made


def explain(client, goal, **query):
    return client.get(reverse("goals:explain", args=[goal.pk]), query)


def found(client, goal, **query):
    response = explain(client, goal, **query)
    assert response.status_code == 200
    return response.context["found"]


def test_it_says_window_zone_target_and_sums(goal, manager, client_of):
    said = words(explain(client_of(manager), goal))
    for text in (
        "2,588: the values of 27 readings added up.",
        "Settled the first time somebody asked.",
        "1 Nov, 00:00 to 1 Dec, 00:00, Europe/London",
        "1 Nov, 00:00 to 1 Dec, 00:00 UTC. A day starts at 00:00.",
        "4,200, for periods from 1 Nov",
        "Set by Marcus Webb. Agreed when the goal was set.",
        "Last worked out 20 Nov, 09:05",
        "Mon 3 Nov 199 2",
    ):
        assert text in said


def test_another_zone_says_its_own_hours_and_those_of_utc(
    south, other_supervisor, stranger, client_of
):
    metric = a_metric()
    send(metric, south, [(at(date(2025, 11, 4), 22), stranger, "5", "1")])
    goal = a_goal_of(metric, other_supervisor, team=south)
    work_out()
    said = words(explain(client_of(other_supervisor), goal))
    assert "1 Nov, 00:00 to 1 Dec, 00:00, Australia/Adelaide" in said
    assert "31 Oct, 13:30 to 30 Nov, 13:30 UTC" in said
    # 22:00 in London is the next morning there.
    assert "5 Nov, 08:30" in said
    assert "Wed 5 Nov 5 1" in said


def test_a_ratio_shows_the_division(north, manager, agent, colleague, client_of):
    metric = a_ratio("Happy customers")
    satisfied(metric, north, agent, colleague)
    share = a_goal_of(metric, manager, team=north, target=Decimal(92))
    work_out()
    said = words(explain(client_of(manager), share))
    assert "121 ÷ 135 × 100 = 89.6296, from 14 readings." in said
    assert "Mon 3 Nov 13 15 87% 2" in said


def test_one_day_shows_its_readings_alone(goal, manager, client_of):
    one = found(client_of(manager), goal, period="2025-11-01", day="2025-11-03")
    assert one.working == "199: the values of 2 readings added up."
    assert one.name == "Monday 3 November"
    assert [(row.who, row.value, row.at) for row in one.rows] == [
        ("Dele Adeyemi", "99", "3 Nov, 15:00"),
        ("Jin Park", "100", "3 Nov, 11:00"),
    ]
    assert (one.rows[0].source, one.rows[0].external_id) == ("Desk", "r-1")
    assert one.local_window == "3 Nov, 00:00 to 4 Nov, 00:00"


def test_one_persons_part(goal, manager, agent, client_of):
    one = found(client_of(manager), goal, agent=agent.pk)
    assert (one.whose, one.result) == ("Jin Park", "1,301")
    assert {row.who for row in one.rows} == {"Jin Park"}
    assert found(client_of(agent), goal, agent=agent.pk).result == "1,301"


def test_case_2_anothers_part_is_not_there(
    goal, agent, colleague, administrator, stranger, client_of
):
    assert explain(client_of(agent), goal, agent=colleague.pk).status_code == 404
    assert explain(client_of(administrator), goal, agent=colleague.pk).status_code == 404
    assert explain(client_of(stranger), goal).status_code == 404


def test_an_agents_rows_are_their_own_and_the_rest_is_said_to_be_there(goal, agent, client_of):
    one = found(client_of(agent), goal)
    assert one.result == "2,588"
    assert {row.who for row in one.rows} == {"Jin Park"}
    assert one.some_hidden
    said = words(explain(client_of(agent), goal))
    assert "Dele" not in said
    assert "They are not listed: each sees their own" in said


def test_an_administrator_reads_the_sum_but_no_persons_rows(goal, administrator, north, client_of):
    one = found(client_of(administrator), goal)
    assert (one.result, one.rows, one.some_hidden) == ("2,588", (), True)
    assert "None of them is yours to see." in words(explain(client_of(administrator), goal))
    send(goal.metric, north, [(at(date(2025, 11, 5)), None, "3", "1")], prefix="team")
    work_out()
    assert [row.who for row in found(client_of(administrator), goal).rows] == ["No one agent"]


def test_the_organisations_goal_lists_the_rows_of_ones_own_team(
    goal, manager, south, stranger, client_of
):
    send(goal.metric, south, [(at(date(2025, 11, 4)), stranger, "412", "1")], prefix="south")
    whole = a_goal_of(goal.metric, manager, scope="organisation", name="All", target=Decimal(6000))
    work_out()
    one = found(client_of(manager), whole)
    assert one.result == "3,000"
    assert {row.who for row in one.rows} == {"Jin Park", "Dele Adeyemi"}
    assert one.some_hidden
    assert {row.who for row in found(client_of(stranger), whole).rows} == {"Tom Fisher"}
    assert explain(client_of(manager), whole, agent=stranger.pk).status_code == 404


def test_case_19_a_lead_still_sees_what_a_former_agent_brought_their_team(
    goal, north, south, agent, manager, other_supervisor, client_of
):
    move_agent(None, agent, south, date(2025, 11, 19), "Wanted to")
    work_out()
    assert "Jin Park" in {row.who for row in found(client_of(manager), goal).rows}
    assert explain(client_of(other_supervisor), goal).status_code == 404


def test_readings_come_a_page_at_a_time_and_none_twice(north, manager, agent, client_of):
    metric = a_metric()
    start = at(date(2025, 11, 3), 9)
    # Many at the same instant: the page's end must not cut between them.
    rows = [(start + timedelta(minutes=place // 40), agent, "1", "1") for place in range(120)]
    send(metric, north, rows)
    goal = a_goal_of(metric, manager, team=north)
    work_out()
    client, seen, path = client_of(manager), [], reverse("goals:explain", args=[goal.pk])
    while path:
        response = client.get(path)
        seen += [row.external_id for row in response.context["found"].rows]
        path = response.context["older_url"]
    assert len(seen) == len(set(seen)) == 120
    assert len(response.context["found"].rows) == 120 - 2 * PAGE
    assert response.context["first_url"] == reverse("goals:explain", args=[goal.pk])


def test_of_very_many_readings_only_the_last_day_is_listed(goal, manager, client_of, monkeypatch):
    monkeypatch.setattr("goals.queries.explain.LISTED_AT_ONCE", 10)
    one = found(client_of(manager), goal)
    assert one.listed == "Thursday 20 November"
    assert [row.value for row in one.rows] == ["1"]
    assert one.result == "2,588"


def test_the_sum_does_not_depend_on_the_rows_that_are_listed(goal, manager, client_of):
    last = found(client_of(manager), goal, before=f"{at(date(2025, 11, 3), 12).isoformat()}~999999")
    assert [row.value for row in last.rows] == ["100"]
    assert last.result == "2,588"


def test_the_target_of_the_period_and_its_reason(goal, manager, client_of):
    adjust_goal(None, goal, reason="Couriers answer.", version=1, now=NOW, target=Decimal(4400))
    work_out()
    said = words(explain(client_of(manager), goal))
    assert "4,400, for periods from 1 Nov" in said
    assert "Couriers answer." in said


def test_an_import_is_linked_for_those_who_may_open_it(goal, manager, supervisor, client_of):
    run = Import.objects.create(
        created_by=manager, created_at=NOW, state="done", file_name="a.csv", digest="x", done_at=NOW
    )
    Reading.objects.filter(external_id="r-0").update(import_id=run.pk)
    one = found(client_of(manager), goal, period="2025-11-01", day="2025-11-03")
    assert [row.import_id for row in one.rows] == [0, run.pk]
    assert (
        f"/imports/{run.pk}/done/"
        in explain(client_of(manager), goal, period="2025-11-01", day="2025-11-03").content.decode()
    )
    one = found(client_of(supervisor), goal, period="2025-11-01", day="2025-11-03")
    assert [row.import_id for row in one.rows] == [0, 0]


def test_each_members_goal_asks_whose(north, manager, agent, colleague, administrator, client_of):
    metric = a_metric()
    novembers_readings(metric, north, agent, colleague)
    each = a_goal_of(metric, manager, team=north, scope="members", target=Decimal(2100))
    work_out()
    said = words(explain(client_of(manager), each))
    assert "Whose figure? Dele Adeyemi Jin Park" in said
    assert found(client_of(manager), each, agent=colleague.pk).result == "1,287"
    assert found(client_of(agent), each).result == "1,301"
    said = words(explain(client_of(administrator), each))
    assert "Dele" not in said


def test_a_goal_of_an_hour_lists_that_hours_readings(north, manager, client_of):
    metric = a_ratio("Answered in time")
    rows = [
        (at(date(2025, 11, 19), 16, 30), None, "8", "10"),
        (at(date(2025, 11, 20), 9, 1), None, "9", "10"),
    ]
    send(metric, north, rows)
    goal = a_goal_of(metric, manager, team=north, cadence="hourly", target=Decimal(84))
    work_out()
    one = found(client_of(manager), goal)
    assert one.name == "09:00 to 10:00, Thu 20 Nov"
    assert one.working == "9 ÷ 10 × 100 = 90, from 1 reading."
    assert [row.external_id for row in one.rows] == ["r-1"]


@pytest.mark.parametrize(
    "query",
    [
        {"day": "2025-12-01"},
        {"day": "2025-11-21"},
        {"day": "soon"},
        {"before": "x"},
        {"before": "2025-11-03T09:00:00~1"},
        {"before": "2025-11-03T09:00:00+00:00~-1"},
        {"agent": "1e3"},
        {"agent": "999999"},
    ],
)
def test_an_address_that_makes_no_sense_is_not_there(goal, manager, client_of, query):
    assert explain(client_of(manager), goal, **query).status_code == 404


def test_before_it_is_worked_out_the_window_is_the_periods(north, manager, client_of):
    goal = a_goal_of(a_metric(), manager, team=north)
    one = found(client_of(manager), goal)
    assert one.local_window == "1 Nov, 00:00 to 1 Dec, 00:00"
    assert one.computed == ""


def test_nothing_yet_says_so(north, manager, client_of):
    goal = a_goal_of(a_metric(), manager, team=north)
    work_out()
    said = words(explain(client_of(manager), goal))
    assert "No readings." in said
    assert "There are none in this window." in said


@pytest.mark.parametrize("role", ["manager", "agent", "administrator"])
def test_rows_are_listed_but_never_added_up_here(
    goal, role, request, client_of, statements, north, agent
):
    client = client_of(request.getfixturevalue(role))
    path = reverse("goals:explain", args=[goal.pk])
    expected = kept("goals:explain", role)
    with readings_left_alone():
        assert statements(client, path) == expected
    send(goal.metric, north, [(at(date(2025, 11, 6)), agent, "1", "1")] * 80, prefix="more")
    work_out()
    with readings_left_alone():
        assert statements(client, path) == expected
