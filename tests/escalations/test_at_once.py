"""Two at the same moment, in threads with connections of their own: on SQLite and on PostgreSQL."""

from __future__ import annotations

from decimal import Decimal

import pytest

from escalations.actions import cases
from escalations.actions.amends import answer_request, give_amends, set_budget
from escalations.actions.steps import NotNow
from escalations.models import Amends, Escalation, Limit, LimitAmount, Step
from escalations.queries.budgets import budget_of
from escalations.receivers import put_first_categories
from escalations.recompute.alerts import look
from teams.models import Notice
from tests.escalations.scene import NOW, after, sent
from tests.goals.reliability.together import at_once, good

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def case(supervisor, manager, agent):
    put_first_categories("default")
    return sent(agent)


def refusal(call):
    """The words of a refusal; none where it went through."""

    def tried():
        try:
            call()
        except NotNow as refused:
            return refused.message
        return None

    return tried


def test_of_two_who_take_it_one_gets_it_and_the_other_is_told_who(case, supervisor, manager):
    answers = at_once(
        *(
            refusal(lambda one=one: cases.claim(one, case, now=after(1)))
            for one in (supervisor, manager)
        )
    )
    holder = Escalation.objects.get().claimed_by
    assert sorted(answers, key=str) == sorted([None, f"{holder.name} has it already."], key=str)
    assert list(Step.objects.values_list("number", "kind")) == [(1, "send"), (2, "claim")]
    assert Notice.objects.filter(kind="escalations.taken").count() == 1


def test_of_two_answers_one_counts(case, supervisor, manager):
    answers = at_once(
        refusal(lambda: cases.agree(supervisor, case, now=after(1))),
        refusal(lambda: cases.decline(manager, case, line="Not now.", now=after(1))),
    )
    decided_by = Escalation.objects.get().decided_by
    assert [answer for answer in answers if answer] == [
        f"It is decided by {decided_by.name} already."
    ]
    assert Step.objects.filter(kind="decide").count() == 1


def test_notes_at_once_leave_no_gap(case, supervisor, manager, agent):
    good(
        at_once(
            *(
                lambda one=one, n=n: cases.note(one, case, text=f"{n}", now=after(1))
                for one in (supervisor, manager, agent)
                for n in range(2)
            )
        )
    )
    assert list(Step.objects.values_list("number", flat=True)) == list(range(1, 8))
    assert Escalation.objects.get().version == 7


def test_workers_at_once_tell_once(case, supervisor, manager):
    good(at_once(*[lambda: look(after(15))] * 4))
    assert Step.objects.filter(kind="overdue").count() == 1
    assert Notice.objects.filter(user=supervisor).count() == 1


@pytest.fixture
def limits(case, manager, north):
    limit = Limit.objects.create(category=case.category, name="Refund", kind="refund")
    for level, amount in ((4, 75), (5, 200)):
        LimitAmount.objects.create(
            limit=limit, level=level, amount=Decimal(amount), set_at=NOW, reason="Agreed."
        )
    set_budget(manager, north, amount=Decimal(100), now=NOW)


def test_two_at_once_never_overspend(case, limits, supervisor, agent, colleague, north):
    other = sent(colleague)
    values = {"kind": "refund", "amount": Decimal(60), "now": after(1)}
    good(
        at_once(*(lambda one=one: give_amends(supervisor, one, **values) for one in (case, other)))
    )
    assert Amends.objects.count() == 1, "the second waits for a manager"
    assert budget_of(north, NOW.date()).spent == 60


def test_a_request_is_approved_once(case, limits, supervisor, manager, north):
    asked = give_amends(supervisor, case, kind="refund", amount=Decimal(90), now=after(1))
    good(at_once(*[lambda: answer_request(manager, asked, approve=True, now=after(2))] * 3))
    assert Amends.objects.count() == 1
