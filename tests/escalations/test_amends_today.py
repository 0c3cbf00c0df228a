"""Amends that wait for somebody's yes: on *Today* of those who may say it, and agreed to from there."""

from decimal import Decimal

import pytest

from escalations.actions.amends import answer_request, give_amends, set_budget
from escalations.models import Amends, AmendsRequest, Limit, LimitAmount
from escalations.queries.asked_for import amends_asked_of
from tests.escalations.scene import NOW, after, sent

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _moment(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def limit(db, agent, supervisor, manager):
    case = sent(agent, about="Lift broken")
    limit = Limit.objects.create(category=case.category, name="Refund", kind="refund")
    for level, amount in ((0, "20"), (4, "75"), (5, "200")):
        LimitAmount.objects.create(
            limit=limit, level=level, amount=Decimal(amount), set_at=NOW, reason="Agreed."
        )
    return case


def asked(by, case, amount, **more):
    return give_amends(by, case, kind="refund", amount=Decimal(amount), now=after(1), **more)


def test_who_may_say_yes_finds_it_on_today_and_says_it_there(
    limit, agent, supervisor, manager, other_supervisor, client_of
):
    request = asked(agent, limit, "90", what="Third missed slot")
    assert isinstance(request, AmendsRequest)
    client = client_of(manager)
    page = client.get("/").content.decode()
    assert "Give £90? Lift broken" in page
    assert "Third missed slot" in page
    path = f"/escalations/{limit.pk}/amends/asked/{request.pk}/"
    answer = client.post(path, {"as": "agreed", "back": "today"}, follow=True)
    assert answer.redirect_chain == [("/#needs-you", 302)]
    assert Amends.objects.get().approved_by == manager
    assert "Give £90?" not in answer.content.decode()
    for person in (supervisor, other_supervisor, agent):
        assert "Give £90?" not in client_of(person).get("/").content.decode()


def test_within_ones_limit_counting_what_was_given_and_never_ones_own(
    limit, agent, supervisor, manager, other_supervisor
):
    asked(agent, limit, "60")
    assert [one.amount for one in amends_asked_of(supervisor)] == ["£60"]
    asked(supervisor, limit, "20", what="A card")
    assert amends_asked_of(supervisor) == (), "£80 in all is above £75"
    assert [one.amount for one in amends_asked_of(manager)] == ["£60"]
    asked(supervisor, limit, "900")
    assert [one.amount for one in amends_asked_of(manager)] == ["£60", "£900"]
    assert [one.amount for one in amends_asked_of(supervisor)] == []
    assert amends_asked_of(other_supervisor) == ()
    answer_request(manager, AmendsRequest.objects.first(), approve=False, line="No.", now=after(2))
    assert [one.amount for one in amends_asked_of(manager)] == ["£900"]


def test_it_costs_no_more_statements_with_more_of_them(
    limit, agent, supervisor, django_assert_num_queries
):
    with django_assert_num_queries(2):
        amends_asked_of(supervisor)
    for amount in ("60", "61", "62"):
        asked(agent, limit, amount)
    with django_assert_num_queries(6):
        assert len(amends_asked_of(supervisor)) == 3


def test_the_queue_marks_the_case(limit, agent, manager, client_of):
    client = client_of(manager)
    assert "Amends wait for a yes." not in client.get("/escalations/").content.decode()
    asked(agent, limit, "90")
    assert "Amends wait for a yes." in client.get("/escalations/").content.decode()


def test_over_the_budget_it_says_what_is_left_and_leads_to_the_line_that_is_needed(
    limit, agent, supervisor, manager, north, client_of
):
    set_budget(manager, north, amount=Decimal(54), now=NOW)
    asked(agent, limit, "50")
    client = client_of(manager)
    assert "Agree to £50" in client.get("/").content.decode()
    assert "budget" not in client.get("/").content.decode()
    over = asked(agent, limit, "60", what="Third missed slot.")
    page = client.get("/").content.decode()
    assert "Agree to £60" not in page
    assert "Third missed slot. £54 left of North&#x27;s November budget." in page
    path = f"/escalations/{limit.pk}/amends/asked/{over.pk}/"
    assert f'href="{path}?back=today"' in page
    form = client.get(f"{path}?back=today").content.decode()
    assert "(optional)" not in form
    assert "That is £6 over North&#x27;s budget." in form
    refused = client.post(f"{path}?back=today", {"as": "agreed", "line": "", "back": ""})
    assert "Say in a line why you agree, or why not." in refused.content.decode()
    said = {"as": "agreed", "line": "She has waited three times.", "back": ""}
    answer = client.post(f"{path}?back=today", said, follow=True)
    assert answer.redirect_chain == [("/#needs-you", 302)]
    assert Amends.objects.get().approved_by == manager
    # Nobody but a manager goes over it, so nobody else is asked.
    assert [one.amount for one in amends_asked_of(supervisor)] == []


def test_without_anything_left_it_says_so(limit, agent, manager, north, client_of):
    set_budget(manager, north, amount=Decimal(50), now=NOW)
    give_amends(manager, limit, kind="refund", amount=Decimal(50), now=NOW)
    asked(agent, limit, "30")
    assert amends_asked_of(manager)[0].left == "Nothing left of North's November budget"
    give_amends(manager, limit, kind="refund", amount=Decimal(10), reason="Worth it", now=after(30))
    assert amends_asked_of(manager)[0].left == "North's November budget is £10 over"
