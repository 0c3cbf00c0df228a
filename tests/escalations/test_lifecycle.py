import pytest

from escalations import lifecycle
from escalations.lifecycle import IllegalStep, after, allowed
from escalations.models import Escalation, Step


@pytest.mark.parametrize(
    ("state", "step", "then"),
    [
        ("draft", "send", "open"),
        ("draft", "record", "resolved"),
        ("draft", "decide_alone", "resolved"),
        ("draft", "discard", ""),
        ("open", "claim", "claimed"),
        ("open", "decide", "claimed"),
        ("open", "pass_on", "open"),
        ("claimed", "claim", "claimed"),
        ("claimed", "hand_over", "claimed"),
        ("claimed", "put_back", "open"),
        ("claimed", "resolve", "resolved"),
        ("open", "withdraw", "resolved"),
        ("resolved", "review", "reviewed"),
        ("resolved", "reopen", "open"),
        ("reviewed", "reopen", "open"),
        ("reviewed", "rate", "reviewed"),
    ],
)
def test_a_step_leads_on(state, step, then):
    assert after(state, step) == then


@pytest.mark.parametrize(
    ("state", "step"),
    [
        ("draft", "claim"), ("open", "send"), ("open", "resolve"), ("open", "review"),
        ("claimed", "pass_on"), ("resolved", "decide"),
        ("resolved", "resolve"), ("reviewed", "review"), ("draft", "note"), ("open", "no such step"),
    ],
)  # fmt: skip
def test_an_impossible_step_says_what_is_possible(state, step):
    with pytest.raises(IllegalStep) as refused:
        after(state, step)
    assert refused.value.allowed == allowed(state)
    assert step not in refused.value.allowed


def test_a_decision_is_not_withdrawn():
    for state in ("open", "claimed"):
        assert "withdraw" in allowed(state)
        with pytest.raises(IllegalStep) as refused:
            after(state, "withdraw", decided=True)
        assert refused.value.allowed == allowed(state, decided=True)
        assert set(allowed(state)) - set(refused.value.allowed) == {"withdraw"}


def test_every_state_can_be_reached_and_left():
    leads = [(a, b) for ways in lifecycle.STEPS.values() for a, b in ways.items() if a != b]
    assert {b for _, b in leads} == {*lifecycle.STATES, lifecycle.GONE} - {"draft"}
    for state in lifecycle.STATES:
        assert any(after(state, step) != state for step in allowed(state))


def test_words_of_the_database_are_those_of_the_lifecycle():
    assert set(Escalation.State.values) == set(lifecycle.STATES)
    assert set(Step.Kind.values) >= set(lifecycle.STEPS) - {"discard"}
