"""`Idempotency-Key`: a call sent again is answered again, and does nothing a second time."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from escalations.models import Amends, Escalation, Step
from goals.ingest.work import tidy
from goals.models import Goal, Job
from teams.actions.tokens import create_token, revoke_token
from teams.models import AuditEntry, Notice, TakenCall
from tests.api.conftest import NOW, Caller
from tests.escalations.scene import sent

pytestmark = pytest.mark.usefixtures("supervisor")


def named(key):
    return {"headers": {"Idempotency-Key": key}}


@pytest.fixture
def priya(caller_of, manager):
    return caller_of(manager, "read", "write")


@pytest.fixture
def jin(caller_of, agent):
    return caller_of(agent, "read", "write")


@pytest.fixture
def case(agent, manager):
    return sent(agent)


STEPS = {
    "claim": {},
    "note": {"text": "The depot rang."},
    "decide": {"outcome": "agreed"},
    "call_back": {"due_at": "2026-11-20T15:00:00+00:00"},
    "put_back": {},
    "amends": {"kind": "refund", "amount": "20"},
}


def written():
    models = (Step, AuditEntry, Notice, Amends, TakenCall)
    return [model.objects.count() for model in models]


@pytest.mark.parametrize("step", STEPS)
def test_case_20_a_step_under_a_key_is_taken_once(priya, case, step):
    path = f"escalations/{case.pk}/{step}/"
    if step == "put_back":
        priya.post(f"escalations/{case.pk}/claim/")
    first = priya.post(path, STEPS[step], **named("k"))
    assert first.status_code == 200, first.content
    after = written()
    # What happened since changes nothing of the answer.
    with time_machine.travel(NOW + timedelta(hours=1), tick=False):
        again = priya.post(path, STEPS[step], **named("k"))
    assert (again.status_code, again.content) == (200, first.content)
    assert written() == after
    assert TakenCall.objects.count() == 1


def test_case_20_without_a_key_a_note_an_hour_later_is_another(priya, case):
    for hour in (0, 1):
        with time_machine.travel(NOW + timedelta(hours=hour), tick=False):
            priya.post(f"escalations/{case.pk}/note/", STEPS["note"])
    assert Step.objects.filter(kind="note").count() == 2
    assert not TakenCall.objects.exists()


def test_case_20_another_body_or_address_under_the_key_is_a_conflict(priya, case, agent):
    other = sent(agent)
    path = f"escalations/{case.pk}/note/"
    priya.post(path, {"text": "One"}, **named("k"))
    for there, body in (
        (path, {"text": "Two"}),
        (f"escalations/{other.pk}/note/", {"text": "One"}),
    ):
        answer = priya.post(there, body, **named("k"))
        assert answer.status_code == 409
        assert "key" in answer.json()["detail"]
    assert list(Step.objects.filter(kind="note").values_list("text", flat=True)) == ["One"]


def test_case_20_the_order_of_fields_is_no_other_body(priya, case):
    path = f"escalations/{case.pk}/resolve/"
    priya.post(f"escalations/{case.pk}/claim/")
    first = priya.post(path, '{"ending": "Spoke.", "left": "same"}', **named("k"))
    again = priya.post(path, '{"left": "same", "ending": "Spoke."}', **named("k"))
    assert (first.status_code, again.json()) == (200, first.json())


def test_case_20_what_was_refused_may_be_sent_anew_under_its_key(priya, jin, case):
    path = f"escalations/{case.pk}/"
    early = priya.post(f"{path}resolve/", {"ending": "Spoke."}, **named("k"))
    assert (early.status_code, early.json()["state"]) == (409, "open")
    bad = priya.post(f"{path}decide/", {"outcome": "declined"}, **named("k2"))
    assert bad.status_code == 400
    assert jin.post(f"{path}claim/", {}, **named("k3")).status_code == 403
    assert not TakenCall.objects.exists()
    priya.post(f"{path}claim/")
    assert priya.post(f"{path}resolve/", {"ending": "Spoke."}, **named("k")).status_code == 200


def test_case_20_keys_are_each_ones_own_and_last_two_days(priya, caller_of, supervisor, case):
    path = f"escalations/{case.pk}/note/"
    marcus = caller_of(supervisor, "write")
    for caller in (priya, marcus):
        assert caller.post(path, {"text": "One"}, **named("k")).status_code == 200
    assert set(TakenCall.objects.values_list("person__username", flat=True)) == {"priya", "marcus"}
    with time_machine.travel(NOW + timedelta(days=3), tick=False):
        assert priya.post(path, {"text": "Two"}, **named("k")).status_code == 200
    assert TakenCall.objects.count() == 1


def test_case_20_a_key_opens_nothing_to_a_token_that_is_over(manager, case):
    token, plain = create_token(manager, manager, "Desk", ["read", "write"], now=NOW)
    caller, path = Caller(plain), f"escalations/{case.pk}/note/"
    caller.post(path, {"text": "One"}, **named("k"))
    revoke_token(manager, token, now=NOW)
    assert caller.post(path, {"text": "One"}, **named("k")).status_code == 401


def test_case_20_what_is_made_under_a_key_is_made_once(priya, handled, north):
    goal = {
        "name": "Handled in December", "metric": "handled", "scope": "team", "team": "north",
        "cadence": "monthly", "starts_on": "2026-12-01", "target": "40",
        "why": "Nobody waits in vain.",
    }  # fmt: skip
    first = priya.post("goals/", goal, **named("k"))
    assert first.status_code == 201, first.content
    assert priya.post("goals/", goal, **named("k")).json() == first.json()
    assert Goal.objects.count() == 1


def test_a_key_that_cannot_be_read_is_refused(priya, case):
    path = f"escalations/{case.pk}/note/"
    answer = priya.post(path, {"text": "One"}, **named("x" * 201))
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == "Idempotency-Key"
    assert Escalation.objects.get().version == 1


def test_case_16_answers_that_nobody_asks_for_again_are_forgotten_at_night(priya, case):
    """They hold customers' words: they go by themselves, whether or not anybody sends a key again."""
    priya.post(f"escalations/{case.pk}/note/", STEPS["note"], **named("old"))
    later = NOW + timedelta(days=1)
    with time_machine.travel(later, tick=False):
        priya.post(f"escalations/{case.pk}/note/", {"text": "Again."}, **named("new"))
    job = Job.objects.create(kind=Job.Kind.TIDY)
    tidy(job, NOW + timedelta(days=2))
    assert TakenCall.objects.count() == 2
    tidy(job, NOW + timedelta(days=2, minutes=1))
    assert list(TakenCall.objects.values_list("key", flat=True)) == ["new"]


def test_amends_that_were_answered_are_a_conflict_not_a_mistake(
    priya, jin, caller_of, case, supervisor
):
    path = f"escalations/{case.pk}/amends/"
    asked = jin.post(path, {"kind": "refund", "amount": "20"}).json()["amends_requests"][0]["id"]
    no = {"request": asked, "approve": False, "line": "Not yet."}
    marcus = caller_of(supervisor, "read", "write")
    assert marcus.post(f"{path}answer/", no).status_code == 200
    for late in (
        priya.post(f"{path}answer/", {**no, "line": "No."}),
        jin.post(f"{path}drop/", {"request": asked}),
    ):
        assert (late.status_code, late.json()["detail"]) == (409, "It is refused by now.")
