"""A goal's page, ready to be written down: every string and every drawing of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from goals import dates
from goals.charts import (
    Bullet,
    DayColumns,
    HourStrip,
    PaceChart,
    PeriodColumns,
    RateChart,
    Share,
    ShareStrip,
)
from goals.models import Cadence, Goal, Scope
from goals.progress import Sums
from goals.queries.contributions import (
    NO_ONE_AGENT,
    OTHER_TEAMS,
    Contributions,
    Part,
    contributions_to,
)
from goals.queries.figures import Writer, counted
from goals.queries.goal import SHORT, GoalDetail, Subject, ties_of, whose_words
from goals.queries.goal_charts import bullet_from, bullet_of, pace_chart, rate_chart
from goals.queries.goal_columns import (
    day_columns,
    hour_strip,
    period_columns,
    periods_sentence,
    periods_title,
)
from goals.queries.goal_facts import Fact, chart_sentence, facts_of
from goals.queries.goal_names import period_name, status_of, status_word, writer_of
from goals.queries.history import Entry, history_of_goal
from goals.queries.sentences import GOOD, JUDGED
from teams.models import User

FEW_PEOPLE = 8
"""So many are listed; the rest unfold."""


@dataclass(frozen=True, slots=True)
class Link:
    """Words and where they lead."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class PartRow:
    """One person or team of the list: where to read on (may be empty), name, hint and figure."""

    name: str
    initials: str
    hint: str
    figure: str
    url: str = ""
    status: str = ""
    bullet: Bullet | None = None


@dataclass(frozen=True, slots=True)
class Parts:
    """Who is contributing. `strip` is None where nobody's share may be seen or nothing came in."""

    title: str
    count: str
    sentence: str
    strip: ShareStrip | None
    rows: tuple[PartRow, ...]
    more: tuple[PartRow, ...]


@dataclass(frozen=True, slots=True)
class GoalPage:
    """What the template needs, in the order of the page."""

    goal: Goal
    subject: Subject
    crumbs: tuple[tuple[str, str], ...]
    status: str
    status_word: str
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


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the page's links lead; the edge knows the URLs.

    `goal`, `table` and `explain` take a goal's id and the query's values.
    """

    goals: str
    goal: Callable[..., str]
    table: Callable[..., str]
    explain: Callable[..., str]


def goal_page(viewer: User, detail: GoalDetail, addresses: Addresses) -> GoalPage:
    """Eight statements more than `read_goal`, whatever the goal holds."""
    goal = detail.goal
    ties = ties_of(viewer, goal)
    who = {"agent": detail.subject.agent_id} if _is_one_of_members(detail) else {}
    shown = {"period": detail.period.first.isoformat(), **who}
    here = shown if not detail.is_current else who
    code = status_of(detail)
    found = contributions_to(viewer, detail)
    parts = _parts(detail, found, addresses)
    title, text = _empty(detail)
    return GoalPage(
        goal=goal,
        subject=detail.subject,
        crumbs=(("Goals", addresses.goals), *_crumbs(detail, addresses)),
        status="" if detail.subject.everyone and goal.state == Goal.State.ACTIVE else code,
        status_word=status_word(detail, code),
        lede=lede(detail),
        feeds=None if ties.feeds is None else Link(ties.feeds.name, addresses.goal(ties.feeds.pk)),
        feeds_words="" if ties.feeds is None else _feeds_words(ties.feeds),
        fed_by=tuple(Link(one.name, addresses.goal(one.pk)) for one in ties.fed_by),
        bullet=bullet_of(detail),
        facts=facts_of(detail) if not detail.subject.everyone else _facts_of_all(detail, found),
        explain_url=addresses.explain(goal.pk, **shown),
        table_url=addresses.table(goal.pk, **here),
        earlier=_neighbour(detail, addresses, who, back=True),
        later=_neighbour(detail, addresses, who, back=False),
        chart_title="Pace" if writer_of(detail).is_total else "Result by day",
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


# --- Who is contributing -------------------------------------------------------------------------


def _parts(detail: GoalDetail, found: Contributions, addresses: Addresses) -> Parts | None:
    if not found.kind:
        return None
    writer = writer_of(detail)
    rows = tuple(_row(detail, writer, part, addresses) for part in found.parts)
    noun = ("team", "teams") if found.kind == "teams" else ("person", "people")
    return Parts(
        title="Each of us" if detail.goal.scope == Scope.MEMBERS else "Who is contributing",
        count=counted(found.people, *noun),
        sentence=_sentence(detail, writer, found),
        strip=_strip(detail, writer, found),
        rows=rows[:FEW_PEOPLE],
        more=rows[FEW_PEOPLE:],
    )


def _size(writer: Writer, sums: Sums) -> float:
    """A share of a total is its value, one of a ratio what it rests on."""
    return float(sums.value if writer.is_total else sums.weight)


def _strip(detail: GoalDetail, writer: Writer, found: Contributions) -> ShareStrip | None:
    if detail.goal.scope == Scope.MEMBERS or not found.parts:
        return None
    if not found.sees_everyone and found.kind == "people":
        return None
    shares = [Share(part.name, _size(writer, part.sums)) for part in found.parts]
    if found.rest.n:
        rest = OTHER_TEAMS if found.kind == "teams" else NO_ONE_AGENT
        shares.append(Share(rest, _size(writer, found.rest)))
    if not any(share.value > 0 for share in shares):
        return None
    return ShareStrip(f"{len(shares)} parts that make up the whole", tuple(shares))


def _sentence(detail: GoalDetail, writer: Writer, found: Contributions) -> str:
    if detail.goal.scope == Scope.MEMBERS:
        return f"The goal of each: {writer.limit(detail.target)}. In name order."
    whole = writer.figure(writer.result(detail.sums), near=detail.target)
    if found.kind == "teams":
        return f"Every stripe is one team; together they make {whole}. In name order."
    if not found.sees_everyone:
        return "Each sees their own part. Together they make the team's figure."
    if writer.is_total:
        return f"Every stripe is one person; together they make {whole}. In name order."
    return f"Every stripe is one person, as wide as their share of the work behind {whole}. In name order."


def _row(detail: GoalDetail, writer: Writer, part: Part, addresses: Addresses) -> PartRow:
    goal = detail.goal
    result = writer.result(part.sums)
    figure = writer.figure(result, near=detail.target) if part.sums.n else "No figures"
    hint = writer.caution(part.sums) or writer.rests_on(part.sums)
    if part.is_me:
        hint = f"You. {hint}" if hint else "You"
    period = {} if detail.is_current else {"period": detail.period.first.isoformat()}
    if goal.scope != Scope.MEMBERS:
        explain = addresses.explain(goal.pk, period=detail.period.first.isoformat(), agent=part.key)
        is_person = goal.scope == Scope.TEAM
        return PartRow(part.name, part.initials, hint, figure, explain if is_person else "")
    bullet = bullet_from(
        writer,
        result,
        detail.target,
        None,
        f"{part.name}: {figure}, {writer.goal_line(detail.target)}",
    )
    url = addresses.goal(goal.pk, agent=part.key, **period)
    return PartRow(part.name, part.initials, hint, figure, url, part.status, bullet)


def _facts_of_all(detail: GoalDetail, found: Contributions) -> tuple[Fact, ...]:
    """How many are on pace; nobody's name, nobody's place."""
    writer = writer_of(detail)
    if not found.parts:
        return ()
    good = sum(part.status in GOOD for part in found.parts)
    judged = sum(part.status in JUDGED for part in found.parts)
    together = sum((part.sums for part in found.parts), Sums())
    return (
        Fact(
            "On pace",
            f"{good} of {judged}" if judged else "Too early",
            "of those it can be said of",
        ),
        Fact("Asked of each", writer.target(detail.target)),
        Fact(
            "Together",
            writer.figure(writer.result(together), near=detail.target),
            writer.rests_on(together),
            explained=True,
        ),
        _left_of_all(detail),
    )


def _left_of_all(detail: GoalDetail) -> Fact:
    last = dates.short_day(detail.period.last, detail.today)
    if detail.goal.cadence in SHORT:
        return Fact("Day", dates.short_day(detail.period.first, detail.today))
    if not detail.is_current:
        return Fact("Ended", last)
    left = detail.workdays.count(detail.today, detail.period.last)
    return Fact("Working days left", str(left), f"to {last}")
