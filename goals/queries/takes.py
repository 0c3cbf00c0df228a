"""What a goal that is short takes, from its line in the list: for to-do items and mail. No statements."""

from __future__ import annotations

from goals.models import Scope
from goals.queries.ledger import GoalNow
from goals.queries.sentences import capital
from goals.queries.spent import a_day_gets_there

_A_DAY, _FROM_NOW, _TO_GO = " a day from now on", " from now on", " to go"


def what_it_takes(goal: GoalNow) -> str:
    """`142 behind even pace. 230 a day gets us there; likely 4,050.`, `89.6%, 2.4 pts below the goal. Needs 96.6%
    from now on; the last five days were 90.0%; likely 91%.`, `9.4%, goal 9% or less: 0.4 pts over, likely 9.5%.`,
    `1,254 short, and no working time is left this month.`
    """
    if goal.line.spent:
        return f"{goal.line.spent}."
    row, takes = goal.line.row, goal.line.takes
    likely = row.against_hint if row.against_hint.startswith("likely") else ""
    if takes or goal.line.rest:
        there = goal.line.rest or capital(_there(goal, "us"))
        # A share says itself first: of a sum how far off it is says more.
        stands = f"{row.now}, {goal.line.reading}" if goal.line.rest else goal.line.reading
        return f"{capital(stands)}. {'; '.join(part for part in (there, likely) if part)}."
    if goal.scope == Scope.MEMBERS:
        return f"{row.now} {row.now_hint} are on pace."
    return (
        f"{row.now}, {row.now_hint}: {', '.join(part for part in (row.against, likely) if part)}."
    )


def what_it_takes_of_you(goal: GoalNow) -> str:
    """To an agent about their own: `230 a day gets you there.`, `172 to go.`, `84%, goal 90%.`, `84%, goal 90%.
    Needs 96.6% from now on; the last five days were 90.0%.`
    """
    row, takes = goal.line.row, goal.line.takes
    if goal.line.spent:
        return f"{goal.line.spent}."
    if takes and goal.line.rest:
        return f"{row.now}, {row.now_hint}. {goal.line.rest}."
    if takes:
        return f"{capital(_there(goal, 'you'))}."
    return f"{row.now}, {row.now_hint}."


def needed(goal: GoalNow) -> str:
    """The same in a word or two, for a subject: `needs 230 a day`, `needs 34 more`, `is 0.4 pts over`."""
    row, takes = goal.line.row, goal.line.takes
    if takes.endswith(_A_DAY):
        return f"needs {takes.removesuffix(_A_DAY)} a day"
    if takes.endswith(_FROM_NOW):
        return f"needs {takes}"
    if takes.endswith(_TO_GO):
        return f"needs {takes.removesuffix(_TO_GO)} more"
    if goal.scope == Scope.MEMBERS or not row.against:
        return "needs you"
    return f"is {row.against}"


def _there(goal: GoalNow, whom: str) -> str:
    takes = goal.line.takes
    if takes.endswith(_A_DAY):
        figure = takes.removesuffix(_A_DAY)
        return a_day_gets_there(figure, whom, beyond=goal.line.is_beyond)
    return takes
