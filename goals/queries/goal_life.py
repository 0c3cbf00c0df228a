"""What people say and have agreed around a goal, beside its figures, ready to be written down."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from goals.models import Goal, Proposal, Scope, Status
from goals.permissions import can_adjust_goal, can_note, can_override
from goals.queries.cascade import Cascade, cascade_of
from goals.queries.goal import GoalDetail
from goals.queries.goal_names import period_name, status_of, status_word, writer_of
from goals.queries.goal_notes import NoteLine, notes_of
from goals.queries.lately import LONGER
from goals.queries.reviews import SHOWN, LookBack, look_backs
from goals.queries.said import Said, said_of
from goals.queries.shape import rhythm_of
from goals.queries.targets import Coming, coming_targets
from teams.models import User
from teams.permissions.decisions import can_write_decision


@dataclass(frozen=True, slots=True)
class GoalLife:
    """`said`: the owner's word on the shown period. `review`: how people say it ended; `earlier`: before that.

    `asks_review`: it is over, and whoever looks may say how it ended but nobody has. `decide_url` begins a decision
    with the goal, for who writes one.
    """

    period: str
    period_key: str
    figures_say: str
    said: Said | None
    can_say: bool
    review: LookBack | None
    earlier: tuple[LookBack, ...]
    asks_review: bool
    can_review: bool
    decide_url: str
    notes: tuple[NoteLine, ...]
    can_note: bool
    cascade: Cascade
    was_proposed: bool
    coming: tuple[Coming, ...]


def _decide_url(viewer: User, goal: Goal) -> str:
    """A decision of the goal's team, or for everybody where it has none."""
    if not can_write_decision(viewer, goal.team_id):
        return ""
    asked = {
        "team": goal.team.slug if goal.team else "",
        "from": reverse("goals:goal", args=[goal.pk]),
    }
    return f"{reverse('teams:decision_new')}?{urlencode(asked)}"


def goal_life(viewer: User, detail: GoalDetail) -> GoalLife:
    """Seven statements, whatever was said."""
    goal, period = detail.goal, detail.period
    backs = look_backs(goal, detail.clock, detail.today)
    review = next((one for one in backs if one.first_day == period.first), None)
    is_over = period.last < detail.today
    adjusts = can_adjust_goal(viewer, goal)
    single = goal.scope != Scope.MEMBERS
    runs = detail.is_current and goal.state == Goal.State.ACTIVE
    return GoalLife(
        period=period_name(detail, period.first, period.last),
        period_key=period.first.isoformat(),
        figures_say=_figures_say(detail),
        said=said_of(goal.pk, period.first) if single else None,
        can_say=single and runs and can_override(viewer, goal),
        review=review,
        earlier=tuple(one for one in backs if one.first_day < period.first)[:SHOWN],
        asks_review=is_over and adjusts and review is None and goal.cadence in LONGER,
        can_review=is_over and adjusts,
        decide_url=_decide_url(viewer, goal),
        notes=notes_of(detail, viewer),
        can_note=can_note(viewer, goal) and goal.starts_on <= detail.today,
        cascade=cascade_of(viewer, goal, detail.now),
        was_proposed=Proposal.objects.filter(goal=goal).exists(),
        coming=coming_targets(
            goal, rhythm_of(goal, detail.organisation), writer_of(detail), detail.today
        ),
    )


def _figures_say(detail: GoalDetail) -> str:
    """The computed status in words, for beside the owner's."""
    code = status_of(detail)
    label = "archived" if code == "dropped" else str(Status(code).label)
    return (status_word(detail, code) or label).lower()
