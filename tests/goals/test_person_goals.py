"""How somebody is doing, on their page: for whoever leads them, against their own targets, and for nobody else."""

from datetime import timedelta

import pytest
from django.urls import reverse

from tests.goals.november import words
from tests.guards import kept
from tests.scene import NOW, a_goal, a_metric, stands

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def goals(north, manager, agent, colleague):
    """One that each has, one of Jin's own, and one of Dele's own."""
    each = a_goal(a_metric("Solved"), manager, team=north, scope="members", target="200")
    own = a_goal(a_metric("Mails"), manager, team=north, scope="agent", agent=agent, target="90")
    other = a_goal(a_metric("Secret"), manager, team=north, scope="agent", agent=colleague)
    stands(each, "150", agent=agent)
    stands(each, "77", "behind", agent=colleague)
    stands(own, "20", "behind", expected="55", agent=agent)
    stands(other, "7", "behind", agent=colleague)
    return each, own


def page_of(client_of, viewer, person):
    answer = client_of(viewer).get(reverse("teams:person", args=[person.pk]))
    assert answer.status_code == 200
    return words(answer)


def test_a_leader_reads_first_how_somebody_is_doing(goals, supervisor, manager, agent, client_of):
    for leader in (supervisor, manager):
        page = page_of(client_of, leader, agent)
        assert "On pace with 1 of 2 goals of their own." in page
        assert "You have not talked with Jin in a one-to-one yet." in page
        assert "Jin’s goals" in page
        assert page.index("Mails") < page.index("What they may decide alone")
        # Nothing of others, and nobody is held against them.
        assert "Secret" not in page
        assert "77" not in page


def test_case_03_nobody_but_who_leads_them_has_the_goals_of_somebody(
    goals, agent, colleague, administrator, other_supervisor, client_of
):
    for stranger in (colleague, other_supervisor):
        where = reverse("teams:person", args=[agent.pk])
        assert client_of(stranger).get(where).status_code == 404
    page = page_of(client_of, administrator, agent)
    for secret in ("goals of their own", "Jin’s goals", "Mails", "Solved", "one-to-one"):
        assert secret not in page
    own = page_of(client_of, agent, agent)
    assert "of their own" not in own


def test_before_there_is_a_figure_it_is_too_early_to_say(
    north, manager, supervisor, agent, client_of
):
    a_goal(a_metric("Solved"), manager, team=north, scope="members")
    assert "Nothing to say yet of their goal." in page_of(client_of, supervisor, agent)


@pytest.mark.parametrize("role", ["supervisor", "agent"])
def test_case_22_the_page_of_a_person_takes_as_many_statements_with_more_of_everything(
    request, goals, north, manager, agent, client_of, statements, role
):
    client, where = (
        client_of(request.getfixturevalue(role)),
        reverse("teams:person", args=[agent.pk]),
    )
    assert statements(client, where) == kept("teams:person", role)
    for n in range(9):
        more = a_goal(a_metric(f"More {n}"), manager, team=north, scope="members")
        stands(more, "150", agent=agent, first=NOW.date() - timedelta(days=19))
    assert statements(client, where) == kept("teams:person", role)
