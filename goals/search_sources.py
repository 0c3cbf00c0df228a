"""What of `goals` can be found: goals, metrics, challenges, and the lines of balance plans."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse

from goals.models import Challenge, Goal, Metric, PlanLine
from goals.permissions import challenges_visible_to, goals_visible_to, plan_lines_visible_to
from goals.queries.balance_words import when_words
from teams.models import User
from teams.permissions import can_administer, can_import, can_lead, standing_of
from teams.searching import (
    UNDATED,
    Document,
    Source,
    Things,
    Verb,
    register_source,
    register_verbs,
)


def register() -> None:
    """Called once, when the app is ready."""
    register_source(
        Source(
            kind="goal",
            label="Goals",
            icon="target",
            things=Things(Goal, _goal, frozenset({"name", "why", "cadence"})),
            visible=_goals,
            address=lambda key: reverse("goals:goal", args=[int(key)]),
            place=3,
            # When it was set up says nothing of when it runs.
            dated=UNDATED,
        )
    )
    register_source(
        Source(
            kind="metric",
            label="Metrics",
            icon="ruler",
            things=Things(
                Metric, _metric, frozenset({"name", "slug", "meaning", "formula", "archived_at"})
            ),
            visible=_metrics,
            address=lambda key: reverse("goals:metric", args=[key]),
            place=4,
            by_name=True,
        )
    )
    register_source(
        Source(
            kind="challenge",
            label="Challenges",
            icon="flag",
            things=Things(Challenge, _challenge, frozenset({"name", "why"})),
            visible=_challenges,
            address=lambda key: reverse("goals:challenge", args=[int(key)]),
            place=5,
            # When it was set up says nothing of when it runs.
            dated=UNDATED,
        )
    )
    register_source(
        Source(
            kind="plan",
            label="Who covers what",
            icon="users",
            things=Things(
                PlanLine,
                _plan_line,
                frozenset({"what", "trigger", "weekdays", "starts_at", "ends_at", "ended_at"}),
            ),
            visible=_plan_lines,
            address=lambda key: reverse("goals:plan_line", args=[int(key)]),
            place=12,
        )
    )
    register_verbs("goals", _verbs)


def _goal(goal: Goal) -> Document:
    return Document(goal.name, (goal.why,), detail=goal.get_cadence_display(), at=goal.created_at)


def _goals(user: User, now: datetime) -> QuerySet[Goal]:
    return goals_visible_to(user)


def _metric(metric: Metric) -> Document:
    away = "Archived" if metric.archived_at is not None else metric.formula
    return Document(metric.name, (metric.meaning, metric.formula), key=metric.slug, detail=away)


def _metrics(user: User, now: datetime) -> QuerySet[Metric]:
    """Everybody's: what is measured, and how, is no secret."""
    return Metric.objects.all()


def _challenge(challenge: Challenge) -> Document:
    return Document(challenge.name, (challenge.why,), at=challenge.created_at)


def _challenges(user: User, now: datetime) -> QuerySet[Challenge]:
    return challenges_visible_to(user)


def _plan_line(line: PlanLine) -> Document:
    """Without names: who is in the team changes, and is asked where it is shown."""
    return Document(
        line.what,
        (when_words(line),),
        detail="No longer holds" if line.ended_at is not None else when_words(line),
        at=line.made_at,
    )


def _plan_lines(user: User, now: datetime) -> QuerySet[PlanLine]:
    return plan_lines_visible_to(user)


def _verbs(person: User) -> Iterator[Verb]:
    if can_lead(person):
        yield Verb("Set a goal", reverse("goals:new"), "target", "new target aim")
        yield Verb("Start a challenge", reverse("goals:challenge_new"), "flag", "new")
    for team in standing_of(person).own_teams:
        address = reverse("goals:balance", args=[team.slug])
        yield Verb(f"Balance of {team.name}", address, "users", "swing cover plan hours who")
    yield Verb("Set a goal of your own", reverse("goals:own_goal_new"), "sprout", "new better")
    if can_import(person):
        yield Verb("Import figures", reverse("goals:import_new"), "file-up", "upload csv file")
    if can_administer(person):
        yield Verb("Add a metric", reverse("goals:metric_new"), "ruler", "new measure")
