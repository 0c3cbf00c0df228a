"""North's huddle of today, for the matrix: ready, with something that Jin takes on."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from teams.actions.huddle_record import commit_to
from teams.actions.huddles import make_ready
from teams.models import Huddle, HuddleEntry

if TYPE_CHECKING:
    from tests.access.world import World


def make_huddle(world: World, now: datetime) -> tuple[Huddle, HuddleEntry]:
    """The huddle, and what was taken on."""
    day = world.north.clock.day_of(now)
    priya, jin = world.people["manager"], world.people["agent"]
    huddle = make_ready(priya, world.north, day, now=now)
    entry = commit_to(priya, huddle, words="Ring the depot", whose=jin.pk, now=now)
    return huddle, entry
