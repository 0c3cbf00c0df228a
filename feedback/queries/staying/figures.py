"""The figures of one group of people: how many left, how many stay how long, who is thanked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from feedback.queries.staying.house import DAY, YEAR, House
from feedback.queries.staying.thanked import ThankedMonths, Thanks, thanked_months
from feedback.staying import (
    BANDS,
    bands_of,
    half_longer_than,
    headcounts,
    is_more,
    last_day_of_month,
    months_before,
    usual_counts,
    yearly,
)
from goals import dates
from goals.charts import Bar, Bars, Column, DayColumns
from goals.formats import count, number, percent

LOOKED_BACK = 24
"""Months that a usual range rests on at most."""
SHOWN = 12
FEWEST_DAYS = 90
"""Days below which nobody can say how many leave in a year."""
TOO_EARLY = "Too early to say"


@dataclass(frozen=True, slots=True)
class MonthLine:
    """A month, or what there is of the one that runs: its people on average, and how many of them left."""

    first: date
    name: str
    people: float
    left: int
    runs: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Five people or more, told as one. `teams` are ids; `slug` is empty for several teams.

    `before` left in the year before, None where nobody knows; `is_more` than that by now, beyond chance.

    `months` are over; `shown` are the last twelve, the one that runs among them, as the days of the figures.

    `average` people over `days` days, of whom `left` left: `rate` percent a year, None where it is too early to say.
    """

    name: str
    slug: str
    note: str
    teams: frozenset[int]
    now: int
    days: int
    average: float
    left: int
    rate: float | None
    before: int | None
    is_more: bool
    months: tuple[MonthLine, ...]
    shown: tuple[MonthLine, ...]
    usual: str
    usual_top: float | None
    bands: tuple[int, ...]
    median: str
    thanked: int
    gave: int
    thanked_months: ThankedMonths

    @property
    def people(self) -> str:
        """People on average, with one decimal while they are few."""
        return number(self.average, 1 if self.average < 100 else 0)

    @property
    def rate_text(self) -> str:
        """`12%`."""
        return TOO_EARLY if self.rate is None else percent(self.rate)

    @property
    def thanked_share(self) -> str:
        """`75%`: of the people who are here today."""
        return percent(self.thanked * 100 / self.now)

    @property
    def columns(self) -> DayColumns:
        """How many left in each of the last months, and what is usual at most."""
        return DayColumns(
            id="months",
            title="How many left, month by month",
            columns=tuple(
                Column(
                    float(line.left),
                    f"{line.name}: {line.left} left.",
                    pale=line.runs,
                    label=dates.short_month(line.first)[:1],
                    figure=count(line.left),
                )
                for line in self.shown
            ),
            pace=self.usual_top,
            caption="",
            pace_label=f"{count(int(self.usual_top))} at most" if self.usual_top else "",
            pace_hint="is usual",
        )

    @property
    def drawn(self) -> str:
        """The months of the chart: `Dec 2025 to Nov 2026`."""
        ends = [f"{line.first:%b %Y}" for line in (*self.shown[:1], *self.shown[-1:])]
        return " to ".join(dict.fromkeys(ends))

    @property
    def tenure(self) -> Bars:
        """How long the people of today have been here."""
        return Bars(
            tuple(
                Bar(band, number_, count(number_), strong=place < 2)
                for place, (band, number_) in enumerate(zip(BANDS, self.bands, strict=True))
            )
        )


def group_of(
    house: House,
    teams: frozenset[int],
    thanks: Thanks,
    *,
    name: str,
    slug: str = "",
    note: str = "",
) -> Group:
    """The figures of these teams together."""
    spans = house.spans(teams)
    daily = headcounts(spans, house.first, house.today)
    left = house.left(teams, house.first, house.today)
    here = house.here(teams)
    givers = {giver for by in thanks.lately.values() for giver in by}
    lines = _months(house, teams)
    usual = usual_counts([line.left for line in lines])
    before, more = _year_before(house, teams, sum(daily))
    return Group(
        name=name,
        slug=slug,
        note=note,
        teams=teams,
        now=len(here),
        days=len(daily),
        average=sum(daily) / len(daily) if daily else 0.0,
        left=len(left),
        rate=yearly(len(left), sum(daily)) if len(daily) >= FEWEST_DAYS else None,
        months=tuple(lines),
        shown=(*lines[1 - SHOWN :], *_so_far(house, teams)) if lines else (),
        before=before,
        is_more=more,
        usual=_usual(lines, usual),
        usual_top=float(usual[1]) if usual else None,
        bands=bands_of((house.today - house.began[person]).days for person in here),
        median=half_longer_than([(house.today - house.began[person]).days for person in here]),
        thanked=len(here & thanks.lately.keys()),
        gave=len(here & givers),
        thanked_months=thanked_months(house, teams, thanks),
    )


def _months(house: House, teams: frozenset[int]) -> list[MonthLine]:
    """The months that are over, from the first in which somebody was there; oldest first."""
    firsts = months_before(house.today, LOOKED_BACK, house.since)
    if not firsts:
        return []
    start, end = firsts[0], last_day_of_month(firsts[-1])
    daily = headcounts(house.spans(teams), start, end)
    left = [one.left_on for one in house.left(teams, start, end)]
    found: list[MonthLine] = []
    for first in firsts:
        last = last_day_of_month(first)
        days = daily[(first - start).days : (last - start).days + 1]
        if not found and not any(days):
            continue
        found.append(
            MonthLine(
                first,
                dates.month(first, house.today),
                sum(days) / len(days),
                sum(first <= day <= last for day in left),
            )
        )
    return found


def _so_far(house: House, teams: frozenset[int]) -> Iterator[MonthLine]:
    """What there is of the month that runs."""
    first = house.today.replace(day=1)
    if first < house.since:
        return
    days = headcounts(house.spans(teams), first, house.today)
    left = len(house.left(teams, first, house.today))
    name = f"{dates.month(first, house.today)} so far"
    yield MonthLine(first, name, sum(days) / len(days), left, runs=True)


def _usual(lines: Sequence[MonthLine], found: tuple[int, int] | None) -> str:
    """Where the months of the chart lie, in words; nothing before there are twelve."""
    if found is None:
        return ""
    low, high = found
    range_ = f"{count(low)} to {count(high)}"
    above = [place for place, line in enumerate(lines) if line.left > high][-1:]
    if not above or above[0] <= len(lines) - SHOWN:
        return f"Inside the usual {range_} a month: nothing to explain."
    since = "." if above[0] == len(lines) - 1 else ", and inside it since."
    return f"More than the usual {range_} in {lines[above[0]].name}{since}"


def _year_before(house: House, teams: frozenset[int], person_days: int) -> tuple[int | None, bool]:
    """How many left in the year before the days of the report, None where that is not known; and whether they are
    more by now.
    """
    first, last = house.first - YEAR, house.first - DAY
    if (house.today - house.first).days + 1 < YEAR.days or house.since > first:
        return None, False
    then = headcounts(house.spans(teams), first, last)
    left = len(house.left(teams, house.first, house.today))
    before = len(house.left(teams, first, last))
    both = sum(then) + person_days
    return before, bool(both) and is_more(left, before, person_days / both)
