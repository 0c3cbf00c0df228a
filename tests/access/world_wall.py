"""Customers' words about North, for the matrix."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from feedback.actions.praise import add_praise, withdraw_praise

if TYPE_CHECKING:
    from tests.access.world import World


class Praised:
    """Marcus wrote both down: `for_jin` nobody has passed on yet, `taken_out` is withdrawn."""

    def __init__(self, world: World, now: datetime) -> None:
        marcus, jin = world.people["supervisor"], world.people["agent"]
        self.for_jin, self.taken_out = (
            add_praise(
                marcus, team=world.north, words=words, channel="letter", said_on=now.date(),
                people=[jin], customer="Mrs Okafor", now=now,
            )[0]
            for words in ("He rang me back.", "He was kind.")
        )  # fmt: skip
        withdraw_praise(marcus, self.taken_out, now=now)
