"""What is said when a goal turns: which way, and what it takes. No statements.

The figures and their words are those of the goal's own page.
"""

from __future__ import annotations

from dataclasses import dataclass

from goals.models import Goal, Metric, Progress, Scope, Status
from goals.queries.figures import Writer
from goals.queries.goal import SHORT, GoalDetail
from goals.queries.goal_facts import (
    chart_sentence,
    ended_words,
    left_words,
    reference_of,
    result_when_closed,
)
from goals.queries.goal_names import row_name, sums_of, writer_of
from goals.queries.goal_outlook import chance_words, takes
from goals.queries.guards import guard_line
from goals.queries.outlooks import finish, outlook_of, range_words

TEXT = 300
"""A notice's text is no longer."""


@dataclass(frozen=True, slots=True)
class TurnWords:
    """One sentence, and one more with what it takes (may be empty)."""

    text: str
    detail: str = ""


def turned(detail: GoalDetail, row: Progress) -> TurnWords:
    """A running period that turned to its present status.

    `Behind: First-contact resolutions, 142 behind even pace.` and `230 a day gets us there; the last five
    days averaged 209.`
    """
    status = Status(row.status)
    writer = writer_of(detail)
    name = name_of(detail.goal)
    if status == Status.MET:
        return TurnWords(f"Met: {name}, {_figures(writer, row)}.", _to_go_on(detail))
    if status == Status.MISSED:
        against = ended_words(writer, sums_of(row), row.target)
        return TurnWords(f"Past its limit: {name}, {_figures(writer, row)}.", against)
    word = "Back on pace" if status == Status.ON_PACE else status.label
    stands, rest = _stands(detail, writer, row)
    return TurnWords(f"{word}: {name}, {stands}.", " ".join([rest, likely(writer, row)]).strip())


def closed(detail: GoalDetail, row: Progress) -> TurnWords:
    """A period that is over for good: `November closed at 4,050: First-contact resolutions.`"""
    writer = writer_of(detail)
    sums = sums_of(row)
    word = "Met" if row.status == Status.MET else "Missed"
    figure = writer.figure(writer.result(sums), near=row.target)
    return TurnWords(
        f"{word}: {name_of(detail.goal)}. {_capital(row_name(detail, row))} closed at {figure}.",
        ended_words(writer, sums, row.target),
    )


def revised(detail: GoalDetail, row: Progress) -> TurnWords | None:
    """`First-contact resolutions: November is revised, 4,012 → 4,020.`; None where no digit of it shows."""
    writer = writer_of(detail)
    was = result_when_closed(writer, row)
    now = writer.result(sums_of(row))
    before, after = (writer.figure(one, near=row.target) for one in (was, now))
    if before == after and row.status == row.closed_status:
        return None
    then = ""
    if row.status != row.closed_status and row.status in (Status.MET, Status.MISSED):
        then = "With that it is met." if row.status == Status.MET else "With that it is missed."
    name = f"{name_of(detail.goal)}: {_capital(row_name(detail, row))} is revised"
    late = "Figures came in, or were corrected, after it had closed."
    return TurnWords(f"{name}: {before} → {after}.", f"{then} {late}".strip())


def guarded(detail: GoalDetail, *, broken: bool) -> TurnWords | None:
    """A guard that turned: `Guard out of bounds: First-contact resolutions in North. Reopened cases 12%, bound
    9% or less.` and what that holds back; None where nothing is guarded.
    """
    guard = guard_line(detail)
    if guard is None:
        return None
    word = "Guard out of bounds" if broken else "Guard within bounds again"
    text = f"{word}: {name_of(detail.goal)}. {guard.name} {guard.figure}, bound {guard.bound}."
    reward = detail.goal.reward
    if reward is None:
        return TurnWords(text, "No reward is due while it is." if broken else "")
    if broken:
        return TurnWords(text, f"Its reward, {reward.name}, is held back while it is.")
    return TurnWords(text, f"Its reward, {reward.name}, is held back no longer.")


def name_of(goal: Goal) -> str:
    """Its name, with the team's where the name does not say it."""
    name: str = goal.name
    if goal.team is None or goal.scope == Scope.AGENT:
        return name
    return name if goal.team.name.casefold() in name.casefold() else f"{name} in {goal.team.name}"


def likely(writer: Writer, row: Progress) -> str:
    """`Likely to end on 4,050 to 4,180.`; empty where nothing can be foretold."""
    outlook = outlook_of(row)
    if outlook is None:
        return ""
    ends = range_words(writer, outlook, row.target)
    return f"Likely to end on {ends or finish(writer, outlook.likely, outlook, row.target)}."


def _stands(detail: GoalDetail, writer: Writer, row: Progress) -> tuple[str, str]:
    """`142 behind even pace`, and `230 a day gets us there; the last five days averaged 209.`"""
    said = chart_sentence(detail)
    if writer.is_total and said:
        # The first full stop that ends a sentence: figures have points, too.
        stands, _, rest = said.removesuffix(".").partition(". ")
        return stands[:1].lower() + stands[1:], f"{rest}." if rest else ""
    against = writer.against(writer.result(sums_of(row)), reference_of(writer, row))
    where = f", {against} the goal" if against and against != "level" else ""
    said_of_rest = ". ".join(part for part in (takes(detail), chance_words(detail)) if part)
    return f"{_figures(writer, row)}{where}", f"{said_of_rest}." if said_of_rest else ""


def _figures(writer: Writer, row: Progress) -> str:
    """`4,212 of 4,200`, `9.4%, goal 9% or less`."""
    figure = writer.figure(writer.result(sums_of(row)), near=row.target)
    line = writer.goal_line(row.target)
    counted = writer.metric.kind == Metric.Kind.TOTAL and writer.higher
    return f"{figure} {line}" if counted else f"{figure}, {line}"


def _to_go_on(detail: GoalDetail) -> str:
    return "" if detail.goal.cadence in SHORT else f"With {left_words(detail)}."


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
