"""How many statements the pages of cases take: on file, and the same with a hundred times the data."""

from datetime import timedelta

import pytest

from escalations.actions import cases
from escalations.models import Category, Escalation, Promise, Step
from tests.escalations.scene import MINUTE, NOW, sent
from tests.guards import kept

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def little(supervisor, manager, agent):
    """One that waits, one that is over, each with a timeline."""
    case = sent(agent)
    cases.note(agent, case, text="He hung up.", now=NOW)
    over = sent(agent, need="call_back")
    cases.agree(supervisor, over, now=NOW)
    return case


def much(case, person, waiting):
    """A hundred times that: others that wait or are over, and a long timeline of this one."""
    category = Category.objects.get(slug="billing")
    common = {
        "team": case.team, "logged_by": person, "category": category, "about": "Billed twice",
        "need": "decision", "proposal": "Refund one", "created_at": NOW, "saved_at": NOW, "opened_at": NOW,
        "day": NOW.date(), "hour": 12,
    }  # fmt: skip
    made = Escalation.objects.bulk_create(
        Escalation(**common, state="open", due_at=NOW + MINUTE * n) for n in range(waiting)
    )
    Promise.objects.bulk_create(
        Promise(escalation=one, text="An answer", due_at=one.due_at, made_by=person, made_at=NOW)
        for one in made
    )
    Escalation.objects.bulk_create(
        Escalation(
            **common, state="resolved", outcome="agreed", resolved_at=NOW - timedelta(hours=n)
        )
        for n in range(200)
    )
    Step.objects.bulk_create(
        Step(escalation=case, number=3 + n, kind="note", by=person, at=NOW, text="More.")
        for n in range(100)
    )


@pytest.mark.parametrize(
    ("name", "role", "path"),
    [
        ("escalations:list", "supervisor", "/escalations/"),
        ("escalations:list", "manager", "/escalations/"),
        ("escalations:changes", "manager", "/escalations/changes/?seen=1o"),
        ("escalations:case", "supervisor", "case"),
        ("escalations:case", "agent", "case"),
        ("home", "supervisor", "/"),
        ("escalations:duty_team", "manager", "/settings/duty/north/"),
    ],
)
def test_case_22_a_page_takes_as_many_statements_with_a_hundred_times_the_data(
    request, client_of, statements, little, agent, name, role, path
):
    client = client_of(request.getfixturevalue(role))
    path = f"/escalations/{little.pk}/" if path == "case" else path
    first = statements(client, path)
    if name != "home":
        assert first == kept(name, role)
    much(little, agent, waiting=40)
    assert statements(client, path) == first
    much_longer = Escalation.objects.filter(state="open").count()
    assert much_longer > 40


def test_a_longer_list_than_a_page_is_cut_and_says_so(client_of, little, supervisor, agent):
    much(little, agent, waiting=70)
    page = client_of(supervisor).get("/escalations/").content.decode()
    assert page.count('class="case"') == 50
    assert "22 more wait." in page
