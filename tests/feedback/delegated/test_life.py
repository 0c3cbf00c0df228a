"""Which step is possible where, and on which days check-ins lie."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feedback import delegated_life as life

FRIDAY = date(2026, 11, 20)
WEEK = timedelta(days=7)
TABLE = {
    "offered": {
        "accept": "taken", "ask": "discussed", "decline": "declined", "revise": "offered",
        "withdraw": "withdrawn",
    },
    "discussed": {
        "accept": "taken", "ask": "discussed", "decline": "declined", "revise": "offered",
        "withdraw": "withdrawn",
    },
    "taken": {
        "check_in": "taken", "finish": "reported", "plan": "taken", "give_back": "given_back",
        "answer": "taken", "withdraw": "withdrawn", "undo": "offered",
    },
    "reported": {"carry_on": "taken", "close": "closed"},
    "closed": {},
    "declined": {},
    "given_back": {},
    "withdrawn": {},
}  # fmt: skip
"""By state: every step that is possible, and where it leads. What is not named is refused."""


@pytest.mark.parametrize("state", life.STATES)
def test_just_the_steps_of_the_table_are_possible(state):
    assert set(life.allowed(state)) == set(TABLE[state])
    for step in life.STEPS:
        if step in TABLE[state]:
            assert life.after(state, step) == TABLE[state][step]
        else:
            with pytest.raises(life.IllegalStep):
                life.after(state, step)


def test_every_step_belongs_to_one_of_the_two():
    assert set(life.OF_HOLDER) | set(life.OF_GIVER) == set(life.STEPS)
    assert not set(life.OF_HOLDER) & set(life.OF_GIVER)


def test_weekly_is_every_seven_days_and_the_day_itself():
    due = FRIDAY + 4 * WEEK
    days = life.check_in_days("weekly", (), FRIDAY, due)
    assert days == (FRIDAY + WEEK, FRIDAY + 2 * WEEK, FRIDAY + 3 * WEEK, due)


def test_half_way_none_and_days_of_ones_own():
    due = FRIDAY + 2 * WEEK
    own = [FRIDAY + 3 * timedelta(days=1), FRIDAY, due + WEEK, FRIDAY + timedelta(days=1)]
    assert life.check_in_days("halfway", (), FRIDAY, due) == (FRIDAY + WEEK, due)
    assert life.check_in_days("none", (), FRIDAY, due) == (due,)
    assert life.check_in_days("own", own, FRIDAY, due) == (own[3], own[0], due)


def test_a_check_in_stands_for_every_day_up_to_its_own():
    days = life.check_in_days("weekly", (), FRIDAY, FRIDAY + 3 * WEEK)
    assert life.next_day(days, None) == FRIDAY + WEEK
    assert life.next_day(days, FRIDAY + WEEK) == FRIDAY + 2 * WEEK
    assert life.next_day(days, FRIDAY + 2 * WEEK + timedelta(days=3)) == FRIDAY + 3 * WEEK
    assert life.next_day(days, FRIDAY + 3 * WEEK) is None


# How fast a machine draws is no matter of what is shown here.
patiently = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
begun = st.dates(date(2020, 1, 1), date(2030, 1, 1))
lengths = st.integers(0, 730)
rhythms = st.sampled_from(life.RHYTHMS)


@patiently
@given(st.lists(st.sampled_from(list(life.STEPS)), max_size=40))
def test_whatever_is_tried_what_is_over_stays_over_and_nobody_holds_what_they_did_not_take(steps):
    state, was_taken = life.OFFERED, False
    for step in steps:
        if step not in life.allowed(state):
            with pytest.raises(life.IllegalStep):
                life.after(state, step)
            continue
        assert state not in life.OVER
        state = life.after(state, step)
        was_taken = was_taken or step == life.ACCEPT
        assert was_taken or state not in (
            life.TAKEN, life.REPORTED, life.CLOSED, life.GIVEN_BACK,
        )  # fmt: skip
        if state == life.CLOSED:
            assert step == life.CLOSE


@patiently
@given(begun, lengths, rhythms, st.lists(st.integers(-10, 800), max_size=12))
def test_check_ins_lie_between_begin_and_end_in_order_and_the_last_is_the_end(
    first, length, rhythm, own
):
    due = first + timedelta(days=length)
    days = life.check_in_days(rhythm, [first + timedelta(days=n) for n in own], first, due)
    assert days[-1] == due
    assert list(days) == sorted(set(days))
    assert all(first < day < due for day in days[:-1])
    if rhythm == "weekly":
        ends = (first, *days)
        assert all((late - early).days <= 8 for early, late in zip(ends, days, strict=False))


@patiently
@given(begun, lengths, rhythms, st.lists(st.integers(0, 740), max_size=8))
def test_whoever_checks_in_is_never_asked_for_a_day_that_is_behind(first, length, rhythm, ins):
    due = first + timedelta(days=length)
    days = life.check_in_days(rhythm, (), first, due)
    asked, last = [], None
    for offset in sorted(ins):
        last = first + timedelta(days=offset)
        following = life.next_day(days, last)
        assert following is None or following > last
        asked.append(following)
    known = [day for day in asked if day is not None]
    assert known == sorted(known)
