"""What I want to get better at: set, check in, show, finish. Others read what is shown to them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from goals.actions.own_goals import (
    FIELDS,
    change_own_goal,
    check_in,
    finish_own_goal,
    set_own_goal,
    show_own_goal,
)
from goals.forms.own_goals import AudienceForm, CheckInForm, DoneForm, OwnGoalForm
from goals.models import OwnGoal
from goals.permissions import own_goals_visible_to, own_metrics_of
from goals.queries.own_goals import own_goal_page, own_goals_of
from teams.access import SIGNED_IN, access, person_of
from teams.actions.errors import Stale
from teams.actions.versions import version_of
from teams.forms.base import attempt
from teams.models import Organisation
from teams.views.conflict import Conflict, conflict_of, with_version


def _visible(request: HttpRequest, pk: int) -> OwnGoal:
    goals = own_goals_visible_to(person_of(request))
    return get_object_or_404(goals.select_related("person", "metric"), pk=pk)


def _own(request: HttpRequest, pk: int) -> OwnGoal:
    """One's own goal: 404 where it is not shown, 403 where it is but somebody else's."""
    found = _visible(request, pk)
    if found.person_id != request.user.pk:
        raise PermissionDenied
    return found


@access(SIGNED_IN)
@never_cache
@require_safe
def own_goals(request: HttpRequest) -> HttpResponse:
    """What do I want to get better at?"""
    person = person_of(request)
    lines = own_goals_of(person, person, Organisation.objects.get(pk=1), timezone.now())
    context = {
        "open": [line for line in lines if line.is_open],
        "done": [line for line in lines if not line.is_open],
    }
    return render(request, "goals/own_goals.html", context)


@access(SIGNED_IN)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def own_goal_new(request: HttpRequest) -> HttpResponse:
    """A goal of one's own, on one page."""
    person = person_of(request)
    data = request.POST if request.method == "POST" else None
    form = OwnGoalForm(own_metrics_of(person), None, data)
    if form.is_bound and form.is_valid():
        values = {key: value for key, value in form.cleaned_data.items() if key != "version"}
        made: list[OwnGoal] = []
        if attempt(form, lambda: made.append(set_own_goal(person, now=timezone.now(), **values))):
            messages.success(request, "It is yours. Check in on it whenever you like.")
            return redirect("goals:own_goal", made[0].pk)
    return render(request, "goals/own_goal_form.html", {"form": form, "goal": None})


@access(SIGNED_IN)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def own_goal_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Other words, another day."""
    person = person_of(request)
    goal = _own(request, pk)
    data = request.POST if request.method == "POST" else None
    form = OwnGoalForm(own_metrics_of(person), goal, data)
    if form.is_bound and form.is_valid():
        values = form.cleaned_data
        try:
            if attempt(form, lambda: change_own_goal(person, goal, now=timezone.now(), **values)):
                messages.success(request, "Saved.")
                return redirect("goals:own_goal", pk)
        except Stale:
            return _conflict(request, pk, form)
    return render(request, "goals/own_goal_form.html", {"form": form, "goal": goal})


def _conflict(request: HttpRequest, pk: int, sent: OwnGoalForm) -> HttpResponse:
    """One wrote in two windows: both texts."""
    goal = _own(request, pk)
    metrics = own_metrics_of(person_of(request))
    again = OwnGoalForm(metrics, goal, with_version(request.POST, version_of(goal, FIELDS)))
    again.is_valid()
    found = conflict_of(goal, OwnGoalForm(metrics, goal), sent)
    conflict = Conflict(found.who, found.at, found.differences)
    context = {"form": again, "goal": goal, "conflict": conflict}
    return render(request, "goals/own_goal_form.html", context, status=409)


@access(SIGNED_IN)
@never_cache
@require_safe
def own_goal(request: HttpRequest, pk: int) -> HttpResponse:
    """How does it go?"""
    return _page(request, _visible(request, pk))


@access(SIGNED_IN)
@never_cache
@require_POST
def own_goal_check_in(request: HttpRequest, pk: int) -> HttpResponse:
    """A line on how it goes."""
    goal, form = _own(request, pk), CheckInForm(request.POST)
    return _done(request, goal, form, "check", "Checked in.", check_in)


@access(SIGNED_IN)
@never_cache
@require_POST
def own_goal_audience(request: HttpRequest, pk: int) -> HttpResponse:
    """Change who sees it."""
    goal, form = _own(request, pk), AudienceForm(request.POST)
    return _done(request, goal, form, "audience", "Changed, from now on.", show_own_goal)


@access(SIGNED_IN)
@never_cache
@require_POST
def own_goal_done(request: HttpRequest, pk: int) -> HttpResponse:
    """Reached, or let go."""
    goal, form = _own(request, pk), DoneForm(request.POST)
    return _done(request, goal, form, "done", "Kept, with what you learned.", finish_own_goal)


def _done(
    request: HttpRequest,
    goal: OwnGoal,
    form: forms.Form,
    name: str,
    said: str,
    action: Callable[..., object],
) -> HttpResponse:
    """Run one of the page's own forms; where it is refused, show the page with it."""
    person = person_of(request)
    if form.is_valid() and attempt(
        form, lambda: action(person, goal, now=timezone.now(), **form.cleaned_data)
    ):
        messages.success(request, said)
        return redirect("goals:own_goal", goal.pk)
    return _page(request, goal, **{name: form})


def _page(request: HttpRequest, goal: OwnGoal, **given: Any) -> HttpResponse:
    page = own_goal_page(person_of(request), goal, Organisation.objects.get(pk=1), timezone.now())
    context = {
        "goal": goal,
        "page": page,
        "check": CheckInForm(),
        "audience": AudienceForm(initial={"audience": goal.audience}),
        "done": DoneForm(),
        **given,
    }
    return render(request, "goals/own_goal.html", context)
