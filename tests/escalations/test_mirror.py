"""What the mirror shows of escalations; and that what agents said of help is never one person's."""

from __future__ import annotations

from datetime import timedelta

import pytest

from escalations.actions.answers import agree, undo
from escalations.actions.aside import rate
from escalations.actions.endings import reopen, resolve
from escalations.actions.taking import claim
from escalations.models import Escalation, Promise, Step
from escalations.queries.mirror import answered
from teams.models import Membership
from teams.permissions import forget_standing
from teams.spans import QUARTER
from tests.escalations.scene import NOW, after, sent
from tests.teams.test_mirror import spans

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _noon(time_machine, supervisor, manager):
    time_machine.move_to(NOW, tick=False)


def shown(leader, key, kind="month"):
    return next(one for one in answered(leader, spans(kind), NOW) if one.key == key)


def settled(leader, agent, *, at=NOW, minutes=5.0, about="Sofa", **fields):
    """Sent, and answered so many minutes later; an answer was promised within fifteen."""
    case = sent(agent, now=at, about=about, **fields)
    agree(leader, case, now=at + timedelta(minutes=minutes))
    return Escalation.objects.get(pk=case.pk)


def said(agent, case, how, *, at=NOW + timedelta(minutes=30)):
    rate(agent, case, help=how, now=at)


# --- Answers ---------------------------------------------------------------------------------------


def test_answers_beside_what_was_first_promised(supervisor, manager, agent):
    settled(supervisor, agent, about="In time")
    settled(supervisor, agent, minutes=20, about="Late")
    settled(supervisor, agent, due=None, about="No time")
    settled(manager, agent, about="Priya’s")
    settled(supervisor, agent, at=NOW - 30 * DAY, about="October")
    found = shown(supervisor, "answers")
    assert found.this.sentence == (
        "You answered 3 escalations, 1 of the 2 with a time promised by the time that was promised."
    )
    assert {(one.title, one.hint) for one in found.this.things} == {
        ("In time", "In time"), ("Late", "Late"), ("No time", ""),
    }  # fmt: skip
    assert found.before.sentence == "You answered 1 escalation by the time that was promised."
    assert shown(agent, "answers").this.sentence == "You answered none."
    assert shown(agent, "answers").is_nothing


def test_none_in_time_is_said_in_a_word(supervisor, agent):
    settled(supervisor, agent, minutes=20, about="Late")
    settled(supervisor, agent, minutes=30, about="Later")
    found = shown(supervisor, "answers")
    assert found.this.sentence == (
        "You answered 2 escalations, none by the time that was promised."
    )
    assert not found.is_nothing


def test_case_19_what_a_leader_may_open_no_more_counts_no_more(supervisor, agent):
    settled(supervisor, agent)
    assert shown(supervisor, "answers").this.things
    Membership.objects.filter(user=supervisor).update(ends_on=NOW.date())
    forget_standing(supervisor)
    assert shown(supervisor, "answers").this.sentence == "You answered none."


# --- What agents said ------------------------------------------------------------------------------

FEW = "Fewer than five answers in a month, so nothing is shown."


def test_case_03_what_agents_said_is_hidden_under_five_and_grows_in_fives(
    supervisor, agent, colleague
):
    sentences = []
    for n in range(11):
        who = (agent, colleague)[n % 2]
        case = settled(supervisor, who)
        said(who, case, "helped" if n % 3 else "not", at=after(30 + n))
        sentences.append(shown(supervisor, "help").this.sentence)
    assert set(sentences[:4]) == {FEW}
    assert set(sentences[4:9]) == {"Of 5 answers 3 say that it helped, 2 that it did not."}
    assert set(sentences[9:]) == {"Of 10 answers 6 say that it helped, 4 that it did not."}
    found = shown(supervisor, "help")
    assert found.this.things == found.before.things == ()
    for name in ("Jin", "Dele", "Sofa"):
        assert name not in repr(found)


def test_case_03_a_quarter_less_its_months_is_never_one_persons(supervisor, agent):
    """Four of October and six of November: no difference of what is shown is fewer than five."""
    for n in range(10):
        at = NOW - 30 * DAY if n < 4 else NOW
        case = settled(supervisor, agent, at=at)
        said(agent, case, "helped", at=at + timedelta(minutes=30 + n))
    month, quarter = shown(supervisor, "help"), shown(supervisor, "help", QUARTER)
    assert month.this.sentence == "Of 5 answers 5 say that it helped."
    assert month.before.sentence == FEW
    assert quarter.this.sentence == month.this.sentence


def test_case_03_who_says_it_otherwise_later_changes_nothing_that_is_shown(supervisor, agent):
    cases = [settled(supervisor, agent) for _ in range(5)]
    for n, case in enumerate(cases):
        said(agent, case, "helped", at=after(30 + n))
    before = shown(supervisor, "help")
    said(agent, cases[0], "not", at=after(60))
    assert Step.objects.filter(kind="rate").count() == 6
    assert shown(supervisor, "help") == before


def test_help_counts_for_whose_answer_it_was(supervisor, manager, agent):
    for n in range(5):
        said(agent, settled(supervisor, agent), "partly", at=after(30 + n))
    assert shown(supervisor, "help").this.sentence == (
        "Of 5 answers 0 say that it helped, 5 partly."
    )
    assert shown(manager, "help").this.sentence == FEW


def twice(first, second, agent, *, opened=60, answered_at=63):
    """Answered by one, opened again, answered by another within the fifteen minutes promised then."""
    case = settled(first, agent, minutes=20)
    said(agent, case, "not", at=after(30))
    reopen(agent, case, line="They rang again.", now=after(opened))
    agree(second, case, now=after(answered_at))
    return case


def test_opened_again_each_help_stays_with_whom_it_was_about(supervisor, manager, agent):
    for _ in range(5):
        case = twice(supervisor, manager, agent)
        said(agent, case, "helped", at=after(70))
    assert shown(supervisor, "help").this.sentence == (
        "Of 5 answers 0 say that it helped, 5 that it did not."
    )
    assert shown(manager, "help").this.sentence == "Of 5 answers 5 say that it helped."


def test_case_03_a_second_word_on_the_same_answer_counts_no_more(supervisor, agent):
    for _ in range(4):
        case = settled(supervisor, agent)
        said(agent, case, "helped", at=after(30))
        said(agent, case, "not", at=after(31))
    assert shown(supervisor, "help").this.sentence == FEW


def test_what_is_said_of_an_answer_taken_back_is_of_the_one_that_stands(supervisor, manager, agent):
    for _ in range(5):
        case = sent(agent)
        done = agree(supervisor, case, now=after(4))
        undo(supervisor, case, version=done.version, now=after(5))
        agree(manager, case, now=after(6))
        said(agent, case, "helped", at=after(30))
    assert shown(supervisor, "help").this.sentence == FEW
    assert shown(manager, "help").this.sentence == "Of 5 answers 5 say that it helped."


def test_without_a_decision_help_is_of_who_ended_it(supervisor, manager, agent):
    for n in range(5):
        case = sent(agent, need="manager")
        claim(supervisor, case, now=after(1))
        resolve(supervisor, case, ending="Spoke with her.", now=after(9))
        said(agent, case, "helped", at=after(30 + n))
    assert shown(supervisor, "help").this.sentence == "Of 5 answers 5 say that it helped."


def test_opened_again_an_answer_is_by_the_time_promised_then(supervisor, manager, agent):
    twice(supervisor, manager, agent)
    assert shown(supervisor, "answers").this.sentence == "You answered none."
    found = shown(manager, "answers")
    assert found.this.sentence == "You answered 1 escalation by the time that was promised."
    assert [(one.hint, one.when) for one in found.this.things] == [("In time", "Fri 20 Nov, 13:03")]


# --- Contacts and promises -------------------------------------------------------------------------


def test_contacts_taken_over_and_of_ones_own(supervisor, manager, agent):
    for n in range(2):
        case = settled(supervisor, agent, about=f"Taken {n}")
        Escalation.objects.filter(pk=case.pk).update(outcome="taken")
    sent(supervisor, about="My own", due=None)
    sent(manager, about="Priya’s", due=None)
    found = shown(supervisor, "contacts")
    assert found.this.sentence == (
        "You took 2 contacts over yourself and wrote down 1 of your own."
    )
    assert {one.hint for one in found.this.things} == {"Taken over", "Your own"}
    assert found.before.sentence == "You took no contact over."
    # A contact that was taken over is no answer to wait for, but it was answered.
    assert shown(agent, "contacts").this.things


def test_promises_to_customers_by_the_time_they_were_made_for(supervisor, agent):
    for n, state in enumerate(("kept", "late", "broken", "replaced", "dropped", "open")):
        case = sent(agent, due=None, about=state)
        Promise.objects.create(
            escalation=case, text=f"A call {state}", due_at=NOW - timedelta(hours=n + 1), state=state,
            made_by=supervisor, made_at=NOW - DAY, ended_at=None if state == "open" else NOW,
        )  # fmt: skip
    later = sent(agent, due=None)
    Promise.objects.create(
        escalation=later, text="To come", due_at=NOW + DAY, made_by=supervisor, made_at=NOW
    )
    found = shown(supervisor, "customers")
    assert found.this.sentence == "Of 4 that fell due you kept 1 in time."
    assert [(one.title, one.hint) for one in found.this.things] == [
        ("A call kept", "Kept"),
        ("A call late", "Kept, but late"),
        ("A call broken", "Not kept"),
        ("A call open", "Open"),
    ]
    assert found.before.sentence == "None of yours fell due."
