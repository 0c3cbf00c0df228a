from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feedback import idea_life as life

MONDAY = date(2026, 11, 2)


def weekdays(day):
    return day.weekday() < 5


def test_an_open_idea_can_be_looked_at_agreed_and_declined():
    assert life.after("open", "look", answered=False) == "considered"
    assert life.after("open", "agree", answered=False) == "agreed"
    assert life.after("considered", "decline", answered=True) == "declined"


def test_only_what_was_agreed_can_be_done():
    assert life.after("agreed", "finish", answered=True) == "done"
    for state in ("open", "considered", "declined", "done"):
        with pytest.raises(life.IllegalStep):
            life.after(state, "finish", answered=True)


def test_what_was_answered_once_keeps_its_words_even_when_it_is_open_again():
    assert "edit" in life.allowed("open", answered=False)
    assert "edit" not in life.allowed("open", answered=True)


def test_nothing_that_is_decided_can_be_withdrawn():
    assert [s for s in life.STATES if "withdraw" in life.allowed(s, answered=True)] == [
        "open",
        "considered",
    ]


def test_an_illegal_step_says_what_is_possible():
    with pytest.raises(life.IllegalStep) as refused:
        life.after("done", "agree", answered=True)
    assert refused.value.allowed == ("say", "reopen")


def test_a_promise_is_seven_working_days_and_its_reminder_two_before():
    promise = life.promised_for(MONDAY, weekdays)
    assert promise == date(2026, 11, 11)
    assert life.reminded_on(promise, weekdays) == date(2026, 11, 9)


def test_on_the_day_itself_it_is_not_late_yet():
    assert not life.is_late(MONDAY, MONDAY)
    assert life.is_late(MONDAY, MONDAY + timedelta(days=1))


def test_a_team_that_never_works_has_plain_days():
    assert life.promised_for(MONDAY, lambda _: False) == MONDAY + timedelta(days=7)


# How fast a machine draws is no matter of what is shown here.
patiently = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
weeks = st.frozensets(st.integers(0, 6), min_size=1)
days = st.dates(date(2020, 1, 1), date(2030, 1, 1))


@patiently
@given(days, weeks)
def test_a_promise_leaves_just_the_working_days_it_says(today, week):
    def worked(day):
        return day.weekday() in week

    promise = life.promised_for(today, worked)
    assert life.working_days_left(today, promise, worked) == life.ANSWERED_WITHIN
    assert worked(promise)
    reminder = life.reminded_on(promise, worked)
    assert life.working_days_left(reminder, promise, worked) == life.REMINDED_BEFORE


@patiently
@given(st.lists(st.sampled_from(list(life.STEPS)), max_size=30))
def test_whatever_is_tried_a_state_is_reached_only_by_a_step_that_leads_there(steps):
    state, answered = life.OPEN, False
    for step in steps:
        may = life.allowed(state, answered=answered)
        if step not in may:
            with pytest.raises(life.IllegalStep):
                life.after(state, step, answered=answered)
            continue
        before, state = state, life.after(state, step, answered=answered)
        if state == life.GONE:
            assert (step, before in life.PROMISED) == ("withdraw", True)
            break
        if state != before:
            assert step in life.ANSWERS
        answered = answered or step in (life.LOOK, life.AGREE, life.DECLINE)
        assert state == life.OPEN or answered
