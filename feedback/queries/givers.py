"""Who gives thanks: a number of people, without names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from feedback.models import Kudos
from feedback.queries.counted import received_as_seen_by
from teams.calendar import Clock
from teams.models import Membership, Role, User

LATELY = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Givers:
    """How many of a team's people thanked somebody in the last 30 days: leaders and agents apart, no names."""

    leaders: int
    of_leaders: int
    agents: int
    of_agents: int


def givers_in(viewer: User, teams: set[int], clock: Clock, now: datetime) -> dict[int, Givers]:
    """Two statements: who is there as what, and which of them gave something that the viewer may know of."""
    today = clock.day_of(now)
    held = Membership.objects.on(today).filter(team__in=teams, user__is_active=True)
    people: dict[int, dict[bool, set[int]]] = {team: {True: set(), False: set()} for team in teams}
    for team, person, role in held.values_list("team_id", "user_id", "role"):
        if team is not None:
            people[team][role != Role.AGENT].add(person)
    readable = received_as_seen_by(viewer).filter(shared_at__gte=now - LATELY)
    gave = set(
        Kudos.objects.filter(
            author__in=held.values("user_id"),
            shared_at__gte=now - LATELY,
            pk__in=readable.values("kudos_id"),
        )
        .order_by()
        .values_list("author_id", flat=True)
        .distinct()
    )
    return {
        team: Givers(
            leaders=len(found[True] & gave),
            of_leaders=len(found[True]),
            agents=len((found[False] - found[True]) & gave),
            of_agents=len(found[False] - found[True]),
        )
        for team, found in people.items()
    }
