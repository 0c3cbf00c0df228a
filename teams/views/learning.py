"""Learning, for whoever learns: what comes next, one path, and what one does about it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from teams.access import SIGNED_IN, access, person_of
from teams.actions.errors import ActionRefused
from teams.actions.learning import do_step, start_path, undo_step
from teams.actions.learning_together import answer_pairing, ask_for
from teams.forms.base import attempt
from teams.forms.learning import WishForm
from teams.models import GivenPath, LearningPath, LearningStep
from teams.names import in_a_row
from teams.permissions import can_lead, organisation_day
from teams.permissions.learning import can_make_paths, pairings_of, paths_visible_to
from teams.queries.learning import my_learning, who_reads
from teams.queries.learning_path import path_page as path_page_of
from teams.queries.study import beside_learning


def visible_path(request: HttpRequest, pk: int) -> LearningPath:
    """The path, where this person may read it; else 404."""
    found = paths_visible_to(person_of(request)).select_related("team")
    return get_object_or_404(found, pk=pk)


@access(SIGNED_IN)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What should I learn next?"""
    return _show_index(request)


def _show_index(
    request: HttpRequest, wish: WishForm | None = None, status: int = 200
) -> HttpResponse:
    person, now = person_of(request), timezone.now()
    context = {
        "page": my_learning(person, now, request.GET),
        "wish": wish or WishForm(paths_visible_to(person)),
        "leads": can_lead(person),
        "can_make": can_make_paths(person),
        "beside": beside_learning(person, now),
    }
    return render(request, "teams/learning/index.html", context, status=status)


@access(SIGNED_IN)
@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    """Ask one's lead for a path, or for something in one's own words."""
    person = person_of(request)
    form = WishForm(paths_visible_to(person), request.POST)
    now = timezone.now()
    if form.is_valid() and attempt(form, lambda: ask_for(person, now=now, **form.cleaned_data)):
        whom = in_a_row(who_reads(person, organisation_day(now)))
        messages.success(request, f"Asked. It went to {whom}.")
        return redirect("teams:learning")
    return _show_index(request, form)


@access(SIGNED_IN)
@require_POST
def pair_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Stand by a colleague, or not now."""
    pairing = get_object_or_404(pairings_of(person_of(request)), pk=pk)
    yes = request.POST.get("answer") == "yes"
    try:
        answer_pairing(person_of(request), pairing, yes=yes, now=timezone.now())
        messages.success(request, "You stand by them. They are told." if yes else "All right.")
    except ActionRefused as refused:
        messages.error(request, refused.message)
    return redirect("teams:learning")


@access(SIGNED_IN)
@require_safe
def path_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Where am I on it?"""
    path = visible_path(request, pk)
    page = path_page_of(person_of(request), path, timezone.now())
    return render(request, "teams/learning/path.html", {"page": page})


@access(SIGNED_IN)
@require_POST
def start(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin it."""
    path = visible_path(request, pk)
    try:
        start_path(person_of(request), path, now=timezone.now())
    except ActionRefused as refused:
        messages.error(request, refused.message)
    return redirect("teams:learning_path", pk)


@access(SIGNED_IN)
@require_POST
def done(request: HttpRequest, pk: int, step: int) -> HttpResponse:
    """A step is done, or with `to=no` not done after all. Whoever did not begin the path begins it by it."""
    person = person_of(request)
    path = visible_path(request, pk)
    found = get_object_or_404(LearningStep, pk=step, path=path, archived_at=None)
    now = timezone.now()
    try:
        if request.POST.get("to") == "no":
            given = GivenPath.objects.filter(path=path, person=person, ended_at=None).first()
            if given is not None:
                undo_step(person, given, found, now=now)
        else:
            given = do_step(person, start_path(person, path, now=now), found, now=now)
            _say_done(request, given, found)
    except ActionRefused as refused:
        messages.error(request, refused.message)
    if request.POST.get("back") == "learning":
        return redirect("teams:learning")
    return redirect(reverse("teams:learning_path", args=[pk]) + f"#step-{step}")


def _say_done(request: HttpRequest, given: GivenPath, step: LearningStep) -> None:
    if given.finished_at is not None:
        messages.success(request, f"You have finished “{given.path.name}”.")
    elif given.done_at is not None:
        messages.success(request, "All done. Your lead is told, and says when you are ready.")
    else:
        messages.success(request, f"“{step.title}” is done.")
