"""Words that several of these pages use."""

from __future__ import annotations

from datetime import datetime

from goals import dates
from teams.calendar import Clock


def moment(clock: Clock, now: datetime) -> str:
    """`Thursday 20 November, 09:05`."""
    local = clock.local(now)
    return f"{dates.long_day(clock.day_of(now), local.date())}, {dates.clock_time(local.time())}"
