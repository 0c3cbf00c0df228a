"""A promise's clock in words and tone: grey, amber in its last five minutes, red once it is late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from goals import dates
from teams.calendar import Clock as WallClock

LAST_MINUTES = timedelta(minutes=5)
MINUTE = timedelta(minutes=1)
NEARLY, LATE = "watch", "behind"


@dataclass(frozen=True, slots=True)
class Clock:
    """`by 10:15`, `4 min left`, `12 min late`. `tone` is none, watch or behind; `at` is exact, for machines."""

    words: str
    tone: str
    at: str
    exact: str

    def __bool__(self) -> bool:
        """Whether there is a promise at all."""
        return bool(self.words)


NONE = Clock("", "", "", "")


def clock_of(due_at: datetime | None, now: datetime, clock: WallClock) -> Clock:
    """How a promise stands at `now`, by the clock on a team's wall."""
    if due_at is None:
        return NONE
    local = clock.local(due_at)
    exact = moment(due_at, now, clock)
    at = local.isoformat(timespec="minutes")
    if now > due_at:
        return Clock(f"{span(now - due_at)} late", LATE, at, exact)
    left = due_at - now
    if left <= LAST_MINUTES:
        words = "due now" if left < MINUTE else f"{int(left / MINUTE)} min left"
        return Clock(words, NEARLY, at, exact)
    return Clock(f"by {exact}", "", at, exact)


def span(passed: timedelta) -> str:
    """`under a minute`, `12 min`, `2 h 10`, `3 days`."""
    minutes = int(passed / MINUTE)
    if minutes < 1:
        return "under a minute"
    if minutes < 60:
        return f"{minutes} min"
    hours, rest = divmod(minutes, 60)
    if hours < 24:
        return f"{hours} h {rest:02d}" if rest else f"{hours} h"
    days = hours // 24
    return "a day" if days == 1 else f"{days} days"


def moment(at: datetime, now: datetime, clock: WallClock) -> str:
    """`09:10`; on another day `Thu 19 Nov, 09:10`."""
    local, today = clock.local(at), clock.local(now).date()
    time = dates.clock_time(local.time())
    return time if local.date() == today else f"{dates.day(local.date(), today)}, {time}"
