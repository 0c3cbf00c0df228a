"""A decision of North's for the matrix, written down by Marcus; it came from the huddle."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.teams.decisions_scene import decided

if TYPE_CHECKING:
    from datetime import datetime

    from teams.models import Decision
    from tests.access.world import World


def make_decision(world: World, now: datetime) -> Decision:
    """The decision."""
    day = world.huddle.day
    made: Decision = decided(
        world.people["supervisor"], world.north, now=now, came_from=f"/huddle/{day}/?team=north"
    )
    return made
