"""For the matrix: Jin grows as a leader and lets Priya look, no one else; he asked to read something."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.teams.growth_scene import a_focus, a_skill, answered, asked, placed, share

if TYPE_CHECKING:
    from datetime import datetime

    from tests.access.world import World


class Grown:
    """What there is of it."""

    def __init__(self, world: World, now: datetime) -> None:
        jin, priya = world.people["agent"], world.people["manager"]
        self.skill = a_skill()
        placed(jin, self.skill, now=now)
        self.focus = a_focus(jin, now=now)
        share(jin, priya, now=now)
        self.asked = asked(jin, now=now)
        self.agreed = answered(
            world.people["supervisor"], asked(jin, what="Another", now=now), now=now
        )
