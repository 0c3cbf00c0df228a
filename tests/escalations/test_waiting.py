"""The number beside Escalations in the menu: what waits for a leader, what of an agent's own is answered."""

import pytest
from django.test import RequestFactory

from escalations.actions.cases import agree, call_back, claim, hand_over, resolve
from escalations.queries.mine import last_two, mine_page, to_finish
from escalations.queries.queue import Filter, read_queue
from teams.context import shell
from teams.models import User
from tests.escalations.together import MINUTE, NOW, answered, over, sent

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
    claim(manager, sent(agent), now=NOW)
    sent(supervisor)
    page = read_queue(supervisor, Filter(), NOW)
    assert str(page.waiting.number) == item(supervisor).badge == "1"
    assert page.sentence == "1 waits. Nothing is late. 2 are taken. 1 is your own."


def test_an_agent_sees_how_many_of_their_own_are_answered(agent, colleague, manager):
    case = sent(agent)
    assert item(agent).badge == ""
    answered(case, manager, now=NOW)
    found = item(agent)
    assert (found.badge, found.alert, found.hint) == ("1", True, "answered")
    assert item(colleague).badge == ""
    resolve(agent, case, ending="She took the slot.", now=NOW)
    assert item(agent).badge == ""


@pytest.mark.parametrize("how", ["is there", "promises a call"])
def test_who_joins_or_promises_a_call_has_not_decided_yet(client_of, agent, manager, how):
    """An agent may end what a leader has decided, and is asked for nothing before."""
    if how == "is there":
        case = sent(agent, need="manager")
        claim(manager, case, now=NOW)
    else:
        case = sent(agent, need="call_back")
        call_back(manager, case, due_at=NOW + 40 * MINUTE, now=NOW)
    assert client_of(agent).get(f"/escalations/{case.pk}/end/").status_code == 403
    assert item(agent).badge == ""
    assert to_finish(agent, NOW) == []
    assert last_two(agent, NOW) == ()
    (row,) = mine_page(agent, NOW).waiting
    assert (row.word, row.text.partition(".")[0]) == ("Taken", "Priya has it since 10:05")


def test_a_decision_is_the_agents_to_end_whoever_has_the_case_by_then(
    client_of, agent, supervisor, manager
):
    case = sent(agent, need="call_back", proposal="Ring them at one")
    agree(supervisor, case, now=NOW)
    hand_over(manager, case, to=manager, now=NOW)
    assert client_of(agent).get(f"/escalations/{case.pk}/end/").status_code == 200
    assert item(agent).badge == "1"
    (asked,) = to_finish(agent, NOW)
    assert (asked.kind, asked.title) == ("end", f"Marcus has answered: {case.about}")
    (row,) = mine_page(agent, NOW).waiting
    assert (row.word, row.text) == ("Answered", "Marcus has answered: Ring them at one.")


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
