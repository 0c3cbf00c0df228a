"""How many stayed while somebody led: by name, never by figure, for those who look after leaders."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models.functions import Lower

from feedback.anonymity import FEWEST
from feedback.queries.staying.figures import FEWEST_DAYS
from feedback.queries.staying.house import YEAR, House, holds
from feedback.staying import Span, headcounts, joined, yearly
from goals.formats import number, percent
from teams.models import User

DAY = timedelta(days=1)
FEWEST_LEFT = 5
"""Of fewer leavers no rate is put beside somebody's name, nor of less than a year."""
TOO_FEW = "Too few to say"


@dataclass(frozen=True, slots=True)
class LeaderLine:
    """A leader of today, `since` when without a break. `people` on average over the `days` they led, themself apart;
    how many `left` in them.

    `rate` is in percent a year; None where it would say something of few people or of part of a year (`FEWEST_LEFT`).
    `hidden` says in words why nothing is told, where it is not.
    """

    pk: int
    name: str
    teams: str
    since: date
    days: int
    people: float
    left: int
    rate: float | None
    hidden: str = ""

    @property
    def people_text(self) -> str:
        """With one decimal while they are few."""
        return "" if self.hidden else number(self.people, 1 if self.people < 100 else 0)

    @property
    def rate_text(self) -> str:
        """`12%`."""
        if self.hidden:
            return ""
        return TOO_FEW if self.rate is None else percent(self.rate)


def leaders_of(house: House, teams: Iterable[int]) -> tuple[LeaderLine, ...]:
    """Who leads one of these teams today, in name order. One statement.

    Only days on which they led count, and only teams that are told alone: a figure of several, less those, would be
    that of a small one.
    """
    asked = frozenset(teams) & house.told.groups
    today = {
        person
        for person, own in house.led.items()
        if any(holds(span, house.today) for team in asked for span in own.get(team, ()))
    }
    # A team's days are counted once, however many lead it.
    whole = {team: headcounts(house.members[team], house.first, house.today) for team in asked}
    people = User.objects.filter(pk__in=today).order_by(Lower("name"), "pk")
    return tuple(_line(house, pk, name, whole) for pk, name in people.values_list("pk", "name"))


def _line(house: House, pk: int, name: str, whole: Mapping[int, Sequence[int]]) -> LeaderLine:
    person_days = left = 0
    led: list[Span] = []
    teams = []
    everything: list[Span] = []
    for team in whole.keys() & house.led[pk].keys():
        own = house.led[pk][team]
        if any(holds(span, house.today) for span in own):
            teams.append(house.places[team].name)
        everything += own
        for begin, end in joined(own):
            first = max(begin, house.first)
            last = house.today if end is None else min(end - DAY, house.today)
            if last < first:
                continue
            led.append((first, last + DAY))
            there = whole[team][(first - house.first).days : (last - house.first).days + 1]
            themself = headcounts({pk: house.members[team][pk]}, first, last)
            person_days += sum(there) - sum(themself)
            left += len(house.left(frozenset({team}), first, last))
    days = sum(((end or house.today) - begin).days for begin, end in joined(led))
    people = person_days / days if days else 0.0
    hidden = ""
    if days < FEWEST_DAYS:
        hidden = f"Leads for {days} days: too early to say."
    elif people < FEWEST:
        hidden = "Fewer than five people: nothing is told."
    says_rate = not hidden and days >= YEAR.days and left >= FEWEST_LEFT
    return LeaderLine(
        pk,
        name,
        ", ".join(sorted(teams, key=str.casefold)),
        next(span[0] for span in joined(everything) if holds(span, house.today)),
        days,
        people,
        0 if hidden else left,
        yearly(left, person_days) if says_rate else None,
        hidden,
    )
