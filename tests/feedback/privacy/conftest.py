"""One planted world for all files here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction
from django.urls import URLPattern

from tests.access.world import NOW, World
from tests.feedback.privacy.planting import Marker, Planted, plant
from tests.feedback.privacy.planting_team import plant_team
from tests.feedback.privacy.surfaces import shown


@dataclass(frozen=True)
class Garden:
    """The world of the access matrix, with a marker in every private text."""

    world: World
    planted: Planted
    asked: dict[str, list[tuple[str, str, Marker]]] = field(default_factory=dict)

    def shown(self, name: str, entry: URLPattern) -> list[tuple[str, str, Marker]]:
        """Who is shown what at an address, and by which request; asked once, whoever wants to know."""
        if name not in self.asked:
            self.asked[name] = list(shown(self.world, self.planted, name, entry))
        return self.asked[name]


@pytest.fixture(scope="module")
def garden(django_db_setup: None, django_db_blocker: Any) -> Iterator[Garden]:
    """Made once a file."""
    with django_db_blocker.unblock(), time_machine.travel(NOW, tick=False):
        with transaction.atomic():
            world = World()
            planted = plant(world)
            plant_team(planted, world)
            yield Garden(world, planted)
            transaction.set_rollback(True)
        connection.close()
