"""All that is due, one noun after the other. Each says what it has to say once, however often it is asked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from teams.recompute import decisions, focus, keeping, learning, mails

LOOKS: tuple[Callable[[datetime], None], ...] = (
    learning.look,
    decisions.look,
    focus.look,
    mails.look,
    keeping.look,
)
"""What looks whether something is due."""


def look(now: datetime) -> None:
    """Ask each of them."""
    for one in LOOKS:
        one(now)
