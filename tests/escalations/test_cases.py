from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from escalations.actions import cases
from escalations.actions.steps import NotNow
from escalations.models import Escalation, Promise, Step
from teams.actions.errors import ActionRefused, Stale
from teams.models import Notice
from tests.escalations.scene import NOW, after, sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(supervisor, manager, agent):
    """Jin asks for a decision; Marcus, who supervises North, is on duty."""
    return sent(agent)


def kinds(case):
    return list(Step.objects.filter(escalation=case).values_list("kind", flat=True))


def promise(case):
    return Promise.objects.filter(escalation=case).last()


def fresh(case):
    return Escalation.objects.get(pk=case.pk)


# --- Taken ---------------------------------------------------------------------------------------


def test_taken_it_has_a_name(case, supervisor, agent):
    taken = cases.claim(supervisor, case, now=after(2))
    assert (taken.state, taken.claimed_by, taken.claimed_at) == ("claimed", supervisor, after(2))
    assert Notice.objects.get(user=agent).text.startswith("Marcus Webb has it")


def test_taken_twice_by_one_it_is_taken_once_and_the_second_is_told_who(case, supervisor, manager):
    cases.claim(supervisor, case, now=after(2))
    assert cases.claim(supervisor, case, now=after(3)).claimed_at == after(2)
    with pytest.raises(NotNow, match="Marcus Webb has it already"):
        cases.claim(manager, case, now=after(3))
    assert kinds(case) == ["send", "claim"]


def test_a_manager_who_takes_it_is_there_and_keeps_the_promise_by_it(agent, supervisor):
    case = sent(agent, need="manager", due=5)
    cases.claim(supervisor, case, now=after(2))
    assert promise(case).state == "kept"
    assert fresh(case).due_at is None
    assert fresh(case).answered_at == after(2)
    back = cases.put_back(supervisor, case, now=after(4))
    assert (back.state, back.due_at, back.pass_on_at) == ("open", after(9), after(9))


def test_handed_over_and_taken_over(case, supervisor, manager, stranger, other_supervisor, agent):
    handed = cases.hand_over(supervisor, case, to=manager, line="In a meeting.", now=after(1))
    assert handed.claimed_by == manager
    assert Notice.objects.get(user=manager).detail == "In a meeting."
    assert cases.hand_over(supervisor, case, to=supervisor, now=after(2)).claimed_by == supervisor
    for person in (stranger, other_supervisor, agent):
        with pytest.raises(ActionRefused, match="cannot answer this one"):
            cases.hand_over(supervisor, case, to=person, now=after(3))


def test_put_back_it_waits_again_for_another(case, supervisor, manager):
    cases.claim(supervisor, case, now=after(1))
    back = cases.put_back(supervisor, case, now=after(2))
    assert (back.state, back.claimed_by, back.on_duty) == ("open", None, manager)
    assert Notice.objects.filter(user=manager, kind="escalations.asked").count() == 1


# --- Answered ------------------------------------------------------------------------------------


def test_agreed_in_one_click_it_is_over(case, supervisor, agent):
    done = cases.agree(supervisor, case, now=after(4))
    assert (done.state, done.outcome, done.decision) == ("resolved", "agreed", case.proposal)
    assert (done.decided_by, done.answered_at, done.due_at) == (supervisor, after(4), None)
    assert (promise(case).state, promise(case).ended_at) == ("kept", after(4))
    assert kinds(case) == ["send", "decide", "resolve"]
    assert Notice.objects.filter(user=agent).get().text.startswith("Marcus Webb agrees with you")
    assert cases.agree(supervisor, case, now=after(5)).version == done.version


def test_an_answer_after_its_time_is_late(case, supervisor):
    cases.decline(supervisor, case, line="Try the carrier first.", now=after(16))
    assert promise(case).state == "late"
    assert fresh(case).decision == "Try the carrier first."


def test_a_call_that_is_still_to_be_made_keeps_it_open(agent, supervisor):
    case = sent(agent, need="call_back", due=60)
    agreed = cases.agree(supervisor, case, now=after(4))
    assert (agreed.state, agreed.outcome, agreed.due_at) == ("claimed", "agreed", after(60))
    ended = cases.resolve(agent, agreed, ending="Rang, all well.", left="happier", now=after(30))
    assert (ended.state, ended.outcome, ended.left) == ("resolved", "agreed", "happier")
    assert promise(case).state == "kept"


@pytest.mark.parametrize("verb", [cases.decide, cases.decline])
def test_another_answer_needs_a_line(case, supervisor, verb):
    with pytest.raises(ActionRefused) as refused:
        verb(supervisor, case, line="  ", now=after(1))
    assert refused.value.field == "line"
    assert (
        verb(supervisor, case, line="£60 and a slot.", now=after(1)).decision == "£60 and a slot."
    )


def test_nothing_proposed_nothing_to_agree_to(agent, supervisor):
    with pytest.raises(ActionRefused, match="proposed nothing"):
        cases.agree(supervisor, sent(agent, proposal=""), now=after(1))


def test_who_has_it_answers_it(case, supervisor, manager):
    cases.claim(supervisor, case, now=after(1))
    with pytest.raises(NotNow, match="Marcus Webb has it"):
        cases.agree(manager, case, now=after(2))


def test_case_04_nobody_answers_their_own(supervisor, manager):
    own = sent(supervisor)
    line = {"line": "Yes."}
    for verb, more in (
        (cases.claim, {}), (cases.agree, {}), (cases.decide, line), (cases.decline, line),
        (cases.resolve, {"ending": "Done."}), (cases.hand_over, {"to": manager}),
        (cases.call_back, {"due_at": after(20)}), (cases.see_break, {}),
    ):  # fmt: skip
        with pytest.raises(PermissionDenied):
            verb(supervisor, own, now=after(1), **more)
    assert kinds(own) == ["send"]


def test_case_02_a_leader_elsewhere_does_nothing(case, other_supervisor, colleague):
    for person in (other_supervisor, colleague):
        for verb, more in (
            (cases.claim, {}),
            (cases.note, {"text": "x"}),
            (cases.reopen, {"line": "x"}),
        ):
            with pytest.raises(PermissionDenied):
                verb(person, case, now=after(1), **more)


# --- Two windows ---------------------------------------------------------------------------------


def test_what_somebody_did_meanwhile_is_told_and_what_the_clock_did_is_not(case, supervisor, agent):
    from escalations.recompute.alerts import look

    drawn = case.version
    look(after(11))
    assert fresh(case).version == drawn + 1
    cases.note(agent, case, text="He hung up.", now=after(12))
    with pytest.raises(Stale, match="Jin Park was here"):
        cases.agree(supervisor, case, version=drawn, now=after(13))
    look(after(16))
    cases.agree(supervisor, case, version=drawn + 2, now=after(17))


# --- Calls ---------------------------------------------------------------------------------------


def test_a_call_promised_replaces_what_was_promised(case, supervisor):
    called = cases.call_back(supervisor, case, due_at=after(90), text="With the slot", now=after(5))
    assert (called.state, called.due_at, called.due_soon_at) == ("claimed", after(90), after(85))
    states = list(Promise.objects.filter(escalation=case).values_list("state", "text"))
    assert states == [("replaced", "An answer"), ("open", "With the slot")]


def test_a_promise_that_gives_way_after_its_time_was_not_kept(case, supervisor):
    cases.call_back(supervisor, case, due_at=after(90), now=after(20))
    assert Promise.objects.filter(escalation=case).first().state == "broken"


def test_not_reached_is_counted_and_tried_again(agent, supervisor):
    case = sent(agent, need="call_back", due=30)
    cases.claim(supervisor, case, now=after(1))
    first = cases.not_reached(supervisor, case, next_at=after(60), now=after(20))
    assert (first.state, first.due_at) == ("claimed", after(60))
    last = cases.not_reached(supervisor, case, ending="Left word.", now=after(50))
    assert (last.state, last.outcome, last.ending) == ("resolved", "not_reached", "Left word.")
    assert [p.state for p in Promise.objects.filter(escalation=case)] == ["kept", "kept"]
    tries = Step.objects.filter(escalation=case, kind="not_reached")
    assert [step.data["tries"] for step in tries] == [1, 2]


def test_a_time_that_is_over_is_no_promise(case, supervisor):
    for due in (None, NOW, NOW + timedelta(days=900)):
        with pytest.raises(ActionRefused) as refused:
            cases.call_back(supervisor, case, due_at=due, now=after(1))
        assert refused.value.field == "due_at"


# --- Ends ----------------------------------------------------------------------------------------


def test_ended_without_a_decision_a_leader_took_it(agent, supervisor):
    case = sent(agent, need="manager", due=5)
    cases.claim(supervisor, case, now=after(1))
    ended = cases.resolve(supervisor, case, ending="Spoke with her.", left="same", now=after(9))
    assert (ended.outcome, ended.decided_by, ended.ending) == (
        "taken",
        supervisor,
        "Spoke with her.",
    )


def test_withdrawn_what_was_promised_is_dropped(case, agent, supervisor):
    done = cases.withdraw(agent, case, now=after(3))
    assert (done.state, done.outcome, promise(case).state) == ("resolved", "withdrawn", "dropped")
    assert Notice.objects.get(user=supervisor).text.startswith("Jin Park needs no answer")
    with pytest.raises(PermissionDenied):
        cases.withdraw(supervisor, case, now=after(4))


def test_opened_again_it_waits_with_a_promise(case, agent, supervisor):
    cases.agree(supervisor, case, now=after(4))
    again = cases.reopen(agent, case, line="They called again.", now=after(60))
    assert (again.state, again.outcome, again.decided_by, again.reopened) == ("open", "", None, 1)
    assert (again.due_at, promise(case).state) == (after(75), "open")
    assert Notice.objects.filter(user=supervisor, kind="escalations.asked").count() == 1


def test_opened_again_and_answered_it_is_over(case, agent, supervisor):
    cases.agree(supervisor, case, now=after(4))
    cases.reopen(agent, case, line="They called again.", now=after(60))
    done = cases.decide(supervisor, case, line="Refund it all.", now=after(70))
    assert (done.state, done.outcome, done.due_at) == ("resolved", "differently", None)
    assert [each.state for each in Promise.objects.filter(escalation=case)] == ["kept", "kept"]


def test_an_answer_can_be_taken_back_at_once(case, supervisor):
    done = cases.agree(supervisor, case, now=after(4))
    back = cases.undo(supervisor, case, version=done.version, now=after(5))
    assert (back.state, back.outcome, back.claimed_by, back.answered_at) == ("open", "", None, None)
    assert (back.due_at, back.due_soon_at, promise(case).state) == (after(15), after(10), "open")
    assert (back.reopened, kinds(case)) == (0, ["send", "decide", "resolve", "reopen"])


def test_an_answer_to_what_one_had_taken_goes_back_to_that(case, supervisor):
    cases.claim(supervisor, case, now=after(1))
    done = cases.agree(supervisor, case, now=after(4))
    back = cases.undo(supervisor, case, version=done.version, now=after(5))
    assert (back.state, back.claimed_by, back.outcome) == ("claimed", supervisor, "")


def test_an_answer_cannot_be_taken_back_late_nor_by_another_nor_twice(
    case, supervisor, manager, agent
):
    done = cases.agree(supervisor, case, now=after(4))
    with pytest.raises(NotNow, match="too late"):
        cases.undo(manager, case, version=done.version, now=after(5))
    with pytest.raises(NotNow, match="too late"):
        cases.undo(supervisor, case, version=done.version, now=after(15))
    cases.rate(agent, case, help="helped", now=after(5))
    with pytest.raises(NotNow, match="too late"):
        cases.undo(supervisor, case, version=done.version, now=after(6))


# --- Beside it -----------------------------------------------------------------------------------


def test_how_the_help_was(case, supervisor, agent):
    cases.agree(supervisor, case, now=after(4))
    rated = cases.rate(agent, case, help="partly", line="A bit late.", left="happier", now=after(9))
    assert (rated.help, rated.help_line, rated.left) == ("partly", "A bit late.", "happier")
    with pytest.raises(PermissionDenied):
        cases.rate(supervisor, case, help="helped", now=after(9))


def test_a_break_is_asked_for_and_seen(case, supervisor, agent):
    cases.ask_break(agent, case, now=after(1))
    cases.ask_break(agent, case, now=after(2))
    assert Notice.objects.filter(user=supervisor, kind="escalations.break").count() == 1
    assert (
        cases.see_break(supervisor, case, line="Talk at 13:00.", now=after(3)).wants_break is False
    )
    assert Notice.objects.get(user=agent, kind="escalations.break").detail == "Talk at 13:00."
