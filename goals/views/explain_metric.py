"""Explain this number: how some days' figure of a metric came about."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from goals.models import Metric
from goals.permissions import teams_to_correct
from goals.queries.explain_metric import LONGEST, Figure, explain_figure
from goals.queries.explained_rows import readings_for_file
from goals.queries.shape import clock_of
from goals.views.explain import file_response, page_links, paged
from goals.views.goals import day_asked, number_asked
from goals.views.metrics import team_asked
from teams.access import SIGNED_IN, access, person_of
from teams.models import Organisation, Team, User
from teams.permissions import standing_of


@access(SIGNED_IN)
@require_safe
def explained(request: HttpRequest, slug: str) -> HttpResponse:
    """How was it worked out?"""
    figure = _figure_asked(request, slug)
    person = person_of(request)
    found = explain_figure(person, figure, paged(request), timezone.now())
    context: dict[str, Any] = {
        "metric": figure.metric,
        "team": figure.team,
        "found": found,
        "metric_url": _metric_url(figure),
        "file_url": _file_url(request, slug),
        "can_enter": teams_to_correct(person).exists(),
        **page_links(request, found),
    }
    return render(request, "goals/explain_metric.html", context)


@access(SIGNED_IN)
@require_safe
def download(request: HttpRequest, slug: str) -> HttpResponse:
    """The readings as a file: those that the page lists, all at once."""
    figure = _figure_asked(request, slug)
    rows = readings_for_file(person_of(request), figure.which(figure.day))
    return file_response(rows, f"{slug}-{figure.day or figure.first}-readings.csv")


def _figure_asked(request: HttpRequest, slug: str) -> Figure:
    """The metric, whose figure and which days the address asks for; what is no such figure is 404."""
    metric = get_object_or_404(Metric, slug=slug)
    organisation = get_object_or_404(Organisation, pk=1)
    team = team_asked(request)
    today = clock_of(team, organisation).day_of(timezone.now())
    last = day_asked(request, "until") or today
    first = day_asked(request, "from") or last.replace(day=1)
    day = day_asked(request, "day")
    if not 0 <= (last - first).days < LONGEST or not _within(day, first, min(last, today)):
        raise Http404
    agent = _agent_asked(request, team)
    return Figure(metric, organisation, team, agent, first, min(last, max(first, today)), day)


def _within(day: date | None, first: date, last: date) -> bool:
    return day is None or first <= day <= last


def _agent_asked(request: HttpRequest, team: Team | None) -> User | None:
    """One person's part in a team's figure: one's own, or that of somebody in a team one leads."""
    asked = number_asked(request, "agent")
    if asked is None:
        return None
    person = person_of(request)
    if team is None or not (asked == person.pk or team.pk in standing_of(person).leads):
        raise Http404
    return get_object_or_404(User.objects.filter(memberships__team=team).distinct(), pk=asked)


def _metric_url(figure: Figure) -> str:
    path = reverse("goals:metric", args=[figure.metric.slug])
    return f"{path}?team={figure.team.slug}" if figure.team else path


def _file_url(request: HttpRequest, slug: str) -> str:
    query = request.GET.copy()
    query.pop("before", None)
    path = reverse("goals:metric_explain_csv", args=[slug])
    return f"{path}?{query.urlencode()}" if query else path
