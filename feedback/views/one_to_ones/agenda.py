"""Points and promises, and one's own note: small forms of the pages of the two."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from feedback.actions.one_to_ones.agenda import (
    add_point,
    drop_point,
    mark_talked,
    take_up_again,
)
from feedback.actions.one_to_ones.agreements import (
    agree,
    drop_agreement,
    finish_agreement,
    hand_on,
    reopen_agreement,
)
from feedback.actions.one_to_ones.private import save_private_note
from feedback.forms.one_to_ones import PointForm, PrivateNoteForm, WhyForm
from feedback.models import Agreement, Series
from feedback.permissions.one_to_ones import agreements_visible_to, points_visible_to
from feedback.queries.one_to_ones.lines import promise_lines
from feedback.queries.one_to_ones.pair import note_of, pair_page, two_of
from feedback.recompute.one_to_ones_told import meeting_url, pair_url
from feedback.views.one_to_ones.common import asked_meeting, go_on, series_of, tried
from feedback.views.one_to_ones.meeting import agreement_form
from feedback.views.one_to_ones.pair import note_form
from teams.access import SIGNED_IN, access, person_of
from teams.actions.errors import Stale
from teams.forms.base import attempt
from teams.models import User
from teams.names import first_name
from teams.views.conflict import Conflict, Difference
from teams.views.inbox import back_in_inbox
from teams.views.today import back_to_today


@access(SIGNED_IN)
@never_cache
@require_POST
def points(request: HttpRequest, pk: int) -> HttpResponse:
    """Add something to talk about. What cannot be taken stands in a form of its own, with why."""
    found = series_of(request, pk)
    form = PointForm(request.POST)
    if form.is_valid():
        words = form.cleaned_data["words"]
        if attempt(
            form, lambda: add_point(person_of(request), found, words=words, now=timezone.now())
        ):
            return go_on(request, found, "#agenda")
    return _again(request, found, form, "Something to talk about", "Add it")


@access(SIGNED_IN)
@never_cache
@require_POST
def point(request: HttpRequest, pk: int) -> HttpResponse:
    """Talked about, or dropped; without `do` it is taken up again, as an undo does."""
    viewer, now = person_of(request), timezone.now()
    mine = points_visible_to(viewer).select_related("series")
    found = get_object_or_404(mine, pk=pk)
    do = request.POST.get("do", "")
    undo = f"undo={reverse('feedback:point', args=[pk])}"
    if do == "talked":
        meeting = asked_meeting(request, found.series)
        if meeting is None:
            messages.error(request, "Book a meeting first: it is ticked off there.")
        else:
            tried(request, lambda: mark_talked(viewer, found, meeting, now=now))
    elif do == "drop":
        if tried(request, lambda: drop_point(viewer, found, now=now)):
            messages.success(request, "Off the agenda.", extra_tags=undo)
    else:
        tried(request, lambda: take_up_again(viewer, found, now=now))
    return go_on(request, found.series, "#agenda")


@access(SIGNED_IN)
@never_cache
@require_POST
def agreements(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down what one of the two promises."""
    viewer, now = person_of(request), timezone.now()
    found = series_of(request, pk)
    two = two_of(viewer, found, now)
    form = agreement_form(request.POST, two)
    if form.is_valid():
        given = form.cleaned_data
        owner = viewer if given["owner"] == viewer.pk else two.other
        if attempt(
            form,
            lambda: agree(
                viewer,
                found,
                owner=owner,
                words=given["words"],
                due_on=given["due_on"],
                meeting=asked_meeting(request, found),
                now=now,
            ),
        ):
            return go_on(request, found, "#agreed")
    return _again(request, found, form, "What you agreed", "Write it down")


def _again(request: HttpRequest, series: Series, form: Any, title: str, label: str) -> HttpResponse:
    """A small form that was refused, on a page of its own: nothing that was written is lost."""
    viewer = person_of(request)
    context = {
        "two": two_of(viewer, series, timezone.now()),
        "form": form,
        "title": title,
        "label": label,
        "meeting": asked_meeting(request, series),
    }
    return render(request, "feedback/one_to_ones/again.html", context, status=400)


@access(SIGNED_IN)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def agreement(request: HttpRequest, pk: int) -> HttpResponse:
    """One promise: done, taken along, or let go with a word; without `do` it is open again, as an undo does."""
    viewer, now = person_of(request), timezone.now()
    mine = agreements_visible_to(viewer).select_related("series__leader", "series__person")
    found = get_object_or_404(mine, pk=pk)
    do = request.POST.get("do", "")
    form = WhyForm(request.POST if do == "drop" else None)
    if request.method == "POST" and do != "drop":
        return _do(request, found, do)
    if form.is_bound and form.is_valid():
        why = form.cleaned_data["why"]
        if attempt(form, lambda: drop_agreement(viewer, found, why=why, now=now)):
            messages.success(request, "Let go.", extra_tags=_undo(found))
            return redirect(pair_url(found.series))
    two = two_of(viewer, found.series, now)
    context = {
        "two": two,
        "line": promise_lines([found], viewer, found.series, two.clock, now)[0],
        "meeting_url": meeting_url(found.made_in_id) if found.made_in_id else "",
        "form": form,
    }
    return render(request, "feedback/one_to_ones/agreement.html", context)


def _do(request: HttpRequest, found: Agreement, do: str) -> HttpResponse:
    viewer, now = person_of(request), timezone.now()
    if do == "done":
        if tried(request, lambda: finish_agreement(viewer, found, now=now)):
            messages.success(
                request, f"Done, as you promised {_other(found, viewer)}.", extra_tags=_undo(found)
            )
    elif do == "hand_on":
        into = pair_page(viewer, found.series, now).hand_to
        if into is None:
            messages.error(request, "There are no talks yet into which you could take it along.")
        elif tried(request, lambda: hand_on(viewer, found, into, now=now)):
            messages.success(request, f"Taken along to your talks with {into.leader.name}.")
    else:
        tried(request, lambda: reopen_agreement(viewer, found, now=now))
    back = request.POST.get("back", "")
    if back == "today":
        return back_to_today()
    inbox = back_in_inbox(viewer, back, now)
    return redirect(inbox) if inbox is not None else go_on(request, found.series)


def _other(found: Agreement, viewer: User) -> str:
    series = found.series
    other = series.person if series.leader_id == viewer.pk else series.leader
    return first_name(other.name)


def _undo(found: Agreement) -> str:
    return f"undo={reverse('feedback:agreement', args=[found.pk])}"


@access(SIGNED_IN)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def private_note(request: HttpRequest, pk: int) -> HttpResponse:
    """What one keeps for oneself, beside a series of one's own."""
    viewer, now = person_of(request), timezone.now()
    found = series_of(request, pk)
    if request.method != "POST":
        return _note_page(request, found, note_form(note_of(viewer, found)))
    form = note_form(note_of(viewer, found), request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            if attempt(form, lambda: save_private_note(viewer, found, now=now, **given)):
                messages.success(request, "Saved. Only you can read it.")
                return go_on(request, found, "#private")
        except Stale as stale:
            return _note_conflict(request, found, stale.current, given["words"])
    return _note_page(request, found, form)


def _note_conflict(request: HttpRequest, series: Series, current: Any, yours: str) -> HttpResponse:
    """One wrote in two windows: both texts."""
    again = request.POST.copy()
    again["note-version"] = str(current.version)
    form = note_form(current, again)
    form.is_valid()
    conflict = Conflict("", None, (Difference("Your own note", current.words, yours),))
    return _note_page(request, series, form, status=409, conflict=conflict)


def _note_page(
    request: HttpRequest, series: Series, form: PrivateNoteForm, status: int = 200, **more: Any
) -> HttpResponse:
    context = {
        "two": two_of(person_of(request), series, timezone.now()),
        "meeting": asked_meeting(request, series),
        "form": form,
        **more,
    }
    return render(request, "feedback/one_to_ones/private.html", context, status=status)
