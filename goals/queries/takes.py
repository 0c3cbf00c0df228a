"""What a goal that is short takes, from its line in the list: for to-do items and mail. No statements."""

from __future__ import annotations

from goals.models import Scope
from goals.queries.ledger import GoalNow

A_DAY, TO_GO = " a day from now", " to go"
"""How a line's hint ends that says what it takes."""


def what_it_takes(goal: GoalNow) -> str:
    """`142 behind even pace. 230 a day gets us there.`, `9.4%, goal 9% or less: 0.4 pts over.`"""
    row = goal.line.row
    if row.against_hint.endswith(A_DAY):
        return f"{goal.line.reading}. {row.against_hint.removesuffix(A_DAY)} a day gets us there."
    if row.against_hint.endswith(TO_GO):
        return f"{goal.line.reading}. {row.against_hint}."
    if goal.scope == Scope.MEMBERS:
        return f"{row.now} {row.now_hint} are on pace."
    return f"{row.now}, {row.now_hint}: {row.against}."


def needed(goal: GoalNow) -> str:
    """The same in a word or two, for a subject: `needs 230 a day`, `needs 34 more`, `is 0.4 pts over`."""
    row = goal.line.row
    if row.against_hint.endswith(A_DAY):
        return f"needs {row.against_hint.removesuffix(A_DAY)} a day"
    if row.against_hint.endswith(TO_GO):
        return f"needs {row.against_hint.removesuffix(TO_GO)} more"
    if goal.scope == Scope.MEMBERS or not row.against:
        return "needs you"
    return f"is {row.against}"
