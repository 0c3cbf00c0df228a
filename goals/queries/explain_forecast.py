"""How pace, forecast, likelihood and status of a goal came about, in words with its own numbers.

No statements: everything was read with the goal.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from goals import formats
from goals.forecast import FEWEST_DAYS
from goals.models import Goal, Progress, Scope, Status
from goals.outlook import LONGEST_PAST
from goals.progress import is_too_little, needed_per_day
from goals.queries.figures import Writer, counted, plain
from goals.queries.goal import SHORT, GoalDetail
from goals.queries.goal_names import days_left, is_over, sums_of, writer_of
from goals.queries.goal_outlook import needed_rest, outlook_in, weight_left
from goals.queries.outlooks import SILENT, Outlook, chance, finish, range_words
from goals.usual_work import FEWEST_DAYS as FEWEST_LEARNED

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_WEEKS = LONGEST_PAST.days // 7


@dataclass(frozen=True, slots=True)
class Reason:
    """What is explained, how it came about, and what that rests on."""

    name: str
    text: str
    hint: str = ""


def reasons_of(detail: GoalDetail) -> tuple[Reason, ...]:
    """Of the period as it stands; empty where nothing is worked out, or of everybody at once."""
    row = detail.progress
    if row is None or detail.subject.everyone:
        return ()
    writer = writer_of(detail)
    found = [_expected(detail, row, writer)] if not is_over(detail) else []
    if not is_over(detail):
        found += [_forecast(detail, row, writer), _likelihood(detail, row, writer)]
        found.append(_takes(detail, row, writer))
    found.append(_status(detail, row, writer))
    return tuple(reason for reason in found if reason is not None)


# --- Expected by now -----------------------------------------------------------------------------


def _expected(detail: GoalDetail, row: Progress, writer: Writer) -> Reason | None:
    name = "Expected by now"
    if not writer.is_total:
        text = f"{writer.limit(row.target)}, from the first day to the last: of a ratio no part is asked for."
        return Reason(name, _capital(text))
    if row.expected is None or not row.target:
        return None
    share = formats.percent(Fraction(row.expected) / Fraction(row.target) * 100)
    text = (
        f"{writer.figure(row.expected)}: {share} of the period's usual work is over, and so is that "
        f"share of {writer.target(row.target)}."
    )
    return Reason(name, text, _usual_work(detail))


def _usual_work(detail: GoalDetail) -> str:
    """Where the usual work comes from, and how a usual week is made up."""
    by_weekday = detail.known.usual.by_weekday
    if by_weekday is None:
        return (
            "Usual work goes by the working days and hours of the calendar: what is usual is learned "
            f"from {FEWEST_LEARNED // 7} weeks of figures on."
        )
    total = sum(by_weekday)
    parts = [
        f"{day} {formats.percent(Fraction(work, total) * 100)}"
        for day, work in zip(_WEEKDAYS, by_weekday, strict=True)
        if work
    ]
    hours = " and by the hours" if detail.goal.scope in (Scope.ORGANISATION, Scope.TEAM) else ""
    listed = f"{', '.join(parts[:-1])} and {parts[-1]}" if len(parts) > 1 else parts[0]
    return (
        f"Usual work is learned from the last {_WEEKS} weeks, by weekdays{hours}: of a usual week "
        f"{listed}. Days off count for nothing."
    )


# --- What is likely ------------------------------------------------------------------------------


def _forecast(detail: GoalDetail, row: Progress, writer: Writer) -> Reason:
    name, outlook = "Likely finish", outlook_in(detail)
    if outlook is None:
        return Reason(name, _no_forecast(detail))
    figure = finish(writer, outlook.likely, outlook, row.target)
    between = range_words(writer, outlook, row.target, between=True)
    text = f"{figure}, {between}. " if between else f"{figure}. "
    text += _of_what(detail, row, writer, outlook)
    return Reason(
        name,
        text,
        f"The rate is that of the last {_WEEKS} weeks, in which newer days count more. How much days "
        "differed from one another makes the range: eight times in ten the result lies in it.",
    )


def _of_what(detail: GoalDetail, row: Progress, writer: Writer, outlook: Outlook) -> str:
    if not writer.is_total:
        sums = sums_of(row)
        came = writer.rests_on(sums) or "Nothing"
        if row.n and not writer.is_percent:
            came = f"{writer.figure(writer.result(sums), near=row.target)} {came}"
        left = formats.number(weight_left(detail))
        return f"{came} so far, and usually {left} more to come, at the rate of late."
    more = max(outlook.likely - row.value, Decimal(0))
    return (
        f"{writer.figure(row.value)} so far, and {writer.figure(more)} more from the usual work that "
        "is left, at the rate of late."
    )


def _no_forecast(detail: GoalDetail) -> str:
    if detail.goal.state != Goal.State.ACTIVE:
        return "Nobody pursues the goal at the moment, so nothing is forecast."
    return (
        f"Too early to say: a forecast needs {FEWEST_DAYS} days of work in the last {_WEEKS} weeks."
    )


def _likelihood(detail: GoalDetail, row: Progress, writer: Writer) -> Reason | None:
    outlook = outlook_in(detail)
    if outlook is None or row.status in SILENT:
        return None
    said = chance(outlook.likelihood)
    exactly = _exactly(outlook.likelihood)
    reach = "reaches" if writer.higher else "stays within"
    text = (
        f"{_capital(said)} ({exactly}): so much of what can still come {reach} "
        f"{writer.target(row.target)}."
    )
    hint = (
        "Forecasts of past periods are replayed to see whether they keep their word: of the times that "
        "7 in 10 is said, about 7 in 10 are to come true."
    )
    return Reason("Likelihood", text, hint)


def _exactly(likelihood: Decimal) -> str:
    """`0.24`; at the ends no more than is known."""
    least = Decimal("0.005")
    if likelihood < least:
        return "under 0.01"
    return "over 0.99" if likelihood > 1 - least else formats.number(likelihood, 2)


# --- What it takes -------------------------------------------------------------------------------


def _takes(detail: GoalDetail, row: Progress, writer: Writer) -> Reason | None:
    """The sum as it is done."""
    if not writer.is_total:
        return _ratio_takes(detail, row, writer)
    left = days_left(detail)
    if detail.goal.cadence in SHORT:
        return None
    needed = needed_per_day(detail.measure, sums_of(row), row.target, left)
    if needed is None:
        return None
    short = writer.figure(row.target - row.value)
    days = counted(left, "working day", "working days")
    text = f"{writer.figure(needed)} a day: {short} still to go, over {days}, rounded up."
    return Reason("What it takes", text)


def _ratio_takes(detail: GoalDetail, row: Progress, writer: Writer) -> Reason | None:
    needed = needed_rest(detail)
    if needed is None or needed.safe:
        return None
    together = formats.number(row.weight + weight_left(detail))
    if needed.out_of_reach:
        text = f"Out of reach: with some {together} in all, no rest can make up for what is in."
    else:
        rate = writer.target(needed.rate) if writer.higher else writer.limit(needed.rate)
        text = f"{rate} from now on, so that all {together} together come to {writer.target(row.target)}."
    return Reason("What it takes", text, "As much is taken to come as usually does.")


# --- Status --------------------------------------------------------------------------------------


def _status(detail: GoalDetail, row: Progress, writer: Writer) -> Reason:
    status = Status(row.status)
    if detail.goal.state == Goal.State.PAUSED and not is_over(detail):
        status = Status.PAUSED
    text = f"{status.label}: {_because(detail, row, writer, status)}"
    hint = ""
    if is_too_little(detail.measure, sums_of(row)):
        least = detail.measure.minimum_weight
        hint = f"It rests on {plain(row.weight)}, fewer than {least}: too few to say."
    return Reason("Status", text, hint)


_PLAINLY = {
    Status.NO_DATA: "nothing has come in. That is not the same as nought.",
    Status.PAUSED: "set aside for the time being.",
    Status.TOO_EARLY: "under a tenth of the period and of its usual volume is in.",
}


def _because(detail: GoalDetail, row: Progress, writer: Writer, status: Status) -> str:
    if status in _PLAINLY:
        return _PLAINLY[status]
    if status not in (Status.MET, Status.MISSED):
        return _by_likelihood(detail, row, status)
    target = writer.limit(row.target)
    if row.final:
        return f"the period is closed, and the goal was {target}. Equal is met."
    reached = f"{target} is reached" if status == Status.MET else f"the goal is {target}"
    return f"{reached}, and of a total nothing is taken away any more."


def _by_likelihood(detail: GoalDetail, row: Progress, status: Status) -> str:
    if row.likelihood is not None:
        if is_over(detail):
            how = "reaches" if status == Status.ON_PACE else "does not reach"
            return f"the period is over, and what is in {how} the goal. It closes when late figures are in."
        return {
            Status.ON_PACE: "the goal is met at least 6 times in 10.",
            Status.WATCH: "the goal is met 3 to 6 times in 10.",
        }.get(status, "the goal is met fewer than 3 times in 10.")
    rule = {
        Status.ON_PACE: "at least what is expected by now.",
        Status.WATCH: "less than a tenth short of what is expected by now.",
    }.get(status, "a tenth or more short of what is expected by now.")
    return f"{rule} Without a forecast even pace decides."


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
