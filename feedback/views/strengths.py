"""The settings of the strengths: what people are thanked for."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from feedback.actions import strengths as actions
from feedback.actions.strengths import FIELDS
from feedback.forms.strengths import StrengthForm
from feedback.models import Strength
from teams.access import MANAGERS, access, person_of
from teams.actions.errors import ActionRefused, Stale
from teams.actions.versions import version_of
from teams.forms.base import attempt
from teams.views.conflict import conflict_of, with_version

EDIT = "feedback/strengths/edit.html"


@access(MANAGERS)
@require_safe
def strengths(request: HttpRequest) -> HttpResponse:
    """What do we thank each other for, in which order?"""
    rows = list(Strength.objects.all())
    context = {
        "shown": [row for row in rows if row.archived_at is None],
        "away": [row for row in rows if row.archived_at is not None],
    }
    return render(request, "feedback/strengths/list.html", context)


@access(MANAGERS)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """One more."""
    return _form(request, None)


@access(MANAGERS)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """What is it called?"""
    return _form(request, get_object_or_404(Strength, pk=pk))


def _form(request: HttpRequest, strength: Strength | None) -> HttpResponse:
    form = StrengthForm(strength, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            if attempt(
                form,
                lambda: actions.save_strength(
                    person_of(request),
                    strength,
                    name=data["name"],
                    version=data["version"] or None,
                    now=timezone.now(),
                ),
            ):
                messages.success(request, f"{data['name']} is saved.")
                return redirect("feedback:strengths")
        except Stale:
            return _conflict(request, strength, form)
    return render(request, EDIT, {"strength": strength, "form": form})


def _conflict(request: HttpRequest, strength: Strength | None, sent: StrengthForm) -> HttpResponse:
    """Both: the name as it stands, and what this person wrote."""
    found = get_object_or_404(Strength, pk=strength.pk if strength else 0)
    again = with_version(request.POST, version_of(found, FIELDS))
    context = {
        "strength": found,
        "form": StrengthForm(found, again),
        "conflict": conflict_of(found, StrengthForm(found), sent),
    }
    return render(request, EDIT, context, status=409)


@access(MANAGERS)
@require_POST
def away(request: HttpRequest, pk: int) -> HttpResponse:
    """Off the composer, or on it again (`do=restore`)."""
    strength = get_object_or_404(Strength, pk=pk)
    gone = request.POST.get("do") != "restore"
    try:
        actions.put_strength_away(person_of(request), strength, away=gone, now=timezone.now())
    except ActionRefused as refused:
        messages.error(request, refused.message)
    else:
        words = "is put away. What was thanked with it keeps it" if gone else "is in use again"
        messages.success(request, f"{strength.name} {words}.")
    return redirect("feedback:strengths")


@access(MANAGERS)
@require_POST
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """One place up (`do=up`) or down."""
    strength = get_object_or_404(Strength, pk=pk)
    try:
        actions.move_strength(
            person_of(request), strength, up=request.POST.get("do") == "up", now=timezone.now()
        )
    except ActionRefused as refused:
        messages.error(request, refused.message)
    return redirect("feedback:strengths")
