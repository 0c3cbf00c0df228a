"""The life of an appraisal, played at random: whatever the two and the round's keeper do, in any order."""

from __future__ import annotations

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from feedback import appraisal_life as life
from feedback.appraisal_life import OF_LEADER, OF_PERSON, SIDES, STEPS, Standing


class Lives(RuleBasedStateMachine):
    """What was sent, said and signed is kept beside it, as plain facts."""

    def __init__(self) -> None:
        super().__init__()
        self.now = Standing()
        self.sent = {OF_PERSON: False, OF_LEADER: False}
        self.agreed = False
        self.signed: set[str] = set()

    @rule(side=st.sampled_from(SIDES), step=st.sampled_from(STEPS))
    def somebody_does_something(self, side: str, step: str) -> None:
        before = self.now
        if step not in life.possible(before, side):
            with pytest.raises(life.NotPossible) as refused:
                life.after(before, side, step)
            assert refused.value.possible == life.possible(before, side)
            return
        self.now = life.after(before, side, step)
        if step == life.SEND:
            assert side == OF_PERSON or self.sent[OF_PERSON] or before.late == life.MISSING
            self.sent[side] = True
            # Added late, it changes nothing of how far the leader is.
            assert (
                side == OF_LEADER or before.late != life.MISSING or self.now.state == before.state
            )
        elif step == life.TAKE_BACK:
            self.sent[side], self.agreed = False, False
        elif step == life.AGREE:
            self.agreed = True
        elif step == life.SIGN_IT:
            assert self.agreed
            assert side not in self.signed
            self.signed.add(side)
        elif step == life.WRITE:
            other = OF_LEADER if side == OF_PERSON else OF_PERSON
            assert not life.is_read_by(before, side, other)

    @rule()
    def the_leader_goes_on_without_the_person(self) -> None:
        before = self.now
        if before.state != life.SELF or before.is_out:
            with pytest.raises(life.NotPossible):
                life.gone_on(before)
            return
        self.now = life.gone_on(before)
        assert life.WRITE in life.possible(self.now, OF_LEADER)
        assert {life.WRITE, life.SEND} <= set(life.possible(self.now, OF_PERSON))

    @rule()
    def the_person_is_taken_out(self) -> None:
        if self.signed or self.now.is_out:
            with pytest.raises(life.NotPossible):
                life.left_out(self.now)
            return
        before, self.now = self.now, life.left_out(self.now)
        assert life.turn_of(self.now) == ()
        assert [life.possible(self.now, side) for side in SIDES] == [(), ()]
        assert life.put_back(self.now) == before

    @rule()
    def the_person_is_put_back(self) -> None:
        self.now = life.put_back(self.now)

    @rule()
    def it_is_handed_over(self) -> None:
        if self.now.state == life.SIGNED or self.now.is_out:
            with pytest.raises(life.NotPossible):
                life.handed_over(self.now)
            return
        self.now = life.handed_over(self.now)
        self.sent[OF_LEADER], self.agreed, self.signed = False, False, set()

    @invariant()
    def what_is_not_sent_is_read_by_its_author_alone(self) -> None:
        for part in SIDES:
            assert life.is_read_by(self.now, part, part)
            other = OF_LEADER if part == OF_PERSON else OF_PERSON
            assert life.is_read_by(self.now, part, other) == (
                self.sent[part] and not self.now.is_out
            )

    @invariant()
    def it_is_signed_once_both_have_and_never_before(self) -> None:
        assert (self.now.state == life.SIGNED) == (self.signed == set(SIDES))
        assert {side for side in SIDES if self.now.has_signed(side)} == self.signed

    @invariant()
    def whoever_has_the_turn_can_do_something_and_signed_nobody_can(self) -> None:
        for side in life.turn_of(self.now):
            assert life.possible(self.now, side)
        if self.now.state == life.SIGNED:
            assert life.turn_of(self.now) == ()
            assert [life.possible(self.now, side) for side in SIDES] == [(), ()]


TestLives = Lives.TestCase


@pytest.mark.parametrize("side", SIDES)
def test_only_the_person_disagrees_and_only_until_they_sign(side):
    for person_signed in (False, True):
        standing = Standing(life.SIGN, person_signed=person_signed, leader_signed=True)
        can = life.DISAGREE in life.possible(standing, side)
        assert can == (side == OF_PERSON and not person_signed)


def test_a_signature_shuts_everything_but_the_other_signature_and_the_disagreement():
    standing = Standing(life.SIGN, leader_signed=True)
    assert life.possible(standing, OF_PERSON) == (life.DISAGREE, life.SIGN_IT)
    assert life.possible(standing, OF_LEADER) == ()


def test_an_unknown_step_is_a_mistake_of_the_caller():
    with pytest.raises(KeyError):
        life.after(Standing(), OF_PERSON, "dance")
