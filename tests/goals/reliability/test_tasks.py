"""Case 21: tasks carry ids, and may come twice."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from typing import Any, get_type_hints

import pytest
import time_machine
from celery import Task

from config.celery import app
from goals.models import Job
from goals.recompute import jobs, run
from tests.goals.engine.numbers import NOW
from tests.goals.reliability.figures import assert_as_rebuilt, figures
from tests.goals.reliability.house import House


def our_tasks() -> dict[str, Task]:
    """Every task of the house, from Celery's own register."""
    app.loader.import_default_modules()
    app.finalize()
    return {name: task for name, task in app.tasks.items() if not name.startswith("celery.")}


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.mark.parametrize("name", sorted(our_tasks()))
def test_case_21_a_task_carries_ids_and_nothing_else(name: str) -> None:
    function = our_tasks()[name].run
    hints = get_type_hints(function)
    assert hints.pop("return") is type(None)
    for parameter in inspect.signature(function).parameters.values():
        assert parameter.name.endswith("_id"), f"{name} takes {parameter.name}"
        assert hints[parameter.name] is int
        assert parameter.kind is parameter.POSITIONAL_OR_KEYWORD


def _calls(task: Task) -> list[tuple[int, ...]]:
    """What to call it with: nothing, or each job's id."""
    parameters = list(inspect.signature(task.run).parameters)
    if not parameters:
        return [()]
    assert parameters == ["job_id"], f"say here what {task.name} is called with"
    jobs.plan_jobs(NOW)
    return [(pk,) for pk in Job.objects.order_by("pk").values_list("pk", flat=True)]


def _due_again() -> None:
    """As if another message came for work that is done."""
    Job.objects.update(due_at=NOW, lease=None, lease_until=None)


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(our_tasks()))
def test_case_21_a_task_that_comes_twice_leaves_the_same_figures(name: str, house: House) -> None:
    task = our_tasks()[name]
    calls = _calls(task)
    for arguments in calls:
        task(*arguments)
    once = figures()
    for again in (lambda: None, _due_again):
        again()
        for arguments in calls:
            task(*arguments)
        assert figures() == once
    run.run_until_done(NOW)
    assert_as_rebuilt(NOW)


@pytest.mark.django_db
@pytest.mark.parametrize("mix", [sorted, lambda names: sorted(names, reverse=True)])
def test_case_21_in_whichever_order_tasks_come_they_end_in_the_same_figures(
    mix: Callable[[Any], list[str]], house: House
) -> None:
    run.run_until_done(NOW)
    clean = figures()
    house.forget()
    for name in mix(our_tasks()) * 2:
        task = our_tasks()[name]
        for arguments in _calls(task):
            task(*arguments)
    assert not run.anything_stale()
    assert figures() == clean
