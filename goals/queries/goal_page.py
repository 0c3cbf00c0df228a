"""A goal's page, ready to be written down: every string and every drawing of it."""

from __future__ import annotations

from dataclasses import dataclass

from goals import dates
from goals.charts import (
    Bullet,
    DayColumns,
    HourStrip,
    PaceChart,
    PeriodColumns,
    RateChart,
)
from goals.models import Cadence, Goal, Scope
from goals.progress import is_too_little
from goals.queries.contributions import (
    contributions_to,
)
from goals.queries.goal import SHORT, GoalDetail, Subject, ties_of, whose_words
from goals.queries.goal_charts import bullet_of, pace_chart, rate_chart
from goals.queries.goal_columns import (
    day_columns,
    hour_strip,
    period_columns,
    periods_sentence,
    periods_title,
)
from goals.queries.goal_facts import Fact, chart_sentence, facts_of
from goals.queries.goal_names import (
    name_of_days,
    period_name,
    status_of,
    status_word,
    writer_of,
)
from goals.queries.goal_parts import Addresses, Parts, facts_of_all, parts_of
from goals.queries.history import Entry, history_of_goal
from goals.queries.shape import rhythm_of
from goals.queries.workdays import ONE_DAY
from teams.models import User

PERIODS_TO_CHOOSE = 24


@dataclass(frozen=True, slots=True)
class Link:
    """Words and where they lead."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A period to look at: its first day, its name, and whether it is the one that is shown."""

    value: str
    text: str
    current: bool


@dataclass(frozen=True, slots=True)
class GoalPage:
    """What the template needs, in the order of the page."""

    goal: Goal
    subject: Subject
    crumbs: tuple[tuple[str, str], ...]
    status: str
    status_word: str
    caution: str
    lede: str
    feeds: Link | None
    feeds_words: str
    fed_by: tuple[Link, ...]
    bullet: Bullet | None
    facts: tuple[Fact, ...]
    explain_url: str
    table_url: str
    earlier: Link | None
    later: Link | None
    choices: tuple[Choice, ...]
    chart_title: str
    chart_sentence: str
    pace: PaceChart | None
    rate: RateChart | None
    days: DayColumns | None
    hours: HourStrip | None
    periods: PeriodColumns | None
    periods_title: str
    periods_sentence: str
    parts: Parts | None
    history: tuple[Entry, ...]
    computed: str
    empty_title: str
    empty_text: str


def goal_page(viewer: User, detail: GoalDetail, addresses: Addresses) -> GoalPage:
    """Eight statements more than `read_goal`, whatever the goal holds."""
    goal = detail.goal
    ties = ties_of(viewer, goal)
    who = {"agent": detail.subject.agent_id} if _is_one_of_members(detail) else {}
    shown = {"period": detail.period.first.isoformat(), **who}
    here = shown if not detail.is_current else who
    code = status_of(detail)
    found = contributions_to(viewer, detail)
    parts = parts_of(detail, found, addresses)
    title, text = _empty(detail)
    return GoalPage(
        goal=goal,
        subject=detail.subject,
        crumbs=(("Goals", addresses.goals), *_crumbs(detail, addresses)),
        status="" if detail.subject.everyone and goal.state == Goal.State.ACTIVE else code,
        status_word=status_word(detail, code),
        caution=_caution(detail),
        lede=lede(detail),
        feeds=None if ties.feeds is None else Link(ties.feeds.name, addresses.goal(ties.feeds.pk)),
        feeds_words="" if ties.feeds is None else _feeds_words(ties.feeds),
        fed_by=tuple(Link(one.name, addresses.goal(one.pk)) for one in ties.fed_by),
        bullet=bullet_of(detail),
        facts=facts_of(detail) if not detail.subject.everyone else facts_of_all(detail, found),
        explain_url=addresses.explain(goal.pk, **shown),
        table_url=addresses.table(goal.pk, **here),
        earlier=_neighbour(detail, addresses, who, back=True),
        later=_neighbour(detail, addresses, who, back=False),
        choices=_choices(detail),
        chart_title=_chart_title(detail),
        chart_sentence=chart_sentence(detail),
        pace=pace_chart(detail),
        rate=rate_chart(detail),
        days=day_columns(detail),
        hours=hour_strip(detail),
        periods=period_columns(detail),
        periods_title=periods_title(detail),
        periods_sentence=periods_sentence(detail),
        parts=parts,
        history=history_of_goal(goal, writer_of(detail), detail.clock, detail.now),
        computed=_computed(detail),
        empty_title=title,
        empty_text=text,
    )


def _is_one_of_members(detail: GoalDetail) -> bool:
    return detail.goal.scope == Scope.MEMBERS and detail.subject.agent_id != 0


# --- Heading -------------------------------------------------------------------------------------


def lede(detail: GoalDetail) -> str:
    """`North team, 1 to 30 November. Owner Marcus Webb.`"""
    goal = detail.goal
    whose = whose_words(goal)
    if _is_one_of_members(detail):
        whose = detail.subject.name
    elif goal.scope == Scope.AGENT and goal.team is not None:
        whose = f"{whose}, {goal.team.name}"
    days = dates.span(detail.period.first, detail.period.last, detail.today)
    if goal.cadence == Cadence.HOURLY:
        days = f"every hour, {days}"
    return f"{whose}, {days}. Owner {goal.owner.name}."


def _caution(detail: GoalDetail) -> str:
    """`Too few to say`, beside a word that rests on too little; with the interval it stands below."""
    thin = is_too_little(detail.measure, detail.sums)
    return "Too few to say" if thin and not detail.subject.everyone else ""


def _feeds_words(feeds: Goal) -> str:
    return "the company goal" if feeds.team_id is None else "the team's goal"


def _crumbs(detail: GoalDetail, addresses: Addresses) -> tuple[tuple[str, str], ...]:
    name = period_name(detail, detail.period.first, detail.period.last)
    if _is_one_of_members(detail):
        return ((detail.goal.name, addresses.goal(detail.goal.pk)), (name, ""))
    return ((name, ""),)


def _neighbour(
    detail: GoalDetail, addresses: Addresses, who: dict[str, int], *, back: bool
) -> Link | None:
    period = detail.earlier if back else detail.later
    if period is None:
        return None
    name = period_name(detail, period.first, period.last)
    if not back and detail.today in period:
        return Link(name, addresses.goal(detail.goal.pk, **who))
    return Link(name, addresses.goal(detail.goal.pk, period=period.first.isoformat(), **who))


def _choices(detail: GoalDetail) -> tuple[Choice, ...]:
    """The last two dozen periods up to now, latest first."""
    rhythm = rhythm_of(detail.goal, detail.organisation)
    found: list[Choice] = []
    period = rhythm.period_of(min(detail.today, detail.goal.ends_on or detail.today))
    while period is not None and len(found) < PERIODS_TO_CHOOSE:
        name = name_of_days(detail.goal.cadence, period.first, period.last, detail.today)
        found.append(Choice(period.first.isoformat(), name, period == detail.period))
        period = rhythm.period_of(period.first - ONE_DAY)
    return tuple(found)


def _chart_title(detail: GoalDetail) -> str:
    if writer_of(detail).is_total:
        return "Pace"
    return "Result by hour" if detail.goal.cadence in SHORT else "Result by day"


def _computed(detail: GoalDetail) -> str:
    row = detail.progress
    if row is None:
        return ""
    local = detail.clock.local(row.computed_at)
    time = dates.clock_time(local.time())
    if local.date() == detail.today:
        return f"Figures to {time}"
    return f"Figures to {time} on {dates.short_day(local.date(), detail.today)}"


def _empty(detail: GoalDetail) -> tuple[str, str]:
    """Why there is nothing to draw, and whose move it is; empty where there is."""
    goal, row = detail.goal, detail.progress
    if detail.subject.everyone or (row is not None and row.n):
        return "", ""
    if goal.starts_on > detail.today:
        start = dates.long_day(goal.starts_on, detail.today)
        return f"It starts on {start}.", "From then on its pace shows here."
    if row is None:
        return "Not worked out yet.", "It shows within a few minutes of being set."
    return (
        f"No figures for {goal.metric.name} in this period.",
        "They show here as soon as the first ones arrive.",
    )
