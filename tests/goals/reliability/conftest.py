"""Whom these tests share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from celery.signals import before_task_publish

from goals.models import Cadence
from teams.models import Team, User
from tests.goals.reliability.house import House, make_house


@pytest.fixture
def house(
    north: Team, south: Team, agent: User, colleague: User, stranger: User, manager: User
) -> House:
    """Six weeks of two teams, sent in and not computed."""
    return make_house(north, south, (agent, colleague, stranger), manager)


@pytest.fixture
def cottage(
    north: Team, south: Team, agent: User, colleague: User, stranger: User, manager: User
) -> House:
    """The same, with fewer goals and readings."""
    few = (Cadence.DAILY, Cadence.MONTHLY)
    return make_house(north, south, (agent, colleague, stranger), manager, few, 70)


@pytest.fixture
def sent() -> Iterator[list[tuple[str, dict[str, Any]]]]:
    """The tasks published while the test runs, each with its headers."""
    seen: list[tuple[str, dict[str, Any]]] = []

    def note(sender: str, headers: dict[str, Any], **_: object) -> None:
        seen.append((sender, headers))

    before_task_publish.connect(note)
    yield seen
    before_task_publish.disconnect(note)
