"""While the worker reads a long file: how far it is, what keeps it, and having it begin again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from goals import dates, formats
from goals.ingest.headway import headway_of
from goals.ingest.work import is_stuck, job_of, try_again, work_of
from goals.models import EngineState, Import, ImportWork
from goals.permissions import imports_visible_to
from teams.access import IMPORTERS, access, person_of
from teams.calendar import Clock
from teams.models import Organisation

STEPS = ("File", "Columns", "Check", "Done")
QUIET_WORKER = timedelta(minutes=3)
"""The worker looks for work every minute; silent for so long, it is probably not there."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a long file is, in words. `share` is of 100; None where nobody can say."""

    sentence: str
    hint: str
    share: int | None
    is_stuck: bool
    trouble: str


@access(IMPORTERS)
@require_safe
def import_working(request: HttpRequest, pk: int) -> HttpResponse:
    """How far is it? The page looks again by itself, with script and without."""
    import_run = get_object_or_404(imports_visible_to(person_of(request)), pk=pk)
    work = work_of(import_run)
    if work is None or work.problem:
        return _onwards(request, _next_page(import_run, work))
    now = timezone.now()
    return render(
        request,
        "goals/imports/working.html",
        {
            "import": import_run,
            "is_check": work.step == ImportWork.Step.CHECK,
            "standing": standing_of(import_run, work, now),
            "steps": STEPS,
            "current": 3 if work.step == ImportWork.Step.CHECK else 4,
        },
    )


@access(IMPORTERS)
@require_POST
def import_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin again what got stuck."""
    import_run = get_object_or_404(imports_visible_to(person_of(request)), pk=pk)
    if try_again(import_run, timezone.now()):
        messages.success(request, "It begins again.")
    return redirect("goals:import_working", pk)


def standing_of(import_run: Import, work: ImportWork, now: datetime) -> Standing:
    """How far it is: not begun, looking through the rows, or checking and writing them."""
    job = job_of(import_run)
    headway = headway_of(import_run.stored_as) if job is not None and job.lease else None
    about = max(work.about, headway.rows if headway else 0)
    stuck = job is not None and is_stuck(import_run, job, now)
    if headway is None:
        trouble = _trouble(now) if job is None or not job.lease else ""
        failed = job.last_error if job is not None else ""
        if failed and not trouble:
            trouble = "It failed and is tried again in a minute." if not stuck else "It failed."
        return Standing(
            f"About {formats.count(about)} rows wait for their turn.", "", None, stuck, trouble
        )
    verb = "Checked" if work.step == ImportWork.Step.CHECK else "Brought in"
    told = f"{formats.count(headway.rows)} of about {formats.count(about)} rows"
    passed = headway.rows * 100 // max(1, about)
    return Standing(
        f"Looked through {told}." if headway.looking else f"{verb} {told}.",
        "First all rows are looked through to see how they are written."
        if headway.looking
        else "All of it is written in the end, or nothing.",
        min(99, passed // 4 if headway.looking else 25 + passed * 3 // 4),
        stuck,
        "Nothing has moved for some minutes: the worker may have been stopped." if stuck else "",
    )


def _trouble(now: datetime) -> str:
    """What to say of a worker that has not been seen."""
    state = EngineState.objects.first()
    if state is None or state.swept_at is None:
        return "No worker has been seen yet. It begins as soon as one is started."
    if now - state.swept_at <= QUIET_WORKER:
        return ""
    organisation = Organisation.objects.first()
    clock = Clock("UTC") if organisation is None else organisation.clock
    seen = clock.local(state.swept_at)
    return (
        f"No worker has been seen since {dates.day(seen.date(), clock.day_of(now))}, {seen:%H:%M}. It begins "
        "as soon as one is started; tell whoever looks after this installation."
    )


def _next_page(import_run: Import, work: ImportWork | None) -> str:
    if import_run.state == Import.State.UPLOADED or (
        work is not None and work.step == ImportWork.Step.CHECK
    ):
        step = "map"
    else:
        step = "check" if import_run.state == Import.State.MAPPED else "done"
    return reverse(f"goals:import_{step}", args=[import_run.pk])


def _onwards(request: HttpRequest, address: str) -> HttpResponse:
    """To another page; what swaps only a part of this one goes there as a whole."""
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return redirect(address)
