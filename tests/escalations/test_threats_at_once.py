"""Case 20 of the threat model, in threads with connections of their own: on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from threading import Thread
from time import monotonic, sleep
from typing import Any

import pytest
from django.db import connection, transaction

from escalations.actions.confirming import answer_question, ask_about
from escalations.actions.conflicts import report_conflict
from escalations.actions.keeping import describe_protocol
from escalations.actions.limits import answer_limit
from escalations.actions.proposing import propose_limit
from escalations.models import Conflict, Protocol
from escalations.receivers import put_first_categories
from teams.actions.errors import ActionRefused
from teams.models import AuditEntry, Notice
from tests.escalations.playbook.things import NOW, a_limit, a_protocol, delivery
from tests.escalations.scene import sent
from tests.goals.reliability.together import PATIENCE, Halt, at_once, good, held

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _moment(transactional_db, time_machine):
    """What the migrations put there is gone after a test that empties the database."""
    time_machine.move_to(NOW, tick=True)
    put_first_categories("default")


def until_somebody_waits() -> None:
    """Until another connection waits for a lock. SQLite has one writer: the other cannot even begin."""
    if connection.vendor != "postgresql":
        return
    patience = monotonic() + PATIENCE
    while monotonic() < patience:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
        sleep(0.02)


def in_turn(first: Callable[[], Any], second: Callable[[], Any]) -> Any:
    """What comes of the second, which waits for the first to commit."""
    halt, outcomes = Halt(), list[Any]()

    def uncommitted() -> None:
        with transaction.atomic():
            first()
            halt.here()

    waiting = Thread(target=lambda: outcomes.extend(at_once(second)))
    with held(uncommitted, halt):
        waiting.start()
        until_somebody_waits()
    waiting.join(PATIENCE)
    return outcomes[0]


def test_case_20_two_who_report_the_same_contradiction_at_once_open_it_once(
    agent, colleague, supervisor, manager
):
    one, other = sent(agent), sent(agent)

    def report(person, cases):
        return report_conflict(person, cases=cases, text="Yes and no.", now=NOW).pk

    pairs = [(supervisor, (one, other)), (manager, (other, one)), (agent, (one, other))]
    found = good(at_once(*(lambda pair=pair: report(*pair) for pair in pairs * 2)))
    assert len(set(found)) == 1
    assert Conflict.objects.count() == 1
    assert AuditEntry.objects.filter(verb="reported").count() == 1


def test_case_20_the_same_of_two_protocols_is_open_once(agent, colleague, manager):
    first = a_protocol(manager).protocol
    second = a_protocol(manager, "Refund", slug="refund").protocol

    def report(person):
        return report_conflict(person, protocols=(second, first), text="Which?", now=NOW).pk

    found = good(at_once(*(lambda one=one: report(one) for one in (agent, colleague) * 3)))
    assert len(set(found)) == 1
    assert Conflict.objects.count() == 1
    assert Notice.objects.filter(user=manager, kind="escalations.conflict").count() == 1


def test_case_20_who_answers_a_question_too_late_is_told_by_whom_it_is_answered(
    supervisor, manager, agent
):
    question = ask_about(agent, a_protocol(supervisor), text="Every time?", now=NOW)
    came = in_turn(
        lambda: answer_question(supervisor, question, answer="Yes.", now=NOW),
        lambda: answer_question(manager, question, answer="No.", now=NOW),
    )
    assert isinstance(came, ActionRefused), came
    assert came.message == "Marcus Webb has answered it already."
    question.refresh_from_db()
    assert question.answer == "Yes."


def test_case_20_who_decides_on_a_limit_too_late_is_told_who_has(
    supervisor, manager, administrator
):
    proposal = propose_limit(
        supervisor, a_limit(l0="20"), level=0, amount=Decimal(30), reason="So.", now=NOW
    )
    came = in_turn(
        lambda: answer_limit(manager, proposal, agree=True, now=NOW),
        lambda: answer_limit(administrator, proposal, agree=False, line="No.", now=NOW),
    )
    assert isinstance(came, ActionRefused), came
    assert came.message == "Priya Nair has answered it already."


def test_case_20_a_protocol_that_changes_hands_meanwhile_is_still_found(supervisor, manager):
    protocol = a_protocol(supervisor).protocol

    def describe(person, owner, title):
        return describe_protocol(
            person, protocol, title=title, category=delivery(), owner=owner,
            review_on=date(2027, 5, 1), now=NOW,
        )  # fmt: skip

    came = in_turn(
        lambda: describe(manager, manager, protocol.title),
        lambda: describe(manager, manager, "Late, again"),
    )
    assert isinstance(came, Protocol), came
    protocol.refresh_from_db()
    assert (protocol.owner, protocol.title) == (manager, "Late, again")
