"""What goes through the funnel, and what comes back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal


# Not frozen: ten thousand are made for each batch, and that would take three times as long.
@dataclass(slots=True)
class Record:
    """One reading on its way in, checked and resolved.

    `index` is its line or place, for messages. `agent_id` 0 is the team itself. `at` is aware. A `value`
    of None withdraws the reading; `weight` is then ignored.
    """

    index: int
    metric_id: int
    external_id: str
    team_id: int
    agent_id: int
    at: datetime
    value: Decimal | None
    weight: Decimal


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many readings were new, replaced, the same already, or withdrawn."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    withdrawn: int = 0

    def __add__(self, other: Outcome) -> Outcome:
        return Outcome(
            self.created + other.created,
            self.updated + other.updated,
            self.unchanged + other.unchanged,
            self.withdrawn + other.withdrawn,
        )
