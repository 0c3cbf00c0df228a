"""Looking back on a case."""

import pytest
from django.core.exceptions import PermissionDenied

from escalations import avoidable
from escalations.actions.reviews import review
from escalations.actions.steps import NotNow
from escalations.models import Cause, Review, Step
from teams.actions.errors import ActionRefused, Stale
from teams.models import Notice
from tests.escalations.learn.cases import NOW

SAYS = {"happy_alone": True, "why_not": "limit", "cause": "Carrier missed the slot", "now": NOW}


@pytest.mark.parametrize(
    ("happy", "why", "then"),
    [
        (True, "", "within"),
        (True, "limit", "with_better"),
        (False, "limit", "no"),
        (False, "training", "with_better"),
        (True, "rule", "with_better"),
        (True, "customer", "no"),
        (False, "safety", "no"),
    ],
)
def test_what_was_avoidable(happy, why, then):
    assert avoidable.found(happy_alone=happy, why_not=why) == then


def test_a_leader_looks_back_and_the_agent_hears_of_it(a_case, manager, agent):
    case = a_case()
    found = review(manager, case, learned="  Ask the  carrier first. ", **SAYS)
    case.refresh_from_db()
    assert (case.state, case.avoidable, case.cause.name) == (
        "reviewed", "with_better", "Carrier missed the slot",
    )  # fmt: skip
    assert found.learned == "Ask the carrier first."
    step = case.steps.last()
    assert (step.kind, step.by, step.data["why_not"]) == ("review", manager, "limit")
    assert Notice.objects.get(user=agent).text.startswith("Priya Nair looked back on")


def test_said_twice_it_stands_once(a_case, manager):
    case = a_case()
    first = review(manager, case, version=case.version, **SAYS)
    steps = Step.objects.count()
    assert review(manager, case, version=case.version, **SAYS) == first
    assert Step.objects.count() == steps


def test_a_correction_stands_beside_what_was_said_first(a_case, manager, supervisor):
    case = a_case()
    review(manager, case, **SAYS)
    case.refresh_from_db()
    review(supervisor, case, version=case.version, **{**SAYS, "why_not": "customer"})
    assert Review.objects.get().avoidable == "no"
    kinds = [(step.kind, step.data.get("avoidable")) for step in case.steps.all()][-2:]
    assert kinds == [("review", "with_better"), ("note", "no")]
    case.refresh_from_db()
    assert (case.state, case.avoidable) == ("reviewed", "no")


def test_two_leaders_at_once_both_keep_their_words(a_case, manager, supervisor):
    case = a_case()
    review(manager, case, version=case.version, **SAYS)
    with pytest.raises(Stale):
        review(supervisor, case, version=case.version, **{**SAYS, "why_not": "rule"})
    assert Review.objects.get().by == manager


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"happy_alone": None}, "happy_alone"),
        ({"happy_alone": False, "why_not": ""}, "why_not"),
        ({"why_not": "mood"}, "why_not"),
        ({"cause": "  "}, "cause"),
        ({"cause": "x" * 81}, "cause"),
        ({"learned": "x" * 501}, "learned"),
        ({"cause": "a\x00b"}, "cause"),
    ],
)
def test_bad_input_names_its_field_and_writes_nothing(a_case, manager, change, field):
    case = a_case()
    with pytest.raises(ActionRefused) as refused:
        review(manager, case, **{**SAYS, **change})
    assert refused.value.field == field
    assert not Review.objects.exists()
    assert not Cause.objects.exists()


def test_not_before_it_is_over_and_not_by_anybody_else(a_case, manager, agent, other_supervisor):
    with pytest.raises(NotNow):
        review(manager, a_case(state="claimed"), **SAYS)
    case = a_case()
    for person in (agent, other_supervisor):
        with pytest.raises(PermissionDenied):
            review(person, case, **SAYS)


def test_case_04_nobody_looks_back_on_their_own(a_case, manager):
    with pytest.raises(PermissionDenied):
        review(manager, a_case(by=manager), **SAYS)


def test_a_cause_is_the_same_in_other_letters(a_case, manager):
    review(manager, a_case(), **SAYS)
    review(manager, a_case(), **{**SAYS, "cause": "carrier  MISSED the slot"})
    assert Cause.objects.count() == 1
