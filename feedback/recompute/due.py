"""All that is due, one noun after the other. Each says what it has to say once, however often it is asked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from feedback.recompute import appraisals, delegated, ideas, notes, one_to_ones, pulse

LOOKS: tuple[Callable[[datetime], None], ...] = (
    appraisals.look,
    delegated.look,
    ideas.look,
    notes.look,
    one_to_ones.look,
    pulse.look,
)
"""What looks whether something is due: reminders, weeks that open and close, answers that are late."""


def look(now: datetime) -> None:
    """Ask each of them."""
    for one in LOOKS:
        one(now)
