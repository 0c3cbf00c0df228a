"""Are people leaving more than usual? The report, the rows behind it, and why somebody left."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from feedback.actions.staying import FIELDS, say_why
from feedback.forms.staying import WhyForm
from feedback.models import Leaving
from feedback.permissions.staying import leavers_visible_to, leavings_visible_to
from feedback.queries.staying.house import YEAR
from feedback.queries.staying.report import Report, report_of
from feedback.queries.staying.rows import file_rows, here_rows, leavers, left_rows, people_here
from feedback.queries.staying.tables import (
    months_table,
    reasons_table,
    tables_of,
    teams_table,
    tenure_table,
    thanked_table,
)
from goals.tables import Value, as_csv
from teams.access import LEADERS, MANAGERS, access, person_of
from teams.actions.errors import Stale
from teams.actions.versions import version_of
from teams.forms.base import attempt
from teams.models import Organisation, Team
from teams.permissions import organisation_day, standing_of
from teams.views.conflict import conflict_of, with_version

PAGE = 50


def _report(request: HttpRequest) -> Report:
    organisation = Organisation.objects.first() or Organisation()
    return report_of(
        person_of(request),
        slug=request.GET.get("team", "")[:60],
        clock=organisation.clock,
        now=timezone.now(),
    )


@access(LEADERS)
@require_safe
def staying(request: HttpRequest) -> HttpResponse:
    """Do people stay, and what keeps them?"""
    found = _report(request)
    context: dict[str, Any] = {"report": found, "group": found.chosen}
    if found.chosen is not None:
        context |= {
            "teams": teams_table(found),
            "months": months_table(found.chosen),
            "tenure": tenure_table(found.chosen),
            "thanked": thanked_table(found.chosen),
        }
    reasons = found.reasons or found.told_together
    if reasons is not None and reasons.themes:
        context["reasons"] = reasons
        context["reasons_table"] = reasons_table(reasons)
    return render(request, "feedback/staying/report.html", context)


@access(LEADERS)
@require_safe
def staying_csv(request: HttpRequest) -> HttpResponse:
    """The same as a file."""
    rows: list[list[Value]] = []
    for table in tables_of(_report(request)):
        rows.append([table.caption, *table.headings])
        rows += [["", *(cell.value for cell in row)] for row in table.rows]
    return _file(rows, "staying.csv")


@access(MANAGERS)
@never_cache
@require_safe
def left(request: HttpRequest) -> HttpResponse:
    """Who left, and what is written down of why."""
    viewer, today = person_of(request), organisation_day(timezone.now())
    team = _team(request, managed=True)
    found = leavers(viewer, team, today - YEAR + timedelta(days=1))
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": left_rows(viewer, page.object_list, today),
        "team": team,
        "query": _query(team),
    }
    return render(request, "feedback/staying/left.html", context)


@access(MANAGERS)
@never_cache
@require_safe
def left_csv(request: HttpRequest) -> HttpResponse:
    """The same as a file."""
    viewer, today = person_of(request), organisation_day(timezone.now())
    found = leavers(viewer, _team(request, managed=True), today - YEAR + timedelta(days=1))
    return _file(file_rows(left_rows(viewer, found, today)), "left.csv")


@access(LEADERS)
@require_safe
def here(request: HttpRequest) -> HttpResponse:
    """Who is here, and for how long."""
    viewer, today = person_of(request), organisation_day(timezone.now())
    team = _team(request, managed=False)
    page = Paginator(people_here(viewer, team, today), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": here_rows(page.object_list, today),
        "team": team,
        "query": _query(team),
    }
    return render(request, "feedback/staying/here.html", context)


@access(MANAGERS)
@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def leaving(request: HttpRequest, pk: int) -> HttpResponse:
    """Why did they leave?"""
    viewer, now = person_of(request), timezone.now()
    person = get_object_or_404(leavers_visible_to(viewer), pk=pk)
    there = leavings_visible_to(viewer).filter(person=person).first()
    form = WhyForm(there, request.POST if request.method == "POST" else None)
    conflict = None
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data
        try:
            if attempt(
                form,
                lambda: say_why(
                    viewer,
                    person,
                    theme=sent["theme"],
                    words=sent["words"],
                    version=sent["version"],
                    now=now,
                ),
            ):
                messages.success(request, f"Why {person.name} left is written down.")
                return redirect("feedback:left")
        except Stale as stale:
            current = stale.current
            if not isinstance(current, Leaving):
                raise
            again = with_version(request.POST, version_of(current, FIELDS))
            conflict = conflict_of(current, WhyForm(current), form)
            form = WhyForm(current, again)
    context = {
        "form": form,
        "who": person,
        "row": left_rows(viewer, [person], organisation_day(now))[0],
        "conflict": conflict,
    }
    status = 409 if conflict else 200
    return render(request, "feedback/staying/leaving.html", context, status=status)


def _team(request: HttpRequest, *, managed: bool) -> Team | None:
    """The team asked for, of those that the viewer leads or manages; None for all. 404 for another."""
    slug = request.GET.get("team", "")[:60].replace("\x00", "")
    if not slug:
        return None
    standing = standing_of(person_of(request))
    teams: QuerySet[Team] = Team.objects.all()
    if not standing.is_administrator:
        teams = teams.filter(pk__in=standing.manages if managed else standing.leads)
    found = teams.filter(slug=slug).first()
    if found is None:
        raise Http404
    return found


def _query(team: Team | None) -> str:
    return f"?{urlencode({'team': team.slug})}" if team else "?"


def _file(rows: list[list[Value]], name: str) -> HttpResponse:
    response = HttpResponse(as_csv(rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response
