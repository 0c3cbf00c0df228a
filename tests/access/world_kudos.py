"""Thanks within North, for the matrix."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from feedback.actions.kudos import give
from feedback.actions.kudos_answers import reply
from feedback.models import Strength

if TYPE_CHECKING:
    from tests.access.world import World


class Thanks:
    """`given` is Marcus's to Jin, for the team; `private` for the two alone; `reply` Jin's answer
    beneath `given`; `strength` one of those in use.
    """

    def __init__(self, world: World, now: datetime) -> None:
        marcus, jin = world.people["supervisor"], world.people["agent"]
        self.given = give(marcus, to=[jin], words="On Monday you stayed with Mrs Okafor.", now=now)
        self.private = give(
            marcus, to=[jin], words="Thank you for Monday.", visibility="private", now=now
        )
        self.reply = reply(jin, self.given, words="That call stayed with me.", now=now)
        self.strength = Strength.objects.order_by("position")[1]
