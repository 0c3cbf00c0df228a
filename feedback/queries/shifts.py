"""The shift somebody works: the hours of their team, which are all that is known of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from goals import dates
from teams.models import Team


@dataclass(frozen=True, slots=True)
class Hours:
    """From when to when, on the team's own wall: `09:00 to 17:00`, and `0900-1700` for an address."""

    code: str
    words: str


def hours_of(teams: Iterable[int]) -> dict[int, Hours]:
    """Of each team. One statement."""
    rows = Team.objects.filter(pk__in=list(teams)).values_list("pk", "opens_at", "closes_at")
    return {
        pk: Hours(
            f"{opens_at:%H%M}-{closes_at:%H%M}",
            f"{dates.clock_time(opens_at)} to {dates.clock_time(closes_at)}",
        )
        for pk, opens_at, closes_at in rows
    }
