"""Letting a third person read a note or talk, and reading what one was let in to."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from feedback.actions.releases import end_release, open_release, release
from feedback.forms.notes import ReleaseForm
from feedback.models import CoachingNote, Release, Talk
from feedback.permissions.notes import (
    can_release,
    is_over,
    people_to_let_in,
    releases_to,
    releases_visible_to,
)
from feedback.queries.difficult_talks import steps_of
from feedback.queries.notes import parts_of
from feedback.queries.releases import released_line, released_lines
from feedback.views.papers import note_of, sent, talk_of
from teams.access import SIGNED_IN, access, person_of
from teams.actions.errors import ActionRefused
from teams.forms.base import attempt
from teams.models import Organisation
from teams.names import first_name
from teams.permissions import organisation_day

PAPERS = ("by", "note__author", "note__person", "talk__author", "talk__person")


@access(SIGNED_IN)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def note_release(request: HttpRequest, pk: int) -> HttpResponse:
    """Who else may read this note, until when, and why?"""
    return _release(request, note_of(request, pk), "feedback:note")


@access(SIGNED_IN)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def talk_release(request: HttpRequest, pk: int) -> HttpResponse:
    """Who else may read this talk, until when, and why?"""
    return _release(request, talk_of(request, pk), "feedback:talk")


def _release(request: HttpRequest, paper: CoachingNote | Talk, page: str) -> HttpResponse:
    viewer = person_of(request)
    if not can_release(viewer, paper):
        raise PermissionDenied
    people = people_to_let_in(viewer, paper, organisation_day(timezone.now()))
    form = ReleaseForm(people, sent(request))
    if form.is_bound and form.is_valid():
        values = form.cleaned_data
        if attempt(form, lambda: release(viewer, paper, now=timezone.now(), **values)):
            messages.success(request, f"{values['to'].name} may read it until then.")
            return redirect(page, paper.pk)
    other = paper.person if viewer.pk == paper.author_id else paper.author
    context = {"form": form, "page_name": page, "paper": paper, "other": first_name(other.name)}
    return render(request, "feedback/notes/release.html", context)


@access(SIGNED_IN)
@never_cache
@require_POST
def release_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End it before its day."""
    viewer = person_of(request)
    given = get_object_or_404(releases_visible_to(viewer), pk=pk)
    end_release(viewer, given, now=timezone.now())
    messages.success(request, "It is ended. The entry stays.")
    page = "feedback:note" if given.note_id else "feedback:talk"
    return redirect(page, given.note_id or given.talk_id)


@access(SIGNED_IN)
@never_cache
@require_safe
def released(request: HttpRequest) -> HttpResponse:
    """What was I let in to?"""
    rows = releases_to(person_of(request)).select_related(*PAPERS)
    lines = released_lines(rows, timezone.now())
    return render(request, "feedback/notes/released.html", {"lines": lines})


def _to_me(request: HttpRequest, pk: int) -> Release:
    rows = releases_to(person_of(request)).select_related(*PAPERS)
    return get_object_or_404(rows, pk=pk)


@access(SIGNED_IN)
@never_cache
@require_safe
def released_item(request: HttpRequest, pk: int) -> HttpResponse:
    """What was I let in to read? Its words only once it was opened, and until it is over."""
    viewer, found, now = person_of(request), _to_me(request, pk), timezone.now()
    clock = Organisation.objects.get(pk=1).clock
    today = clock.day_of(now)
    line = released_line(found, clock, today)
    context = {"line": line, "parts": (), "steps": (), "talk": None, "came_of_it": ""}
    if found.read_at is not None and not is_over(found, today):
        if found.note is not None:
            context |= {"parts": parts_of(found.note), "came_of_it": found.note.came_of_it}
        elif found.talk is not None:
            steps = steps_of(found.talk, viewer, clock, today)
            context |= {"talk": found.talk, "steps": steps}
    return render(request, "feedback/notes/released_item.html", context)


@access(SIGNED_IN)
@never_cache
@require_POST
def released_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Read it: both of the two see that, and when. A POST, because looking at a link must not leave an entry."""
    found = _to_me(request, pk)
    try:
        open_release(person_of(request), found, now=timezone.now())
    except ActionRefused as refused:
        messages.error(request, refused.message)
    return redirect("feedback:released_item", pk)
