"""Ideas of North, for the matrix: one that waits, one that is agreed, and one that was taken back, all Jin's."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from feedback.actions.idea_answers import agree_to_idea
from feedback.actions.ideas import add_idea, withdraw_idea
from feedback.models import Idea

if TYPE_CHECKING:
    from datetime import datetime

    from tests.access.world import World


def make_ideas(world: World, now: datetime) -> tuple[Idea, Idea, Idea]:
    """The one that waits, the one that is agreed, and the one that was taken back."""
    jin, marcus = world.people["agent"], world.people["supervisor"]
    waiting, agreed, taken_back = (
        add_idea(jin, title=title, team=world.north, now=now)
        for title in ("Ring the depot first", "A second screen", "A slide")
    )
    agree_to_idea(
        marcus, agreed, reason="It saves a call.", owner=None, do_by=date(2026, 12, 18), now=now
    )
    withdraw_idea(jin, taken_back, now=now)
    return waiting, agreed, taken_back
