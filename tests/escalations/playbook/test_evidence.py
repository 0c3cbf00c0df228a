"""What the last 90 days say of a limit: counted from the ledger and what was declined, fair, and bounded."""

from datetime import timedelta
from decimal import Decimal

import pytest

from escalations.asked import asked_in
from escalations.models import Amends, Escalation, LevelChange, Review
from escalations.queries.evidence import clean_decisions, evidence_for, evidence_up_to, tallies
from escalations.queries.limits import amounts_of
from tests.escalations.playbook.things import NOW, TODAY, a_limit, delivery

pytestmark = pytest.mark.django_db


def a_case(person, team, leader, *, outcome="agreed", amount=None, days=1, happy=None, **more):
    """A case that was decided `days` ago; `amount` was given as a refund."""
    at = NOW - timedelta(days=days)
    case = Escalation.objects.create(
        team=team, logged_by=person, state="resolved", category=delivery(), about="Third time",
        need="decision", outcome=outcome, decided_by=leader, day=at.date(), hour=9, created_at=at,
        saved_at=at, opened_at=at, resolved_at=at, **more,
    )  # fmt: skip
    if amount is not None:
        Amends.objects.create(
            escalation=case, team=team, kind="refund", amount=Decimal(amount), day=at.date(),
            given_by=leader, approved_by=leader, given_at=at,
        )  # fmt: skip
    if happy is not None:
        Review.objects.create(
            escalation=case, round=0, happy_alone=happy, avoidable="with_better", why_not="limit",
            by=leader, at=at,
        )  # fmt: skip
    return case


@pytest.fixture
def cases(agent, north, supervisor):
    """A function that makes some."""

    def make(n, **more):
        return [a_case(agent, north, supervisor, **more) for _ in range(n)]

    return make


def said(limit, level=0):
    found = tallies([limit], TODAY)
    return evidence_for(found, limit, level, amounts_of([limit.pk]).get(limit.pk, {}), "GBP")


# --- The sentence --------------------------------------------------------------------------------


def test_evidence_says_what_leaders_agreed_to(cases):
    limit = a_limit(l0="75")
    cases(29, amount="90")
    cases(2, outcome="differently", amount="60")
    evidence = said(limit)
    assert evidence.sentence == (
        "Agreed to 94% of refunds up to £100 in the last 90 days, 31 cases."
    )
    assert (evidence.supports, evidence.amount) == (True, Decimal(100))


def test_under_twenty_cases_it_is_too_few_to_say(cases):
    limit = a_limit(l0="75")
    assert said(limit).sentence == "No refunds up to £100 were asked for in the last 90 days."
    cases(19, amount="90")
    evidence = said(limit)
    assert evidence.sentence == "Too few to say: 19 cases up to £100 in the last 90 days."
    assert not evidence.supports
    cases(1, amount="90")
    assert said(limit).supports


def test_where_leaders_mostly_said_otherwise_nothing_is_proposed(cases):
    limit = a_limit(l0="75")
    cases(20, amount="90")
    cases(10, outcome="differently", amount="50")
    assert not said(limit).supports


def test_leaders_who_would_not_have_been_happy_count_against_it(cases):
    limit = a_limit(l0="75")
    cases(20, amount="90", happy=True)
    cases(6, amount="90", happy=False)
    evidence = said(limit)
    assert "Looking back, 20 of 26 could have been decided alone." in evidence.sentence
    assert not evidence.supports


def test_what_was_declined_counts_against_it_as_far_as_it_may_have_been_within(cases):
    limit = a_limit(l0="75")
    cases(20, amount="90")
    cases(1, outcome="declined", proposal="Refund the £300 sofa")
    cases(1, outcome="declined", proposal="Cancel the piece made to order")
    assert said(limit).cases == 20
    cases(1, outcome="declined", proposal="Refund the £80 delivery")
    cases(1, outcome="declined", proposal="Refund it")
    cases(1, outcome="declined", proposal="£60 perhaps?")
    evidence = said(limit)
    assert (evidence.cases, evidence.agreed) == (23, 20)


def test_what_was_agreed_to_in_one_click_counts_though_nothing_was_given_yet(cases):
    """Declining was counted and agreeing was not, so that nineteen of twenty came to none of one."""
    limit = a_limit(l0="75")
    cases(19, proposal="Refund the £90 delivery", happy=True)
    cases(1, outcome="declined", proposal="Refund the £90 delivery")
    evidence = said(limit)
    assert evidence.sentence == (
        "Agreed to 95% of refunds up to £100 in the last 90 days, 20 cases."
        " Looking back, 19 of 19 could have been decided alone."
    )
    assert evidence.supports


def test_what_was_agreed_to_and_given_counts_once(cases):
    limit = a_limit(l0="75")
    cases(3, proposal="Refund the £90 delivery", amount="90")
    cases(2, outcome="differently", proposal="Refund the £90 delivery")
    cases(1, outcome="differently", proposal="Refund it")
    cases(4, proposal="Refund it")
    cases(1, proposal="Refund the £300 sofa")
    cases(1, proposal="Bring it on Friday")
    evidence = said(limit)
    assert (evidence.cases, evidence.agreed) == (6, 3), (
        "nobody knows up to what “Refund it” was agreed"
    )


def test_old_cases_reversed_amends_other_kinds_and_leaders_do_not_count(
    cases, agent, manager, supervisor, north
):
    limit = a_limit(l0="75")
    cases(5, amount="90", days=90)
    (case,) = cases(1, amount="90")
    given = case.amends.get()
    Amends.objects.create(
        escalation=case, team=north, kind="refund", amount=-given.amount, day=given.day,
        given_by=supervisor, approved_by=supervisor, given_at=NOW, reverses=given, reason="Twice.",
    )  # fmt: skip
    a_case(supervisor, north, manager, amount="90")
    a_case(agent, north, supervisor, outcome="alone", amount="20")
    assert said(limit).cases == 0
    cases(3, amount="90", days=89)
    assert said(limit).cases == 3
    assert said(a_limit("A credit", kind="credit", l0="75")).cases == 0


def test_each_level_has_the_cases_of_those_who_had_it_then(cases, agent, supervisor):
    limit = a_limit(l0="20", l1="50")
    cases(3, amount="60", days=30)
    LevelChange.objects.create(
        person=agent, category=delivery(), level=1, because="training", reason="Passed.",
        by=supervisor, at=NOW - timedelta(days=20),
    )  # fmt: skip
    cases(4, amount="60", days=2)
    found = tallies([limit], TODAY)
    at_hundred = [
        evidence_up_to(found, limit, level, Decimal(100), "GBP").cases for level in range(4)
    ]
    assert at_hundred == [3, 4, 0, 0]


def test_the_highest_rung_that_the_cases_bear_is_proposed_and_never_above_the_next_level(cases):
    limit = a_limit(l0="20", l2="60")
    cases(20, amount="30")
    cases(5, amount="45")
    cases(5, amount="70")
    evidence = said(limit)
    assert evidence.amount == Decimal(50)
    assert said(limit, 2).amount == Decimal(75)
    assert said(limit, 4) is None
    assert said(a_limit("Full", l0="60", l1="60")) is None


def test_evidence_takes_two_statements_whatever_there_is(cases, django_assert_num_queries):
    limits = [a_limit(f"Limit {n}", l0="20") for n in range(6)]
    cases(40, amount="30", happy=True)
    cases(10, outcome="declined", proposal="Refund £30")
    with django_assert_num_queries(2):
        tallies(limits, TODAY)


# --- What a suggestion asks for ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "kinds", "amount"),
    [
        ("Refund the £90 delivery, book Friday 8 to 10", {"refund"}, "90"),
        ("Give the money back and a voucher of 25 pounds", {"refund", "credit"}, "25"),
        ("Replace it, and £1,250.50 for the trouble", {"replacement"}, "1250.50"),
        ("EUR 40 goodwill", {"credit"}, "40"),
        ("40€", set(), "40"),
        ("A slot tomorrow, 8 to 10", set(), None),
        ("", set(), None),
        ("£٣٠ refunded", {"refund"}, None),
        ("£5 or £50", set(), "50"),
    ],
)
def test_what_an_agent_suggests_is_read_from_their_words(text, kinds, amount):
    asked = asked_in(text)
    assert asked.kinds == frozenset(kinds)
    assert asked.amount == (None if amount is None else Decimal(amount))


# --- One person ----------------------------------------------------------------------------------


def test_clean_decisions_are_those_that_stood(agent, north, supervisor):
    for more in ({}, {}, {"reopened": 1}, {"avoidable": "no"}, {"days": 91}):
        a_case(agent, north, None, outcome="alone", **more)
    assert clean_decisions([agent], TODAY) == {(agent.pk, delivery().pk): (4, 2)}
