"""Bringing a file in, in four steps, each with its own address: file, map, check, done.

Nothing is written to the readings before the last click. Every step is a page that posts and redirects,
so that reload and back do no harm; two clicks on the last one import once.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from goals import dates
from goals.forms.import_parts import UploadForm
from goals.forms.imports import MapForm
from goals.ingest.files.grid import Table
from goals.ingest.files.guess import columns_of
from goals.ingest.files.problems import FileProblem, Undecided
from goals.ingest.files.recipe import RecipeProblem
from goals.ingest.files.workbook import SheetTable
from goals.ingest.on_the_spot import PEOPLE, PERCENTS, mend, take_as_percents, ways_to_mend
from goals.ingest.steps import (
    FileGone,
    carry_out,
    check_import,
    choose_sheet,
    drop,
    keep_mapping,
    receive,
    table_of,
    writer_for,
)
from goals.ingest.undo import UNDO_WITHIN, UndoRefused, can_still_be_undone, teams_of, undo
from goals.ingest.uploads import forget_abandoned
from goals.ingest.work import answered, ask, rows_if_long, work_of
from goals.models import Import, ImportWork, Metric
from goals.permissions import can_write_readings_of, imports_visible_to
from goals.queries.imports import Ways, findings_of, import_rows
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
    clock = _clock()
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
    work = work_of(import_run)
    if (elsewhere := _elsewhere(import_run, work)) is not None:
        return elsewhere
    try:
        if request.POST.get("do") == "sheet":
            return _other_sheet(request, import_run)
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
            answered(import_run)
            if following := _check(request, import_run, form):
                return redirect(following, pk)
    return render(
        request,
        "goals/imports/map.html",
        {
            "form": form,
            "import": import_run,
            "steps": STEPS,
            "origin": import_run.findings.get("origin", ""),
            "read_as": table.read_as,
            "sheets": (table.sheet, *table.left_out) if isinstance(table, SheetTable) else (),
            "problem": "" if work is None or form.is_bound else _asked(work.problem),
            "problem_field": form[work.problem_at].id_for_label
            if work is not None and work.problem_at in form.fields
            else "",
        },
    )


def _other_sheet(request: HttpRequest, import_run: Import) -> HttpResponse:
    """Read another sheet of the workbook, and match its columns."""
    try:
        choose_sheet(import_run, request.POST.get("sheet", "").strip(), person_of(request))
    except FileGone:
        raise
    except FileProblem as error:
        messages.error(request, str(error))
    answered(import_run)
    return redirect("goals:import_map", import_run.pk)


def _map_form(request: HttpRequest, import_run: Import, table: Table) -> MapForm:
    writer = writer_for(person_of(request))
    return MapForm(
        columns_of(table),
        import_run.recipe,
        teams=list(_teams(request)),
        metrics=list(Metric.objects.filter(archived_at=None)),
        may_create=writer.may_create,
        origin=import_run.findings.get("origin", ""),
        data=_posted(request),
    )


def _teams(request: HttpRequest) -> QuerySet[Team]:
    """Those this person may bring figures for."""
    writer, teams = writer_for(person_of(request)), Team.objects.filter(archived_at=None)
    return teams if writer.teams is None else teams.filter(pk__in=writer.teams)


def _posted(request: HttpRequest) -> Mapping[str, Any] | None:
    return request.POST if request.method == "POST" else None


def _check(request: HttpRequest, import_run: Import, form: MapForm) -> str:
    """Check the file, or have it checked; which page is next, '' where something has to be answered.

    What only the person can tell is asked at its field.
    """
    try:
        if _have_it_done(request, import_run, ImportWork.Step.CHECK):
            return "goals:import_working"
        check_import(import_run, writer_for(person_of(request)), now=timezone.now())
    except Undecided as error:
        form.add_error(error.key if error.key in form.fields else None, _asked(str(error)))
        return ""
    except FileProblem as error:
        form.add_error(None, str(error))
        return ""
    return "goals:import_check"


def _have_it_done(
    request: HttpRequest, import_run: Import, step: ImportWork.Step, *, skip_bad: bool = False
) -> bool:
    """Leave a step to the worker where the file is long; False where it is short. Raises FileProblem."""
    about = rows_if_long(import_run)
    if about:
        ask(import_run, person_of(request), step, about, now=timezone.now(), skip_bad=skip_bad)
    return bool(about)


def _asked(message: str) -> str:
    """The question without the words that are for a recipe."""
    question, says, _ = message.partition(" Say which")
    return f"{question} Choose here." if says else message


@access(IMPORTERS)
@require_http_methods(["GET", "HEAD", "POST"])
def import_check(request: HttpRequest, pk: int) -> HttpResponse:
    """Step three: what will this file change? The last click is here."""
    import_run = _visible(request, pk)
    work = work_of(import_run)
    if (elsewhere := _elsewhere(import_run, work)) is not None:
        return elsewhere
    if import_run.state == Import.State.UPLOADED:
        return redirect("goals:import_map", pk)
    if request.method == "POST":
        return _import(request, import_run)
    findings = findings_of(import_run, _currency(), _ways(request, import_run))
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
            "problem": "" if work is None else work.problem,
        },
    )


def _ways(request: HttpRequest, import_run: Import) -> Ways:
    """What can be mended on the spot. A statement, where something is to be mended."""
    if not import_run.rejected_count or not writer_for(person_of(request)).may_create:
        return {}
    return ways_to_mend(import_run, _team_names(request))


def _team_names(request: HttpRequest) -> list[str]:
    return [team.name for team in _teams(request)]


def _on_the_spot(request: HttpRequest, import_run: Import, do: str) -> str:
    """Say in its place what the check asks for; what is to be done next."""
    if do == PERCENTS:
        take_as_percents(import_run, request.POST.get("metric", ""))
        return "again"
    if do not in {way for way, _ in _ways(request, import_run).values()}:
        return do
    people = request.POST.getlist("person")
    if do == PEOPLE and not people:
        messages.error(request, "Nobody is ticked, so nobody is added.")
        return ""
    mend(import_run, do, _team_names(request), people)
    return "again"


def _import(request: HttpRequest, import_run: Import) -> HttpResponse:
    pk = import_run.pk
    writer = writer_for(person_of(request))
    now = timezone.now()
    try:
        answered(import_run)
        do = _on_the_spot(request, import_run, request.POST.get("do", ""))
        if do == "again" and not _have_it_done(request, import_run, ImportWork.Step.CHECK):
            check_import(import_run, writer, now=now)
        if do != "import":
            return redirect("goals:import_check", pk)
        skip_bad = import_run.rejected_count > 0
        if _have_it_done(request, import_run, ImportWork.Step.IMPORT, skip_bad=skip_bad):
            return redirect("goals:import_working", pk)
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
    work = work_of(import_run)
    if work is not None and not work.problem:
        return redirect("goals:import_working", pk)
    if _is_open(import_run):
        return redirect("goals:import_check", pk)
    now = timezone.now()
    return render(
        request,
        "goals/imports/done.html",
        {
            "import": import_run,
            "findings": findings_of(import_run, _currency()),
            "steps": STEPS,
            "can_undo": can_still_be_undone(import_run, now),
            "undo_until": _undo_until(import_run, now),
            "is_running": import_run.state == Import.State.RUNNING,
            "is_undone": import_run.state == Import.State.UNDONE,
        },
    )


def _undo_until(import_run: Import, now: datetime) -> str:
    """The last day on which an import can be undone."""
    if import_run.done_at is None:
        return ""
    clock = _clock()
    return dates.day(clock.day_of(import_run.done_at + UNDO_WITHIN), clock.day_of(now))


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


# --- Shared --------------------------------------------------------------------------------------


def _visible(request: HttpRequest, pk: int) -> Import:
    return get_object_or_404(imports_visible_to(person_of(request)), pk=pk)


def _is_open(import_run: Import) -> bool:
    return import_run.state in {Import.State.UPLOADED, Import.State.MAPPED}


def _elsewhere(import_run: Import, work: ImportWork | None) -> HttpResponse | None:
    """To where an import is, when it is past the steps in which something can be chosen."""
    if work is not None and not work.problem:
        return redirect("goals:import_working", import_run.pk)
    return None if _is_open(import_run) else redirect("goals:import_done", import_run.pk)


def _again(request: HttpRequest, import_run: Import, error: FileGone) -> HttpResponse:
    if request.method == "POST":
        # Reading changes nothing; left alone it is cleared away with other abandoned files.
        drop(import_run)
    messages.error(request, str(error))
    return redirect("goals:import_new")


def _clock() -> Clock:
    organisation = Organisation.objects.first()
    return Clock("UTC") if organisation is None else organisation.clock


def _currency() -> str:
    organisation = Organisation.objects.first()
    return "GBP" if organisation is None else organisation.currency
