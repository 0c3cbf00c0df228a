"""Who was in which team when, and who has left: what every figure of the report is counted from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import F, Min, Q

from feedback.anonymity import Told, told_of
from feedback.staying import Span, headcounts
from teams.calendar import Clock
from teams.models import Membership, Role, Team, User

DAY = timedelta(days=1)
YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Place:
    """A team, as the report names it."""

    pk: int
    name: str
    slug: str
    is_archived: bool


@dataclass(frozen=True, slots=True)
class Leaver:
    """Somebody who has left: from which teams, and the first day on which they were in none of them."""

    person: int
    left_on: date
    teams: frozenset[int]


@dataclass(frozen=True, slots=True)
class House:
    """All teams by id; who was in each, and who led each, when; who left; since when people began.

    `since` is the first day from which on leaving is counted, see `read_house`. `told` says which teams are told
    alone and which together: the same for all who look, whatever they lead.
    """

    today: date
    since: date
    places: dict[int, Place]
    members: dict[int, dict[int, list[Span]]]
    led: dict[int, dict[int, list[Span]]]
    leavers: tuple[Leaver, ...]
    began: dict[int, date]
    told: Told

    @property
    def first(self) -> date:
        """The first of the days that the report is about: a year, or what there is."""
        return max(self.today - YEAR + DAY, self.since)

    def spans(self, teams: Iterable[int]) -> dict[int, list[Span]]:
        """When each person was in any of these teams; their spans may overlap."""
        found: dict[int, list[Span]] = defaultdict(list)
        for team in teams:
            for person, own in self.members.get(team, {}).items():
                found[person] += own
        return found

    def here(self, teams: Iterable[int]) -> set[int]:
        """Who is in any of these teams today."""
        return {
            person
            for team in teams
            for person, own in self.members.get(team, {}).items()
            if any(holds(span, self.today) for span in own)
        }

    def left(self, teams: frozenset[int], first: date, last: date) -> list[Leaver]:
        """Who left any of these teams and the house, on the days `first` to `last`."""
        return [one for one in self.leavers if first <= one.left_on <= last and one.teams & teams]


def holds(span: Span, day: date) -> bool:
    """Whether somebody is there on that day."""
    begin, end = span
    return begin <= day and (end is None or end > day)


def read_house(today: date, clock: Clock) -> House:
    """All that the report counts, on a day of the organisation. Three statements, whatever the number of people.

    Leaving is counted since the first person had a login here, or since the first leaving that is known, whichever
    came first: of the time before, only those are known who stayed, and nobody would seem to have left.
    """
    known = User.objects.aggregate(
        login=Min("joined_at"), left=Min("left_on", filter=Q(left_on__lte=today))
    )
    since = min(clock.day_of(known["login"]) if known["login"] else today, known["left"] or today)
    places = {
        pk: Place(pk, name, slug, archived is not None)
        for pk, name, slug, archived in Team.objects.values_list(
            "pk", "name", "slug", "archived_at"
        )
    }
    members: dict[int, dict[int, list[Span]]] = defaultdict(lambda: defaultdict(list))
    led: dict[int, dict[int, list[Span]]] = defaultdict(lambda: defaultdict(list))
    began: dict[int, date] = {}
    last: dict[int, tuple[date, set[int]]] = {}
    rows = (
        Membership.objects.filter(team__isnull=False, starts_on__lte=today)
        .exclude(ends_on=F("starts_on"))
        .order_by()
        .values_list("user_id", "team_id", "role", "starts_on", "ends_on", "user__left_on")
    )
    for person, team, role, starts_on, ends_on, left_on in rows:
        members[team][person].append((starts_on, ends_on))
        if role != Role.AGENT:
            led[person][team].append((starts_on, ends_on))
        began[person] = min(began.get(person, starts_on), starts_on)
        if left_on is not None and left_on <= today and ends_on is not None:
            before, teams = last.get(person, (date.min, set()))
            if ends_on >= before:
                last[person] = (ends_on, teams | {team} if ends_on == before else {team})
    leavers = tuple(
        Leaver(person, day, frozenset(teams)) for person, (day, teams) in sorted(last.items())
    )
    house = House(
        today,
        since,
        places,
        members,
        led,
        leavers,
        began,
        Told(frozenset(), frozenset(), whole=False),
    )
    return _with_told(house)


def _with_told(house: House) -> House:
    """Teams of fewer than five people on average, or of fewer than five today, are told with others."""
    sizes = {
        pk: min(average(house.members.get(pk, {}), house), len(house.here([pk])))
        for pk, place in house.places.items()
        if not place.is_archived
    }
    return House(
        house.today,
        house.since,
        house.places,
        house.members,
        house.led,
        house.leavers,
        house.began,
        told_of({pk: size for pk, size in sizes.items() if size}),
    )


def average(spans: dict[int, list[Span]], house: House) -> int:
    """How many people were there on average over the days of the report, rounded down."""
    days = headcounts(spans, house.first, house.today)
    return sum(days) // len(days) if days else 0
