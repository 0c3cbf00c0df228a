"""Callers of the API, two metrics, and a day on which it is always Friday noon in London."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client

from goals.models import Metric
from goals.recompute.run import run_until_done
from teams.actions.tokens import create_token
from teams.models import User

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
"""A Friday."""


@dataclass
class Caller:
    """A program with a token (or none), as it sees the API."""

    token: str = ""

    def __post_init__(self) -> None:
        self.client = Client(raise_request_exception=True)

    def call(self, method: str, path: str, body: Any = None, **extra: Any) -> Any:
        """The response; a body that is no text goes out as JSON."""
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        headers |= extra.pop("headers", {})
        data = body if isinstance(body, str | bytes) else json.dumps(body)
        return self.client.generic(
            method,
            path if path.startswith("/") else f"/api/v1/{path}",
            "" if body is None else data,
            content_type=extra.pop("content_type", "application/json"),
            headers=headers,
            **extra,
        )

    def get(self, path: str, **query: Any) -> Any:
        """A GET with query parameters; `from_` is `from`."""
        named = {name.rstrip("_"): value for name, value in query.items()}
        return self.client.get(
            f"/api/v1/{path}",
            named,
            headers={"Authorization": f"Bearer {self.token}"} if self.token else {},
        )

    def rows(self, path: str, **query: Any) -> list[dict[str, Any]]:
        """The results of a list that must be there."""
        answer = self.get(path, **query)
        assert answer.status_code == 200, answer.content
        found: list[dict[str, Any]] = answer.json()["results"]
        return found

    def post(self, path: str, body: Any = None, **extra: Any) -> Any:
        """A POST with a JSON body."""
        return self.call("POST", path, body, **extra)

    def send(self, *rows: Any, query: str = "") -> dict[str, Any]:
        """Readings that must be answered with counts."""
        answer = self.post(f"readings/{query}", {"readings": list(rows)})
        assert answer.status_code == 200, answer.content
        counts: dict[str, Any] = answer.json()
        return counts


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def caller_of() -> Callable[..., Caller]:
    """A function from a person (and scopes, and a source) to a caller with a token of theirs."""

    def caller(person: User, *scopes: str, source: str = "", name: str = "Test") -> Caller:
        _, plain = create_token(None, person, name, scopes or ("read",), source, None, now=NOW)
        return Caller(plain)

    return caller


@pytest.fixture
def handled(db: None) -> Metric:
    """A total: contacts handled."""
    return Metric.objects.create(slug="handled", name="Handled", kind="total", unit="count")


@pytest.fixture
def resolved(db: None) -> Metric:
    """A ratio in percent, to one decimal."""
    return Metric.objects.create(
        slug="resolved", name="Resolved", kind="ratio", unit="percent", decimals=1
    )


@pytest.fixture
def api(caller_of: Callable[..., Caller], manager: User) -> Caller:
    """The manager of North, with a token for everything."""
    return caller_of(manager, "read", "ingest", "write")


@pytest.fixture
def row() -> Callable[..., dict[str, Any]]:
    """A function to a sendable reading of Jin, with anything changed; None leaves a field out."""

    def make(**changes: Any) -> dict[str, Any]:
        reading = {
            "metric": "handled",
            "agent": "jin",
            "at": "2026-11-19T10:15:00+00:00",
            "value": 1,
            "weight": 1,
            "source": "telephone",
            "external_id": "c-1",
        }
        reading |= changes
        return {name: value for name, value in reading.items() if value is not ...}

    return make


@pytest.fixture
def computed() -> Callable[[], int]:
    """Does what the jobs would do."""
    return lambda: run_until_done(NOW)
