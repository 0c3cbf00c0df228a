"""One line of the list of goals, in ready words. No statements: facts in, strings out.

A page of a hundred goals formats its figures here, once, so that its template only writes them down.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from goals import dates, formats
from goals.charts import Bullet, HourStrip, LedgerRow, bullet_for_rate, bullet_for_total
from goals.interval import wilson
from goals.models import Cadence, GuardStatus, Metric, Scope, Status
from goals.progress import is_too_little, needed_per_day, room_per_day
from goals.progress import result as result_of
from goals.queries.figures import Writer
from goals.queries.ledger_facts import GoalFacts, ProgressFacts
from goals.queries.needed import Rest, rate_words, rest_words
from goals.queries.outlooks import Outlook, decimals_of, is_near, outlook_of
from goals.queries.sentences import GOOD, JUDGED
from goals.queries.spent import NO_ROOM, NONE_LEFT, is_beyond, is_spent, over_words, spent_words
from teams.calendar import Clock
from teams.names import first_name

SHORT = frozenset({Cadence.HOURLY, Cadence.DAILY})


@dataclass(frozen=True, slots=True)
class Manner:
    """How lines are written on one page: links, money, and whether team and person need naming."""

    goal_path: str
    currency: str
    names_teams: bool = False
    names_people: bool = True

    def url(self, pk: int) -> str:
        """The page of a goal."""
        return self.goal_path.replace("/0/", f"/{pk}/", 1)

    def explain_url(self, pk: int) -> str:
        """How its figure was worked out."""
        return f"{self.url(pk)}explain/"


@dataclass(frozen=True, slots=True)
class Line:
    """A line and how much it wants attention: its status, how likely it is met, and the gap as a share of
    what is expected. `takes` is what gets there from here, `rest` the same of a ratio in the words of its
    page, beside the last days; `spent` says that nothing gets there any more, `is_beyond` that it would take
    more than usual days bring; `is_thin` that it rests on too little.
    """

    row: LedgerRow
    status: str
    gap: float = 0.0
    reading: str = ""
    takes: str = ""
    rest: str = ""
    spent: str = ""
    is_beyond: bool = False
    likelihood: Decimal | None = None
    is_thin: bool = False


def line_of(
    goal: GoalFacts,
    progress: ProgressFacts | None,
    manner: Manner,
    *,
    today: date,
    hours: HourStrip | None = None,
) -> Line:
    """The line of a goal with one subject: a team, the organisation, or one person."""
    if progress is None:
        return _line_without_progress(goal, manner, today)
    status = Status.PAUSED if goal.state == "paused" else progress.status
    result = result_of(goal.measure, progress.sums)
    reference = progress.expected if goal.is_total else progress.target
    target_text = _figure(goal, manner, progress.target)
    now = _figure(goal, manner, result, near=progress.target)
    against = _against(goal, manner, result, reference)
    is_thin = is_too_little(goal.measure, progress.sums)
    outlook = None if status == Status.PAUSED else outlook_of(progress)
    row = LedgerRow(
        url=manner.url(goal.pk),
        name=goal.name,
        hint=_hint(goal, manner, progress, today),
        bullet=_bullet(goal, progress, result, f"{now}, {_goal_line(goal, target_text)}"),
        now=now,
        now_hint=_goal_line(goal, target_text),
        against=against,
        against_hint=_caution(goal, progress)
        if is_thin
        else _against_hint(goal, manner, progress, outlook, result, status),
        status=status,
        hours=hours,
        explain_url=manner.explain_url(goal.pk),
        personal=goal.scope in (Scope.AGENT, Scope.MEMBERS),
    )
    return Line(
        row,
        status,
        _gap(goal, result, reference),
        _reading(goal, against),
        _what_it_takes(goal, manner, progress) if status in SHORT_OF else "",
        spent=_spent(goal, manner, progress, today) if status in SHORT_OF else "",
        is_beyond=goal.is_total and goal.higher_is_better and is_beyond(progress),
        likelihood=None if outlook is None or is_thin else outlook.likelihood,
        is_thin=is_thin,
    )


def line_of_members(
    goal: GoalFacts, by_status: Mapping[str, int], manner: Manner, *, today: date
) -> Line:
    """The line of a goal that each member of a team has, for those who lead it: how many are on pace."""
    people = sum(by_status.values())
    good = sum(number for status, number in by_status.items() if status in GOOD)
    judged = sum(number for status, number in by_status.items() if status in JUDGED)
    off = judged - good
    status = _status_of_members(by_status, judged, off)
    if goal.state == "paused":
        status = Status.PAUSED
    target = "" if goal.target is None else _figure(goal, manner, goal.target)
    limit = formats.goal_line(
        target, is_total=False, higher_is_better=goal.higher_is_better, counted=_counted(goal)
    )
    against = f"{off} off pace" if off else ("all on pace" if judged else "")
    row = LedgerRow(
        url=manner.url(goal.pk),
        name=goal.name,
        hint=_hint(goal, manner, None, today),
        bullet=bullet_for_total(
            float(good) if judged else None,
            float(people or 1),
            title=f"{good} of {people} people on pace",
        ),
        now=f"{good}" if judged else formats.NO_FIGURES,
        now_hint=f"of {people} {'person' if people == 1 else 'people'}" if people else "",
        against=against,
        against_hint=f"each: {limit}" if target else "",
        status=status,
    )
    return Line(row, status, off / judged if judged else 0.0, against)


def _status_of_members(by_status: Mapping[str, int], judged: int, off: int) -> str:
    if not judged:
        early = by_status.get(Status.TOO_EARLY, 0)
        return Status.TOO_EARLY if early else Status.NO_DATA
    if off == 0:
        return Status.ON_PACE
    return Status.BEHIND if off * 2 > judged else Status.WATCH


def _line_without_progress(goal: GoalFacts, manner: Manner, today: date) -> Line:
    """A goal that has just been made, or that begins on a later day."""
    later = goal.starts_on > today
    status = Status.PAUSED if goal.state == "paused" else Status.NO_DATA
    if later and status == Status.NO_DATA:
        status = Status.TOO_EARLY
    target = goal.target
    line = "" if target is None else _goal_line(goal, _figure(goal, manner, target))
    row = LedgerRow(
        url=manner.url(goal.pk),
        name=goal.name,
        hint=_hint(goal, manner, None, today),
        bullet=bullet_for_total(None, float(target or 1), title="No figures yet"),
        now=formats.NO_FIGURES,
        now_hint=line,
        against="",
        against_hint=f"starts {dates.short_day(goal.starts_on, today)}" if later else "",
        status=status,
    )
    return Line(row, status)


# --- Words ---------------------------------------------------------------------------------------


def with_rest(
    goal: GoalFacts, progress: ProgressFacts, line: Line, rest: Rest, currency: str
) -> Line:
    """The line of a ratio off its pace, with what the rest of its period needs, as its page says it."""
    writer = Writer(goal.as_metric(), currency)
    words = rest_words(writer, progress.sums, progress.target, rest)
    if not words:
        return line
    return replace(with_words(line, words), takes=rate_words(writer, rest.needed), rest=words)


def with_words(line: Line, words: str) -> Line:
    """The line with what its owner says of it in the hint; its status stays the computed one."""
    return replace(line, row=replace(line.row, hint=f"{line.row.hint}. {words}"))


def _hint(goal: GoalFacts, manner: Manner, progress: ProgressFacts | None, today: date) -> str:
    parts: list[str] = []
    if manner.names_people and goal.scope == Scope.AGENT and goal.agent_name:
        parts.append(goal.agent_name)
    if manner.names_teams:
        parts.append(goal.team_name or "Whole company")
    if goal.scope == Scope.MEMBERS:
        parts.append("Each of us")
    if goal.cadence == Cadence.ONCE and goal.ends_on is not None:
        parts.append(f"By {dates.short_day(goal.ends_on, today)}")
    elif goal.cadence == Cadence.HOURLY and progress is not None:
        parts.append(_this_hour(goal, progress))
    if not goal.higher_is_better:
        parts.append("Lower is better")
    if progress is not None and progress.guard_status == GuardStatus.BROKEN:
        parts.append("Its guard is out of bounds")
    parts.append(f"Owner {first_name(goal.owner_name)}")
    return ". ".join(part for part in parts if part)


def _this_hour(goal: GoalFacts, progress: ProgressFacts) -> str:
    if goal.zone is None:
        return "This hour"
    clock = Clock(goal.zone)
    start, end = clock.local(progress.starts_at), clock.local(progress.ends_at)
    return f"{dates.clock_time(start.time())} to {dates.clock_time(end.time())}"


def _figure(
    goal: GoalFacts, manner: Manner, value: Decimal | None, *, near: Decimal | None = None
) -> str:
    """A figure of the goal's metric; a target is written with no more decimals than it has."""
    decimals = goal.decimals
    if near is None and value is not None and value == value.to_integral_value():
        decimals = 0
    goal_figure = near if near is not None else value
    return formats.figure(
        value, goal.unit, decimals=decimals, currency=manner.currency, goal=goal_figure
    )


def _counted(goal: GoalFacts) -> bool:
    return goal.unit == Metric.Unit.COUNT


def _goal_line(goal: GoalFacts, target: str) -> str:
    return formats.goal_line(
        target,
        is_total=goal.is_total,
        higher_is_better=goal.higher_is_better,
        counted=_counted(goal),
    )


def _against(
    goal: GoalFacts, manner: Manner, result: Decimal | None, reference: Decimal | None
) -> str:
    return formats.against(
        result,
        reference,
        goal.unit,
        is_total=goal.is_total,
        higher_is_better=goal.higher_is_better,
        decimals=goal.decimals,
        currency=manner.currency,
    )


def _reading(goal: GoalFacts, against: str) -> str:
    """The gap as it is said aloud: `142 behind even pace`, `0.4 pts over the goal`."""
    if not against:
        return ""
    if goal.is_total and against.endswith("ahead"):
        against += " of"
    elif against == "level":
        against += " with"
    return f"{against} {'even pace' if goal.is_total else 'the goal'}"


_SETTLED: Mapping[bool, Mapping[str, str]] = {
    True: {Status.MET: "goal reached"},
    False: {Status.MISSED: "past the limit"},
}


SHORT_OF = frozenset({Status.BEHIND, Status.WATCH})


def _against_hint(
    goal: GoalFacts,
    manner: Manner,
    progress: ProgressFacts,
    outlook: Outlook | None,
    result: Decimal | None,
    status: str,
) -> str:
    """Where it will likely end; where that cannot be said, what it takes, what was expected by now, or how
    much a ratio rests on.
    """
    if result is None:
        return ""
    if goal.is_total and status in _SETTLED[goal.higher_is_better]:
        return _SETTLED[goal.higher_is_better][status]
    if outlook is not None and not _is_settled(goal, manner, progress, outlook, result):
        return f"likely {_likely(goal, manner, progress, outlook)}"
    if not goal.is_total:
        return _rests_on(goal, progress)
    if goal.higher_is_better and status in SHORT_OF:
        return NONE_LEFT if is_spent(progress) else _what_it_takes(goal, manner, progress)
    expected = progress.expected
    return "" if expected is None else f"{_figure(goal, manner, expected, near=expected)} by now"


def _is_settled(
    goal: GoalFacts,
    manner: Manner,
    progress: ProgressFacts,
    outlook: Outlook,
    result: Decimal,
) -> bool:
    """Whether it ends on what is in: nothing is left of it but late figures."""
    if progress.closed_at is not None:
        return True
    is_one = outlook.low == outlook.high
    now = _figure(goal, manner, result, near=progress.target)
    return is_one and _likely(goal, manner, progress, outlook) == now


def _likely(goal: GoalFacts, manner: Manner, progress: ProgressFacts, outlook: Outlook) -> str:
    """As on the goal's page."""
    near = outlook.likely if is_near(goal.unit, outlook, progress.target) else None
    decimals = decimals_of(
        goal.unit, goal.decimals, outlook, progress.target, higher=goal.higher_is_better
    )
    return formats.figure(
        outlook.likely, goal.unit, decimals=decimals, currency=manner.currency, goal=near
    )


def _what_it_takes(goal: GoalFacts, manner: Manner, progress: ProgressFacts) -> str:
    """`231 a day from now on`, `172 to go`, `room for 4 a day`; empty for a ratio, and for what is settled or spent."""
    if not goal.is_total or (goal.higher_is_better and is_spent(progress)):
        return ""
    if goal.cadence in SHORT:
        short = progress.target - progress.value
        if not goal.higher_is_better or short <= 0:
            return ""
        return f"{_figure(goal, manner, short, near=short)} to go"
    left = progress.work_total - progress.work_done
    needed = needed_per_day(goal.measure, progress.sums, progress.target, left)
    if needed is not None:
        return f"{_figure(goal, manner, needed, near=needed)} a day from now on"
    room = room_per_day(goal.measure, progress.sums, progress.target, left)
    if room is None:
        return ""
    return f"room for {_figure(goal, manner, room, near=room)} a day" if room else NO_ROOM


def _spent(goal: GoalFacts, manner: Manner, progress: ProgressFacts, today: date) -> str:
    """`1,254 short, and no working time is left this month`; empty while there is some."""
    if not (goal.is_total and goal.higher_is_better and is_spent(progress)):
        return ""
    short = progress.target - progress.value
    figure = _figure(goal, manner, short, near=short)
    return over_words(figure) if progress.last_day < today else spent_words(goal.cadence, figure)


def _rests_on(goal: GoalFacts, progress: ProgressFacts) -> str:
    if progress.weight != progress.weight.to_integral_value():
        return ""  # thousands, hours: what they are is the metric's page's to say
    of = formats.number(progress.weight)
    if goal.unit == Metric.Unit.PERCENT:
        return f"{formats.trimmed(progress.value, 1)} of {of}"
    return f"from {of}"


def _caution(goal: GoalFacts, progress: ProgressFacts) -> str:
    """`too few to say: 75% to 99%`; of other ratios than shares without the interval."""
    is_share = goal.unit == Metric.Unit.PERCENT
    reach = wilson(progress.value, progress.weight) if is_share else None
    if reach is None:
        return "too few to say"
    low, high = (formats.percent(end) for end in reach)
    return f"too few to say: {low} to {high}"


# --- Figures -------------------------------------------------------------------------------------


def _bullet(goal: GoalFacts, progress: ProgressFacts, result: Decimal | None, title: str) -> Bullet:
    value = None if result is None else float(result)
    lower = not goal.higher_is_better
    if goal.is_total:
        expected = None if progress.expected is None else float(progress.expected)
        return bullet_for_total(
            value, float(progress.target), expected, lower_is_better=lower, title=title
        )
    ceiling = 100.0 if goal.unit == Metric.Unit.PERCENT else None
    return bullet_for_rate(
        value, float(progress.target), lower_is_better=lower, ceiling=ceiling, title=title
    )


def _gap(goal: GoalFacts, result: Decimal | None, reference: Decimal | None) -> float:
    """How far short, as a share of what is expected; negative where it is ahead."""
    if result is None or not reference:
        return 0.0
    gap = reference - result if goal.higher_is_better else result - reference
    return float(gap / abs(reference))
