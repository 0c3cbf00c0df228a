"""Notes and talks of Marcus about Jin, and what Priya was let in to, for the matrix."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from feedback.actions.difficult_talks import add_step, open_talk, share_talk
from feedback.actions.notes import share_note, write_note
from feedback.actions.releases import open_release, release

if TYPE_CHECKING:
    from tests.access.world import World


class Notes:
    """`private` and `open_talk` are Marcus's alone; `shared` and `talk` also Jin's; Priya was let in to `released`."""

    def __init__(self, world: World, now: Any) -> None:
        marcus, jin, priya = (world.people[role] for role in ("supervisor", "agent", "manager"))
        self.private = write_note(marcus, jin, situation="Monday", now=now)
        self.shared = write_note(marcus, jin, situation="Tuesday", shared=True, now=now)
        self.released = write_note(marcus, jin, situation="Wednesday", shared=True, now=now)
        self.fresh = open_talk(marcus, jin, about="Calls cut off", expectation="None", now=now)
        self.talk = open_talk(marcus, jin, about="Late again", expectation="In time", now=now)
        self.step = add_step(marcus, self.talk, owner=jin, words="Set an alarm", now=now)
        self.talk = share_talk(marcus, self.talk, now=now)
        until = now.date() + timedelta(days=7)
        self.release = open_release(
            priya,
            release(marcus, self.released, to=priya, until=until, reason="To help", now=now),
            now=now,
        )
        self.shared = share_note(marcus, self.shared, now=now)
