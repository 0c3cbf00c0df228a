"""Cases that go from hand to hand: whoever is to come is there in time, and somebody always knows that one waits."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.core.exceptions import PermissionDenied

from escalations.actions import cases
from escalations.actions.drafts import send
from escalations.actions.steps import NotNow
from escalations.api.steps import allowed_to
from escalations.models import Escalation, OnCall, Promise, Step, UrgentMail
from escalations.queries.case import able_to
from escalations.queries.queue import Filter, read_queue
from escalations.recompute.alerts import look
from teams.models import Notice
from tests.escalations.scene import NOW, a_draft, after, sent

pytestmark = pytest.mark.django_db
NIGHT = datetime(2026, 11, 20, 22, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _noon(time_machine, supervisor, manager):
    time_machine.move_to(NOW, tick=False)


def fresh(case):
    return Escalation.objects.get(pk=case.pk)


def promise(case):
    return Promise.objects.filter(escalation=case).latest("pk")


def kinds(case):
    return list(Step.objects.filter(escalation=case).values_list("kind", flat=True))


def asked(person, case):
    return Notice.objects.filter(
        user=person, key__startswith=f"escalation-{case.pk}-asked-"
    ).count()


# --- Who was handed a case in which a manager is to come -------------------------------------------


@pytest.fixture
def handed(agent, supervisor, manager):
    """A customer waits for a manager; Marcus, who was asked, hands it over to Priya."""
    case = sent(agent, need="manager", due=5)
    cases.hand_over(supervisor, case, to=manager, line="In a meeting.", now=after(1))
    return case


def test_who_was_handed_it_says_that_they_are_there(handed, agent, manager):
    assert promise(handed).state == "open", "handing it over is not being there"
    joined = cases.claim(manager, handed, version=1, now=after(3))
    assert (joined.state, joined.due_at, joined.answered_at) == ("claimed", None, after(3))
    assert (promise(handed).state, promise(handed).ended_at) == ("kept", after(3))
    assert Notice.objects.filter(user=agent).latest("pk").text.startswith("Priya Nair is there")
    look(after(9))
    assert kinds(handed) == ["send", "hand_over", "claim"]
    assert cases.claim(manager, handed, now=after(10)).version == joined.version


def test_who_comes_after_the_time_was_late(handed, manager):
    look(after(6))
    cases.claim(manager, handed, now=after(8))
    assert (promise(handed).state, fresh(handed).answered_at) == ("late", after(8))


def test_only_who_has_it_joins_and_only_once(handed, client_of, supervisor, manager, agent):
    path = f"/escalations/{handed.pk}/"
    assert able_to(manager, fresh(handed)).join
    assert not able_to(supervisor, fresh(handed)).join
    assert "claim" in allowed_to(manager, fresh(handed))
    assert "claim" not in allowed_to(supervisor, fresh(handed))
    with pytest.raises(NotNow, match="Priya Nair has it already"):
        cases.claim(supervisor, handed, now=after(2))
    client = client_of(manager)
    for page in (client.get(path), client.get("/escalations/"), client.get("/")):
        text = page.content.decode()
        assert "Join Jin" in text
        assert f"{path}claim/" in text
    assert client.post(f"{path}claim/", {"version": "2"}).status_code == 302
    assert "is with them" in client.get(path).content.decode()
    for page in (client.get(path), client.get("/escalations/"), client.get("/")):
        assert "Join Jin" not in page.content.decode()
    assert "claim" not in allowed_to(manager, fresh(handed))


def test_who_takes_it_over_is_there(agent, supervisor, manager, handed):
    cases.hand_over(supervisor, handed, to=supervisor, now=after(4))
    assert (promise(handed).state, fresh(handed).answered_at) == ("kept", after(4))


def test_a_call_that_is_still_to_be_made_is_not_kept_by_being_there(handed, supervisor, manager):
    cases.call_back(manager, handed, due_at=after(40), now=after(3))
    assert not able_to(manager, fresh(handed)).join
    assert cases.claim(manager, handed, now=after(4)).due_at == after(40)
    cases.hand_over(supervisor, handed, to=supervisor, now=after(5))
    assert (promise(handed).state, fresh(handed).due_at) == ("open", after(40))


@pytest.mark.parametrize("verb", [cases.claim, cases.agree])
def test_put_back_and_taken_by_another_a_manager_is_there_again(agent, supervisor, manager, verb):
    case = sent(agent, need="manager", due=5)
    cases.claim(supervisor, case, now=after(1))
    cases.put_back(supervisor, case, now=after(2))
    verb(manager, case, now=after(4))
    assert [one.state for one in Promise.objects.filter(escalation=case)] == ["kept", "kept"]
    assert fresh(case).due_at is None


def test_the_list_knows_a_case_to_come_to_from_a_call(handed, agent, manager):
    called = sent(agent, need="manager", due=5)
    cases.hand_over(manager, called, to=manager, now=after(1))
    cases.call_back(manager, called, due_at=after(40), now=after(2))
    rows = [row for group in read_queue(manager, Filter(), after(3)).groups for row in group.rows]
    assert {row.pk: row.can_join for row in rows} == {
        str(handed.pk): True,
        str(called.pk): False,
    }


# --- Whom it waits for -----------------------------------------------------------------------------


@pytest.mark.parametrize("was_taken", [False, True])
def test_an_answer_taken_back_is_passed_on_again(agent, supervisor, manager, was_taken):
    case = sent(agent, need="manager", due=5)
    if was_taken:
        cases.claim(supervisor, case, now=after(0.5))
    done = cases.agree(supervisor, case, now=after(1))
    back = cases.undo(supervisor, case, version=done.version, now=after(2))
    assert back.pass_on_at == (None if was_taken else after(7))
    look(after(7))
    assert asked(manager, case) == (0 if was_taken else 1)


def test_a_call_back_answered_and_taken_back_waits_as_before(agent, supervisor):
    case = sent(agent, need="call_back", due=60)
    done = cases.agree(supervisor, case, now=after(1))
    back = cases.undo(supervisor, case, version=done.version, now=after(2))
    assert (back.state, back.claimed_by, back.pass_on_at) == ("open", None, None)


@pytest.mark.parametrize("need", ["decision", "manager"])
def test_opened_again_while_nobody_is_on_duty_all_who_lead_hear_of_it(
    agent, supervisor, manager, need
):
    case = sent(agent, need=need)
    cases.agree(supervisor, case, now=after(4))
    again = cases.reopen(supervisor, case, line="It broke again.", now=NIGHT)
    assert again.on_duty is None
    assert (asked(manager, case), asked(supervisor, case)) == (1, 0), "who does it knows"
    urgent = UrgentMail.objects.filter(key__contains=f"asked-{again.version}")
    assert urgent.count() == (need == "manager")


def test_opened_again_by_its_agent_both_hear_of_it(agent, supervisor, manager):
    case = sent(agent)
    cases.agree(supervisor, case, now=after(4))
    cases.reopen(agent, case, line="It broke again.", now=NIGHT)
    assert asked(supervisor, case) == asked(manager, case) == 1


def test_put_back_while_nobody_is_on_duty_all_others_hear_of_it(agent, supervisor, manager):
    case = sent(agent)
    cases.claim(supervisor, case, now=after(1))
    back = cases.put_back(supervisor, case, now=NIGHT)
    assert back.on_duty is None, "it is not with who let go of it"
    assert (asked(manager, case), asked(supervisor, case)) == (1, 0)


def test_where_the_list_names_somebody_for_the_night_they_alone_are_asked(
    agent, north, supervisor, manager
):
    OnCall.objects.create(team=north, person=manager, position=1, when="outside")
    case = sent(agent)
    cases.agree(supervisor, case, now=after(4))
    again = cases.reopen(agent, case, line="It broke again.", now=NIGHT)
    assert again.on_duty == manager
    assert (asked(manager, case), asked(supervisor, case)) == (1, 0)


# --- What a leader decided stays theirs --------------------------------------------------------------


@pytest.mark.parametrize("verb", [cases.agree, cases.decline])
def test_case_04_a_decision_is_not_taken_away_by_who_asked_for_it(
    client_of, agent, supervisor, verb
):
    case = sent(agent, need="call_back", due=60)
    more = {} if verb is cases.agree else {"line": "Not this time."}
    decided = verb(supervisor, case, now=after(2), **more)
    with pytest.raises(NotNow, match="Marcus Webb has decided it") as no:
        cases.withdraw(agent, case, now=after(3))
    assert "withdraw" not in no.value.allowed
    assert not able_to(agent, fresh(case)).withdraw
    assert "withdraw" not in allowed_to(agent, fresh(case))
    assert {"resolve", "not_reached"} <= set(allowed_to(agent, fresh(case)))
    client, path = client_of(agent), f"/escalations/{case.pk}/"
    assert f"{path}withdraw/" not in client.get(path).content.decode()
    assert client.get(f"{path}withdraw/").status_code == 409
    assert client.post(f"{path}withdraw/", {"line": "No."}).status_code == 409
    assert fresh(case).version == decided.version
    ended = cases.resolve(agent, case, ending="Rang her.", now=after(9))
    assert (ended.outcome, ended.decided_by) == (decided.outcome, supervisor)


def test_what_nobody_decided_is_withdrawn_also_while_somebody_has_it(agent, supervisor):
    case = sent(agent, need="manager", due=5)
    cases.claim(supervisor, case, now=after(1))
    assert "withdraw" in allowed_to(agent, fresh(case))
    assert cases.withdraw(agent, case, now=after(2)).outcome == "withdrawn"


def test_a_program_of_the_agent_is_told_that_it_may_end_what_is_decided(agent, supervisor, manager):
    case = sent(agent, need="call_back", due=60)
    assert "resolve" not in allowed_to(agent, fresh(case))
    cases.claim(supervisor, case, now=after(1))
    assert "resolve" not in allowed_to(agent, fresh(case)), "nobody has decided yet"
    cases.agree(supervisor, case, now=after(2))
    assert {"resolve", "not_reached"} <= set(allowed_to(agent, fresh(case)))
    assert "resolve" not in allowed_to(manager, fresh(case)), "another leader takes it over first"
    assert "decide" not in allowed_to(agent, fresh(case))


def test_an_agent_who_calls_back_in_vain_says_so(client_of, agent, supervisor):
    case = sent(agent, need="call_back", due=60)
    with pytest.raises(PermissionDenied):
        cases.not_reached(agent, case, ending="Left word.", now=after(1))
    cases.agree(supervisor, case, now=after(2))
    path = f"/escalations/{case.pk}/not-reached/"
    assert path in client_of(agent).get(f"/escalations/{case.pk}/").content.decode()
    assert client_of(agent).get(path).status_code == 200
    again = cases.not_reached(agent, case, next_at=after(90), now=after(30))
    assert (again.state, again.outcome, again.due_at) == ("claimed", "agreed", after(90))
    notice = Notice.objects.filter(user=supervisor).latest("pk")
    assert notice.text.startswith("Jin Park could not reach them")
    assert not Notice.objects.filter(user=agent, text__contains="Jin Park").exists()
    ended = cases.not_reached(agent, case, ending="Left word.", now=after(80))
    assert (ended.state, ended.outcome, ended.decided_by) == ("resolved", "agreed", supervisor)
    assert ended.ending == "Left word."


# --- Time to answer ----------------------------------------------------------------------------------


def test_opened_again_it_was_first_answered_when_it_was(agent, supervisor, manager):
    """The report, its rows and `Usual answer` go by how long the customer waited at first."""
    case = sent(agent)
    cases.agree(supervisor, case, now=after(4))
    again = cases.reopen(agent, case, line="It broke again.", now=after(5 * 24 * 60))
    assert (again.opened_at, again.answered_at) == (NOW, after(4))
    done = cases.agree(manager, case, now=after(5 * 24 * 60 + 3))
    assert (done.opened_at, done.answered_at) == (NOW, after(4))


@pytest.mark.parametrize("before", ["withdrawn", "recorded"])
def test_what_nobody_had_answered_waits_from_when_it_was_opened_again(agent, supervisor, before):
    if before == "withdrawn":
        case = cases.withdraw(agent, sent(agent), now=after(1))
    else:
        case = send(agent, a_draft(agent, need="record"), now=after(1))
    day = fresh(case).day
    cases.reopen(agent, case, line="They rang again.", now=after(5 * 24 * 60))
    done = cases.decide(supervisor, case, line="Refund it.", now=after(5 * 24 * 60 + 3))
    assert (done.answered_at - done.opened_at).total_seconds() == 180
    assert done.day == day, "it counts on the day on which it began"


def test_the_second_help_is_asked_about_anew(agent, supervisor, manager):
    from escalations.queries.mine import to_finish

    case = sent(agent)
    cases.agree(supervisor, case, now=after(4))
    cases.rate(agent, case, help="not", line="Too slow.", now=after(5))
    assert to_finish(agent, after(6)) == []
    again = cases.reopen(agent, case, line="They rang again.", now=after(30))
    assert (again.help, again.help_line) == ("", "")
    cases.agree(manager, case, now=after(32))
    assert [one.kind for one in to_finish(agent, after(33))] == ["rate"]
    assert Step.objects.filter(escalation=case, kind="rate").get().text == "Too slow."
