"""Every background task says who may cause it. None takes anything from outside but ids."""

from __future__ import annotations

import inspect

import pytest

from config.celery import SCHEDULE, app

SCHEDULER = "the scheduler, each minute"
SWEEP = "the sweep, for work it found due in the database"
COMMIT = "what follows a commit of readings, goals or calendars"

CAUSES = {
    "goals.sweep": SCHEDULER,
    "goals.run_job": SWEEP,
    "goals.run_due": COMMIT,
    "goals.run_long": SWEEP,
    "escalations.sweep": SCHEDULER,
    "feedback.sweep": SCHEDULER,
    "teams.sweep": SCHEDULER,
}
PLAIN = {"int", "str"}


@pytest.fixture(scope="module")
def tasks():
    """Our tasks by name, as a worker finds them."""
    app.loader.import_default_modules()
    return {name: task for name, task in app.tasks.items() if not name.startswith("celery.")}


def test_every_task_has_a_cause_and_every_cause_a_task(tasks):
    assert tasks.keys() == CAUSES.keys(), "state in CAUSES who may cause each task"


def test_what_the_scheduler_sends_is_meant_for_it(tasks):
    sent = {entry["task"] for entry in SCHEDULE.values()}
    assert sent == {name for name, cause in CAUSES.items() if cause == SCHEDULER}


def test_tasks_take_ids_and_nothing_else(tasks):
    for name, task in tasks.items():
        for parameter in inspect.signature(task.run).parameters.values():
            assert parameter.annotation in PLAIN, f"{name} takes {parameter}"
