"""The few things that need this person now, most urgent first, each with the way to act on it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse

from goals import dates, formats
from goals.models import Import
from goals.permissions import imports_visible_to
from goals.queries.lately import Ended
from goals.queries.ledger import GoalNow, Ledger
from goals.queries.proposals import Waiting
from goals.queries.sentences import BAD
from goals.queries.sources import Freshness
from goals.queries.takes import what_it_takes, what_it_takes_of_you
from teams.calendar import Clock
from teams.models import User
from teams.permissions import OwnTeam

MOST = 4
_STILL_NEWS = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class ToDo:
    """One thing to do, as `components/_todo.html` shows it. With `post` the action changes something."""

    icon: str
    tone: str
    title: str
    text: str
    action_url: str = ""
    action_label: str = ""
    action_class: str = ""
    post: bool = False


@dataclass(frozen=True, slots=True)
class ToDos:
    """At most four of them, and what the list ends with."""

    items: tuple[ToDo, ...]
    end: str


def at_most(items: Iterable[ToDo], end: str) -> ToDos:
    """The first four. What did not fit comes up when one of them is done."""
    return ToDos(tuple(items)[:MOST], end)


def off_pace(goals: Sequence[GoalNow], *, names_teams: bool) -> list[ToDo]:
    """Goals that are behind, then those to watch."""
    return [_goal(goal, names_teams=names_teams) for goal in goals if goal.needs_someone]


def _goal(goal: GoalNow, *, names_teams: bool) -> ToDo:
    row = goal.line.row
    where = f"{goal.team_name}: " if names_teams and goal.team_name else ""
    is_bad = goal.status in BAD
    return ToDo(
        icon="target",
        tone="behind" if is_bad else "watch",
        title=goal.name,
        text=f"{where}{what_it_takes(goal)}",
        action_url=row.url,
        action_label="Open the goal",
        action_class="btn--primary" if is_bad else "",
    )


def own_off_pace(goals: Sequence[GoalNow]) -> list[ToDo]:
    """An agent's own goals that are short: what gets there comes first, and nothing is red."""
    found: list[ToDo] = []
    for goal in goals:
        if not goal.needs_someone:
            continue
        found.append(
            ToDo(
                icon="target",
                tone="watch",
                title=goal.name,
                text=what_it_takes_of_you(goal),
                action_url=goal.line.row.url,
                action_label="See how it goes",
            )
        )
    return found


def over(goals: Sequence[GoalNow], clock: Clock, now: datetime) -> list[ToDo]:
    """Goals whose last day is past and that nobody has put away."""
    today = clock.day_of(now)
    return [
        ToDo(
            icon="flag",
            tone="",
            title=f"{goal.name} is over",
            text=f"It ended on {dates.day(goal.ended_on, today)} at {goal.line.row.now}, "
            f"{goal.line.row.now_hint}. Look at it once more, then put it away.",
            action_url=goal.url,
            action_label="Look at it",
        )
        for goal in goals
        if goal.ended_on is not None
    ]


def proposals_to_answer(proposals: Iterable[Waiting]) -> list[ToDo]:
    """Goals this person was asked about and has not said anything to yet."""
    return [
        ToDo(
            icon="messages-square",
            tone="",
            title=f"Proposed: {one.name}",
            text=f"{one.words} Agree, lower or raise.",
            action_url=reverse("goals:proposal", args=[one.pk]),
            action_label="Say what you think",
            action_class="btn--primary",
        )
        for one in proposals
        if one.is_asked and not one.has_answered
    ]


def proposals_to_conclude(proposals: Iterable[Waiting]) -> list[ToDo]:
    """Goals to agree on with the team: everybody has answered, or the first day is near."""
    return [
        ToDo(
            icon="messages-square",
            tone="",
            title=f"Agree on it: {one.name}",
            text=f"{one.words} {one.hint}.",
            action_url=reverse("goals:proposal", args=[one.pk]),
            action_label="See what was said",
        )
        for one in proposals
        if one.is_due
    ]


def to_look_back_on(ended: Sequence[Ended], at_hand: Iterable[GoalNow]) -> list[ToDo]:
    """Periods that closed without anybody saying what we learned, two at a time.

    Those of goals that are over are asked for where these are put away.
    """
    over = {goal.pk for goal in at_hand}
    return [
        ToDo(
            icon="flag",
            tone="",
            title=f"How did {one.period} end?",
            text=f"{one.name}: {one.result}. What did we learn?",
            action_url=reverse("goals:close", args=[one.pk]),
            action_label="Look back",
        )
        for one in ended
        if one.pk not in over
    ][:2]


def late_sources(fresh: Freshness) -> list[ToDo]:
    """Sources whose figures are overdue, in one item."""
    late = fresh.late
    if not late:
        return []
    names = late[0].name if len(late) == 1 else f"{len(late)} sources"
    verb = "has" if len(late) == 1 else "have"
    return [
        ToDo(
            icon="clock-alert",
            tone="watch",
            title=f"{names} {verb} gone quiet",
            text=f"No figures since {late[0].arrived}. Until they come, goals stand where they were.",
            action_url=reverse("goals:imports"),
            action_label="Look at the imports",
        )
    ]


def rejected_rows(user: User, now: datetime) -> list[ToDo]:
    """The newest import of the last week, where rows of it were left out. One statement."""
    newest = (
        imports_visible_to(user)
        .filter(state=Import.State.DONE, done_at__gte=now - _STILL_NEWS)
        .order_by("-done_at", "-pk")
        .first()
    )
    if newest is None or not newest.rejected_count:
        return []
    rows, of = formats.count(newest.rejected_count), formats.count(newest.rows)
    return [
        ToDo(
            icon="file-exclamation-point",
            tone="watch",
            title=f"{rows} of {of} rows need you",
            text=f"{newest.file_name}: mend them and bring the file in again; nothing counts twice.",
            action_url=reverse("goals:import_done", args=[newest.pk]),
            action_label="See the rows",
        )
    ]


def teams_without_goals(teams: Iterable[OwnTeam], with_goals: Iterable[int | None]) -> list[ToDo]:
    """Teams for which nothing is aimed for yet."""
    have = set(with_goals)
    return [
        ToDo(
            icon="sprout",
            tone="",
            title=f"{team.name} has no goals yet",
            text="Start with one number you already collect, and agree it at the next huddle.",
            action_url=f"{reverse('goals:new')}?whose=team:{team.slug}",
            action_label="Set a goal",
        )
        for team in teams
        if team.pk not in have
    ]


def end_of(ledger: Ledger, clock: Clock, now: datetime) -> str:
    """`That's everything until 10:00`: until the next period is over, where that is today."""
    ends = ledger.ends_at
    if ends is not None and clock.day_of(ends) == clock.day_of(now):
        return f"That's everything until {dates.clock_time(clock.local(ends).time())}."
    return "That's everything for today."
