"""A path of North for the matrix, given to Jin, which Dele has finished; Jin asks for something; Marcus asked Jin to
stand by Dele with another.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from teams.actions.learning import give_path
from teams.actions.learning_paths import add_step, make_path
from teams.actions.learning_together import ask_for, ask_to_pair
from teams.models import LearningPath
from tests.teams.learning_scene import finish

if TYPE_CHECKING:
    from datetime import datetime

    from tests.access.world import World


class Trained:
    """`path` with `step` and `second`, `given` to Jin; `pairing` asks Jin; `wish` is Jin's."""

    def __init__(self, world: World, now: datetime) -> None:
        people, north = world.people, world.north
        marcus, jin, dele = people["supervisor"], people["agent"], people["colleague"]

        def path(name: str) -> LearningPath:
            made = make_path(marcus, name=name, why="Stay calm.", kind="need", team=north, now=now)
            for title in ("Listen in", "Say it back"):
                add_step(marcus, made, title=title, due_days=7, now=now)
            return made

        self.path, other = path("Calm calls"), path("Chat")
        self.step, self.second = self.path.steps.all()
        self.given = give_path(marcus, self.path, [jin], now=now)[0]
        finish(dele, self.path, now=now)
        finish(jin, other, now=now)
        self.pairing = ask_to_pair(
            marcus, give_path(marcus, other, [dele], now=now)[0], jin, now=now
        )
        self.wish = ask_for(jin, words="Two chats at once", now=now)
