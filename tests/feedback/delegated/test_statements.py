"""How many statements the pages take: on file, and the same with a hundred times the data."""

import pytest
from django.urls import reverse

from feedback.models import DelegatedTask, TaskStep
from tests.feedback.delegated_scene import DAY, DUE, NOW, taken
from tests.guards import kept

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.mark.parametrize("role", ["agent", "supervisor"])
@pytest.mark.parametrize("name", ["feedback:tasks", "feedback:task"])
def test_case_22_a_page_takes_as_many_statements_with_a_hundred_times_the_data(
    request, client_of, statements, supervisor, agent, manager, north, name, role
):
    task = taken(supervisor, agent)
    client = client_of(request.getfixturevalue(role))
    path = reverse(name, args=[task.pk] if name == "feedback:task" else [])
    assert statements(client, path) == kept(name, role)
    DelegatedTask.objects.bulk_create(
        DelegatedTask(
            team=north, by=(supervisor, manager)[n % 2], to=agent, what=f"Task {n}", why="Why.",
            due_on=DUE + n * DAY, offered_at=NOW,
        )
        for n in range(100)
    )  # fmt: skip
    TaskStep.objects.bulk_create(
        TaskStep(task=task, kind="checked", going="well", by=agent, words=f"Line {n}", at=NOW)
        for n in range(100)
    )
    assert statements(client, path) == kept(name, role)
