"""Tasks of North, for the matrix: from Marcus to Jin, one in each state in which there is a step to take."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.utils import timezone

from feedback.actions.delegated import offer_task
from feedback.actions.delegated_holding import accept_task, check_in
from feedback.models import DelegatedTask

if TYPE_CHECKING:
    from datetime import datetime

    from tests.access.world import World


class Handed:
    """What Marcus handed Jin: an offer, one under way, one that is said to be done."""

    def __init__(self, world: World, now: datetime) -> None:
        jin, marcus = world.people["agent"], world.people["supervisor"]

        def offered(what: str) -> DelegatedTask:
            due = date(2026, 12, 18)
            return offer_task(marcus, jin, what=what, why="It helps.", due_on=due, now=now)

        self.offered = offered("Write down lost parcels")
        self.taken = accept_task(jin, offered("Count the returns"), rhythm="weekly", now=now)
        fresh = offered("Greet the new ones")
        # Undone for a few minutes only, whatever the clock of these tests says.
        self.just_taken = accept_task(jin, fresh, rhythm="none", now=timezone.now())
        done = accept_task(jin, offered("Show the new screen"), rhythm="none", now=now)
        self.reported = check_in(jin, done, going="done", words="Shown.", now=now)
