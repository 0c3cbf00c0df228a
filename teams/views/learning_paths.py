"""Making a path, changing it, putting it away."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from teams.access import LEADERS, access, person_of
from teams.actions import learning_paths as actions
from teams.actions.errors import ActionRefused, Stale
from teams.actions.learning_rows import steps_of
from teams.actions.versions import version_of
from teams.forms.base import attempt
from teams.forms.learning import PathForm
from teams.models import LearningPath
from teams.permissions import can_manage
from teams.permissions.learning import can_edit_path, teams_for_paths
from teams.views.conflict import conflict_of, with_version
from teams.views.learning import visible_path


def editable_path(request: HttpRequest, pk: int) -> LearningPath:
    """The path, unless it is not there for this person (404) or not theirs to change (403)."""
    path = visible_path(request, pk)
    if not can_edit_path(person_of(request), path):
        raise PermissionDenied
    return path


@access(LEADERS)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A path begins with what it is for."""
    person = person_of(request)
    sent = request.POST if request.method == "POST" else None
    form = PathForm(teams_for_paths(person), sent, for_all=can_manage(person))
    if form.is_bound and form.is_valid():
        values = {name: value for name, value in form.cleaned_data.items() if name != "version"}
        made: list[LearningPath] = []
        if attempt(
            form,
            lambda: made.append(actions.make_path(person, now=timezone.now(), **values)),
        ):
            messages.success(request, "It is there. Now its steps.")
            return redirect("teams:learning_edit", made[0].pk)
    return render(request, "teams/learning/path_new.html", {"form": form})


@access(LEADERS)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """What does it say, and which steps has it?"""
    path = editable_path(request, pk)
    sent = request.POST if request.method == "POST" else None
    form = PathForm(None, sent, path=path)
    context: dict[str, Any] = {"path": path}
    status = 200
    if form.is_bound and form.is_valid():
        values = form.cleaned_data
        try:
            if attempt(
                form,
                lambda: actions.change_path(person_of(request), path, now=timezone.now(), **values),
            ):
                messages.success(request, "Kept.")
                return redirect("teams:learning_edit", pk)
        except Stale:
            current = LearningPath.objects.get(pk=pk)
            status = 409
            context["conflict"] = conflict_of(current, PathForm(None, path=current), form)
            version = version_of(current, actions.PATH_FIELDS)
            form = PathForm(None, with_version(request.POST, version), path=current)
    context |= {
        "form": form,
        "steps": steps_of(pk),
        "keep_url": reverse("teams:learning_edit", args=[pk]),
    }
    return render(request, "teams/learning/path_edit.html", context, status=status)


@access(LEADERS)
@require_POST
def away(request: HttpRequest, pk: int) -> HttpResponse:
    """Put it away, or with `do=restore` have it in use again."""
    path = editable_path(request, pk)
    person = person_of(request)
    try:
        if request.POST.get("do") == "restore":
            actions.bring_path_back(person, path, now=timezone.now())
            messages.success(request, f"“{path.name}” is in use again.")
        elif actions.put_path_away(person, path, now=timezone.now()):
            messages.success(request, f"“{path.name}” is put away. Whoever has it keeps it.")
        else:
            messages.success(request, f"“{path.name}” is gone. Nobody had it.")
    except ActionRefused as refused:
        messages.error(request, refused.message)
    return redirect("teams:learning_team")
