"""The one skill somebody works on now. One's own alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from teams.access import SIGNED_IN, access, person_of
from teams.actions import focus as actions
from teams.actions.errors import Stale
from teams.forms.base import attempt
from teams.forms.growth import CheckInForm, CloseForm, FocusForm
from teams.models import Focus, LeaderSkill
from teams.permissions.growth import foci_of
from teams.queries.growth import focus_page, skills_in_use
from teams.views.conflict import with_version


@access(SIGNED_IN)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """What do I work on now? An address may begin it: `skill`. With one open already, it leads there."""
    person, now = person_of(request), timezone.now()
    there = foci_of(person).filter(closed_at=None).first()
    if there is not None and request.method != "POST":
        return redirect("teams:focus", there.pk)
    sent = request.POST if request.method == "POST" else None
    form = FocusForm(list(skills_in_use()), sent, request.GET.get("skill", "")[:18])
    if form.is_bound and form.is_valid():
        values = form.cleaned_data
        skill = LeaderSkill.objects.filter(pk=values.pop("skill")).first()
        made: list[Focus] = []
        if attempt(
            form, lambda: made.append(actions.begin_focus(person, skill, now=now, **values))
        ):
            messages.success(request, "Begun. Look in here whenever you like.")
            return redirect("teams:focus", made[0].pk)
    return render(request, "teams/growth/focus_new.html", {"form": form})


def _own(request: HttpRequest, pk: int) -> Focus:
    return get_object_or_404(foci_of(person_of(request)).select_related("by_words"), pk=pk)


@access(SIGNED_IN)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def focus(request: HttpRequest, pk: int) -> HttpResponse:
    """How does it go?"""
    return _step(request, pk, CheckInForm, actions.check_in, "Kept.", "teams:focus", "focus.html")


@access(SIGNED_IN)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """What came of it?"""
    return _step(
        request,
        pk,
        CloseForm,
        actions.close_focus,
        "Closed, with what came of it.",
        "teams:growth",
        "focus_close.html",
    )


def _step(
    request: HttpRequest,
    pk: int,
    form_class: type[forms.Form],
    act: Callable[..., Focus],
    said: str,
    then: str,
    template: str,
) -> HttpResponse:
    mine, now = _own(request, pk), timezone.now()
    sent = request.POST if request.method == "POST" else None
    form: Any = form_class(sent, initial={"version": mine.version})
    status, problem = 200, ""
    if form.is_bound and form.is_valid():
        values = form.cleaned_data
        try:
            if attempt(form, lambda: act(person_of(request), mine, now=now, **values)):
                messages.success(request, said)
                return redirect(then, *([pk] if then == "teams:focus" else []))
        except Stale as stale:
            mine, status, problem = _own(request, pk), 409, stale.message
            form = form_class(with_version(request.POST, str(mine.version)))
    context = {"page": focus_page(mine, now), "form": form, "problem": problem}
    return render(request, f"teams/growth/{template}", context, status=status)
