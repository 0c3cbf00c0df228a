"""Every address, with every method it takes, asked by somebody who may: that its statements run on this database.

The matrix asks everybody, on the first database alone; this is what the other one has instead.
"""

from __future__ import annotations

import pytest
from django.db import connection
from django.urls import reverse

from tests.access.table import METHODS, OUT, TABLE
from tests.access.test_matrix import OURS, ask, expected, outcome

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        connection.vendor == "sqlite", reason="the matrix asks everybody on this one"
    ),
]


@pytest.mark.parametrize("name", OURS)
def test_whoever_may_is_answered(world, name):
    row = TABLE[name]
    path = reverse(name, kwargs=row.at(world)) + row.asked(world)
    for method in METHODS:
        for role in sorted((row.may(method) or frozenset()) - OUT)[:1]:
            answer, _ = ask(world, role, method, path, row.body)
            assert outcome(answer) in expected(name, row, role, method), (role, method)
