"""The steps of a path: one more, other words, another place, out."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from teams.access import LEADERS, access, person_of
from teams.actions import learning_paths as actions
from teams.actions.errors import ActionRefused, Stale
from teams.actions.versions import version_of
from teams.forms.base import attempt
from teams.forms.learning import StepForm
from teams.models import LearningPath, LearningStep
from teams.views.conflict import conflict_of, with_version
from teams.views.learning_paths import editable_path


def _step(path: LearningPath, pk: int) -> LearningStep:
    found = LearningStep.objects.filter(path=path, archived_at=None).select_related("path")
    return get_object_or_404(found, pk=pk)


def _list_of(path: LearningPath) -> str:
    return f"{reverse('teams:learning_edit', args=[path.pk])}#steps"


@access(LEADERS)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, pk: int) -> HttpResponse:
    """One more step."""
    path = editable_path(request, pk)
    person = person_of(request)
    form = StepForm(person, request.POST if request.method == "POST" else None)
    if (
        form.is_bound
        and form.is_valid()
        and attempt(
            form, lambda: actions.add_step(person, path, now=timezone.now(), **form.values())
        )
    ):
        messages.success(request, "The step is there.")
        return redirect(_list_of(path))
    context = {"path": path, "form": form, "keep_url": _list_of(path)}
    return render(request, "teams/learning/step.html", context)


@access(LEADERS)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int, step: int) -> HttpResponse:
    """A step in other words."""
    path = editable_path(request, pk)
    person = person_of(request)
    found = _step(path, step)
    form = StepForm(person, request.POST if request.method == "POST" else None, step=found)
    context: dict[str, Any] = {"path": path, "step": found, "keep_url": _list_of(path)}
    status = 200
    if form.is_bound and form.is_valid():
        version = form.cleaned_data["version"] or None
        try:
            if attempt(
                form,
                lambda: actions.change_step(
                    person, found, version=version, now=timezone.now(), **form.values()
                ),
            ):
                messages.success(request, "Kept.")
                return redirect(_list_of(path))
        except Stale:
            current = LearningStep.objects.get(pk=step)
            status = 409
            context["conflict"] = conflict_of(current, StepForm(person, step=current), form)
            now_version = version_of(current, actions.STEP_FIELDS)
            form = StepForm(person, with_version(request.POST, now_version), step=current)
    context["form"] = form
    return render(request, "teams/learning/step.html", context, status=status)


@access(LEADERS)
@require_POST
def move(request: HttpRequest, pk: int, step: int) -> HttpResponse:
    """One place up, or with `to=down` down."""
    path = editable_path(request, pk)
    found = _step(path, step)
    try:
        up = request.POST.get("to") != "down"
        actions.move_step(person_of(request), found, up=up, now=timezone.now())
    except ActionRefused as refused:
        messages.error(request, refused.message)
    return redirect(_list_of(path))


@access(LEADERS)
@require_POST
def remove(request: HttpRequest, pk: int, step: int) -> HttpResponse:
    """Take it out."""
    path = editable_path(request, pk)
    found = _step(path, step)
    try:
        actions.remove_step(person_of(request), found, now=timezone.now())
        messages.success(request, f"“{found.title}” is out. Whoever did it keeps it.")
    except ActionRefused as refused:
        messages.error(request, refused.message)
    return redirect(_list_of(path))
