"""What goals ask for: those off pace, those to agree on, those that are over."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from django.urls import reverse

from config.home.todos.item import ToDo
from goals import dates
from goals.queries.lately import Ended
from goals.queries.ledger import GoalNow, Ledger
from goals.queries.proposals import Waiting
from goals.queries.takes import what_it_takes, what_it_takes_of_you
from goals.today import BAD, MOST
from teams.calendar import Clock
from teams.permissions import OwnTeam


def off_pace(
    goals: Sequence[GoalNow], put_off: Collection[int], *, names_teams: bool
) -> list[ToDo]:
    """Goals that are behind, then those to watch, but those put off for today; of many only as many as can be shown."""
    waiting = (goal for goal in goals if goal.needs_someone and goal.pk not in put_off)
    return [_goal(goal, names_teams=names_teams) for goal in islice(waiting, MOST)]


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
        put_off_url=reverse("put_off", args=[goal.pk]),
    )


def own_off_pace(goals: Sequence[GoalNow], put_off: Collection[int]) -> list[ToDo]:
    """An agent's own goals that are short: what gets there comes first, and nothing is red."""
    found: list[ToDo] = []
    for goal in goals:
        if not goal.needs_someone or goal.pk in put_off:
            continue
        found.append(
            ToDo(
                icon="target",
                tone="watch",
                title=goal.name,
                text=what_it_takes_of_you(goal),
                action_url=goal.line.row.url,
                action_label="See how it goes",
                put_off_url=reverse("put_off", args=[goal.pk]),
            )
        )
    return found


def over(
    goals: Sequence[GoalNow], clock: Clock, now: datetime, manages: Collection[int]
) -> list[ToDo]:
    """Goals whose last day is past and that nobody has put away; the managers of their team do it here, with undo."""
    today = clock.day_of(now)
    return [
        ToDo(
            icon="flag",
            tone="",
            title=f"{goal.name} is over",
            text=f"It ended on {dates.day(goal.ended_on, today)} at {goal.line.row.now}, "
            f"{goal.line.row.now_hint}. Look at it once more, then put it away.",
            mail=f"{goal.name} is over.",
            **_putting_away(goal, manages),
        )
        for goal in goals
        if goal.ended_on is not None
    ]


def _putting_away(goal: GoalNow, manages: Collection[int]) -> dict[str, Any]:
    if goal.team_id not in manages:
        return {"action_url": goal.url, "action_label": "Look at it"}
    return {
        "action_url": reverse("goals:state", args=[goal.pk]),
        "action_label": "Put it away",
        "post": True,
        "hidden": (("to", "archive"), ("back", "today")),
        "more_url": goal.url,
    }


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
            mail=f"Proposed: {one.name}. Agree, lower or raise.",
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
            mail=f"Agree on it: {one.name}. {one.hint}.",
        )
        for one in proposals
        if one.is_due
    ]


def to_look_back_on(ended: Sequence[Ended], at_hand: Iterable[GoalNow]) -> list[ToDo]:
    """Periods that closed without anybody saying what we learned, two at a time.

    Those of goals that are over are asked for where these are put away.
    """
    over = {goal.pk for goal in at_hand}
    open_ones = (one for one in ended if one.pk not in over)
    return [
        ToDo(
            icon="flag",
            tone="",
            title=f"How did {one.period} end?",
            text=f"{one.name}: {one.result}. What did we learn?",
            action_url=reverse("goals:close", args=[one.pk]),
            action_label="Look back",
            mail=f"{_ended_in_mail(one)} What did we learn?",
        )
        for one in islice(open_ones, 2)
    ]


def _ended_in_mail(one: Ended) -> str:
    """A team's goal and the organisation's by name; what one person aims for stays out of mail."""
    if one.is_ones_own:
        return f"A period is over: {one.period}."
    return f"A period is over: {one.name}, {one.period}."


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


def until(ledger: Ledger, clock: Clock, now: datetime) -> str:
    """`until 10:00`: until the next period is over, where that is today."""
    ends = ledger.ends_at
    if ends is not None and clock.day_of(ends) == clock.day_of(now):
        return f"until {dates.clock_time(clock.local(ends).time())}"
    return "for today"
