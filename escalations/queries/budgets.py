"""What a team's budget for amends has left in a month."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import reduce
from operator import or_

from django.db.models import Q, Sum

from escalations.models import Amends, AmendsBudget, Escalation
from goals import dates, formats
from teams.models import Team

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Budget:
    """A month of a team. `amount` None: no budget has been set, so nothing is over it.

    `since`, `set_by` and `reason` are of the budget that holds: its first month, who set it, and why.
    """

    first: date
    amount: Decimal | None
    spent: Decimal
    since: date | None = None
    set_by: str = ""
    reason: str = ""

    @property
    def left(self) -> Decimal:
        """What may still be given; below zero where a manager went over, or the budget was cut."""
        return (self.amount or NOTHING) - self.spent

    def over(self, amount: Decimal) -> Decimal:
        """By how much another amount would go over it; zero where it fits."""
        if self.amount is None:
            return NOTHING
        return max(amount - self.left, NOTHING) if amount > self.left else NOTHING

    def words(self, currency: str, today: date) -> str:
        """`£120 of £500 given in November`, `£20 over …`."""
        month = dates.month(self.first, today)
        spent = formats.money(self.spent, currency)
        if self.amount is None:
            return f"{spent} given in {month}. No budget is set."
        whole = formats.money(self.amount, currency)
        if self.left < 0:
            over = formats.money(-self.left, currency)
            return f"{spent} given in {month}, {over} over the budget of {whole}."
        left = formats.money(self.left, currency)
        return f"{spent} of {whole} given in {month}. {left} left."

    def what_is_left(self, whose: str, currency: str, today: date) -> str:
        """`£54 left of North's November budget`, in a line where the whole is not told; empty where none is set."""
        if self.amount is None:
            return ""
        budget = f"{whose}'s {dates.month(self.first, today)} budget"
        if self.left < 0:
            return f"{budget} is {formats.money(-self.left, currency)} over"
        left = formats.money(self.left, currency) if self.left else "Nothing"
        return f"{left} left of {budget}"

    def origin(self, currency: str, today: date) -> str:
        """`£500 a month since November, set by Priya Nair`; empty where no budget is set."""
        if self.amount is None or self.since is None:
            return ""
        who = f", set by {self.set_by}" if self.set_by else ""
        since = dates.month(self.since, today)
        return f"{formats.money(self.amount, currency)} a month since {since}{who}"


def month_of(day: date) -> date:
    """The first day of its month."""
    return day.replace(day=1)


def following(first: date) -> date:
    """The first day of the next month."""
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)


def budget_of(team: Team, day: date) -> Budget:
    """The budget of the month that holds a day, and what was given of it. Two statements."""
    first = month_of(day)
    found = AmendsBudget.objects.filter(team=team, since__lte=first).select_related("set_by")
    row = found.order_by("-id").first()
    spent = Amends.objects.filter(team=team, day__gte=first, day__lt=following(first))
    total = spent.aggregate(total=Sum("amount"))["total"]
    if row is None:
        return Budget(first, None, total or NOTHING)
    who = row.set_by.name if row.set_by else ""
    return Budget(first, row.amount, total or NOTHING, row.since, who, row.reason)


def budgets_of(days: Mapping[Team, date]) -> dict[int, Budget]:
    """The same of several teams at once, each of the month that holds its day; by team. Two statements."""
    firsts = {team.pk: month_of(day) for team, day in days.items()}
    rows = AmendsBudget.objects.filter(_any(Q(team=pk, since__lte=at) for pk, at in firsts.items()))
    # In the order they were set: of each team the last one holds.
    amounts = dict(rows.order_by("id").values_list("team", "amount"))
    spent = Amends.objects.filter(
        _any(Q(team=pk, day__gte=at, day__lt=following(at)) for pk, at in firsts.items())
    )
    totals = dict(spent.order_by().values_list("team").annotate(total=Sum("amount")))
    return {
        pk: Budget(first, amounts.get(pk), totals.get(pk) or NOTHING)
        for pk, first in firsts.items()
    }


def _any(conditions: Iterable[Q]) -> Q:
    """One of them at least; of none, nothing."""
    return reduce(or_, conditions, Q(pk__in=[]))


def given_of(escalation: Escalation, kind: str) -> Decimal:
    """What a case has been given of one kind, without what was reversed. One statement."""
    rows = Amends.objects.filter(escalation=escalation, kind=kind)
    return rows.aggregate(total=Sum("amount"))["total"] or NOTHING
