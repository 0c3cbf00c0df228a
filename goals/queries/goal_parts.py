"""Who makes up a goal's figure, ready to be written down. No statements."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from goals import dates
from goals.charts import Bullet, Share, ShareStrip
from goals.models import Cadence, Scope
from goals.progress import Sums
from goals.queries.contributions import NO_ONE_AGENT, OTHER_TEAMS, Contributions, Part
from goals.queries.figures import Writer, counted
from goals.queries.goal import SHORT, GoalDetail
from goals.queries.goal_charts import bullet_from
from goals.queries.goal_facts import Fact
from goals.queries.goal_names import writer_of
from goals.queries.sentences import GOOD, JUDGED

FEW_PEOPLE = 8
"""So many are listed; the rest unfold."""


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the page's links lead; the edge knows the URLs.

    `goal`, `table` and `explain` take a goal's id and the query's values.
    """

    goals: str
    goal: Callable[..., str]
    table: Callable[..., str]
    explain: Callable[..., str]


@dataclass(frozen=True, slots=True)
class PartRow:
    """One person (by id) or team of the list: where to read on (may be empty), name, hint and figure."""

    name: str
    initials: str
    hint: str
    figure: str
    url: str = ""
    status: str = ""
    bullet: Bullet | None = None
    person: int = 0


@dataclass(frozen=True, slots=True)
class Parts:
    """Who is contributing. `strip` is None where nobody's share may be seen or nothing came in."""

    title: str
    count: str
    sentence: str
    strip: ShareStrip | None
    rows: tuple[PartRow, ...]
    more: tuple[PartRow, ...]


def parts_of(detail: GoalDetail, found: Contributions, addresses: Addresses) -> Parts | None:
    """The section with its list, or None where a goal has but one subject."""
    if not found.kind:
        return None
    writer = writer_of(detail)
    each = detail.goal.scope == Scope.MEMBERS
    title = "Each of us" if each else "Who is contributing"
    if not each and not any(part.sums.n for part in found.parts):
        # A list of names without figures would say nothing.
        words = "Nobody's figures are here yet. They show as soon as the first ones arrive."
        if found.rest.n:
            words = "These figures are the team's as a whole. No one person's part of them is kept."
        return Parts(title, "", words, None, (), ())
    rows = [_row(detail, writer, part, addresses) for part in found.parts]
    if each:
        rows = _on_one_scale(rows)
    if found.kind == "teams" and found.rest.n:
        figure = writer.figure(writer.result(found.rest), near=detail.target)
        rows.append(PartRow(OTHER_TEAMS, "", writer.rests_on(found.rest), figure))
    noun = ("team", "teams") if found.kind == "teams" else ("person", "people")
    return Parts(
        title=title,
        count=counted(found.people, *noun),
        sentence=_sentence(detail, writer, found),
        strip=_strip(detail, writer, found),
        rows=tuple(rows if each else rows[:FEW_PEOPLE]),
        more=() if each else tuple(rows[FEW_PEOPLE:]),
    )


def _on_one_scale(rows: list[PartRow]) -> list[PartRow]:
    """Bullets that stand under one another have one scale, so that their goals do too."""
    bullets = [row.bullet for row in rows if row.bullet is not None]
    low = min((bullet.low for bullet in bullets), default=0.0)
    high = max((bullet.high for bullet in bullets), default=1.0)
    return [
        row if row.bullet is None else replace(row, bullet=_stretched(row.bullet, low, high))
        for row in rows
    ]


def _stretched(bullet: Bullet, low: float, high: float) -> Bullet:
    """The same bullet on a wider scale; how far is far follows the scale of a dot, not of a bar."""
    tints = bullet.tints
    if bullet.dot and bullet.lower_is_better:
        tints = (bullet.target, bullet.target + (high - bullet.target) * 0.4)
    elif bullet.dot:
        tints = ((low + bullet.target) / 2, bullet.target)
    return replace(bullet, low=low, high=high, tints=tints)


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
    made = writer.result(detail.sums)
    # Figures may be there before the goal itself is first worked out.
    whole = "the whole" if made is None else writer.figure(made, near=detail.target)
    if found.kind == "teams" and not found.sees_everyone:
        return f"Your teams' part of the whole. Together all teams make {whole}."
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
        return PartRow(
            part.name,
            part.initials,
            hint,
            figure,
            explain if is_person else "",
            person=part.key if is_person else 0,
        )
    bullet = bullet_from(
        writer,
        result,
        detail.target,
        None,
        f"{part.name}: {figure}, {writer.goal_line(detail.target)}",
    )
    url = addresses.goal(goal.pk, agent=part.key, **period)
    return PartRow(part.name, part.initials, hint, figure, url, part.status, bullet)


def facts_of_all(detail: GoalDetail, found: Contributions) -> tuple[Fact, ...]:
    """How many are on pace; nobody's name, nobody's place."""
    writer = writer_of(detail)
    if not found.parts:
        return ()
    enough = [part for part in found.parts if not writer.caution(part.sums)]
    good = sum(part.status in GOOD for part in enough)
    judged = sum(part.status in JUDGED for part in enough)
    waiting = len(found.parts) - judged
    rest = f"too early to say, or no figures, for {waiting}" if waiting else "everybody counted"
    together = sum((part.sums for part in found.parts), Sums())
    return (
        Fact("On pace", f"{good} of {judged}" if judged else "Too early", rest),
        Fact("Asked of each", writer.target(detail.target), whole_period(detail)),
        Fact(
            "Together",
            writer.figure(writer.result(together), near=detail.target),
            writer.rests_on(together),
        ),
        _left_of_all(detail),
    )


def whole_period(detail: GoalDetail) -> str:
    """`each month`: what the figure is asked for."""
    words = {
        Cadence.HOURLY: "each hour",
        Cadence.DAILY: "each day",
        Cadence.WEEKLY: "each week",
        Cadence.MONTHLY: "each month",
        Cadence.QUARTERLY: "each quarter",
        Cadence.YEARLY: "each year",
    }
    return words.get(Cadence(detail.goal.cadence), "")


def _left_of_all(detail: GoalDetail) -> Fact:
    last = dates.short_day(detail.period.last, detail.today)
    if detail.goal.cadence in SHORT:
        return Fact("Day", dates.short_day(detail.period.first, detail.today))
    if not detail.is_current:
        return Fact("Ended", last)
    left = detail.workdays.count(detail.today, detail.period.last)
    return Fact("Working days left", str(left), f"to {last}")
