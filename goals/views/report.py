"""Which kinds of goal do we keep?"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from goals.forms.report import ReportFilter
from goals.queries.report import Report, report_of
from goals.tables import Value, as_csv
from teams.access import MANAGERS, access, person_of
from teams.permissions import teams_visible_to


def _report(request: HttpRequest) -> tuple[ReportFilter, Report]:
    person = person_of(request)
    form = ReportFilter(teams_visible_to(person).filter(archived_at=None), request.GET)
    report = report_of(person, months=form.months_back, team=form.chosen, now=timezone.now())
    return form, report


@access(MANAGERS)
@require_safe
def report(request: HttpRequest) -> HttpResponse:
    """Counts by kind, and shares where there are enough to say; nobody's name."""
    form, found = _report(request)
    return render(request, "goals/report.html", {"form": form, "report": found})


@access(MANAGERS)
@require_safe
def report_csv(request: HttpRequest) -> HttpResponse:
    """The same as a file."""
    _, found = _report(request)
    rows: list[list[Value]] = []
    for _, table in found.tables:
        if not rows:
            rows.append(["Grouped", *table.headings])
        rows += [[table.caption, *(cell.value for cell in row)] for row in table.rows]
    response = HttpResponse(as_csv(rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="which-goals-we-keep.csv"'
    response["Cache-Control"] = "private, no-store"
    return response
