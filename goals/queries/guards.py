"""How a goal's guard stands, in words and as figures: for its page, its table, lists and the API.

No statements: a goal is read with its guard.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from goals.models import Goal, GuardStatus, Metric, Progress
from goals.progress import Sums
from goals.queries.figures import Writer
from goals.queries.goal import GoalDetail

_WORDS = {
    GuardStatus.KEPT: "kept",
    GuardStatus.BROKEN: "out of bounds",
    GuardStatus.UNKNOWN: "too few figures to say",
}


@dataclass(frozen=True, slots=True)
class GuardLine:
    """`Repeat contacts 4.1%, bound 5% or less`, and `kept`; broken ones are called out."""

    name: str
    slug: str
    figure: str
    bound: str
    word: str
    broken: bool = False


@dataclass(frozen=True, slots=True)
class GuardStands:
    """The guard's figures in one period, exact; `result` None where there are none."""

    metric: Metric
    value: Decimal
    weight: Decimal
    result: Decimal | None
    bound: Decimal
    status: str


def guard_line(detail: GoalDetail) -> GuardLine | None:
    """How the guard stands in the shown period; None for a goal without one."""
    row = detail.progress
    goal = detail.goal
    if goal.guard is None or goal.guard_bound is None:
        return None
    writer = Writer(goal.guard, detail.organisation.currency)
    if detail.subject.everyone:
        # Each member has figures of their own, which are not for a line over all of them.
        return GuardLine(goal.guard.name, goal.guard.slug, "", writer.limit(goal.guard_bound), "")
    status = row.guard_status if row is not None and row.guard_status else GuardStatus.UNKNOWN
    return GuardLine(
        name=goal.guard.name,
        slug=goal.guard.slug,
        figure=writer.figure(
            None if row is None else writer.result(guard_sums(row)), near=goal.guard_bound
        ),
        bound=writer.limit(goal.guard_bound),
        word=_WORDS[GuardStatus(status)],
        broken=status == GuardStatus.BROKEN,
    )


def guard_cell(detail: GoalDetail, row: Progress) -> str:
    """`4.1%, kept`, for one period of a table; empty where nothing was guarded then."""
    if detail.goal.guard is None or not row.guard_status:
        return ""
    writer = Writer(detail.goal.guard, detail.organisation.currency)
    figure = writer.figure(writer.result(guard_sums(row)), near=detail.goal.guard_bound)
    return f"{figure}, {_WORDS[GuardStatus(row.guard_status)]}"


def guard_stands(
    goal: Goal, row: Progress, then: tuple[Sums, str] | None = None
) -> GuardStands | None:
    """The figures behind it; None for a goal without a guard. `then` are those of an earlier day."""
    if goal.guard is None or goal.guard_bound is None or not row.guard_status:
        return None
    sums, status = then or (guard_sums(row), row.guard_status)
    result = Writer(goal.guard, "").result(sums)
    return GuardStands(goal.guard, sums.value, sums.weight, result, goal.guard_bound, status)


def guard_sums(row: Progress) -> Sums:
    """What the guard came to in the period's window."""
    zero = Decimal(0)
    return Sums(row.guard_value or zero, row.guard_weight or zero, row.guard_n or 0)
