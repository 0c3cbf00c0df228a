"""Whom these tests share."""

from __future__ import annotations

import pytest

from teams.models import Team, User
from tests.goals.reliability.house import House, make_house


@pytest.fixture
def house(
    north: Team, south: Team, agent: User, colleague: User, stranger: User, manager: User
) -> House:
    """Six weeks of two teams, sent in and not computed."""
    return make_house(north, south, (agent, colleague, stranger), manager)
