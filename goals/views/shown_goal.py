"""A goal's page, put together once for all who see the same of it, until something changes.

Drawing a goal takes two dozen statements and a dozen drawings; whoever comes to it after the huddle sees what
the first one saw. What is kept is the finished middle of the page. Forms are not in it: they carry a secret
of the one who sends them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from goals.models import Goal
from goals.permissions import can_adjust_goal
from goals.queries.eyes import eyes_of
from goals.queries.goal import GoalDetail
from goals.queries.goal_life import GoalLife, goal_life
from goals.queries.goal_notes import with_notes
from goals.queries.goal_page import GoalPage, goal_page
from goals.queries.goal_parts import Addresses
from goals.queries.guards import guard_line
from goals.queries.own_goals import with_aims
from goals.queries.state import kept
from goals.views.unchanged import state_for
from teams.access import person_of
from teams.models import User

Read = Callable[[], GoalDetail | None]


@dataclass(frozen=True, slots=True)
class ShownGoal:
    """What the template needs. Its texts are parts of the page, written already, in the page's order."""

    goal: Goal
    page: GoalPage
    life: GoalLife
    can_adjust: bool
    facts: SafeString
    main: SafeString
    decided: SafeString
    side: SafeString


def shown_goal(
    request: HttpRequest, pk: int, read: Read, addresses: Callable[[], Addresses], now: datetime
) -> ShownGoal | None:
    """The page as these eyes see it. `read` is asked for how the goal stands while nothing is kept.

    None where `read` says so: the goal has no such page. What `read` raises is raised, and not kept.
    """
    person, state = person_of(request), state_for(request)
    asked = request.GET.get("period", ""), request.GET.get("agent", "")
    what = ("goal", pk, asked, eyes_of(person, state), f"{now:%x %H:%M}")

    def build() -> ShownGoal | None:
        detail = read()
        return None if detail is None else _drawn(person, detail, addresses())

    return kept(state, what, build)


def _drawn(person: User, detail: GoalDetail, addresses: Addresses) -> ShownGoal:
    page = goal_page(person, detail, addresses)
    life = goal_life(person, detail)
    can_adjust = can_adjust_goal(person, detail.goal)
    context = {
        "page": replace(
            page,
            pace=with_notes(page.pace, detail, life.notes),
            parts=with_aims(page.parts, person),
        ),
        "life": life,
        "goal": detail.goal,
        "guard": guard_line(detail),
        "can_adjust": can_adjust,
    }
    return ShownGoal(
        goal=detail.goal,
        page=page,
        life=life,
        can_adjust=can_adjust,
        facts=render_to_string("goals/_goal_facts.html", context),
        main=render_to_string("goals/_goal_main.html", context),
        decided=render_to_string("goals/_goal_decided.html", context),
        side=render_to_string("goals/_goal_side.html", context),
    )
