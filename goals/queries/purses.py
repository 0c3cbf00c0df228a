"""What a budget for rewards has left, and whether a guard holds a reward back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Q, Sum

from goals import formats
from goals.models import GuardStatus, Metric, RewardBudget, RewardGrant
from goals.periods import Period, Rhythm
from goals.progress import Sums
from goals.queries.draft_words import lower_first
from goals.queries.figures import Writer
from goals.queries.goal_names import name_of_days
from goals.queries.shape import clock_of
from teams.models import Organisation, Team

LONG_AGO = date(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class Purse:
    """A budget in the month or quarter that holds a day. `holder` None is the organisation."""

    holder: Team | None
    period: Period
    name: str
    amount: Decimal
    spent: Decimal

    @property
    def left(self) -> Decimal:
        """What may still be given; below zero where a budget was cut after it was spent."""
        return self.amount - self.spent


def period_of(cadence: str, day: date, organisation: Organisation) -> Period:
    """The month or fiscal quarter that holds a day."""
    rhythm = Rhythm(
        cadence, LONG_AGO, None, organisation.week_starts_on, organisation.fiscal_year_starts_in
    )
    return rhythm.whole_period(day)


def purse_of(team: Team, organisation: Organisation, now: datetime) -> Purse | None:
    """The team's own purse today, or without one the organisation's; None where neither has been set."""
    return purses_of([team], organisation, now)[team.pk]


def purses_of(
    teams: Sequence[Team], organisation: Organisation, now: datetime
) -> dict[int, Purse | None]:
    """The purse that each team draws on today, by team. Two statements.

    Under 0 stands the organisation's own.
    """
    holders: list[Team | None] = [*teams, None]
    ids = [team.pk for team in teams]
    latest: dict[int, RewardBudget] = {}
    periods: dict[int, tuple[RewardBudget, Period, date]] = {}
    rows = RewardBudget.objects.filter(Q(team__in=ids) | Q(team=None)).order_by("id")
    today = {_key(holder): clock_of(holder, organisation).day_of(now) for holder in holders}
    for row in rows:
        if row.since <= today[row.team_id or 0]:
            latest[row.team_id or 0] = row
    for key, row in latest.items():
        periods[key] = (row, period_of(row.cadence, today[key], organisation), today[key])
    spent = _spent(ids, periods)
    found: dict[int, Purse] = {}
    for holder in holders:
        key = _key(holder)
        if key in periods:
            row, period, day = periods[key]
            name = name_of_days(row.cadence, period.first, period.last, day)
            found[key] = Purse(holder, period, name, row.amount, spent.get(key, Decimal(0)))
    return {_key(holder): found.get(_key(holder)) or found.get(0) for holder in holders}


def _key(holder: Team | None) -> int:
    return 0 if holder is None else holder.pk


def _spent(
    ids: Sequence[int], periods: Mapping[int, tuple[RewardBudget, Period, date]]
) -> dict[int, Decimal]:
    """What was drawn on each holder's purse in its period."""
    if not periods:
        return {}
    first = min(period.first for _, period, _ in periods.values())
    grants = RewardGrant.objects.filter(Q(drawn_from__in=ids) | Q(drawn_from=None), day__gte=first)
    rows = grants.order_by().values_list("drawn_from", "day").annotate(spent=Sum("cost"))
    found: dict[int, Decimal] = defaultdict(Decimal)
    for holder, day, spent in rows:
        key = holder or 0
        if key in periods and day in periods[key][1]:
            found[key] += spent
    return found


def held_words(
    status: str, guard: Metric | None, bound: Decimal | None, sums: Sums, currency: str
) -> str:
    """`Held by its guard: reopened cases stand at 12%, and were to stay at 9% or less.`; '' where kept."""
    if guard is None or bound is None or status in ("", GuardStatus.KEPT):
        return ""
    writer = Writer(guard, currency)
    noun = lower_first(guard.name)
    if status == GuardStatus.UNKNOWN:
        return f"Its guard, {noun}, has too few figures to say."
    figure = writer.figure(writer.result(sums), near=bound)
    return f"Held by its guard: {noun} came to {figure}, and the bound is {writer.limit(bound)}."


def price(cost: Decimal, currency: str) -> str:
    """`£75`, or `nothing` for what costs no money."""
    return formats.money(cost, currency) if cost else "nothing"
