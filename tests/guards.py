"""Guards that any test of a page can put up: what a page may read, and in how many statements.

def test_today(client_of, manager, no_reading_aggregation, statements):
    assert statements(client_of(manager), "/") == kept("home", "manager")
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from goals.queries.state import forget

KEPT = Path(__file__).parent / "benchmarks" / "statements.json"
"""Statements by page and role: {"url name": {"role": count}}. All owners of pages keep theirs here."""

_FROM_READINGS = re.compile(r"\b(from|join)\s+\"?goals_reading\"?\b", re.IGNORECASE)
_AGGREGATE = re.compile(
    r"\b(sum|count|avg|min|max|total|group_concat|string_agg|array_agg|stddev|variance)\s*\("
    r"|\bgroup\s+by\b",
    re.IGNORECASE,
)


class ReadingsAggregated(AssertionError):
    """A page worked something out from the readings themselves."""


def aggregates_readings(sql: str) -> bool:
    """Whether a statement sums, counts or groups readings."""
    return bool(_FROM_READINGS.search(sql) and _AGGREGATE.search(sql))


@contextmanager
def readings_left_alone() -> Iterator[None]:
    """Any statement in here that aggregates readings fails the test."""

    def guard(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if aggregates_readings(sql):
            raise ReadingsAggregated(f"Pages read what jobs have computed, but this ran: {sql}")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(guard):
        yield


@pytest.fixture
def no_reading_aggregation(db: None) -> Iterator[None]:
    """Pages only read what is computed: an aggregate over the readings fails the test."""
    with readings_left_alone():
        yield


@pytest.fixture
def statements(db: None) -> Callable[[Client, str], int]:
    """A function from a client and an address to the number of SQL statements the page takes.

    The second request counts: the first one may fill what a process keeps (compiled templates,
    content types). Results that are kept while nothing changes are thrown away before it: what is
    counted is a page that is built anew.
    """

    def count(client: Client, path: str) -> int:
        assert client.get(path).status_code == 200
        cache.clear()
        forget()
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == 200
        return len(captured)

    return count


def kept(page: str, role: str) -> int:
    """The count on file."""
    counts: dict[str, dict[str, int]] = json.loads(KEPT.read_text())
    return counts[page][role]
