"""A week of the pulse that is over, one that is open, and what is done, for the matrix."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from feedback.actions.pulse import count_many
from feedback.actions.pulse_actions import note_action
from feedback.models import Question, Round
from feedback.receivers import put_first_words
from feedback.recompute.pulse import look

if TYPE_CHECKING:
    from tests.access.world import World

MONDAYS = (datetime(2026, 11, 9, 7, 0, tzinfo=UTC), datetime(2026, 11, 16, 7, 0, tzinfo=UTC))


class Pulse:
    """`over` is closed; North's manager does something about it. Another week is open."""

    def __init__(self, world: World) -> None:
        put_first_words("default")
        look(MONDAYS[0])
        # As many as may be told.
        count_many(Round.objects.get(), {world.north.pk: [(4, "")] * 5})
        look(MONDAYS[1])
        self.open, self.over = Round.objects.order_by("-week")
        self.question = Question.objects.order_by("position").first()
        self.action = note_action(
            world.people["manager"],
            self.over,
            team=world.north,
            words="A second screen for all.",
            now=MONDAYS[1],
        )
