"""Looking back on a period that is over: how it ended, and what we learned."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from goals.actions import checks
from goals.actions.goal_states import archive_goal
from goals.models import Goal, Review
from goals.permissions import can_adjust_goal
from goals.queries.shape import rhythm_of
from teams.actions.audit import record
from teams.actions.errors import ActionRefused, Stale
from teams.actions.versions import version_of
from teams.models import Organisation, User

LONGEST = 500
FIELDS = ("outcome", "learned")
NEW = "new"
"""The version of a review that is not written yet."""


def version_of_review(review: Review | None) -> str:
    """What a form carries, so that of two who look back at once one is told."""
    return NEW if review is None else version_of(review, FIELDS)


@transaction.atomic
def review_period(
    actor: User,
    goal: Goal,
    *,
    on: date,
    outcome: str,
    learned: str,
    version: str | None = None,
    put_away: bool = False,
    now: datetime,
) -> Review:
    """How the period that holds `on` ended; written once for a period, and again when one knows better.

    `put_away` archives the goal as well, once its last day is over. Raises ActionRefused, Stale,
    PermissionDenied.
    """
    if not can_adjust_goal(actor, goal):
        raise PermissionDenied
    # Two who look back at once queue here.
    goal = (
        Goal.objects.select_for_update(of=("self",))
        .select_related("metric", "team", "agent")
        .get(pk=goal.pk)
    )
    if goal.state == Goal.State.PROPOSED:
        raise ActionRefused("", "The goal is proposed, so nothing of it is over yet.")
    organisation = Organisation.objects.get(pk=1)
    today = checks.today_of(goal.team, organisation, now)
    period = rhythm_of(goal, organisation).period_of(on)
    if period is None:
        raise ActionRefused("", "The goal has no period on that day.")
    if period.last >= today:
        raise ActionRefused("", "That period is not over yet. Look back on it when it is.")
    if outcome not in Review.Outcome.values:
        raise ActionRefused("outcome", "Choose how it ended.")
    learned = checks.check_text(
        "learned", learned, limit=LONGEST, missing="Say what we learned, in a sentence or two."
    )
    wanted: dict[str, Any] = {"outcome": outcome, "learned": learned}
    there = Review.objects.filter(goal=goal, first_day=period.first).first()
    as_wanted = there is not None and all(getattr(there, key) == wanted[key] for key in FIELDS)
    if there is None or not as_wanted:
        if there is not None and version is not None and version != version_of_review(there):
            raise Stale(there, "Somebody else has looked back on this while you were writing.")
        before = {} if there is None else {key: getattr(there, key) for key in FIELDS}
        there, _ = Review.objects.update_or_create(
            goal=goal,
            first_day=period.first,
            defaults={**wanted, "last_day": period.last, "by": actor, "at": now},
        )
        after = {"first_day": period.first, "last_day": period.last, "outcome": outcome}
        record(actor, "reviewed", goal, before, after, learned, at=now)
    is_over = goal.ends_on is not None and goal.ends_on < today
    if put_away and is_over and goal.state != Goal.State.ARCHIVED:
        archive_goal(actor, goal, now=now)
    return there
