"""Explain this number: how a figure of a goal came about."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from goals.models import AgentDay, Goal, Scope
from goals.permissions import sees_people_of
from goals.queries.contributions import contributions_to
from goals.queries.explain import Asking, explain
from goals.queries.explain_forecast import reasons_of
from goals.queries.goal import GoalDetail, read_goal, subject_of
from goals.queries.goal_columns import hour_strip
from goals.queries.goal_table import by_step
from goals.views.goals import day_asked, number_asked, visible_goal
from teams.access import SIGNED_IN, access, person_of
from teams.models import User


@access(SIGNED_IN)
@require_safe
def explained(request: HttpRequest, pk: int) -> HttpResponse:
    """How was it worked out?"""
    person = person_of(request)
    goal = visible_goal(request, pk)
    part, subject_id = _whose(person, goal, number_asked(request, "agent"))
    subject = subject_of(person, goal, subject_id)
    if subject is None:
        raise Http404
    period = day_asked(request, "period")
    detail = read_goal(person, goal, subject, on=period, now=timezone.now())
    day = day_asked(request, "day")
    if day is not None and (day not in detail.period or day > detail.today):
        raise Http404
    context: dict[str, Any] = {"goal": goal, "detail": detail, "metric": goal.metric}
    if subject.everyone:
        context["people"] = _people(request, detail)
    else:
        asking = Asking(day=day, agent=part, before=_before(request))
        found = explain(person, detail, asking)
        context["found"] = found
        # A day, or one person's part of the whole, has neither pace nor status of its own.
        context["reasons"] = reasons_of(detail) if part is None and day is None else ()
        context["hours"] = by_step(detail) if hour_strip(detail) is not None else None
        older = _cursor(found.older)
        context["older_url"] = _address(request, before=older) if older else ""
        context["first_url"] = _address(request, before="") if asking.before else ""
        context["all_days_url"] = _address(request, day="", before="")
        context["day_urls"] = [
            (row, _address(request, day=row.day.isoformat(), before="")) for row in found.days
        ]
    return render(request, "goals/explain.html", context)


def _whose(person: User, goal: Goal, agent_id: int | None) -> tuple[User | None, int | None]:
    """One person's part in a team's figure, or the subject of a goal that people have themselves."""
    if agent_id is None or goal.scope != Scope.TEAM:
        return None, agent_id
    if agent_id != person.pk and not sees_people_of(person, goal):
        raise Http404
    with_figures = AgentDay.objects.filter(metric_id=goal.metric_id, team_id=goal.team_id or 0)
    people = User.objects.filter(
        Q(memberships__team=goal.team_id) | Q(pk__in=with_figures.values("agent_id"))
    )
    return get_object_or_404(people.distinct(), pk=agent_id), None


def _people(request: HttpRequest, detail: GoalDetail) -> list[tuple[str, str]]:
    """Names and where each one's figure is explained, for those who may see them."""
    found = contributions_to(person_of(request), detail)
    return [(part.name, _address(request, agent=str(part.key))) for part in found.parts]


def _address(request: HttpRequest, **changes: str) -> str:
    """The address of this page with some values changed; an empty one takes a value away."""
    query = {**request.GET.dict(), **changes}
    kept = {name: value for name, value in query.items() if value}
    path = request.path
    return f"{path}?{urlencode(kept)}" if kept else path


def _cursor(place: tuple[datetime, int] | None) -> str:
    return "" if place is None else f"{place[0].isoformat()}~{place[1]}"


def _before(request: HttpRequest) -> tuple[datetime, int] | None:
    """Where the list goes on. What is no such place is 404."""
    text = request.GET.get("before", "")
    if not text:
        return None
    instant, _, number = text.rpartition("~")
    try:
        at, pk = datetime.fromisoformat(instant), int(number)
    except ValueError as error:
        raise Http404 from error
    if at.tzinfo is None or not 0 <= pk < 2**62:
        raise Http404
    return at, pk
