"""Who was thanked at least once, lately and month by month: the same for all who look, and only told of five or more."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Case, IntegerField, Value, When

from feedback.anonymity import FEWEST
from feedback.queries.counted import received_by_all_accounts
from feedback.queries.staying.house import House, holds
from feedback.staying import last_day_of_month, months_before
from goals import dates
from goals.charts import Column, DayColumns
from goals.formats import percent
from goals.usual import FEWEST_POINTS, outside, usual_range
from teams.calendar import Clock

THANKED_IN = timedelta(days=30)
SHOWN = 12


@dataclass(frozen=True, slots=True)
class Thanks:
    """Of each person thanked in the last 30 days, by whom; of each month by its first day, who was thanked in it.

    The last month is the one that runs.
    """

    lately: Mapping[int, set[int]]
    months: Mapping[date, set[int]]


@dataclass(frozen=True, slots=True)
class ThankedMonth:
    """A month: its people at its end, and how many of them were thanked in it. Of fewer than five nothing is told."""

    first: date
    name: str
    people: int
    thanked: int
    runs: bool

    @property
    def share(self) -> float | None:
        """In percent."""
        return self.thanked * 100 / self.people if self.people >= FEWEST else None

    @property
    def text(self) -> str:
        """`77%, 17 of 22`."""
        if self.share is None:
            return "Fewer than five people"
        return f"{percent(self.share)}, {self.thanked} of {self.people}"


@dataclass(frozen=True, slots=True)
class ThankedMonths:
    """The months of a group, oldest first, and what is usual of those that are over, in words."""

    lines: tuple[ThankedMonth, ...]
    usual: str

    @property
    def shown(self) -> tuple[ThankedMonth, ...]:
        """The last twelve, the one that runs among them."""
        return self.lines[-SHOWN:]

    @property
    def columns(self) -> DayColumns:
        """The share of each."""
        return DayColumns(
            id="thanked",
            title="Thanked at least once, month by month",
            columns=tuple(
                Column(
                    line.share,
                    f"{line.name}: {line.text}.",
                    pale=line.runs,
                    label=dates.short_month(line.first)[:1],
                    figure="" if line.share is None else percent(line.share),
                )
                for line in self.shown
            ),
            caption="",
        )


def read_thanks(house: House, clock: Clock, now: datetime) -> Thanks:
    """All that the report says of thanks. Two statements, whatever their number."""
    lately: dict[int, set[int]] = defaultdict(set)
    rows = (
        received_by_all_accounts()
        .filter(shared_at__gte=now - THANKED_IN)
        .order_by()
        .values_list("user_id", "kudos__author_id")
        .distinct()
    )
    for person, author in rows:
        lately[person].add(author)
    # One more than is shown: what is usual rests on months that are over.
    firsts = [
        *months_before(house.today, SHOWN, house.since),
        house.today.replace(day=1),
    ]
    # Where a month begins is worked out here: time zones never reach SQL.
    begins = [clock.day_start(first) for first in firsts]
    place = Case(
        *(When(shared_at__lt=end, then=Value(number)) for number, end in enumerate(begins[1:])),
        default=Value(len(firsts) - 1),
        output_field=IntegerField(),
    )
    months: dict[date, set[int]] = {first: set() for first in firsts}
    found = received_by_all_accounts().filter(shared_at__gte=begins[0], shared_at__lte=now)
    for person, number in (
        found.order_by().annotate(place=place).values_list("user_id", "place").distinct()
    ):
        months[firsts[number]].add(person)
    return Thanks(dict(lately), months)


def thanked_months(house: House, teams: frozenset[int], thanks: Thanks) -> ThankedMonths:
    """Those of a group, from the first month at whose end somebody was there."""
    spans = house.spans(teams)
    found: list[ThankedMonth] = []
    for first, thanked in thanks.months.items():
        last = min(last_day_of_month(first), house.today)
        runs = first == house.today.replace(day=1)
        here = {pk for pk, own in spans.items() if any(holds(span, last) for span in own)}
        if found or here:
            name = dates.month(first, house.today)
            found.append(
                ThankedMonth(
                    first,
                    f"{name} so far" if runs else name,
                    len(here),
                    len(here & thanked),
                    runs,
                )
            )
    return ThankedMonths(tuple(found), _usual([one.share for one in found if not one.runs]))


def _usual(shares: Sequence[float | None]) -> str:
    """What the months that are over say, where there are twelve and all of them are told."""
    known = [share for share in shares if share is not None]
    if len(known) < max(FEWEST_POINTS, len(shares)):
        return "Twelve months show what is usual."
    range_ = usual_range(known)
    if range_ is None:
        return "Twelve months show what is usual."
    low, high = max(range_.low, 0.0), min(range_.high, 100.0)
    words = f"the usual {round(low)} to {percent(high)} a month"
    side = outside(known[-1], range_)
    if side:
        return f"{'More' if side > 0 else 'Less'} than {words}."
    return f"Inside {words}: nothing to explain."
