"""The day and the hour slot of an instant for a team, as they are stored with each reading."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from teams.calendar import Clock
from teams.models import Organisation, Team

_REST_OF_HOUR = timedelta(hours=1) - timedelta(microseconds=1)


class Place(NamedTuple):
    """The team's day, the start of the slot, and the organisation's day."""

    day: date
    slot: datetime
    organisation_day: date


class Places:
    """Works places out, fast: most hours of UTC lie whole in one slot and are looked up.

    Without the organisation's clock and the teams' it loads them, in two statements.
    """

    def __init__(
        self, organisation: Clock | None = None, clocks: dict[int, Clock] | None = None
    ) -> None:
        if organisation is None or clocks is None:
            found = Organisation.objects.first()
            organisation = Clock("UTC") if found is None else found.clock
            clocks = {team.pk: team.clock for team in Team.objects.all()}
        self.organisation, self.clocks = organisation, clocks
        self._whole_hours: dict[tuple[int, int], Place | None] = {}
        """By team and the number of hours since 1970."""

    def of(self, team_id: int, at: datetime) -> Place:
        """The place of an aware instant; raises KeyError for a team that does not exist."""
        number = int(at.timestamp() // 3600)
        key = (team_id, number)
        try:
            place = self._whole_hours[key]
        except KeyError:
            place = _whole_hour(self.clocks[team_id], self.organisation, number)
            self._whole_hours[key] = place
        return _exact(self.clocks[team_id], self.organisation, at) if place is None else place


@lru_cache(maxsize=20_000)
def _whole_hour(team: Clock, organisation: Clock, number: int) -> Place | None:
    """The place of an hour of UTC that lies whole in one slot, the same from one run to the next; else None."""
    hour = datetime.fromtimestamp(number * 3600, UTC)
    first = _exact(team, organisation, hour)
    # Slots are unbroken stretches of time: the same at both ends is the same all through.
    return first if _exact(team, organisation, hour + _REST_OF_HOUR) == first else None


def _exact(team: Clock, organisation: Clock, at: datetime) -> Place:
    day, hour = team.slot_of(at)
    organisation_day, organisation_hour = organisation.slot_of(at)
    return Place(day, max(hour, organisation_hour), organisation_day)
