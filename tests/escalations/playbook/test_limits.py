"""Limits: set with a reason, proposed with evidence, agreed to by another than whoever proposed."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from escalations.actions.limits import (
    add_limit,
    answer_limit,
    describe_limit,
    put_limit_away,
    set_amounts,
)
from escalations.actions.proposing import propose_limit
from escalations.models import Limit, LimitAmount, LimitProposal
from escalations.queries.limits import amounts_of, limit_for
from teams.actions import grant_administrator
from teams.actions.errors import ActionRefused, Stale
from teams.models import Notice
from tests.cast import SINCE
from tests.escalations.playbook.test_evidence import a_case
from tests.escalations.playbook.things import NOW, a_limit, delivery, refused

pytestmark = pytest.mark.django_db


def added(actor, **changes):
    values = {
        "category": delivery(),
        "name": "Refund the charge",
        "kind": "refund",
        "amounts": {0: Decimal(20), 4: Decimal(200)},
        "reason": "Where it was.",
        "now": NOW,
        **changes,
    }
    return add_limit(actor, **values)


def amounts(limit):
    return {level: str(of) for level, of in amounts_of([limit.pk]).get(limit.pk, {}).items()}


# --- Set -----------------------------------------------------------------------------------------


def test_managers_set_limits_with_a_reason_and_the_history_stays(manager, agent):
    limit = added(manager)
    assert added(manager) == limit
    set_amounts(manager, limit, {0: Decimal(30)}, reason="It was asked for daily.", now=NOW)
    set_amounts(manager, limit, {0: Decimal(30)}, reason="Again.", now=NOW)
    rows = LimitAmount.objects.filter(limit=limit, level=0)
    assert [(row.amount, row.reason) for row in rows] == [
        (20, "Where it was."),
        (30, "It was asked for daily."),
    ]
    assert limit_for(agent, delivery(), "refund") == Decimal(30)


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("category", {"category": None}),
        ("name", {"name": " "}),
        ("kind", {"kind": "gold"}),
        ("", {"amounts": {}}),
        ("reason", {"reason": ""}),
        ("level_0", {"amounts": {0: Decimal(-1)}}),
        ("level_0", {"amounts": {0: Decimal("1.005")}}),
        ("level_0", {"amounts": {0: Decimal(10) ** 12}}),
        ("level_3", {"amounts": {2: Decimal(50), 3: Decimal(40)}}),
        ("", {"amounts": {6: Decimal(1)}}),
    ],
)
def test_a_limit_that_makes_no_sense_is_refused(manager, field, changes):
    with refused(field):
        added(manager, **changes)
    assert not Limit.objects.exists()


def test_supervisors_and_agents_set_none(supervisor, agent):
    limit = a_limit(l0="20")
    for person in (supervisor, agent):
        for call in (
            added,
            lambda who: set_amounts(who, limit, {0: Decimal(9)}, reason="So.", now=NOW),
            lambda who: describe_limit(who, limit, name="Other", now=NOW),
            lambda who: put_limit_away(who, limit, away=True, now=NOW),
        ):
            with pytest.raises(PermissionDenied):
                call(person)


def test_case_04_a_manager_does_not_set_what_managers_may_give(manager, administrator):
    limit = added(manager)
    with refused("level_5"):
        set_amounts(manager, limit, {5: Decimal(900)}, reason="More.", now=NOW)
    set_amounts(administrator, limit, {5: Decimal(900)}, reason="Agreed.", now=NOW)
    grant_administrator(None, manager, SINCE)
    manager.__dict__.pop("_standing", None)
    with refused("level_5"):
        set_amounts(manager, limit, {5: Decimal(9000)}, reason="More.", now=NOW)
    assert amounts(limit)[5] == "900.0000"


def test_amounts_that_somebody_else_set_meanwhile_are_a_conflict(manager, administrator):
    limit = added(manager)
    seen = amounts_of([limit.pk])[limit.pk]
    set_amounts(administrator, limit, {0: Decimal(25)}, reason="So.", now=NOW)
    with pytest.raises(Stale):
        set_amounts(manager, limit, {0: Decimal(30)}, reason="So.", seen=seen, now=NOW)
    assert amounts(limit)[0] == "25.0000"


def test_a_limit_put_away_gives_nothing_and_comes_back(manager, agent):
    limit = added(manager)
    put_limit_away(manager, limit, away=True, now=NOW)
    assert limit_for(agent, delivery(), "refund") is None
    with refused():
        set_amounts(manager, limit, {0: Decimal(9)}, reason="So.", now=NOW)
    put_limit_away(manager, limit, away=False, now=NOW)
    assert limit_for(agent, delivery(), "refund") == Decimal(20)


def test_two_limits_of_a_category_have_two_names(manager):
    added(manager)
    other = added(manager, name="Another")
    with refused("name"):
        describe_limit(manager, other, name="REFUND the charge", now=NOW)
    with refused("name"):
        added(manager, name="refund the CHARGE", kind="credit")


# --- Propose -------------------------------------------------------------------------------------


def proposed(actor, limit, **changes):
    values = {
        "level": 0,
        "amount": Decimal(30),
        "reason": "We always agree.",
        "now": NOW,
        **changes,
    }
    return propose_limit(actor, limit, **values)


def test_a_proposal_keeps_the_evidence_as_it_stood_and_tells_the_managers(
    supervisor, manager, agent, north
):
    limit = a_limit(l0="20")
    for _ in range(20):
        a_case(agent, north, supervisor, amount="25")
    proposal = proposed(supervisor, limit, amount=Decimal(25), reason="")
    sentence = "Agreed to 100% of refunds up to £25 in the last 90 days, 20 cases."
    assert (proposal.reason, proposal.evidence["sentence"]) == (sentence, sentence)
    (told,) = Notice.objects.filter(kind="escalations.limit_proposed")
    assert (told.user, told.detail) == (manager, sentence)
    a_case(agent, north, supervisor, amount="25", outcome="differently")
    proposal.refresh_from_db()
    assert proposal.evidence["cases"] == 20
    assert proposed(supervisor, limit, amount=Decimal(25)) == proposal


def test_without_evidence_a_proposal_needs_a_reason(supervisor, manager, agent):
    limit = a_limit(l0="20", l2="50")
    with refused("reason"):
        proposed(supervisor, limit, reason=" ")
    with refused("amount"):
        proposed(supervisor, limit, amount=Decimal(20))
    with refused("amount"):
        proposed(supervisor, limit, amount=Decimal(60))
    with refused("level"):
        proposed(supervisor, limit, level=6)
    with pytest.raises(PermissionDenied):
        proposed(agent, limit)
    proposed(supervisor, limit)
    with refused():
        proposed(manager, limit, amount=Decimal(40))
    assert LimitProposal.objects.count() == 1


def test_agreed_to_it_holds_and_whoever_proposed_it_is_told(supervisor, manager, agent):
    limit = a_limit(l0="20")
    proposal = proposed(supervisor, limit)
    for _ in range(2):
        answer_limit(manager, proposal, agree=True, now=NOW)
    assert limit_for(agent, delivery(), "refund") == Decimal(30)
    row = LimitAmount.objects.get(amount=Decimal(30))
    assert (row.set_by, row.reason) == (manager, "We always agree.")
    (told,) = Notice.objects.filter(user=supervisor)
    assert told.text == "Priya Nair agrees: Refund the delivery charge, £30 for level 0."


def test_declined_with_a_line_nothing_changes(supervisor, manager, administrator, agent):
    limit = a_limit(l0="20")
    proposal = proposed(supervisor, limit)
    with refused("line"):
        answer_limit(manager, proposal, agree=False, line=" ", now=NOW)
    answer_limit(manager, proposal, agree=False, line="After Christmas.", now=NOW)
    assert limit_for(agent, delivery(), "refund") == Decimal(20)
    with refused():
        answer_limit(administrator, proposal, agree=True, now=NOW)
    (told,) = Notice.objects.filter(user=supervisor)
    assert told.detail == "After Christmas."


def test_case_04_nobody_agrees_to_a_proposal_of_their_own(manager, supervisor, administrator):
    limit = a_limit(l0="20")
    mine = proposed(manager, limit)
    with pytest.raises(PermissionDenied):
        answer_limit(manager, mine, agree=True, now=NOW)
    for_managers = proposed(supervisor, limit, level=5, amount=Decimal(900))
    with pytest.raises(PermissionDenied):
        answer_limit(manager, for_managers, agree=True, now=NOW)
    with pytest.raises(PermissionDenied):
        answer_limit(supervisor, mine, agree=True, now=NOW)
    answer_limit(administrator, for_managers, agree=True, now=NOW)
    assert amounts(limit) == {0: "20.0000", 5: "900.0000"}
    told = Notice.objects.filter(kind="escalations.limit_proposed")
    assert {notice.user for notice in told} == {administrator}


def test_what_no_longer_fits_between_its_neighbours_is_not_agreed_to(supervisor, manager):
    limit = a_limit(l0="20", l1="50")
    proposal = proposed(supervisor, limit, amount=Decimal(40))
    LimitAmount.objects.create(
        limit=limit, level=1, amount=Decimal(30), set_by=manager, set_at=NOW, reason="Less."
    )
    with pytest.raises(ActionRefused):
        answer_limit(manager, proposal, agree=True, now=NOW)
    proposal.refresh_from_db()
    assert (proposal.state, amounts(limit)[0]) == ("open", "20.0000")
