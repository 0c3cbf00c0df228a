"""The report: are people leaving more than usual, and what keeps them?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from django.urls import reverse

from feedback.queries.pulse_results import Result, closed_rounds, read_results
from feedback.queries.staying.figures import FEWEST_DAYS, Group, group_of
from feedback.queries.staying.house import House, read_house
from feedback.queries.staying.leaders import LeaderLine, leaders_of
from feedback.queries.staying.reasons import Reasons, read_batches, read_readable
from feedback.queries.staying.thanked import Thanks, read_thanks
from goals import dates
from goals.formats import count
from teams.calendar import Clock
from teams.models import User
from teams.permissions import Standing, standing_of

EVERYBODY = "Everybody"
TOGETHER = "Your teams together"
HIDDEN = (
    "Fewer than five people on average. A figure of so few would say more of each than of the team, "
    "so nothing is told."
)


@dataclass(frozen=True, slots=True)
class Fact:
    """One figure, what it says more, and where it comes from."""

    label: str
    number: str
    hint: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """What the page says. `groups` stand in its table, `chosen` is told in full; None where nothing is told.

    `reasons` are those of `chosen`; None where the viewer may know none. `told_together` are of a team whose reasons
    the viewer may not read one by one. `may_open` leads to who left.
    """

    first: date
    today: date
    since: date
    groups: tuple[Group, ...]
    chosen: Group | None
    reasons: Reasons | None
    told_together: Reasons | None
    may_open: bool
    leaders: tuple[LeaderLine, ...]
    pulse: Result | None

    @property
    def is_whole_year(self) -> bool:
        """Whether the days are a year."""
        return (self.today - self.first).days + 1 >= 365

    @property
    def period(self) -> str:
        """The days that the figures are of."""
        return dates.span(self.first, self.today, self.today)

    @property
    def sentence(self) -> str:
        """What it comes to."""
        if self.chosen is None:
            return HIDDEN
        days = (self.today - self.first).days + 1
        when = "in the last 12 months" if self.is_whole_year else f"in {days} days"
        who = "Nobody left" if not self.chosen.left else f"{count(self.chosen.left)} left"
        if days < FEWEST_DAYS:
            return f"{who} {when}: too early to say what is usual."
        if self.chosen.before is not None:
            when += f", {count(self.chosen.before)} in the 12 before"
        if self.chosen.is_more:
            return f"{who} {when}. That is more than chance explains: ask why."
        more = self.chosen.usual or "What is usual shows once there are twelve months."
        return f"{who} {when}. {more}"

    @property
    def query(self) -> str:
        """What the addresses of files and rows take along."""
        slug = self.chosen.slug if self.chosen else ""
        return f"?{urlencode({'team': slug})}" if slug else ""

    @property
    def facts(self) -> tuple[Fact, ...]:
        """The figures above all."""
        group = self.chosen
        if group is None:
            return ()
        facts = [
            Fact(
                "Left in the last 12 months"
                if self.is_whole_year
                else f"Left since {dates.short_day(self.first, self.today)}",
                count(group.left),
                f"of {group.people} people on average",
                reverse("feedback:left") + self.query if self.may_open and group.left else "",
            ),
            Fact(
                "Turnover a year",
                "Too early" if group.rate is None else group.rate_text,
                "of the people, counted day by day"
                if group.rate is not None
                else f"from {FEWEST_DAYS} days on",
            ),
            Fact(
                "Half are here longer than",
                group.median,
                f"of {count(group.now)} people today",
                reverse("feedback:here") + self.query,
            ),
            Fact(
                "Thanked in the last 30 days",
                group.thanked_share,
                f"{count(group.thanked)} of {count(group.now)}; {count(group.gave)} thanked somebody",
                reverse("feedback:coverage"),
            ),
        ]
        if self.pulse is not None and self.pulse.whole is not None:
            facts.append(
                Fact(
                    "How work feels",
                    f"{self.pulse.whole.mean} of 5",
                    f"{self.pulse.words} Everybody, {self.pulse.span}",
                    reverse("feedback:team_health"),
                )
            )
        return tuple(facts)


def report_of(viewer: User, *, slug: str, clock: Clock, now: datetime) -> Report:
    """The report for this viewer, of the team called `slug` in full, else of all that is told to them.

    A constant number of statements. What is told of teams rests on the same days and the same smallest size for all
    who look (`house.told`).
    """
    today = clock.day_of(now)
    house = read_house(today, clock)
    standing = standing_of(viewer)
    groups = _groups(house, standing, read_thanks(house, clock, now))
    chosen = next((one for one in groups if slug and one.slug == slug), None)
    chosen = chosen or (groups[0] if groups else None)
    readable = read_readable(viewer, house)
    reasons = told_together = None
    if chosen is not None:
        if standing.is_administrator or chosen.teams <= standing.manages:
            reasons = readable.of(house, chosen.teams)
        elif chosen.slug:
            told_together = read_batches(chosen.teams, clock, today).get(next(iter(chosen.teams)))
    looked_after = house.places.keys() if standing.is_administrator else standing.manages
    newest = closed_rounds().first()
    return Report(
        first=house.first,
        today=today,
        since=house.since,
        groups=groups,
        chosen=chosen,
        reasons=reasons,
        told_together=told_together,
        may_open=standing.is_administrator or bool(standing.manages),
        leaders=leaders_of(house, looked_after) if looked_after else (),
        pulse=read_results([newest], clock, now)[0] if newest else None,
    )


def _groups(house: House, standing: Standing, thanks: Thanks) -> tuple[Group, ...]:
    """The whole first, where there is more than one; teams by name; those that are told together last."""
    open_ = {pk for pk, place in house.places.items() if not place.is_archived}
    mine = open_ if standing.is_administrator else open_ & standing.leads
    if not house.told.whole:
        return ()
    alone = sorted(mine & house.told.groups, key=lambda pk: house.places[pk].name.casefold())
    found = [
        group_of(
            house,
            frozenset({pk}),
            thanks,
            name=house.places[pk].name,
            slug=house.places[pk].slug,
        )
        for pk in alone
    ]
    rest = house.told.rest
    if rest and rest <= mine:
        names = sorted((house.places[pk].name for pk in rest), key=str.casefold)
        joined = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
        note = "Fewer than five people in one of them: told together." if len(names) > 1 else ""
        found.append(group_of(house, rest, thanks, name=joined, note=note))
    if len(found) < 2:
        return tuple(found)
    together = frozenset().union(*(one.teams for one in found))
    if standing.is_administrator:
        together |= house.places.keys()
    name = EVERYBODY if standing.is_administrator else TOGETHER
    return (group_of(house, together, thanks, name=name), *found)
