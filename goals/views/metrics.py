"""What do we measure, and why? The catalogue, one number, and its definition."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from goals.actions import metrics as actions
from goals.actions.metrics import METRIC_FIELDS
from goals.forms.metrics import MetricForm
from goals.models import Metric
from goals.queries.choices import can_set_goals
from goals.queries.figures import Writer
from goals.queries.history import history_of_metric
from goals.queries.metrics import (
    CatalogueRow,
    MetricPage,
    catalogue,
    daily,
    day_table,
    metric_page,
    usual_of_metric,
)
from goals.queries.shape import clock_of
from goals.queries.usual import Marked, Usual, marked
from goals.tables import Cell, Value, as_csv, linked
from goals.views.unchanged import state_for, unchanged
from teams.access import ADMINISTRATORS, SIGNED_IN, access, person_of
from teams.actions.errors import ActionRefused, Stale
from teams.actions.versions import version_of
from teams.forms.base import attempt
from teams.models import Organisation, Team
from teams.permissions import can_administer, can_lead, teams_visible_to
from teams.views.conflict import conflict_of, with_version

LONGEST_SEARCH = 60


@access(SIGNED_IN)
@require_safe
@unchanged
def metrics(request: HttpRequest) -> HttpResponse:
    """Everything that is counted, with how it last went."""
    person = person_of(request)
    search = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST_SEARCH]
    archived = request.GET.get("show") == "archived"
    organisation = Organisation.objects.first()
    rows: tuple[CatalogueRow, ...] = ()
    if organisation is not None:
        rows = catalogue(
            person,
            organisation,
            state=state_for(request),
            search=search,
            archived=archived,
            today=organisation.clock.day_of(timezone.now()),
        )
    context = {
        "rows": rows,
        "search": search,
        "archived": archived,
        "can_edit": can_administer(person),
    }
    return render(request, "goals/metrics.html", context)


def team_asked(request: HttpRequest) -> Team | None:
    """The team whose figures are asked for; None for the organisation, 404 for one out of sight."""
    slug = request.GET.get("team", "")
    if not slug:
        return None
    return get_object_or_404(teams_visible_to(person_of(request)), slug=slug)


@access(SIGNED_IN)
@require_safe
@unchanged
def metric(request: HttpRequest, slug: str) -> HttpResponse:
    """What does this number mean?"""
    person = person_of(request)
    found = get_object_or_404(Metric, slug=slug)
    team = team_asked(request)
    organisation = get_object_or_404(Organisation, pk=1)
    now = timezone.now()
    today = clock_of(team, organisation).day_of(now)
    writer = Writer(found, organisation.currency)
    teams = teams_visible_to(person).filter(archived_at=None).order_by("name")
    here = reverse("goals:metric", args=[slug])
    context = {
        "metric": found,
        "page": with_months_explained(
            metric_page(person, found, team, organisation, today), slug, team, today
        ),
        "team": team,
        "tabs": [
            {"label": "Whole organisation", "url": here, "current": team is None},
            *(
                {"label": one.name, "url": f"{here}?team={one.slug}", "current": one == team}
                for one in teams
            ),
        ],
        "can_edit": can_administer(person),
        "can_enter": found.archived_at is None and can_lead(person),
        "can_set_goals": found.archived_at is None and can_set_goals(person),
        "history": history_of_metric(found, writer, organisation.clock, now),
    }
    return render(request, "goals/metric.html", context)


def with_months_explained(
    page: MetricPage, slug: str, team: Team | None, today: date
) -> MetricPage:
    """Each month leads to how it was worked out."""
    path = reverse("goals:metric_explain", args=[slug])

    def url(month: object) -> str:
        first = date.fromisoformat(f"{month}-01")
        last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        query = {"team": team.slug} if team else {}
        return f"{path}?{urlencode({**query, 'from': first, 'until': min(last, today)})}"

    return replace(
        page, months=linked(page.months, [url(row[0].value) for row in page.months.rows])
    )


@access(SIGNED_IN)
@require_safe
def download(request: HttpRequest, slug: str) -> HttpResponse:
    """The daily figures of the last thirteen months as a file; the same as on the page."""
    found = get_object_or_404(Metric, slug=slug)
    team = team_asked(request)
    organisation = get_object_or_404(Organisation, pk=1)
    today = clock_of(team, organisation).day_of(timezone.now())
    writer = Writer(found, organisation.currency)
    by_day = daily(found, team, today)
    table = day_table(writer, by_day, today)
    usual = usual_of_metric(writer, by_day, team, organisation, today)
    whose = organisation.name if team is None else team.name
    rows = [
        ("Metric", "Whose", *table.headings, "Usual from", "Usual to", "Against the usual range"),
        *(
            (found.name, whose, *(cell.value for cell in row), *_usual_cells(writer, usual, row))
            for row in table.rows
        ),
    ]
    response = HttpResponse(as_csv(rows), content_type="text/csv; charset=utf-8")
    name = f"{found.slug}-{team.slug if team else 'organisation'}-by-day.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response


def _usual_cells(writer: Writer, usual: Usual, row: tuple[Cell, ...]) -> tuple[Value, ...]:
    """The usual range then in force, and where the day lay; empty for days that do not count."""
    day = row[0].value
    found = marked(writer, usual, day) if isinstance(day, date) else Marked(None, None, "")
    return found.low, found.high, found.place


@access(ADMINISTRATORS)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A new metric."""
    form = MetricForm(None, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        made: list[Metric] = []
        slug = form.cleaned_data["slug"]
        if attempt(
            form,
            lambda: made.append(
                actions.create_metric(person_of(request), slug=slug, **form.values())
            ),
        ):
            messages.success(request, f"{made[0].name} can be measured now.")
            return redirect("goals:metric", made[0].slug)
    return render(request, "goals/metric_form.html", {"form": form, "metric": None})


@access(ADMINISTRATORS)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, slug: str) -> HttpResponse:
    """What a metric says. What it is cannot change under its figures."""
    found = get_object_or_404(Metric, slug=slug)
    form = MetricForm(found, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            if attempt(
                form,
                lambda: actions.update_metric(
                    person_of(request),
                    found,
                    reason=data["reason"],
                    version=data["version"] or None,
                    **form.values(),
                ),
            ):
                messages.success(request, f"{data['name']} is saved.")
                return redirect("goals:metric", slug)
        except Stale:
            return _conflict(request, slug, form)
    return render(request, "goals/metric_form.html", _context(found, form))


def _context(found: Metric, form: MetricForm) -> dict[str, Any]:
    organisation = get_object_or_404(Organisation, pk=1)
    writer = Writer(found, organisation.currency)
    history = history_of_metric(found, writer, organisation.clock, timezone.now())
    return {"metric": found, "form": form, "history": history}


def _conflict(request: HttpRequest, slug: str, sent: MetricForm) -> HttpResponse:
    """Both texts: what stands now, and what this person wrote, ready to be sent over it."""
    found = get_object_or_404(Metric, slug=slug)
    again = with_version(request.POST, version_of(found, METRIC_FIELDS))
    context = _context(found, MetricForm(found, again))
    context["conflict"] = conflict_of(found, MetricForm(found), sent)
    return render(request, "goals/metric_form.html", context, status=409)


@access(ADMINISTRATORS)
@require_POST
def state(request: HttpRequest, slug: str) -> HttpResponse:
    """Put a metric away, or take it into use again: `to` says which. Undo is offered."""
    found = get_object_or_404(Metric, slug=slug)
    wish = request.POST.get("to") or request.GET.get("to", "")
    person = person_of(request)
    here = reverse("goals:metric_state", args=[slug])
    try:
        if wish == "archive":
            actions.archive_metric(person, found, now=timezone.now())
            said, undo = "is put away. Its figures stay.", f"undo={here}?to=restore"
        elif wish == "restore":
            actions.restore_metric(person, found)
            said, undo = "is in use again.", ""
        else:
            raise Http404
    except ActionRefused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, f"{found.name} {said}", extra_tags=undo)
    return redirect("goals:metric", slug)
