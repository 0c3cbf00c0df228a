"""Bringing a file in, in four steps, each with its own address: file, map, check, done.

Nothing is written to the readings before the last click. Every step is a page that posts and redirects,
so that reload and back do no harm; two clicks on the last one import once.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from goals.forms.import_parts import UploadForm
from goals.forms.imports import MapForm
from goals.ingest.files.grid import Table, safe_cell
from goals.ingest.files.guess import columns_of
from goals.ingest.files.problems import FileProblem, Undecided
from goals.ingest.files.recipe import RecipeProblem
from goals.ingest.steps import (
    FileGone,
    carry_out,
    check_import,
    drop,
    keep_mapping,
    receive,
    table_of,
    writer_for,
)
from goals.ingest.undo import UndoRefused, can_still_be_undone, teams_of, undo
from goals.ingest.uploads import forget_abandoned
from goals.models import Import, Metric
from goals.permissions import can_write_readings_of, imports_visible_to
from goals.queries.imports import findings_of, import_rows
from teams.access import IMPORTERS, access, person_of
from teams.calendar import Clock
from teams.models import Organisation, Team

STEPS = ("File", "Columns", "Check", "Done")


@access(IMPORTERS)
@require_safe
def import_list(request: HttpRequest) -> HttpResponse:
    """Did the figures arrive?"""
    text = request.GET.get("before", "")
    before = int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
    now = timezone.now()
    organisation = Organisation.objects.first()
    clock = Clock("UTC") if organisation is None else organisation.clock
    visible = imports_visible_to(person_of(request))
    rows, following = import_rows(visible, clock, clock.day_of(now), before)
    return render(
        request,
        "goals/imports/list.html",
        {
            "rows": [(row, _can_undo(row.state, row.at, now)) for row in rows],
            "newer_url": reverse("goals:imports") if before else "",
            "older_url": f"{reverse('goals:imports')}?before={following}" if following else "",
        },
    )


def _can_undo(state: str, at: datetime, now: datetime) -> bool:
    return can_still_be_undone(Import(state=state, done_at=at), now)


@access(IMPORTERS)
@require_http_methods(["GET", "HEAD", "POST"])
def import_new(request: HttpRequest) -> HttpResponse:
    """Step one: which file?"""
    form = UploadForm()
    if request.method == "POST":
        now = timezone.now()
        form = UploadForm(request.POST, request.FILES)
        if form.is_valid():
            file = form.cleaned_data["file"]
            forget_abandoned(now)
            try:
                started = receive(file.chunks(), file.name, person_of(request), now=now)
            except FileProblem as error:
                form.add_error("file", str(error))
            else:
                return redirect("goals:import_map", started.pk)
    return render(request, "goals/imports/new.html", {"form": form, "steps": STEPS})


@access(IMPORTERS)
@require_http_methods(["GET", "HEAD", "POST"])
def import_map(request: HttpRequest, pk: int) -> HttpResponse:
    """Step two: what are its columns?"""
    import_run = _visible(request, pk)
    if not _is_open(import_run):
        return redirect("goals:import_done", pk)
    try:
        table = table_of(import_run)
    except FileGone as error:
        return _again(request, import_run, error)
    form = _map_form(request, import_run, table)
    if request.method == "POST":
        is_whole = form.is_valid()
        if request.POST.get("do") == "show":
            keep_mapping(import_run, form.draft())
            return redirect("goals:import_map", pk)
        if is_whole:
            keep_mapping(import_run, form.recipe(form.cleaned_data))
            if _check(request, import_run, form):
                return redirect("goals:import_check", pk)
    return render(
        request,
        "goals/imports/map.html",
        {
            "form": form,
            "import": import_run,
            "steps": STEPS,
            "origin": import_run.findings.get("origin", ""),
            "read_as": table.read_as,
        },
    )


def _map_form(request: HttpRequest, import_run: Import, table: Table) -> MapForm:
    writer = writer_for(person_of(request))
    teams = Team.objects.filter(archived_at=None)
    if writer.teams is not None:
        teams = teams.filter(pk__in=writer.teams)
    return MapForm(
        columns_of(table),
        import_run.recipe,
        teams=list(teams),
        metrics=list(Metric.objects.filter(archived_at=None)),
        may_create=writer.may_create,
        is_guessed=import_run.findings.get("origin") == "guessed",
        data=_posted(request),
    )


def _posted(request: HttpRequest) -> Mapping[str, Any] | None:
    return request.POST if request.method == "POST" else None


def _check(request: HttpRequest, import_run: Import, form: MapForm) -> bool:
    """Check the file; what only the person can tell is asked at its field."""
    try:
        check_import(import_run, writer_for(person_of(request)), now=timezone.now())
    except Undecided as error:
        form.add_error(error.key, _asked(str(error)))
        return False
    except FileProblem as error:
        form.add_error(None, str(error))
        return False
    return True


def _asked(message: str) -> str:
    """The question without the words that are for a recipe."""
    return message.partition(" Say which")[0] + " Choose here."


@access(IMPORTERS)
@require_http_methods(["GET", "HEAD", "POST"])
def import_check(request: HttpRequest, pk: int) -> HttpResponse:
    """Step three: what will this file change? The last click is here."""
    import_run = _visible(request, pk)
    if import_run.state == Import.State.UPLOADED:
        return redirect("goals:import_map", pk)
    if import_run.state != Import.State.MAPPED:
        return redirect("goals:import_done", pk)
    if request.method == "POST":
        return _import(request, import_run)
    findings = findings_of(import_run, _currency())
    before = (
        imports_visible_to(person_of(request))
        .filter(digest=import_run.digest, state=Import.State.DONE)
        .first()
    )
    return render(
        request,
        "goals/imports/check.html",
        {
            "import": import_run,
            "findings": findings,
            "steps": STEPS,
            "before_url": reverse("goals:import_done", args=[before.pk]) if before else "",
            "has_good": import_run.rows > import_run.rejected_count,
        },
    )


def _import(request: HttpRequest, import_run: Import) -> HttpResponse:
    pk = import_run.pk
    writer = writer_for(person_of(request))
    now = timezone.now()
    try:
        if request.POST.get("do") == "again":
            check_import(import_run, writer, now=now)
            return redirect("goals:import_check", pk)
        skip_bad = import_run.rejected_count > 0
        carry_out(import_run, writer, now=now, skip_bad=skip_bad)
    except FileGone as error:
        return _again(request, import_run, error)
    except (FileProblem, RecipeProblem) as error:
        messages.error(request, f"{error} Nothing was written.")
        return redirect("goals:import_map", pk)
    if import_run.state == Import.State.MAPPED:
        messages.error(
            request, "Something changed since the check, so nothing was written. Look again below."
        )
        return redirect("goals:import_check", pk)
    return redirect("goals:import_done", pk)


@access(IMPORTERS)
@require_safe
def import_done(request: HttpRequest, pk: int) -> HttpResponse:
    """Step four: what did it do?"""
    import_run = _visible(request, pk)
    if _is_open(import_run):
        return redirect("goals:import_check", pk)
    return render(
        request,
        "goals/imports/done.html",
        {
            "import": import_run,
            "findings": findings_of(import_run, _currency()),
            "steps": STEPS,
            "can_undo": can_still_be_undone(import_run, timezone.now()),
            "is_running": import_run.state == Import.State.RUNNING,
            "is_undone": import_run.state == Import.State.UNDONE,
        },
    )


@access(IMPORTERS)
@require_POST
def import_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it back."""
    import_run = _visible(request, pk)
    person = person_of(request)
    if not all(can_write_readings_of(person, team_id) for team_id in teams_of(import_run)):
        raise PermissionDenied
    try:
        undone = undo(import_run, person, now=timezone.now())
    except UndoRefused as error:
        messages.error(request, str(error))
    else:
        text = f"{undone.file_name} is undone."
        if undone.left:
            text += f" {undone.left:,} readings were changed since by something else and stay."
        messages.success(request, text)
    return redirect("goals:import_done", pk)


@access(IMPORTERS)
@require_POST
def import_drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget a file that was not imported."""
    import_run = _visible(request, pk)
    if drop(import_run):
        messages.success(request, f"{import_run.file_name} is forgotten. Nothing was imported.")
        return redirect("goals:imports")
    return redirect("goals:import_done", pk)


@access(IMPORTERS)
@require_safe
def import_failing(request: HttpRequest, pk: int) -> HttpResponse:
    """The rows that need mending, as a file: their cells, and what is wrong. No cell is a formula."""
    import_run = _visible(request, pk)
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    name = slugify(import_run.file_name.rpartition(".")[0]) or "rows"
    answer["Content-Disposition"] = f'attachment; filename="{name}-to-mend.csv"'
    # Spreadsheets take a file for UTF-8 only with the mark.
    answer.write("\ufeff")
    writer = csv.writer(answer)
    headings = import_run.findings.get("headings", [])
    writer.writerow([safe_cell(heading) for heading in headings] + ["Row", "What to mend"])
    for row in import_run.rejected:
        cells = row["cells"] or [row["problems"][0][1]]
        padded = [*cells, *[""] * (len(headings) - len(cells))]
        what = " ".join(
            f"{column}: {message}" if column else message
            for column, _, message, _ in row["problems"]
        )
        writer.writerow([*map(safe_cell, padded), row["line"], safe_cell(what)])
    return answer


# --- Shared --------------------------------------------------------------------------------------


def _visible(request: HttpRequest, pk: int) -> Import:
    return get_object_or_404(imports_visible_to(person_of(request)), pk=pk)


def _is_open(import_run: Import) -> bool:
    return import_run.state in {Import.State.UPLOADED, Import.State.MAPPED}


def _again(request: HttpRequest, import_run: Import, error: FileGone) -> HttpResponse:
    if request.method == "POST":
        # Reading changes nothing; left alone it is cleared away with other abandoned files.
        drop(import_run)
    messages.error(request, str(error))
    return redirect("goals:import_new")


def _currency() -> str:
    organisation = Organisation.objects.first()
    return "GBP" if organisation is None else organisation.currency
