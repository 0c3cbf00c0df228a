"""Case 21: a worker that is killed and started again tells what fell due meanwhile once. Real processes, ended by SIGKILL."""

from __future__ import annotations

import sys

import pytest

from escalations.models import Promise
from teams.models import Notice
from tests.escalations.scene import NOW, after, sent
from tests.goals.reliability.processes import running

pytestmark = pytest.mark.django_db(transaction=True)

WORKERS = """
import os, signal, sys
from datetime import datetime
from itertools import count
import django
django.setup()
from django.db import connection
from escalations.recompute.alerts import look
now = datetime.fromisoformat(sys.argv[1])
for line in sys.stdin:
    child = os.fork()
    if not child:
        fatal, seen = int(line), count(1)
        def counting(execute, *arguments):
            if next(seen) == fatal:
                os.kill(os.getpid(), signal.SIGKILL)
            return execute(*arguments)
        with connection.execute_wrapper(counting):
            look(now)
        os._exit(0)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""
RESTARTS = 20
NEVER = 1_000_000


def test_case_21_killed_at_any_statement_and_started_twenty_times_it_is_told_once(
    agent, supervisor, manager, time_machine
):
    time_machine.move_to(NOW, tick=False)
    case = sent(agent)
    kills, statement = 0, 1
    with running([sys.executable, "-c", WORKERS, after(45).isoformat()]) as workers:
        while True:
            workers.say(str(statement))
            outcome = workers.line()
            assert most_told(agent, supervisor, manager) <= 1
            if outcome == "0":
                break
            assert outcome == "-9", workers.log()
            kills, statement = kills + 1, statement + 1 + statement // 8
        for _ in range(max(RESTARTS - kills, 3)):
            workers.say(str(NEVER))
            assert workers.line() == "0", workers.log()
    assert kills >= 5
    for person in (agent, supervisor, manager):
        assert told(person) == 1
    kinds = list(case.steps.order_by("number").values_list("kind", flat=True))
    assert kinds == ["send", "overdue"]
    assert Promise.objects.get().missed_at == after(45)


def told(person) -> int:
    """How often somebody heard that it is overdue."""
    return Notice.objects.filter(user=person, kind="escalations.overdue").count()


def most_told(*people) -> int:
    """The most that any of them heard of it."""
    return max(told(person) for person in people)
