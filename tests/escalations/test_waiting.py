"""The number beside Escalations in the menu: what waits for a leader, what of an agent's own is answered."""

import pytest
from django.test import RequestFactory

from escalations.actions.cases import claim, resolve
from teams.context import shell
from teams.models import User
from tests.escalations.together import NOW, answered, over, sent

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _ten(time_machine):
    time_machine.move_to(NOW, tick=False)


def item(person):
    """The line of the menu, read anew."""
    request = RequestFactory().get("/")
    request.user = User.objects.get(pk=person.pk)
    items = shell(request)["shell"].items
    return next(each for each in items if each.url.startswith("/escalations/"))


def test_a_leader_sees_how_many_nobody_has_taken(agent, supervisor, manager, other_supervisor):
    assert (item(supervisor).badge, item(supervisor).alert) == ("", False)
    case, own = sent(agent), sent(supervisor)
    sent(agent)
    found = item(supervisor)
    assert (found.badge, found.alert, found.hint) == ("2", True, "waiting")
    assert item(manager).badge == "3"
    assert item(other_supervisor).badge == ""
    claim(manager, case, now=NOW)
    over(own, manager, now=NOW)
    assert item(supervisor).badge == item(manager).badge == "1"


def test_an_agent_sees_how_many_of_their_own_are_answered(agent, colleague, manager):
    case = sent(agent)
    assert item(agent).badge == ""
    answered(case, manager, now=NOW)
    found = item(agent)
    assert (found.badge, found.alert, found.hint) == ("1", True, "answered")
    assert item(colleague).badge == ""
    resolve(agent, case, ending="She took the slot.", now=NOW)
    assert item(agent).badge == ""


def test_the_page_of_the_log_says_what_was_answered(client_of, agent, manager):
    answered(sent(agent), manager, now=NOW)
    page = client_of(agent).get("/escalations/new/").content.decode()
    assert "has answered: Yes." in page


def test_the_number_costs_no_statement(
    client_of, agent, supervisor, django_assert_num_queries, django_assert_max_num_queries
):
    client = client_of(supervisor)
    client.get("/help/")
    with django_assert_max_num_queries(30) as before:
        client.get("/help/")
    sent(agent)
    with django_assert_num_queries(len(before)):
        page = client.get("/help/")
    assert 'badge--alert">1<span class="sr"> waiting' in page.content.decode()
