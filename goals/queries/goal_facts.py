"""The four facts under a goal's bullet, and the sentence over its chart. No statements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

from goals import dates, formats
from goals.models import Cadence, Goal, Progress, Status
from goals.progress import Sums, needed_per_day, room_per_day, rounded
from goals.queries.figures import Writer, counted
from goals.queries.goal import SHORT, GoalDetail, Step
from goals.queries.goal_forecast import done_by
from goals.queries.goal_names import (
    days_left,
    is_over,
    recent_days,
    row_name,
    sums_of,
    writer_of,
)
from goals.queries.goal_outlook import (
    averaged,
    chance_words,
    needed_rest,
    outlook_in,
    takes,
)
from goals.queries.goal_usual import last_day_words
from goals.queries.needed import were
from goals.queries.outlooks import finish, range_words

_TONES = {Status.BEHIND: "bad", Status.MISSED: "bad", Status.WATCH: "late"}


@dataclass(frozen=True, slots=True)
class Fact:
    """A figure with its name above and a hint below; `emphasis` begins the hint, in its tone's colour.

    `meaning` explains the name; `explained` says that the page on how it is worked out shows it.
    """

    label: str
    number: str
    hint: str = ""
    emphasis: str = ""
    tone: str = ""
    meaning: str = ""
    explained: bool = False


# --- The four facts ------------------------------------------------------------------------------


def facts_of(detail: GoalDetail) -> tuple[Fact, ...]:
    """So far, against what, what it takes, and the likely finish (or how the last one ended)."""
    row = detail.progress
    if row is None:
        return ()
    if is_over(detail):
        return (_result(detail, row), _goal(detail, row), _beside(detail), _closing(detail, row))
    return (_result(detail, row), _pace(detail, row), _needed(detail, row), _finish(detail, row))


def _result(detail: GoalDetail, row: Progress) -> Fact:
    writer = writer_of(detail)
    sums = sums_of(row)
    hints = [writer.goal_line(row.target)]
    over = is_over(detail)
    if not over and writer.is_total and detail.goal.cadence not in SHORT:
        hints[0] += f", with {left_words(detail)}"
    if not writer.is_total:
        hints.append(writer.rests_on(sums))
    caution = writer.caution(sums)
    return Fact(
        label="Result" if over else "So far",
        number=writer.figure(writer.result(sums), near=row.target),
        hint=", ".join(hint for hint in hints if hint),
        emphasis=caution,
        tone="late" if caution else "",
        meaning=detail.goal.metric.meaning or detail.goal.metric.formula,
        explained=True,
    )


def _pace(detail: GoalDetail, row: Progress) -> Fact:
    writer = writer_of(detail)
    against = writer.against(writer.result(sums_of(row)), reference_of(writer, row))
    tone = _TONES.get(Status(row.status), "")
    if not writer.is_total:
        hint = last_day_words(detail) or writer.goal_line(row.target)
        return Fact("Against the goal", against or formats.NO_FIGURES, hint)
    if not against.endswith(("behind", "over")):
        tone = ""  # a word that the forecast gives is not for what is ahead
    worst = worst_day(detail, row) if tone else ""
    return Fact(
        label="Even pace today" if detail.goal.cadence not in SHORT else "Even pace now",
        number=writer.figure(row.expected, near=row.target),
        hint=worst if tone else against,
        emphasis=against if tone else "",
        tone=tone,
        meaning="What the goal asks for by now, when the work comes as it usually does.",
    )


def reference_of(writer: Writer, row: Progress) -> Decimal | None:
    """What a result is compared with: what is expected by now, for a ratio the target."""
    expected: Decimal | None = row.expected
    return expected if writer.is_total else row.target


def worst_day(detail: GoalDetail, row: Progress) -> str:
    """`85 of it on 11 Nov`, when one past day makes up a third or more of what is short."""
    writer = writer_of(detail)
    if not writer.higher or row.expected is None or row.expected <= row.value:
        return ""
    short = row.expected - row.value
    found: tuple[Decimal, Step] | None = None
    before = Decimal(0)
    for step in detail.steps:
        if step.state != "past" or step.expected is None:
            continue
        gap = step.expected - before - step.sums.value
        before = step.expected
        if found is None or gap > found[0]:
            found = (gap, step)
    if found is None or found[0] * 3 < short or found[0] > short:
        return ""
    gap = rounded(Fraction(found[0]), detail.goal.metric.decimals)
    return f"{writer.figure(gap)} of it on {dates.short_day(found[1].day, detail.today)}"


def _needed(detail: GoalDetail, row: Progress) -> Fact:
    writer = writer_of(detail)
    recent = recent_days(detail)
    if not writer.is_total:
        return _needed_of_ratio(detail, writer, recent, row)
    hint = averaged(writer, recent)
    if detail.goal.cadence in SHORT:
        return _still_to_go(detail, row, writer, hint)
    sums, left = sums_of(row), days_left(detail)
    if not writer.higher:
        room = room_per_day(detail.measure, sums, row.target, left)
        if room is not None:
            return Fact("Room each day", writer.figure(room), hint)
        return _still_to_go(detail, row, writer, hint)
    needed = needed_per_day(detail.measure, sums, row.target, left)
    if needed is not None:
        return Fact("Needed each day now", writer.figure(needed), hint)
    ahead = row.value - row.target
    label = "Past the goal by" if ahead >= 0 else "Still missing"
    return Fact(label, writer.figure(abs(ahead)), hint)


def _needed_of_ratio(
    detail: GoalDetail, writer: Writer, recent: Sequence[Sums], row: Progress
) -> Fact:
    needed = needed_rest(detail)
    if needed is None or needed.safe:
        return _recent_ratio(writer, recent, row)
    hint = were(writer, recent, row.target)
    label = "Needed from now on"
    if needed.out_of_reach:
        return Fact(label, "Out of reach", hint)
    if not writer.higher:
        hint = f"or less, {hint}" if hint else "or less"
    return Fact(label, writer.target(needed.rate), hint)


def _recent_ratio(writer: Writer, recent: Sequence[Sums], row: Progress) -> Fact:
    sums = sum(recent, Sums())
    label = f"Last {_days_words(len(recent))}" if recent else "Last working days"
    number = writer.figure(writer.result(sums), near=row.target)
    return Fact(label, number, writer.rests_on(sums))


def _still_to_go(detail: GoalDetail, row: Progress, writer: Writer, hint: str) -> Fact:
    rest = row.target - row.value
    if detail.goal.cadence == Cadence.HOURLY:
        hint = ""
    label = "Still to go" if writer.higher else "Room left"
    return Fact(label, writer.figure(max(rest, Decimal(0))), hint)


def _days_words(number: int) -> str:
    words = ("no", "one", "two", "three", "four", "five")
    return "working day" if number == 1 else f"{words[number]} working days"


def _finish(detail: GoalDetail, row: Progress) -> Fact:
    """What it will likely end on, and between what; how long is left where that cannot be said."""
    outlook = outlook_in(detail)
    if outlook is None:
        return _left(detail, row)
    writer = writer_of(detail)
    hint = range_words(writer, outlook, row.target, between=True)
    if not hint and detail.goal.cadence not in SHORT:
        hint = left_words(detail)
    if detail.goal.cadence == Cadence.DAILY:
        hint = f"{hint}, by {_end_of_day(detail, row)[1]}".removeprefix(", ")
    return Fact(
        label="Likely finish",
        number=finish(writer, outlook.likely, outlook, row.target),
        hint=hint,
        meaning="Where it ends if things go on as they lately did. Eight times in ten it is in the range.",
        explained=True,
    )


def _left(detail: GoalDetail, row: Progress) -> Fact:
    previous = previous_words(detail)
    if detail.goal.cadence == Cadence.HOURLY:
        end = dates.clock_time(detail.clock.local(row.ends_at).time())
        return Fact("The hour ends", end, previous)
    if detail.goal.cadence == Cadence.DAILY:
        return Fact(*_end_of_day(detail, row), previous)
    last = dates.short_day(row.last_day, detail.today)
    if detail.goal.state != Goal.State.ACTIVE:
        return Fact("Working days left", str(days_left(detail)), previous or f"to {last}")
    hint = f"{left_words(detail)}, {previous}" if previous else f"{left_words(detail)}, to {last}"
    return Fact("Likely finish", "Too early to say" if row.n else formats.NO_FIGURES, hint)


def _end_of_day(detail: GoalDetail, row: Progress) -> tuple[str, str]:
    """When work ends today; for the organisation, when the day does."""
    works = detail.workdays.works
    shift = works[0].shift(row.first_day) if detail.goal.team_id is not None else None
    ends_at = shift[1] if shift else row.ends_at
    label = "Work ended at" if shift and ends_at <= detail.now else "Work ends at"
    return label if shift else "The day ends at", dates.clock_time(
        detail.clock.local(ends_at).time()
    )


def left_words(detail: GoalDetail) -> str:
    """`7 working days left`."""
    left = days_left(detail)
    if not left:
        return "no working day left"
    return f"{counted(left, 'working day', 'working days')} left"


def previous_row(detail: GoalDetail) -> Progress | None:
    """The period before the shown one, where there was one with figures."""
    row = detail.progress
    rows = [one for one in detail.periods if row is None or one.starts_at < row.starts_at]
    return rows[-1] if rows and rows[-1].n else None


def previous_words(detail: GoalDetail) -> str:
    """`October ended on 4,112`."""
    row = previous_row(detail)
    if row is None:
        return ""
    writer = writer_of(detail)
    figure = writer.figure(writer.result(sums_of(row)), near=row.target)
    is_week = detail.goal.cadence == Cadence.WEEKLY
    name = "The week before" if is_week else row_name(detail, row)
    return f"{name} ended on {figure}"


def _goal(detail: GoalDetail, row: Progress) -> Fact:
    writer = writer_of(detail)
    against = short_of(writer, sums_of(row), row.target)
    tone = _TONES.get(Status(row.status), "")
    return Fact(
        label="Goal",
        number=writer.target(row.target),
        hint="" if tone else against,
        emphasis=against if tone else "",
        tone=tone,
    )


def short_of(writer: Writer, sums: Sums, target: Decimal) -> str:
    """A closed period against its target: `150 short`, `12 past it`, `0.4 pts below`, `level`."""
    against = writer.against(writer.result(sums), target)
    if not writer.is_total or not writer.higher:
        return against
    return against.replace(" behind", " short").replace(" ahead", " past it")


def _beside(detail: GoalDetail) -> Fact:
    row = previous_row(detail)
    if row is None:
        return Fact("The period before", formats.NO_FIGURES)
    writer = writer_of(detail)
    return Fact(
        label=row_name(detail, row),
        number=writer.figure(writer.result(sums_of(row)), near=row.target),
        hint=writer.goal_line(row.target),
    )


def _closing(detail: GoalDetail, row: Progress) -> Fact:
    """When it closed, and what it was before figures that came later."""
    if not row.final:
        return Fact("Closes", _closes_on(detail, row), "late figures still count")
    closed = row.closed_at or row.ends_at
    day = dates.short_day(detail.clock.local(closed).date(), detail.today)
    return Fact("Closed", day, revised_words(detail, row))


def _closes_on(detail: GoalDetail, row: Progress) -> str:
    closes = row.ends_at + timedelta(hours=detail.goal.grace_hours)
    return dates.short_day(detail.clock.local(closes).date(), detail.today)


def revised_words(detail: GoalDetail, row: Progress) -> str:
    """`revised 3 Dec, was 4,012`; empty where nothing came after the close."""
    if row.revised_at is None or row.closed_value is None or row.closed_weight is None:
        return ""
    writer = writer_of(detail)
    day = dates.short_day(detail.clock.local(row.revised_at).date(), detail.today)
    was = result_when_closed(writer, row)
    return f"revised {day}, was {writer.figure(was, near=row.target)}"


def result_when_closed(writer: Writer, row: Progress) -> Decimal | None:
    """What a closed period came to before figures that came later."""
    if row.closed_value is None or row.closed_weight is None:
        return None
    # What was there is known by its sums; that it rested on anything, by its status.
    readings = 0 if row.closed_status == Status.NO_DATA else 1
    return writer.result(Sums(row.closed_value, row.closed_weight, readings))


# --- The sentence over the chart -----------------------------------------------------------------


def chart_sentence(detail: GoalDetail) -> str:
    """`142 behind even pace. 230 a day gets us there; the last five days averaged 209. About 2 in 10
    that we make it.`
    """
    row = detail.progress
    if row is None or row.n == 0:
        return ""
    writer = writer_of(detail)
    sums = sums_of(row)
    if is_over(detail):
        return ended_words(writer, sums, row.target)
    against = writer.against(writer.result(sums), reference_of(writer, row))
    parts = [f"{_capital(against)} {'even pace' if writer.is_total else 'the goal'}"]
    if against == "level":
        parts = [f"Level with {'even pace' if writer.is_total else 'the goal'}"]
    elif writer.is_total and against.endswith("ahead"):
        parts = [f"{_capital(against)} of even pace"]
    done = done_by(detail)
    done_words = "" if done is None else f"Likely done by {dates.short_day(done, detail.today)}"
    parts += [takes(detail), chance_words(detail), done_words]
    return ". ".join(part for part in parts if part) + "."


def ended_words(writer: Writer, sums: Sums, target: Decimal) -> str:
    """`150 short of the goal of 4,200.`, `0.4 pts above the goal of 92%.`"""
    against = writer.against(writer.result(sums), target)
    if not against:
        return ""
    if against == "level":
        return f"Level with the goal of {writer.target(target)}."
    if writer.is_total and writer.higher:
        against = against.replace(" behind", " short of").replace(" ahead", " past")
    return f"{_capital(against)} the goal of {writer.target(target)}."


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
