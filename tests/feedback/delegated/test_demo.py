"""The demonstration's strengths and tasks: the same every time, with something in every state that matters."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import time_machine
from django.db import transaction

from feedback.demo.delegated import seed_delegated
from feedback.models import DelegatedTask, TaskStep, Wish
from teams.demo import seed_people

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 10, 5, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


def told():
    steps = TaskStep.objects.values_list("task__what", "kind", "by__username", "words", "at")
    wishes = Wish.objects.values_list("person__username", "kind", "words", "for_team", "added_at")
    return sorted(steps), sorted(wishes)


def test_two_runs_say_the_same_and_nothing_lies_ahead():
    seed_people(NOW.date(), NOW)
    with transaction.atomic():
        seed_delegated(NOW)
        first = told()
        transaction.set_rollback(True)
    seed_delegated(NOW)
    assert told() == first
    assert not TaskStep.objects.filter(at__gt=NOW).exists()
    states = set(DelegatedTask.objects.values_list("state", flat=True))
    assert states == {"offered", "discussed", "taken", "reported", "closed", "declined"}
    assert DelegatedTask.objects.filter(to__username="jin", needs_since__isnull=False).count() == 1
    assert {True, False} == set(Wish.objects.values_list("for_team", flat=True))
