"""Every address, with every method it takes, asked by somebody who may: that its statements run on this database.

The matrix asks everybody, on the first database alone; this is what the other one has instead.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction
from django.urls import reverse

from tests.access.table import METHODS, OUT, TABLE
from tests.access.test_matrix import OURS, ask, expected, outcome
from tests.access.world import NOW, World

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        connection.vendor == "sqlite", reason="the matrix asks everybody on this one"
    ),
]


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """One of everything, for all tests of this file."""
    with django_db_blocker.unblock(), time_machine.travel(NOW, tick=False):
        with transaction.atomic():
            yield World()
            transaction.set_rollback(True)
        connection.close()


@pytest.mark.parametrize("name", OURS)
def test_whoever_may_is_answered(world, name):
    row = TABLE[name]
    path = reverse(name, kwargs=row.at(world)) + row.asked(world)
    for method in METHODS:
        for role in sorted((row.may(method) or frozenset()) - OUT)[:1]:
            answer, _ = ask(world, role, method, path, row.body)
            assert outcome(answer) in expected(name, row, role, method), (role, method)
