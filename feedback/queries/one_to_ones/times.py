"""By whose clock two people talk, and how a time is said."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime

from feedback.models import Series
from goals import dates
from teams.calendar import Clock
from teams.models import Membership, Organisation, Role, Team
from teams.permissions import organisation_day

Pair = tuple[int, int]
"""The ids of a leader and of a person."""


def teams_of_pairs(pairs: Iterable[Pair], today: date) -> dict[Pair, Team]:
    """The team in which the one leads the other today: of several the first that was made. One statement.

    A pair that is missing no longer stands so: the rule of `people_to_talk_with`, for many at once.
    """
    asked = set(pairs)
    people = {pk for pair in asked for pk in pair}
    rows = (
        Membership.objects.on(today)
        .filter(user__in=people, team__archived_at=None, team__isnull=False)
        .select_related("team")
        .order_by("team_id")
    )
    held: dict[int, list[Membership]] = defaultdict(list)
    for row in rows:
        held[row.user_id].append(row)
    found: dict[Pair, Team] = {}
    for leader, person in asked:
        teams: dict[int | None, set[str]] = {}
        for row in held[leader]:
            teams.setdefault(row.team_id, set()).add(row.role)
        for row in held[person]:
            roles = teams.get(row.team_id, set())
            over_agents = row.role == Role.AGENT and roles & {Role.SUPERVISOR, Role.MANAGER}
            over_supervisors = row.role == Role.SUPERVISOR and Role.MANAGER in roles
            if row.team is not None and (over_agents or over_supervisors):
                found[leader, person] = row.team
                break
    return found


def clock_of_pair(series: Series, now: datetime) -> Clock:
    """The clock by which the two talk; the organisation's, where the one no longer leads the other."""
    pair = (series.leader_id, series.person_id)
    team = teams_of_pairs([pair], organisation_day(now)).get(pair)
    return organisation_clock() if team is None else team.clock


def organisation_clock() -> Clock:
    """The clock of the organisation; UTC's while there is none. One statement."""
    organisation = Organisation.objects.first()
    return Clock("UTC") if organisation is None else organisation.clock


def at_words(clock: Clock, at: datetime, now: datetime) -> str:
    """`Thu 20 Nov at 14:00`."""
    local = clock.local(at)
    return f"{day_words(clock, at, now)} at {dates.clock_time(local.time())}"


def day_words(clock: Clock, at: datetime, now: datetime) -> str:
    """`Thu 20 Nov`: what the calendar on the wall says."""
    return dates.day(clock.local(at).date(), clock.local(now).date())


def day_has_passed(clock: Clock, at: datetime | None, now: datetime) -> bool:
    """Whether the day of something booked is over; a night shift's lasts until its morning."""
    return at is not None and clock.day_of(at) < clock.day_of(now)


def zone_words(clock: Clock) -> str:
    """`London`: whose time it is."""
    return clock.zone.rpartition("/")[2].replace("_", " ")
