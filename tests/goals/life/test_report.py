"""Which kinds of goal are kept: counts, shares where there are enough, and nobody's name."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from goals.actions.own_goals import finish_own_goal, set_own_goal
from goals.actions.reviews import review_period
from goals.models import Proposal
from goals.queries.report import report_of
from goals.tables import Table
from tests.goals.november import words
from tests.scene import NOW, TODAY, a_goal, a_metric, stands

pytestmark = pytest.mark.django_db

COUNTS = slice(1, 4)


@pytest.fixture(autouse=True)
def _morning(time_machine):
    time_machine.move_to(NOW, tick=False)


def closed(goal, results, *, agent=None, days=30):
    """Periods that are over, the latest last: m for met, x for missed."""
    for back, letter in enumerate(reversed(results), start=1):
        first = TODAY - timedelta(days=days * back)
        stands(
            goal, "1", "met" if letter == "m" else "missed", agent=agent, final=True,
            first=first, last=first + timedelta(days=days - 1),
        )  # fmt: skip


@pytest.fixture
def monthly(manager, north):
    goal = a_goal(a_metric("Cases"), manager, team=north, starts_on=date(2025, 1, 1))
    closed(goal, "mmmxmx")
    return goal


def table(viewer, key, **asked):
    found = report_of(viewer, **{"months": 12, "team": None, "now": NOW, **asked})
    tables: dict[str, Table] = dict(found.tables)
    return [tuple(cell.text for cell in row) for row in tables[key].rows] if key in tables else []


def test_kinds_are_counted_by_how_often_whose_what_and_how(monthly, manager, north):
    weekly = a_goal(a_metric("Calls"), manager, team=north, cadence="weekly")
    closed(weekly, "xxm", days=7)
    assert [row[:4] for row in table(manager, "cadence")] == [
        ("Every week", "3", "1", "Too few to say"),
        ("Every month", "6", "4", "67%"),
    ]
    assert [row[:4] for row in table(manager, "scope")] == [("A team together", "9", "5", "56%")]
    assert [row[:4] for row in table(manager, "metric")] == [
        ("Calls", "3", "1", "Too few to say"),
        ("Cases", "6", "4", "67%"),
    ]
    assert [row[:4] for row in table(manager, "how")] == [("Shared at once", "9", "5", "56%")]


def test_days_and_hours_stand_by_how_often_alone(monthly, manager, north):
    daily = a_goal(a_metric("Calls"), manager, team=north, cadence="daily")
    closed(daily, "m" * 40, days=1)
    assert table(manager, "cadence")[0][:4] == ("Every day", "40", "40", "100%")
    assert table(manager, "scope") == [("A team together", "6", "4", "67%", "0", "0")]
    found = report_of(manager, months=12, team=None, now=NOW)
    assert found.sentence == "We kept 67% of 6 periods of a week and longer."


def test_what_was_proposed_stands_apart_from_what_was_shared(monthly, manager):
    Proposal.objects.create(
        goal=monthly, target=1, by=manager, at=NOW, state="agreed", agreed=1, concluded_at=NOW
    )
    assert table(manager, "how")[0][0] == "Proposed to the team"


def test_only_the_time_asked_for_counts(monthly, manager):
    assert table(manager, "cadence", months=3)[0][:3] == ("Every month", "4", "2")


def test_what_was_looked_back_on_counts_with_what_was_partly(monthly, manager):
    on = TODAY - timedelta(days=30)
    for days, outcome in ((0, "partly"), (31, "met")):
        review_period(
            manager, monthly, on=on - timedelta(days=days), outcome=outcome, learned="So.", now=NOW
        )
    assert table(manager, "scope") == [("A team together", "6", "4", "67%", "2", "1")]


def test_single_peoples_periods_count_for_those_who_lead_them_and_nobody_else(
    manager, agent, administrator, other_supervisor, north
):
    each = a_goal(a_metric("Cases"), manager, team=north, scope="members")
    closed(each, "mmmmmx", agent=agent)
    assert table(manager, "scope") == [("Each member of a team", "6", "5", "83%", "0", "0")]
    assert table(administrator, "scope") == []
    assert table(other_supervisor, "scope") == []


def test_what_people_set_for_themselves_counts_as_far_as_they_show_it(
    monthly, manager, agent, administrator
):
    for place, audience in enumerate(("lead", "me")):
        own = set_own_goal(
            agent, aim=f"Aim {place}", sign="So.", due_on=TODAY, audience=audience, now=NOW
        )
        finish_own_goal(agent, own, state="reached", learned="Much.", now=NOW)
    assert table(manager, "how")[-1][:4] == (
        "Set by people for themselves", "1", "1", "Too few to say",
    )  # fmt: skip
    assert len(table(administrator, "how")) == 1


def test_a_team_can_be_asked_for_and_nonsense_narrows_nothing(monthly, manager, north, client_of):
    company = a_goal(a_metric("Calls"), manager)
    closed(company, "mmmmm")
    assert len(table(manager, "scope")) == 2
    assert len(table(manager, "scope", team=north)) == 1
    path = reverse("goals:report")
    page = words(client_of(manager).get(path, {"team": "north", "months": "12"}))
    assert "We kept 67% of 6 periods" in page
    page = words(client_of(manager).get(path, {"team": "nowhere", "months": "ninety"}))
    assert "We kept 82% of 11 periods" in page


def test_the_page_names_nobody_and_is_for_managers(monthly, manager, supervisor, agent, client_of):
    each = a_goal(a_metric("Each"), manager, team=monthly.team, scope="members")
    closed(each, "mmmmm", agent=agent)
    page = words(client_of(manager).get(reverse("goals:report")))
    assert agent.name not in page
    for name in ("report", "report_csv"):
        for person in (supervisor, agent):
            assert client_of(person).get(reverse(f"goals:{name}")).status_code == 404


def test_case_6_the_file_holds_the_same_and_no_formula(monthly, manager, client_of):
    type(monthly.metric).objects.update(name="=HYPERLINK(1)")
    answer = client_of(manager).get(reverse("goals:report_csv"))
    rows = answer.content.decode("utf-8-sig").split("\r\n")
    assert rows[0] == ('Grouped,Kind,Closed,Met,Kept,Looked back on,"Partly, by our own word"')
    assert "By how often,Every month,6,4,67,0,0" in rows
    assert "By what is measured,'=HYPERLINK(1),6,4,67,0,0" in rows
    assert answer["Cache-Control"] == "private, no-store"


def test_an_empty_report_says_so(manager, client_of):
    page = words(client_of(manager).get(reverse("goals:report")))
    assert "Nothing has closed yet." in page
    assert "No period has closed in that time." in page
