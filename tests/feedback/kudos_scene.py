"""What tests of kudos have in common: a moment, good words, and a thanks given."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from feedback.actions.kudos import give
from feedback.models import Kudos
from teams.models import User

NOW = datetime(2026, 11, 20, 10, 5, tzinfo=UTC)
"""Friday, 10:05 in London."""
SECOND = timedelta(seconds=1)
WORDS = "On Tuesday you rang the depot yourself, so nobody waited for a sofa that would not come."


def thanks(author: User, *to: User, now: datetime = NOW, **more: Any) -> Kudos:
    """A thanks with words that say it all."""
    return give(author, to=to, now=now, **{"words": WORDS, **more})
