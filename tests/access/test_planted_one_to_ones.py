"""What two people say to each other, planted in the world of the matrix, is on no page or answer of anybody else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction
from django.urls import reverse

from tests.access.table import ALL, TABLE
from tests.access.world import AS_PROGRAMS, NOW, World
from tests.access.world_one_to_ones import OF_ONE, OF_THE_TWO
from tests.as_before import as_before

pytestmark = [pytest.mark.django_db, pytest.mark.either_database]

SHOWN = sorted(name for name, row in TABLE.items() if row.get is not None and "*" not in name)
MAY = {
    OF_THE_TWO: {"agent", "supervisor", "agent's program", "supervisor's program"},
    OF_ONE: {"supervisor"},
}


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """One of everything, for all tests of this file."""
    with django_db_blocker.unblock(), time_machine.travel(NOW, tick=False):
        with transaction.atomic():
            yield World()
            transaction.set_rollback(True)
        connection.close()


def answers(world: World, role: str) -> Iterator[tuple[str, str]]:
    """Everything there is to be read, as this role gets it."""
    client = world.callers[role]
    for name in SHOWN:
        row = TABLE[name]
        path = reverse(name, kwargs=row.at(world)) + row.asked(world)
        with as_before():
            answer = client.get(path)
            body = b"".join(answer) if answer.streaming else answer.content
        yield path, body.decode(errors="replace")


@pytest.mark.parametrize("role", sorted({*ALL, *(f"{one}'s program" for one in AS_PROGRAMS)}))
def test_case_03_what_two_people_say_is_shown_to_nobody_else(world, role):
    found = {marker: [] for marker in MAY}
    for path, body in answers(world, role):
        for marker in MAY:
            if marker in body:
                found[marker].append(path)
    for marker, paths in found.items():
        # That the two do find it shows that the others could have.
        assert bool(paths) == (role in MAY[marker]), (marker, paths)
