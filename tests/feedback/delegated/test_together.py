"""Two at once, on connections of their own."""

from threading import Barrier, Thread

import pytest
from django.db import connection, connections

from feedback.actions.delegated_holding import accept_task, check_in, decline_task
from feedback.actions.delegated_rows import TaskNotNow
from feedback.models import DelegatedTask, TaskStep
from feedback.notice_kinds import TASK_CHECK_IN
from feedback.recompute import delegated
from teams.models import Notice
from tests.feedback.delegated_scene import DAY, NOW, anew, offered, taken

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="SQLite lets one writer in at a time"
    ),
]


def together(*acts):
    """Run all of them at the same moment; what they raised."""
    gate, raised = Barrier(len(acts)), []

    def run(act):
        try:
            gate.wait()
            act()
        except Exception as error:  # noqa: BLE001 - what it is, the test asks
            raised.append(error)
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def test_case_20_the_same_offer_sent_four_times_at_once_is_one(supervisor, agent):
    assert together(*(lambda: offered(supervisor, agent) for _ in range(4))) == []
    assert DelegatedTask.objects.count() == 1


def test_case_20_yes_and_no_at_once_leave_one_answer(supervisor, agent):
    task = offered(supervisor, agent)
    raised = together(
        lambda: accept_task(agent, task, rhythm="weekly", now=NOW),
        lambda: decline_task(agent, task, words="No.", now=NOW),
    )
    assert [type(error) for error in raised] == [TaskNotNow]
    assert TaskStep.objects.count() == 1


def test_case_20_done_pressed_twice_at_once_is_said_once(supervisor, agent):
    task = taken(supervisor, agent)
    raised = together(
        *(lambda: check_in(agent, task, going="done", words="There.", now=NOW) for _ in range(2))
    )
    assert [type(error) for error in raised] == [TaskNotNow]
    assert anew(task).steps.filter(kind="checked").count() == 1


def test_case_21_four_workers_tell_of_a_check_in_once(supervisor, agent):
    taken(supervisor, agent)
    assert together(*(lambda: delegated.look(NOW + 7 * DAY) for _ in range(4))) == []
    assert Notice.objects.filter(kind=TASK_CHECK_IN).count() == 1
