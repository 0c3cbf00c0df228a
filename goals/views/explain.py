"""Explain this number: how a figure of a goal came about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from goals.models import AgentDay, Goal, Scope
from goals.permissions import sees_people_of
from goals.queries.contributions import contributions_to
from goals.queries.explain import Asking, Explanation, explain, which_of
from goals.queries.explain_forecast import reasons_of
from goals.queries.explained_rows import Cursor, readings_for_file
from goals.queries.goal import GoalDetail, read_goal, subject_of
from goals.queries.goal_columns import hour_strip
from goals.queries.goal_table import by_step
from goals.tables import Value, as_csv
from goals.views.goals import day_asked, number_asked, visible_goal
from teams.access import SIGNED_IN, access, person_of
from teams.models import User


@access(SIGNED_IN)
@require_safe
def explained(request: HttpRequest, pk: int) -> HttpResponse:
    """How was it worked out?"""
    person = person_of(request)
    detail, part = _asked(request, pk)
    context: dict[str, Any] = {
        "goal": detail.goal,
        "detail": detail,
        "metric": detail.goal.metric,
        "metric_url": reverse("goals:metric", args=[detail.goal.metric.slug]),
    }
    if detail.subject.everyone:
        context["people"] = _people(request, detail)
    else:
        asking = Asking(day=_day_of(request, detail), agent=part, before=paged(request))
        found = explain(person, detail, asking)
        context["found"] = found
        # A day, or one person's part of the whole, has neither pace nor status of its own.
        alone = part is None and asking.day is None
        context["reasons"] = reasons_of(detail) if alone else ()
        context["hours"] = by_step(detail) if hour_strip(detail) is not None else None
        context["file_url"] = _file_url(request, pk)
        context |= page_links(request, found)
    return render(request, "goals/explain.html", context)


@access(SIGNED_IN)
@require_safe
def download(request: HttpRequest, pk: int) -> HttpResponse:
    """The readings as a file: those that the page lists, all at once."""
    detail, part = _asked(request, pk)
    if detail.subject.everyone:
        raise Http404
    day = _day_of(request, detail)
    which = which_of(detail, Asking(day=day, agent=part), day)
    name = f"{slugify(detail.goal.name)[:60] or 'goal'}-{day or detail.period.first}-readings.csv"
    return file_response(readings_for_file(person_of(request), which), name)


def _asked(request: HttpRequest, pk: int) -> tuple[GoalDetail, User | None]:
    """The goal in the period, and for the person, that the address asks for; and whose part of it."""
    person = person_of(request)
    goal = visible_goal(request, pk)
    part, subject_id = _whose(person, goal, number_asked(request, "agent"))
    subject = subject_of(person, goal, subject_id)
    if subject is None:
        raise Http404
    period = day_asked(request, "period")
    return read_goal(person, goal, subject, on=period, now=timezone.now()), part


def _day_of(request: HttpRequest, detail: GoalDetail) -> date | None:
    day = day_asked(request, "day")
    if day is not None and (day not in detail.period or day > detail.today):
        raise Http404
    return day


def page_links(request: HttpRequest, found: Explanation) -> dict[str, Any]:
    """Where the pages of readings and the single days are."""
    older = _cursor(found.older)
    return {
        "can_correct": any(row.pk for row in found.rows),
        "older_url": _address(request, before=older) if older else "",
        "first_url": _address(request, before="") if request.GET.get("before") else "",
        "all_days_url": _address(request, day="", before=""),
        "day_urls": [
            (row, _address(request, day=row.day.isoformat(), before="")) for row in found.days
        ],
    }


def file_response(rows: Iterable[Sequence[Value]], name: str) -> HttpResponse:
    """A file to keep, for this person only."""
    response = HttpResponse(as_csv(rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response


def _file_url(request: HttpRequest, pk: int) -> str:
    query = request.GET.copy()
    query.pop("before", None)
    path = reverse("goals:explain_csv", args=[pk])
    return f"{path}?{query.urlencode()}" if query else path


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


def _cursor(place: Cursor | None) -> str:
    return "" if place is None else f"{place[0].isoformat()}~{place[1]}"


def paged(request: HttpRequest) -> Cursor | None:
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
