"""One meeting: prepared, held, remembered; moved and called off."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from feedback.actions.one_to_ones.meetings import cancel, hold, move, save_summary
from feedback.forms.one_to_ones import (
    AgreementForm,
    PointForm,
    SummaryForm,
    WhenForm,
    WhyForm,
)
from feedback.models import Meeting
from feedback.queries.one_to_ones.meeting import meeting_page
from feedback.queries.one_to_ones.pair import Two, two_of
from feedback.recompute.one_to_ones_told import meeting_url, pair_url
from feedback.views.one_to_ones.common import meeting_of, tried
from feedback.views.one_to_ones.pair import note_form
from teams.access import SIGNED_IN, access, person_of
from teams.actions.errors import Stale
from teams.forms.base import attempt
from teams.views.conflict import conflict_of
from teams.views.today import today_at

USUAL_PROMISE = timedelta(days=14)


@access(SIGNED_IN)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def one_to_one(request: HttpRequest, pk: int) -> HttpResponse:
    """What shall we talk about, and what did we agree? A POST saves the summary; `do` `hold` says it took place too,
    and `held` that alone.
    """
    viewer, now = person_of(request), timezone.now()
    found = meeting_of(request, pk)
    if request.POST.get("do") == "held":
        if tried(request, lambda: hold(viewer, found, now=now)):
            messages.success(request, "Held. When is the next one?")
        return redirect(today_at() if request.POST.get("back") == "today" else meeting_url(pk))
    form = SummaryForm(request.POST if request.method == "POST" else None, initial=_as_is(found))
    if not form.is_bound or not form.is_valid():
        return _show(request, found, form)
    given = {"summary": form.cleaned_data["summary"], "version": form.cleaned_data["version"]}
    holds = request.POST.get("do") == "hold"
    verb = hold if holds else save_summary
    try:
        if attempt(form, lambda: verb(viewer, found, now=now, **given)):
            messages.success(request, "Held. When is the next one?" if holds else "Saved.")
            return redirect(meeting_url(pk))
    except Stale:
        return _conflict(request, pk, form)
    return _show(request, found, form)


def _as_is(meeting: Meeting) -> dict[str, Any]:
    return {"summary": meeting.summary, "version": meeting.version}


def _conflict(request: HttpRequest, pk: int, sent: SummaryForm) -> HttpResponse:
    """Both wrote at the same time: both texts, and the second chooses."""
    current = meeting_of(request, pk)
    data = request.POST.copy()
    data["version"] = str(current.version)
    form = SummaryForm(data, initial=_as_is(current))
    form.is_valid()
    conflict = conflict_of(current, SummaryForm(initial=_as_is(current)), sent)
    return _show(request, current, form, status=409, conflict=conflict)


def _show(
    request: HttpRequest, meeting: Meeting, form: SummaryForm, status: int = 200, **more: Any
) -> HttpResponse:
    viewer, now = person_of(request), timezone.now()
    page = meeting_page(viewer, meeting, now)
    context = {
        "page": page,
        "two": page.two,
        "form": form,
        "point": PointForm(),
        "agreement": agreement_form(None, page.two),
        "note": note_form(page.note),
        "next_form": None
        if page.suggested is None
        else WhenForm(None, page.two.clock, at=page.suggested, minutes=meeting.minutes),
        **more,
    }
    return render(request, "feedback/one_to_ones/meeting.html", context, status=status)


def agreement_form(data: Any, two: Two) -> AgreementForm:
    """Who of the two does what; in two weeks unless told otherwise."""
    owners = [(two.viewer.pk, "You"), (two.other.pk, two.other_first)]
    due = two.clock.day_of(timezone.now()) + USUAL_PROMISE
    return AgreementForm(data, owners, due)


@access(SIGNED_IN)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def move_it(request: HttpRequest, pk: int) -> HttpResponse:
    """To another time."""
    viewer, now = person_of(request), timezone.now()
    found = meeting_of(request, pk)
    two = two_of(viewer, found.series, now)
    data = request.POST if request.method == "POST" else None
    form = WhenForm(data, two.clock, at=found.starts_at, minutes=found.minutes)
    if (
        form.is_bound
        and form.is_valid()
        and attempt(form, lambda: move(viewer, found, now=now, **form.values()))
    ):
        messages.success(request, f"Moved. {two.other_first} is told.")
        return redirect(meeting_url(pk))
    context = {"two": two, "meeting": found, "form": form}
    return render(request, "feedback/one_to_ones/move.html", context)


@access(SIGNED_IN)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def cancel_it(request: HttpRequest, pk: int) -> HttpResponse:
    """Call it off, with a word."""
    viewer, now = person_of(request), timezone.now()
    found = meeting_of(request, pk)
    two = two_of(viewer, found.series, now)
    form = WhyForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        why = form.cleaned_data["why"]
        if attempt(form, lambda: cancel(viewer, found, why=why, now=now)):
            messages.success(
                request, f"Called off. {two.other_first} is told; your agenda comes along."
            )
            return redirect(pair_url(found.series))
    context = {"two": two, "meeting": found, "form": form}
    return render(request, "feedback/one_to_ones/cancel.html", context)
