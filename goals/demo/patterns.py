"""How a day goes at Harbour & Pine: usual figures, busy hours, seasons, and what happened in between.

Arithmetic only: days, hours and names in, factors out. Chance is added where the readings are made.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from math import cos, pi

from teams.demo import NIGHT, NORTH, SOUTH, WEST


@dataclass(frozen=True, slots=True)
class Usual:
    """What is usual for a team.

    `rate` is customers an hour for each agent, `calls` those an hour for the whole team; `shifts` are the
    local hours worked, taken in turns week by week; `hours` weighs them. Shares are 0 to 1, `handle` is
    in seconds, `complaints` for each thousand customers.
    """

    rate: float
    calls: float
    resolved: float
    happy: float
    repeat: float
    handle: float
    complaints: float
    answered: float
    weekdays: tuple[float, ...]
    shifts: tuple[tuple[int, ...], ...]
    hours: dict[int, float]


def _hours(first: int, *weights: float) -> dict[int, float]:
    return {(first + place) % 24: weight for place, weight in enumerate(weights)}


USUAL = {
    NORTH: Usual(
        rate=5.0,
        calls=38,
        resolved=0.72,
        happy=0.892,
        repeat=0.094,
        handle=372,
        complaints=3.1,
        answered=0.85,
        weekdays=(1.10, 1.03, 1.0, 1.0, 1.02, 0.94, 0.91),
        shifts=(
            (7, 8, 9, 10, 12, 13, 14),
            (12, 13, 14, 15, 17, 18, 19),
            (9, 10, 11, 12, 14, 15, 16),
        ),
        hours=_hours(7, 0.8, 0.97, 1.12, 1.16, 1.1, 1.05, 1.0, 0.98, 1.0, 1.03, 0.98, 0.9, 0.84),
    ),
    SOUTH: Usual(
        rate=4.7,
        calls=29,
        resolved=0.75,
        happy=0.903,
        repeat=0.086,
        handle=351,
        complaints=2.8,
        answered=0.82,
        weekdays=(1.08, 1.02, 0.99, 0.98, 1.0, 0.93, 0.9),
        shifts=((8, 9, 10, 11, 13, 14, 15), (10, 11, 12, 14, 15, 16, 17)),
        hours=_hours(8, 0.95, 1.1, 1.12, 1.06, 1.0, 0.97, 1.0, 1.0, 0.95, 0.86),
    ),
    WEST: Usual(
        rate=4.5,
        calls=27,
        resolved=0.71,
        happy=0.876,
        repeat=0.098,
        handle=398,
        complaints=3.5,
        answered=0.8,
        weekdays=(1.1, 1.03, 0.98, 0.97, 0.96, 0.9, 0.9),
        shifts=((9, 10, 11, 12, 14, 15, 16), (10, 11, 12, 13, 15, 16, 17)),
        hours=_hours(9, 1.04, 1.12, 1.08, 0.98, 0.94, 0.97, 1.0, 0.98, 0.88),
    ),
    NIGHT: Usual(
        rate=3.9,
        calls=17,
        resolved=0.68,
        happy=0.88,
        repeat=0.104,
        handle=421,
        complaints=3.6,
        answered=0.86,
        weekdays=(0.96, 0.95, 0.97, 1.0, 1.06, 1.1, 1.02),
        # Breaks are staggered: somebody is there at any hour.
        shifts=((20, 21, 22, 23, 1, 2, 3), (20, 21, 22, 0, 1, 2, 3)),
        hours=_hours(20, 1.22, 1.18, 1.1, 1.04, 0.95, 0.88, 0.8, 0.75),
    ),
}
"""By the name of the team."""


@dataclass(frozen=True, slots=True)
class Conditions:
    """What a day is like: `volume` and `handle` and `complaints` multiply, the rest adds to a share."""

    volume: float = 1.0
    resolved: float = 0.0
    happy: float = 0.0
    repeat: float = 0.0
    handle: float = 1.0
    complaints: float = 1.0
    answered: float = 0.0


@dataclass(frozen=True, slots=True)
class Story:
    """What happened when, counted back from the last day.

    A courier strike kept North busy for a week, ten weeks ago. Six weeks ago every team began to call
    back before customers had to ask. The ticket desk was down for an afternoon nine days ago, in North.
    For three weeks and a half North has had a returns rule that takes a second contact to settle, and
    South a new search that everybody is still slow with.
    """

    last: date

    @property
    def strike(self) -> tuple[date, date]:
        """First and last day of the courier strike, Monday to Sunday."""
        monday = self.last - timedelta(days=self.last.weekday() + 70)
        return monday, monday + timedelta(days=6)

    @property
    def better_from(self) -> date:
        """The Monday from which customers are called back first."""
        return self.last - timedelta(days=self.last.weekday() + 42)

    @property
    def lately_from(self) -> date:
        """The day on which North's returns rule and South's new search came."""
        return self.last - timedelta(days=24)

    @property
    def outage(self) -> date:
        """The day on which the ticket desk stood still for an afternoon."""
        return self.last - timedelta(days=9)


@lru_cache(maxsize=5_000)
def conditions(story: Story, team: str, day: date) -> Conditions:
    """What a day is like for a team: the season, the slow trend, the weekday, and what happened."""
    ago = (story.last - day).days
    weekend = day.weekday() >= 5
    monday = day.weekday() == 0
    volume = USUAL[team].weekdays[day.weekday()] * season(day)
    # Over a year everybody gets a little better at it.
    learned = 1 - min(ago, 365) / 365
    resolved = 0.03 * learned - 0.03
    repeat = 0.008 - 0.008 * learned
    handle = 1.04 - 0.04 * learned
    # Two rosters take turns, and one has more of those who have been here long.
    turn = 1 if day.toordinal() % 2 else -1
    happy = (0.004 if weekend else -0.003 if monday else 0.0) + 0.007 * turn
    answered = (0.01 if weekend else -0.02 if monday else 0.0) + 0.01 * learned + 0.012 * turn
    complaints = 1.0
    if day >= story.better_from:
        happy, repeat, complaints = happy + 0.03, repeat - 0.004, 0.93
    first, last = story.strike
    if team == NORTH and first <= day <= last:
        # Parcels stood still: more customers, who could not be helped at once.
        volume, handle, complaints = volume * 1.24, handle * 1.22, 2.4
        resolved, happy = resolved - 0.2, happy - 0.13
        repeat, answered = repeat + 0.085, answered - 0.19
    if day >= story.lately_from:
        if team == NORTH:
            resolved, repeat = resolved - 0.06, repeat + 0.006
        if team == SOUTH:
            handle *= 1.085
    if team == NORTH and day == story.outage:
        volume, resolved, answered, handle = (
            volume * 0.72,
            resolved - 0.16,
            answered - 0.1,
            handle * 1.1,
        )
    return Conditions(volume, resolved, happy, repeat, handle, complaints, answered)


def season(day: date) -> float:
    """Busiest before Christmas, quietest at midsummer; 1 on average."""
    return 1 + 0.09 * cos(2 * pi * (day.timetuple().tm_yday - 345) / 365)
