"""The report on escalations, the cases behind each of its bars, and both as files."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from escalations.forms.report import ReportFilter
from escalations.models import Escalation
from escalations.queries.report_asked import Asked, NoSuchPart, leaves_out, part_of
from escalations.queries.report_rows import file_rows, page_of, part_name
from escalations.queries.reports import report_of
from goals import dates
from goals.tables import Value, as_csv
from goals.views.goals import number_asked
from teams.access import LEADERS, access, person_of
from teams.models import Team
from teams.permissions import organisation_day, standing_of

QUICK = (("4 weeks", 28), ("13 weeks", 91), ("12 months", 365))


def _filter(request: HttpRequest) -> tuple[ReportFilter, date]:
    standing = standing_of(person_of(request))
    teams = Team.objects.filter(archived_at=None)
    if not standing.is_administrator:
        teams = teams.filter(pk__in=standing.leads)
    today = organisation_day(timezone.now())
    return ReportFilter(teams, request.GET, today), today


@access(LEADERS)
@require_safe
def report(request: HttpRequest) -> HttpResponse:
    """Why do customers ask for us, and which could agents have settled?"""
    form, today = _filter(request)
    asked = form.asked
    context = {
        "form": form,
        "report": report_of(person_of(request), asked, today),
        "quick": [(label, _address(today, days, asked)) for label, days in QUICK],
        "csv": f"{reverse('escalations:report_csv')}?{urlencode(asked.query)}",
    }
    return render(request, "escalations/reports/report.html", context)


def _address(today: date, days: int, asked: Asked) -> str:
    query = {
        **asked.query,
        "since": (today - timedelta(days=days - 1)).isoformat(),
        "until": today.isoformat(),
    }
    return f"{reverse('escalations:report')}?{urlencode(query)}"


@access(LEADERS)
@require_safe
def report_csv(request: HttpRequest) -> HttpResponse:
    """The same as a file."""
    form, today = _filter(request)
    found = report_of(person_of(request), form.asked, today)
    rows: list[list[Value]] = []
    for table in found.tables:
        rows.append(["Grouped", *table.headings])
        rows += [[table.caption, *(cell.value for cell in row)] for row in table.rows]
    return _file(rows, "escalations.csv")


def _part(request: HttpRequest) -> tuple[Asked, str, QuerySet[Escalation], date]:
    """The days, the part's name and its cases. 404 for who leads nobody, and for what is no part."""
    person = person_of(request)
    form, today = _filter(request)
    asked = form.asked
    if not standing_of(person).leads or form.errors.get("team"):
        raise Http404
    by, key = request.GET.get("by", ""), request.GET.get("key", "")
    try:
        cases = part_of(person, asked, by, key)
        return asked, part_name(by, key), cases, today
    except NoSuchPart as error:
        raise Http404 from error


@access(LEADERS)
@require_safe
def rows(request: HttpRequest) -> HttpResponse:
    """The cases behind a bar."""
    asked, name, cases, today = _part(request)
    before = number_asked(request, "before") or 0
    found = page_of(cases, before, today)
    query = {**asked.query, "by": request.GET.get("by", ""), "key": request.GET.get("key", "")}
    here = reverse("escalations:report_rows")
    context: dict[str, Any] = {
        "name": name,
        "period": dates.span(asked.first, asked.last, today),
        "team": asked.team,
        "found": found,
        "leaves_out": leaves_out(person_of(request), asked),
        "back": f"{reverse('escalations:report')}?{urlencode(asked.query)}",
        "csv": f"{reverse('escalations:report_rows_csv')}?{urlencode(query)}",
        "first_url": f"{here}?{urlencode(query)}" if before else "",
        "next_url": f"{here}?{urlencode({**query, 'before': found.next_before})}"
        if found.next_before
        else "",
    }
    return render(request, "escalations/reports/rows.html", context)


@access(LEADERS)
@require_safe
def rows_csv(request: HttpRequest) -> HttpResponse:
    """The same as a file, customers masked."""
    _, _, cases, _ = _part(request)
    return _file(file_rows(cases), "escalation-cases.csv")


def _file(rows: Any, name: str) -> HttpResponse:
    response = HttpResponse(as_csv(rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response
