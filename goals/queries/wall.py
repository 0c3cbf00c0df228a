"""What a screen on the wall shows: how a team is doing right now, and never a person's figure.

The lines are those of the list of goals, made by the same functions. Nine statements, ten with hours;
one more where somebody was thanked.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from fractions import Fraction

from goals import dates, formats
from goals.charts import Bullet, HourStrip
from goals.models import Cadence, EngineState, Goal, Metric, Scope, Screen, Status
from goals.progress import Needed, needed_per_day, room_per_day
from goals.queries.expected_hours import expected_by_hour, with_expected
from goals.queries.figures import team_words
from goals.queries.horizons import ORDER
from goals.queries.hours import hour_strips
from goals.queries.ledger import goal_path
from goals.queries.ledger_facts import GoalFacts, ProgressFacts
from goals.queries.ledger_order import urgency
from goals.queries.ledger_read import read_goals, read_progress
from goals.queries.ledger_rows import SHORT, Line, Manner, line_of
from goals.queries.needed import needed_of_team
from goals.queries.sources import Freshness, freshness, when
from goals.queries.spent import a_day_gets_there
from goals.queries.state import State, digest
from teams.calendar import Clock
from teams.models import Organisation, Team, User
from teams.words import words_for

AT_A_TIME = 4
MOST_READ = 60
FIRST_CHOICE = frozenset({Cadence.DAILY, Cadence.WEEKLY, Cadence.MONTHLY})
"""Before the others, where nobody chose: an hour is over before anybody looks up, a year is not yet news."""
SILENT = timedelta(minutes=15)
"""After which a worker that has not been seen counts as stopped."""
COMPACT_FROM = 10_000
MOST_IN_A_ROW = 60

_SHORT_OF = frozenset({Status.BEHIND, Status.WATCH})
_TO_PACE = {"level": " with", "ahead": " of"}
_WORDS = {
    Status.ON_PACE: "On pace",
    Status.MET: "Met",
    Status.WATCH: "Watch",
    Status.BEHIND: "Behind pace",
    Status.TOO_EARLY: "Too early to say",
    Status.NO_DATA: "No figures yet",
    Status.MISSED: "Missed",
    Status.PAUSED: "Paused",
}


@dataclass(frozen=True, slots=True)
class WallGoal:
    """One goal in large type: `chip` is its status in words, where it is short what gets us there."""

    name: str
    status: str
    chip: str
    number: str
    hint: str
    bullet: Bullet


@dataclass(frozen=True, slots=True)
class Wall:
    """Everything on the screen. `pages` hold four goals each; `stopped` where figures come no more."""

    team: str
    today: str
    clock: str
    zone: str
    pages: tuple[tuple[WallGoal, ...], ...]
    strip: HourStrip | None
    speech: str
    speech_of: str
    figures: str
    figures_stopped: str
    stopped: bool


@dataclass(frozen=True, slots=True)
class Moment:
    """What a screen's version is made of besides the data, read before anything else is."""

    screen: Screen
    clock: Clock
    now: datetime
    fresh: Freshness
    swept_at: datetime | None

    @property
    def stopped(self) -> bool:
        """Whether nothing is worked out any more."""
        return self.swept_at is not None and self.now - self.swept_at > SILENT

    def version(self, state: State, release: str) -> str:
        """Differs where the screen would: the hour that runs is drawn, the minute is the browser's to tell."""
        local = self.clock.local(self.now)
        return digest(
            state,
            release,
            self.screen.pk,
            self.screen.theme,
            local.date(),
            local.hour,
            local.utcoffset(),
            self.fresh.short,
            self.stopped,
        )


def moment_of(screen: Screen, now: datetime) -> Moment:
    """Two statements: the sources, and when the worker was last seen."""
    clock = screen.team.clock
    swept = EngineState.objects.filter(pk=1).values_list("swept_at", flat=True).first()
    return Moment(screen, clock, now, freshness(clock, now), swept)


@dataclass(frozen=True, slots=True)
class _Shown:
    goal: GoalFacts
    progress: ProgressFacts | None
    line: Line
    strip: HourStrip | None


def wall_of(moment: Moment) -> Wall:
    """The screen, ready to be written down. Seven statements, eight with hours, two more with a ratio off its pace."""
    screen, clock, now = moment.screen, moment.clock, moment.now
    organisation = Organisation.objects.get(pk=1)
    today = clock.day_of(now)
    lines = _lines(screen, organisation, today, now)
    shown = _chosen(lines, _picked(screen))
    needed = needed_of_team(screen.team, _short_ratios(shown), today)
    rests = {pk: rest.needed for pk, rest in needed.items()}
    goals = [_wall_goal(one, rests.get(one.goal.pk), organisation.currency) for one in shown]
    at = _figures_at(moment, today)
    speech, speech_of = _speech(shown, screen.team, now)
    local = clock.local(now)
    return Wall(
        team=team_words(screen.team.name),
        today=dates.long_day(local.date(), local.date()),
        clock=dates.clock_time(local.time()),
        zone=clock.zone,
        pages=tuple(
            tuple(goals[place : place + AT_A_TIME]) for place in range(0, len(goals), AT_A_TIME)
        ),
        strip=_strip([*shown, *lines], clock, today),
        speech=speech,
        speech_of=speech_of,
        figures=_figures(moment, at),
        figures_stopped=f"Figures stopped at {at}" if at else "Figures stopped",
        stopped=moment.stopped,
    )


# --- Which goals ---------------------------------------------------------------------------------


def _lines(screen: Screen, organisation: Organisation, today: date, now: datetime) -> list[_Shown]:
    """The goals that the team has together. A goal of single people is never read here."""
    goals = Goal.objects.filter(
        team_id=screen.team_id, scope=Scope.TEAM, state=Goal.State.ACTIVE, starts_on__lte=today
    ).exclude(ends_on__lt=today)
    # Nobody looks at it: a goal of each member, which would need somebody, is not among them.
    facts = read_goals(goals.order_by("name", "pk")[:MOST_READ], User(pk=0), now=now)
    progress = read_progress([goal.progress_id for goal in facts if goal.progress_id is not None])
    pairs = [(goal, found) for goal in facts if (found := progress.get(goal.progress_id or 0))]
    strips = hour_strips(pairs, now)
    manner = Manner(goal_path(), organisation.currency, names_people=False)
    return [
        _Shown(
            goal,
            stands := progress.get(goal.progress_id or 0),
            line_of(goal, stands, manner, today=today),
            strips.get(goal.pk),
        )
        for goal in facts
    ]


def _picked(screen: Screen) -> frozenset[int]:
    return frozenset(screen.goals.values_list("pk", flat=True))


def _chosen(lines: Sequence[_Shown], picked: frozenset[int]) -> list[_Shown]:
    """Those chosen for the screen while they run, else the most urgent four; the day's first."""
    found = [one for one in lines if one.goal.pk in picked]
    if not found:
        ranked = sorted(
            lines, key=lambda one: (one.goal.cadence not in FIRST_CHOICE, urgency(one.line))
        )
        found = ranked[:AT_A_TIME]
    return sorted(found, key=lambda one: (ORDER[Cadence(one.goal.cadence)], urgency(one.line)))


# --- Words ---------------------------------------------------------------------------------------


def _short_ratios(shown: Sequence[_Shown]) -> list[tuple[GoalFacts, ProgressFacts]]:
    """What is off its pace and not of a day: of a day it is told how many are to be good in a row."""
    return [
        (one.goal, one.progress)
        for one in shown
        if one.progress is not None
        and one.goal.cadence not in SHORT
        and one.line.status in _SHORT_OF
    ]


def _wall_goal(one: _Shown, needed: Needed | None, currency: str) -> WallGoal:
    row, status = one.line.row, one.line.status
    return WallGoal(
        name=one.goal.name,
        status=status,
        chip=_gets_us_there(one, needed, currency) or _word(one),
        number=_number(one),
        hint=_hint(one),
        bullet=row.bullet,
    )


def _word(one: _Shown) -> str:
    if one.line.status == Status.BEHIND and not one.goal.is_total:
        return "Behind"  # a ratio keeps no pace
    return _WORDS[Status(one.line.status)]


def _number(one: _Shown) -> str:
    goal, progress = one.goal, one.progress
    is_large = progress is not None and progress.value >= COMPACT_FROM
    if goal.is_total and goal.unit == Metric.Unit.COUNT and is_large and progress is not None:
        return formats.compact(progress.value)
    return one.line.row.now


def _hint(one: _Shown) -> str:
    row = one.line.row
    if one.goal.is_total and row.against and one.line.status != Status.MET:
        return f"{row.against}{_TO_PACE.get(row.against.split()[-1], '')} pace"
    when_ = {Cadence.DAILY: "today, ", Cadence.HOURLY: "this hour, "}
    hint = when_.get(Cadence(one.goal.cadence), "") + row.now_hint
    return f"{hint}, too few to say" if one.line.is_thin else hint


def _gets_us_there(one: _Shown, rest: Needed | None, currency: str) -> str:
    """`230 a day gets us there`, `12 in a row get us there`; empty where nothing is short or can be said."""
    goal, progress = one.goal, one.progress
    if progress is None or one.line.status not in _SHORT_OF or one.line.spent:
        return ""
    if not goal.is_total:
        return _of_ratio(goal, rest, progress, currency)
    left = progress.work_total - progress.work_done
    needed = (needed_per_day if goal.higher_is_better else room_per_day)(
        goal.measure, progress.sums, progress.target, left
    )
    if goal.cadence in SHORT:
        needed = progress.target - progress.value
    if needed is None or needed <= 0:
        return ""
    figure = formats.figure(needed, goal.unit, decimals=goal.decimals, currency=currency)
    if not goal.higher_is_better:
        return f"Room for {figure}" + ("" if goal.cadence in SHORT else " a day")
    if goal.cadence in SHORT:
        return f"{figure} more {'gets' if figure == '1' else 'get'} us there"
    return a_day_gets_there(figure, "us", beyond=one.line.is_beyond)


def _of_ratio(goal: GoalFacts, rest: Needed | None, progress: ProgressFacts, currency: str) -> str:
    """`94% from now on gets us there`, on a day `12 in a row get us there`; empty where nobody would
    believe it.
    """
    if goal.cadence in SHORT:
        return _in_a_row(goal, progress)
    if rest is None or rest.safe or rest.out_of_reach:
        return ""
    is_percent = goal.unit == Metric.Unit.PERCENT
    if goal.higher_is_better:
        within = rest.rate < 100 if is_percent else rest.rate <= progress.target * 2
    else:
        within = rest.rate >= progress.target / 2
    if not within:
        return ""
    whole = rest.rate == rest.rate.to_integral_value()
    figure = formats.figure(
        rest.rate,
        goal.unit,
        decimals=0 if whole else goal.decimals,
        currency=currency,
        goal=rest.rate,
    )
    return f"{figure} from now on gets us there"


def _in_a_row(goal: GoalFacts, progress: ProgressFacts) -> str:
    """For a share of today: so many good ones in a row reach the goal; empty where nobody would count so far."""
    target = Fraction(progress.target) / 100
    if goal.unit != Metric.Unit.PERCENT or not 0 < target < 1:
        return ""
    short = target * Fraction(progress.weight) - Fraction(progress.value)
    number = math.ceil(short / (1 - target) if goal.higher_is_better else -short / target)
    if not 0 < number <= MOST_IN_A_ROW:
        return ""
    verb = "gets" if number == 1 else "get"
    without = "" if goal.higher_is_better else " without one"
    return f"{number:,} in a row{without} {verb} us there"


def _speech(shown: Sequence[_Shown], team: Team, now: datetime) -> tuple[str, str]:
    """What somebody was thanked for; until then why the goal matters that wants us most. What the sources of
    words take, or one statement more.
    """
    said = words_for(team, now)
    if said is not None:
        return said.text, said.of
    if not shown:
        return "", ""
    goal = min(shown, key=lambda one: urgency(one.line)).goal
    why = Goal.objects.values_list("why", flat=True).get(pk=goal.pk)
    return why, f"Why “{goal.name}” matters"


def _strip(lines: Sequence[_Shown], clock: Clock, today: date) -> HourStrip | None:
    """The hours of the first goal of today that has some, whether it is among the four or not."""
    for one in lines:
        if one.strip is not None:
            expected = expected_by_hour(one.goal.metric_id, one.goal.team_id or 0, clock, today)
            strip = with_expected(one.strip, expected, f"{one.goal.name} by the hour")
            if any(cell.tone == "future" and cell.text for cell in strip.cells):
                return replace(strip, label=f"{strip.label}, then how many are expected")
            return strip
    return None


# --- How fresh -----------------------------------------------------------------------------------


def _figures_at(moment: Moment, today: date) -> str:
    arrived = [source.arrived_at for source in moment.fresh.sources if source.arrived_at]
    return when(max(arrived), moment.clock, today) if arrived else ""


def _figures(moment: Moment, at: str) -> str:
    if not at:
        return "No figures have come in yet"
    late = f". {moment.fresh.short}" if moment.fresh.late else ""
    return f"Figures to {at}{late}"
