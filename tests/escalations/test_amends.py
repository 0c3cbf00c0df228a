from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from escalations.actions import cases
from escalations.actions.amends import (
    answer_request,
    drop_request,
    give_amends,
    reverse_amends,
    set_budget,
)
from escalations.models import Amends, AmendsRequest, Limit, LimitAmount, Step
from escalations.queries.budgets import budget_of
from escalations.queries.timeline import timeline_of
from teams.actions.errors import ActionRefused
from teams.models import Notice
from tests.escalations.scene import NOW, after, sent

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 20)


@pytest.fixture
def case(supervisor, manager, agent):
    return sent(agent)


@pytest.fixture
def limits(case):
    """Refunds in deliveries: agents up to £20, supervisors £75, managers £200."""
    limit = Limit.objects.create(category=case.category, name="Refund", kind="refund")
    for level, amount in ((0, "20"), (4, "75"), (5, "200")):
        LimitAmount.objects.create(
            limit=limit, level=level, amount=Decimal(amount), set_at=NOW, reason="Agreed."
        )
    return limit


def give(by, case, amount, **more):
    return give_amends(
        by, case, **{"kind": "refund", "amount": Decimal(amount), "now": after(3), **more}
    )


def test_within_ones_limit_it_is_given_and_stands_in_the_timeline(case, limits, supervisor, agent):
    entry = give(supervisor, case, "60", what="Third missed slot")
    assert isinstance(entry, Amends)
    assert (entry.given_by, entry.approved_by, entry.day) == (supervisor, supervisor, DAY)
    assert Step.objects.filter(escalation=case).last().data["amount"] == "60.00"
    assert isinstance(give(agent, case, "1"), AmendsRequest), "£61 in all is above an agent's £20"


def test_cut_into_pieces_it_is_still_too_much(case, limits, agent):
    assert isinstance(give(agent, case, "15"), Amends)
    assert isinstance(give(agent, case, "6"), AmendsRequest)


def test_sent_twice_it_is_given_once(case, limits, supervisor):
    assert give(supervisor, case, "60") == give(supervisor, case, "60", now=after(4))
    assert Amends.objects.count() == 1


def test_above_the_limit_somebody_else_approves_never_oneself(
    case, limits, supervisor, manager, agent
):
    asked = give(supervisor, case, "120")
    assert asked.state == "waiting"
    assert Notice.objects.get(user=manager).text.startswith("Marcus Webb asks you to give £120")
    for person in (supervisor, agent):
        with pytest.raises(PermissionDenied):
            answer_request(person, asked, approve=True, now=after(5))
    done = answer_request(manager, asked, approve=True, now=after(5))
    assert (done.state, done.entry.given_by, done.entry.approved_by) == (
        "approved",
        supervisor,
        manager,
    )
    assert answer_request(manager, asked, approve=True, now=after(6)).entry == done.entry
    assert Amends.objects.count() == 1


def test_case_04_the_manager_whose_request_it_is_waits_for_another(
    case, limits, manager, supervisor
):
    asked = give(manager, case, "250")
    with pytest.raises(PermissionDenied):
        answer_request(manager, asked, approve=True, now=after(5))
    with pytest.raises(ActionRefused, match="above your own limit"):
        answer_request(supervisor, asked, approve=True, now=after(5))
    assert not Amends.objects.exists()


def test_refused_with_a_line_or_dropped(case, limits, supervisor, manager):
    asked = give(supervisor, case, "120")
    with pytest.raises(ActionRefused, match="Say why not"):
        answer_request(manager, asked, approve=False, now=after(5))
    answer_request(manager, asked, approve=False, line="Offer a slot first.", now=after(5))
    with pytest.raises(ActionRefused, match="refused by now"):
        answer_request(manager, asked, approve=True, now=after(6))
    other = give(supervisor, case, "130")
    assert drop_request(supervisor, other, now=after(7)).state == "dropped"


def agreed(leader, agent, **more):
    case = sent(agent, **more)
    cases.agree(leader, case, now=after(2))
    return case


def test_what_a_leader_agreed_to_needs_no_second_yes(case, limits, supervisor, agent, client_of):
    case = agreed(supervisor, agent, proposal="Refund the £70 delivery")
    page = client_of(agent).get(f"/escalations/{case.pk}/amends/").content.decode()
    assert 'value="70"' in page
    assert "Marcus Webb agreed to £70: that needs no second yes." in page
    entry = give(agent, case, "45")
    assert isinstance(entry, Amends)
    assert (entry.given_by, entry.approved_by) == (agent, supervisor)
    last = timeline_of(case, "GBP", after(4))[-1]
    assert (last.who, last.what) == ("Jin Park", "gave £45, refund, as Marcus Webb agreed")
    assert isinstance(give(agent, case, "26"), AmendsRequest), "£71 in all is more than was agreed"
    assert isinstance(give(agent, case, "25"), Amends)
    assert isinstance(give(agent, case, "1"), AmendsRequest)


@pytest.mark.parametrize(
    ("proposal", "kind"),
    [("Refund the £90 delivery", "refund"), ("Refund it", "refund"), ("Credit £50", "refund")],
)
def test_what_is_above_the_leaders_limit_or_not_said_is_asked_for_as_ever(
    proposal, kind, limits, supervisor, agent
):
    case = agreed(supervisor, agent, proposal=proposal)
    assert isinstance(give(agent, case, "50", kind=kind), AmendsRequest)


def test_what_was_agreed_differently_is_what_the_leader_said(case, limits, supervisor, agent):
    cases.decide(supervisor, case, line="Refund £40 of it", now=after(2))
    assert isinstance(give(agent, case, "90"), AmendsRequest)
    assert isinstance(give(agent, case, "40"), Amends)
    declined = sent(agent, proposal="Refund £40")
    cases.decline(supervisor, declined, line="Not £40", now=after(2))
    assert isinstance(give(agent, declined, "40"), AmendsRequest)


def test_a_mistake_is_reversed_once_in_the_month_it_was_made(case, limits, supervisor):
    entry = give(supervisor, case, "60")
    counter = reverse_amends(supervisor, entry, reason="Wrong order.", now=after(20 * 24 * 60))
    assert (counter.amount, counter.day) == (Decimal(-60), DAY)
    assert budget_of(case.team, DAY).spent == 0
    with pytest.raises(ActionRefused, match="already"):
        reverse_amends(supervisor, entry, reason="Again.", now=after(9))
    with pytest.raises(ActionRefused, match="counter-entry"):
        reverse_amends(supervisor, counter, reason="Again.", now=after(9))
    assert isinstance(give(supervisor, case, "75"), Amends), "what was taken back leaves the limit"


def test_over_the_budget_a_manager_goes_with_a_reason(case, limits, supervisor, manager, north):
    set_budget(manager, north, amount=Decimal(100), now=NOW)
    give(supervisor, case, "60")
    waiting = give(supervisor, sent(case.logged_by), "50")
    assert isinstance(waiting, AmendsRequest), "a supervisor asks"
    with pytest.raises(ActionRefused, match=r"£10 over North's budget") as refused:
        answer_request(manager, waiting, approve=True, now=after(5))
    assert refused.value.field == "reason"
    done = answer_request(
        manager, waiting, approve=True, line="She has waited a month.", now=after(6)
    )
    assert done.entry.reason == "She has waited a month."
    assert Step.objects.filter(data__over_budget="10.00").count() == 1
    assert budget_of(north, DAY).left == -10


@pytest.mark.parametrize("amount", [None, "0", "-5", "1.005", "1000000.01"])
def test_an_amount_is_one(case, limits, supervisor, amount):
    with pytest.raises(ActionRefused) as refused:
        give_amends(
            supervisor,
            case,
            kind="refund",
            amount=None if amount is None else Decimal(amount),
            now=NOW,
        )
    assert refused.value.field == "amount"


def test_budgets_are_set_by_managers_from_a_month_on(north, manager, supervisor, administrator):
    with pytest.raises(PermissionDenied):
        set_budget(supervisor, north, amount=Decimal(100), now=NOW)
    set_budget(manager, north, amount=Decimal(100), now=NOW)
    set_budget(administrator, north, amount=Decimal(300), since=date(2026, 12, 9), now=NOW)
    assert budget_of(north, DAY).amount == 100
    assert budget_of(north, date(2026, 12, 31)).amount == 300
    with pytest.raises(ActionRefused, match="to come"):
        set_budget(manager, north, amount=Decimal(1), since=date(2026, 10, 1), now=NOW)
