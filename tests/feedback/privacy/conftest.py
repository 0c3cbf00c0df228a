"""One planted world for all files here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction

from tests.access.world import NOW, World
from tests.feedback.privacy.planting import Planted, plant


@dataclass(frozen=True)
class Garden:
    """The world of the access matrix, with a marker in every private text."""

    world: World
    planted: Planted


@pytest.fixture(scope="module")
def garden(django_db_setup: None, django_db_blocker: Any) -> Iterator[Garden]:
    """Made once a file."""
    with django_db_blocker.unblock(), time_machine.travel(NOW, tick=False):
        with transaction.atomic():
            world = World()
            yield Garden(world, plant(world))
            transaction.set_rollback(True)
        connection.close()
