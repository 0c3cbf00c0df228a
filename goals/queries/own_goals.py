"""What people want to get better at, as far as they show it to whoever looks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import OuterRef, Subquery

from goals import dates
from goals.models import CheckIn, OwnGoal
from goals.permissions import own_goals_visible_to
from goals.progress import Sums
from goals.queries.figures import Writer
from goals.queries.goal_parts import PartRow, Parts
from goals.queries.series import TOTAL, Asked, series
from teams.calendar import ONE_DAY, Clock
from teams.models import Organisation, User
from teams.permissions import agents_whose_figures_are_visible_to

WEEKS = timedelta(days=28)
AUDIENCES = {
    OwnGoal.Audience.ME: "Only you see it",
    OwnGoal.Audience.LEAD: "You and your lead see it",
    OwnGoal.Audience.TEAM: "Your team sees it",
}
AUDIENCES_OF_ANOTHER = {
    OwnGoal.Audience.LEAD: "Shown to their lead",
    OwnGoal.Audience.TEAM: "Shown to the team",
}


@dataclass(frozen=True, slots=True)
class OwnLine:
    """One goal in a list. `last` is the newest check-in in words, `is_late` that its day has passed."""

    pk: int
    aim: str
    sign: str
    due: str
    is_late: bool
    audience: str
    state: str
    state_word: str
    learned: str
    going: str
    last: str
    last_line: str

    @property
    def is_open(self) -> bool:
        """Whether it is under way."""
        return self.state == OwnGoal.State.OPEN


def own_goals_of(
    viewer: User, person: User, organisation: Organisation, now: datetime
) -> tuple[OwnLine, ...]:
    """A person's goals that the viewer may see: those under way by their day, then done ones, latest first.

    Two statements.
    """
    newest = CheckIn.objects.filter(goal=OuterRef("pk")).order_by("-at", "-pk")
    rows: Iterable[Any] = (
        own_goals_visible_to(viewer)
        .filter(person=person)
        .annotate(
            going=Subquery(newest.values("going")[:1]),
            last_line=Subquery(newest.values("line")[:1]),
            last_at=Subquery(newest.values("at")[:1]),
        )
        .order_by("due_on", "pk")
    )
    is_self = viewer.pk == person.pk
    lines = [(row, _line(row, organisation.clock, now, is_self=is_self)) for row in rows]
    done = sorted(
        (pair for pair in lines if pair[0].done_at is not None),
        key=lambda pair: pair[0].done_at,
        reverse=True,
    )
    return tuple([line for _, line in lines if line.is_open] + [line for _, line in done])


def _line(row: Any, clock: Clock, now: datetime, *, is_self: bool) -> OwnLine:
    today = clock.day_of(now)
    shown = AUDIENCES if is_self else AUDIENCES_OF_ANOTHER
    last = "" if row.last_at is None else dates.short_day(clock.local(row.last_at).date(), today)
    done = row.done_at is not None
    due = f"By {dates.short_day(row.due_on, today)}"
    if done:
        due = dates.short_day(clock.local(row.done_at).date(), today)
    return OwnLine(
        pk=row.pk,
        aim=row.aim,
        sign=row.sign,
        due=due,
        is_late=not done and row.due_on < today,
        audience=shown[OwnGoal.Audience(row.audience)],
        state=row.state,
        state_word=OwnGoal.State(row.state).label,
        learned=row.learned,
        going="" if row.going is None else CheckIn.Going(row.going).label,
        last=last,
        last_line=row.last_line or "",
    )


@dataclass(frozen=True, slots=True)
class Step:
    """One check-in."""

    going: str
    line: str
    when: str
    at: datetime


@dataclass(frozen=True, slots=True)
class OwnPage:
    """One goal with its check-ins, latest first. `figure` and `figure_before` are empty without a metric."""

    goal: OwnGoal
    is_self: bool
    who: str
    due: str
    is_late: bool
    audience: str
    steps: tuple[Step, ...]
    metric: str
    figure: str
    figure_before: str


def own_goal_page(
    viewer: User, goal: OwnGoal, organisation: Organisation, now: datetime
) -> OwnPage:
    """What the page shows. The figure is for the person's own eyes and their leads': a team that may read
    the goal still does not see it.
    """
    clock = organisation.clock
    today = clock.day_of(now)
    is_self = goal.person_id == viewer.pk
    steps = tuple(
        Step(
            CheckIn.Going(row.going).label,
            row.line,
            dates.short_day(clock.local(row.at).date(), today),
            row.at,
        )
        for row in goal.check_ins.all()
    )
    sees = is_self or agents_whose_figures_are_visible_to(viewer).filter(pk=goal.person_id).exists()
    shown = goal.metric is not None and sees
    set_on = clock.day_of(goal.set_at)
    words = AUDIENCES if is_self else AUDIENCES_OF_ANOTHER
    return OwnPage(
        goal=goal,
        is_self=is_self,
        who=goal.person.name,
        due=dates.long_day(goal.due_on, today),
        is_late=goal.state == OwnGoal.State.OPEN and goal.due_on < today,
        audience=words[OwnGoal.Audience(goal.audience)],
        steps=steps,
        metric=goal.metric.name if shown and goal.metric is not None else "",
        figure=_figure(goal, organisation, clock.day_of(goal.done_at or now)) if shown else "",
        figure_before=_figure(goal, organisation, set_on - ONE_DAY) if shown else "",
    )


def _figure(goal: OwnGoal, organisation: Organisation, last: Any) -> str:
    """Their figure over the four weeks up to a day, with the caution that too few call for. Empty without one."""
    if goal.metric is None:
        return ""
    asked = Asked(goal.metric, last - WEEKS + ONE_DAY, last, agent=goal.person)
    points = series(asked, TOTAL)
    if not points or not points[0].n:
        return ""
    writer = Writer(goal.metric, organisation.currency)
    point = points[0]
    caution = writer.caution(Sums(point.value, point.weight, point.n))
    return f"{writer.figure(point.result)}{f' ({caution.lower()})' if caution else ''}"


def aims_shown_to_team(viewer: User, people: Iterable[int]) -> dict[int, str]:
    """What some people aim for that they show to the team, by person: the one due first. One statement or two."""
    rows = (
        own_goals_visible_to(viewer)
        .filter(person__in=list(people), audience=OwnGoal.Audience.TEAM, state=OwnGoal.State.OPEN)
        .order_by("due_on", "pk")
    )
    found: dict[int, str] = {}
    for person_id, aim in rows.values_list("person_id", "aim"):
        found.setdefault(person_id, aim)
    return found


def with_aims(parts: Parts | None, viewer: User) -> Parts | None:
    """Who is contributing, with what each shows the team that they aim for themselves. Two statements at most.

    Somebody without one may keep theirs to themself, so nothing is said of them.
    """
    if parts is None:
        return None
    people = [row.person for row in (*parts.rows, *parts.more) if row.person]
    aims = aims_shown_to_team(viewer, people) if people else {}
    if not aims:
        return parts

    def told(row: PartRow) -> PartRow:
        words = [row.hint, aims.get(row.person, "")]
        return replace(row, hint=". ".join(word for word in words if word))

    return replace(
        parts,
        rows=tuple(told(row) for row in parts.rows),
        more=tuple(told(row) for row in parts.more),
        sentence=f"{parts.sentence} With the goal each has set for themself, where the team may see it.",
    )
