"""A line of North's plan in which Jin is named, and help that he logged, for the matrix."""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING

from feedback.actions.help import log_help
from goals.actions.balance import add_line

if TYPE_CHECKING:
    from datetime import datetime

    from tests.access.world import World


class Balanced:
    """`line` names Jin and Dele; `help` is Dele's to Jin, `asked` waits for Jin."""

    def __init__(self, world: World, now: datetime) -> None:
        people = world.people
        jin, dele = people["agent"], people["colleague"]
        self.line = add_line(
            people["supervisor"], world.north, what="Two leave chat for phones", how="agreed",
            covers=[jin, dele], weekdays=[4], starts_at=time(10), ends_at=time(12), now=now,
        )  # fmt: skip
        self.help = log_help(jin, dele, what="the refund screen", now=now)
        self.asked = log_help(dele, jin, what="the returns form", was_helped=False, now=now)
