"""What the tests of learning share: noon, and cases to look back on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from escalations.models import Category, Escalation
from teams.models import Team, User
from tests.escalations.learn.cases import NOW, make_case

MakeCase = Callable[..., Escalation]


@pytest.fixture(autouse=True)
def _noon(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def delivery(db):
    return Category.objects.get(slug="delivery")


@pytest.fixture
def a_case(north, agent, manager, delivery) -> MakeCase:
    """A function that makes a case; resolved unless told otherwise, `days` ago."""

    def make(*, by: User | None = None, team: Team | None = None, **more: Any) -> Escalation:
        return make_case(by or agent, team or north, manager, **{"category": delivery, **more})

    return make
