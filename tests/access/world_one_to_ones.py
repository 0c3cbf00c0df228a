"""Jin and Marcus talk one to one, in the matrix: what there is of it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from feedback.actions.one_to_ones.agenda import add_point
from feedback.actions.one_to_ones.agreements import agree
from feedback.actions.one_to_ones.meetings import book, save_summary
from feedback.actions.one_to_ones.private import save_private_note
from feedback.actions.one_to_ones.series import begin_series
from feedback.actions.one_to_ones.wishes import add_wish

if TYPE_CHECKING:
    from tests.access.world import World

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
OF_THE_TWO, OF_ONE = "planted-between-two", "planted-for-one"
"""What nobody but the two may ever be shown, and what nobody but Marcus."""


class Talks:
    """The supervisor's series with the agent; a wish of the agent's."""

    def __init__(self, world: World) -> None:
        jin, marcus = world.people["agent"], world.people["supervisor"]
        self.series = begin_series(marcus, jin, now=NOW)
        self.meeting = book(marcus, self.series, starts_at=NOW, now=NOW)
        self.point = add_point(jin, self.series, words=f"Holidays {OF_THE_TWO}", now=NOW)
        self.agreement = agree(
            jin,
            self.series,
            owner=jin,
            words=f"Course {OF_THE_TWO}",
            due_on=date(2026, 12, 1),
            now=NOW,
        )
        save_summary(jin, self.meeting, summary=OF_THE_TWO, version=0, now=NOW)
        save_private_note(marcus, self.series, words=OF_ONE, version=0, now=NOW)
        self.wish = add_wish(jin, jin, kind="grow_in", words="Written work", now=NOW)
