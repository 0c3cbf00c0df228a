"""Explain this number, for the figures of a metric: the same window, sums and rules as everywhere."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils.dateparse import parse_datetime

from goals.ingest.corrections import correct_reading, exclude_reading, withdraw_reading
from goals.models import Reading, StaleCalendar
from teams.actions import update_team
from tests.goals.november import (
    a_goal_of,
    at,
    novembers_readings,
    satisfied,
    send,
    words,
    work_out,
)
from tests.guards import kept, readings_left_alone
from tests.scene import NOW, a_metric, a_ratio

pytestmark = pytest.mark.django_db
NOVEMBER = {"from": "2025-11-01", "until": "2025-11-30"}


@pytest.fixture(autouse=True)
def _morning(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def solved(north, manager, agent, colleague):
    metric = a_metric(meaning="Settled the first time somebody asked.")
    novembers_readings(metric, north, agent, colleague)
    work_out()
    return metric


def explain(client, metric, **query):
    return client.get(reverse("goals:metric_explain", args=[metric.slug]), query)


def found(client, metric, **query):
    response = explain(client, metric, **query)
    assert response.status_code == 200
    return response.context["found"]


def test_a_teams_month_down_to_its_readings(solved, manager, client_of):
    said = words(explain(client_of(manager), solved, team="north", **NOVEMBER))
    for text in (
        "North team, 1 to 20 November.",
        "2,588: the values of 27 readings added up.",
        "1 Nov, 00:00 to 21 Nov, 00:00, Europe/London",
        "Settled the first time somebody asked.",
        "Last worked out 20 Nov, 09:05",
        "Mon 3 Nov 199 2",
    ):
        assert text in said


def test_a_day_and_one_persons_part(solved, manager, agent, client_of):
    day = {"from": "2025-11-03", "until": "2025-11-03", "team": "north"}
    one = found(client_of(manager), solved, **day)
    assert (one.result, len(one.rows), one.days) == ("199", 2, ())
    part = found(client_of(manager), solved, agent=agent.pk, **day)
    assert (part.whose, part.result, len(part.rows)) == ("Jin Park", "100", 1)
    assert found(client_of(agent), solved, agent=agent.pk, **day).result == "100"
    narrowed = found(client_of(manager), solved, team="north", day="2025-11-04", **NOVEMBER)
    assert (narrowed.name, narrowed.result) == ("Tuesday 4 November", "199")


def test_the_organisations_figure_is_cut_by_its_own_days(
    solved, south, stranger, administrator, client_of
):
    # 22:00 in London is the 4th in Adelaide; for the whole it is the 3rd.
    send(solved, south, [(at(date(2025, 11, 3), 22), stranger, "5", "1")], prefix="s")
    work_out()
    one = found(client_of(administrator), solved, **{"from": "2025-11-03", "until": "2025-11-03"})
    assert (one.result, one.whose, one.zone) == ("204", "The whole organisation", "Europe/London")
    assert one.some_hidden
    assert one.rows == ()


def test_case_02_rows_are_ones_own_or_those_one_leads(
    solved, agent, colleague, manager, stranger, other_supervisor, client_of
):
    one = found(client_of(agent), solved, team="north", **NOVEMBER)
    assert one.result == "2,588"
    assert {row.who for row in one.rows} == {"Jin Park"}
    assert one.some_hidden
    assert "Dele" not in words(explain(client_of(agent), solved, team="north", **NOVEMBER))
    for query in ({"agent": colleague.pk}, {"agent": colleague.pk, "team": "north"}):
        assert explain(client_of(agent), solved, **query).status_code == 404
    for person in (stranger, other_supervisor):
        assert explain(client_of(person), solved, team="north").status_code == 404
        assert found(client_of(person), solved, **NOVEMBER).rows == ()


@pytest.mark.parametrize(
    "query",
    [
        {"from": "soon"},
        {"from": "2025-11-02", "until": "2025-11-01"},
        {"from": "2020-01-01", "until": "2025-11-01"},
        {"from": "2025-11-01", "until": "2025-11-30", "day": "2025-12-01"},
        {"from": "2025-11-01", "until": "2025-11-30", "day": "2025-11-25"},
        {"before": "x"},
        {"team": "nowhere"},
        {"agent": "1"},
        {"team": "north", "agent": "999999"},
    ],
)
def test_an_address_that_makes_no_sense_is_not_there(solved, manager, client_of, query):
    assert explain(client_of(manager), solved, **query).status_code == 404


def test_a_metric_that_is_not_there(manager, client_of, organisation):
    assert client_of(manager).get("/metrics/nothing/explain/").status_code == 404


def test_readings_come_by_the_page(solved, north, agent, manager, client_of):
    send(solved, north, [(at(date(2025, 11, 6)), agent, "1", "1")] * 60, prefix="many")
    work_out()
    client = client_of(manager)
    day = {"from": "2025-11-06", "until": "2025-11-06", "team": "north"}
    first = explain(client, solved, **day)
    assert len(first.context["found"].rows) == 50
    older = client.get(first.context["older_url"]).context
    assert len(older["found"].rows) == 12
    assert older["first_url"]


def test_case_06_the_file_holds_the_same_rows_and_no_formula(
    solved, north, agent, manager, client_of
):
    send(solved, north, [(at(date(2025, 11, 6), 12), agent, "-3", "1")], prefix="=HYPERLINK(1)")
    work_out()
    query = {"from": "2025-11-06", "until": "2025-11-06", "team": "north"}
    response = client_of(manager).get(
        reverse("goals:metric_explain_csv", args=[solved.slug]), query
    )
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert "no-store" in response["Cache-Control"]
    lines = response.content.decode("utf-8-sig").splitlines()
    assert lines[0] == "When,Day,Team,Who,Value,Weight,Source,Id there,Note"
    assert (
        "2025-11-06T12:00:00+00:00,2025-11-06,North,Jin Park,-3,1,Desk,'=HYPERLINK(1)-0," in lines
    )
    assert len(lines) == 4
    mine = client_of(agent).get(reverse("goals:metric_explain_csv", args=[solved.slug]), query)
    assert "Dele" not in mine.content.decode()


def test_a_goals_file_of_its_readings(solved, north, manager, agent, colleague, client_of):
    goal = a_goal_of(solved, manager, team=north)
    each = a_goal_of(solved, manager, team=north, scope="members", target=Decimal(2100))
    work_out()
    path = reverse("goals:explain_csv", args=[goal.pk])
    lines = client_of(manager).get(path).content.decode("utf-8-sig").splitlines()
    assert len(lines) == 28
    day = client_of(manager).get(path, {"day": "2025-11-03"}).content.decode().splitlines()
    assert len(day) == 3
    part = client_of(manager).get(path, {"agent": agent.pk}).content.decode()
    assert "Jin Park" in part
    assert "Dele" not in part
    assert client_of(agent).get(path, {"agent": colleague.pk}).status_code == 404
    assert client_of(manager).get(reverse("goals:explain_csv", args=[each.pk])).status_code == 404


def test_what_people_decided_is_told_to_those_who_lead(
    north, manager, supervisor, agent, colleague, client_of
):
    happy = a_ratio("Happy customers")
    satisfied(happy, north, agent, colleague)
    goal = a_goal_of(happy, manager, team=north, target=Decimal(92))
    three = list(Reading.objects.order_by("at")[:3])
    exclude_reading(supervisor, three[0], reason="It rated the courier.", now=NOW)
    withdraw_reading(supervisor, three[1], reason="A test survey.", now=NOW)
    correct_reading(
        supervisor, three[2], value=Decimal(8), weight=None, reason="Read wrongly.", now=NOW
    )
    work_out()
    paths = (
        reverse("goals:explain", args=[goal.pk]),
        reverse("goals:metric_explain", args=[happy.slug]) + "?team=north&from=2025-11-01",
    )
    for path in paths:
        said = words(client_of(manager).get(path))
        assert "1 reading left out, 1 withdrawn" in said
        assert "Left out by Marcus Webb, 20 Nov, 09:05: It rated the courier." in said
        assert "Withdrawn by Marcus Webb, 20 Nov, 09:05: A test survey." in said
        assert "of 10 had been sent. Read wrongly." in said
        said = words(client_of(agent).get(path))
        assert "left out" not in said
        assert "Read wrongly" not in said
    csv = client_of(manager).get(reverse("goals:explain_csv", args=[goal.pk])).content.decode()
    assert "Marcus Webb: 9 of 10 had been sent. Read wrongly." in csv


def test_while_a_calendar_waits_the_figures_say_that_they_are_being_rebuilt(
    solved, north, manager, client_of
):
    update_team(None, north, time_zone="Asia/Kolkata")
    assert StaleCalendar.objects.exists()
    client = client_of(manager)
    assert "These figures are being rebuilt" in words(explain(client, solved, team="north"))
    assert "the figures are being rebuilt" in words(client.get(reverse("home")))
    work_out()
    assert "being rebuilt" not in words(explain(client, solved, team="north"))
    assert "being rebuilt" not in words(client.get(reverse("home")))


def test_a_revised_period_says_what_it_closed_with(north, manager, agent, client_of):
    metric = a_metric()
    goal = a_goal_of(metric, manager, team=north, starts_on=date(2025, 10, 1))
    send(metric, north, [(at(date(2025, 10, 6)), agent, "5", "1")])
    work_out()
    send(metric, north, [(at(date(2025, 10, 7)), agent, "2", "1")], prefix="late")
    work_out(parse_datetime("2025-11-20T10:00:00Z"))
    path = reverse("goals:explain", args=[goal.pk])
    said = words(client_of(manager).get(path, {"period": "2025-10-01"}))
    assert "It closed on 2 Nov, 00:00 with 5." in said
    assert "revised 20 Nov, 10:00" in said


def test_each_figure_is_one_click_from_its_explanation(solved, north, manager, client_of):
    goal = a_goal_of(solved, manager, team=north)
    whole = a_goal_of(solved, manager, scope="organisation", team=None)
    work_out()
    client = client_of(manager)
    explained = f'href="/goals/{goal.pk}/explain/'
    assert explained in client.get(reverse("home")).content.decode()
    assert explained in client.get(reverse("goals:list")).content.decode()
    assert f'href="/goals/{whole.pk}/explain/' in client.get(reverse("company")).content.decode()
    table = client.get(reverse("goals:table", args=[goal.pk])).content.decode()
    assert f"{explained}?period=2025-11-01&amp;day=2025-11-03" in table
    assert f"{explained}?period=2025-11-01&amp;agent=" in table
    assert f'{explained}?period=2025-11-01"' in table
    path = f"/metrics/{solved.slug}/explain/"
    metric = client.get(reverse("goals:metric", args=[solved.slug]), {"team": "north"})
    month = f'href="{path}?team=north&amp;from=2025-11-01&amp;until=2025-11-20"'
    assert month in metric.content.decode()
    catalogue = client.get(reverse("goals:metrics")).content.decode()
    assert f'href="{path}?from=2025-11-19&amp;until=2025-11-19"' in catalogue
    # Each leads somewhere, with the same figure.
    for link in (
        f"{path}?team=north&from=2025-11-01&until=2025-11-20",
        f"/goals/{goal.pk}/explain/",
    ):
        assert client.get(link).context["found"].result == "2,588"


@pytest.mark.parametrize("role", ["manager", "agent", "administrator"])
def test_rows_are_listed_but_never_added_up_here(
    solved, role, request, client_of, statements, north, agent
):
    client = client_of(request.getfixturevalue(role))
    team = "" if role == "administrator" else "&team=north"
    path = reverse("goals:metric_explain", args=[solved.slug]) + f"?from=2025-11-01{team}"
    expected = kept("goals:metric_explain", role)
    with readings_left_alone():
        assert statements(client, path) == expected
    send(solved, north, [(at(date(2025, 11, 6)), agent, "1", "1")] * 80, prefix="more")
    work_out()
    with readings_left_alone():
        assert statements(client, path) == expected
