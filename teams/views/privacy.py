"""What is held of a person: their own to have, an administrator's to make where they asked, and to have go."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from teams.access import ADMINISTRATORS, SIGNED_IN, access, person_of
from teams.actions.erasing import erase_person
from teams.actions.privacy import note_file_made
from teams.forms.base import attempt
from teams.forms.privacy import AskedForm, EraseForm
from teams.models import User
from teams.permissions import can_sign_in
from teams.queries.privacy import (
    erased_name,
    file_of,
    is_erased,
    kinds_held,
    left_out,
)


@access(SIGNED_IN)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def privacy(request: HttpRequest) -> HttpResponseBase:
    """Everything that is held about oneself, in one file."""
    if request.method == "POST":
        person, now = person_of(request), timezone.now()
        note_file_made(person, person)
        return _file(person, now, by_office=False)
    return render(request, "teams/privacy.html", {"kinds": kinds_held(), "left_out": left_out()})


@access(ADMINISTRATORS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def person_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file of somebody who asked for it, without what administrators do not read."""
    person = get_object_or_404(User, pk=pk)
    form = AskedForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and attempt(
        form, lambda: note_file_made(person_of(request), person, form.cleaned_data["asked"])
    ):
        return _file(person, timezone.now(), by_office=True)
    context = {
        "person": person,
        "form": form,
        "kinds": kinds_held(by_office=True),
        "left_out": left_out(by_office=True),
    }
    return render(request, "teams/person_file.html", context)


@access(ADMINISTRATORS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Somebody who has left is made nameless, for good."""
    person, now = get_object_or_404(User, pk=pk), timezone.now()
    form = EraseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if attempt(form, lambda: erase_person(person_of(request), person, now=now, **given)):
            messages.success(request, f"Erased. They are {erased_name(person)} from now on.")
            return redirect("teams:person_edit", pk)
    context = {
        "person": person,
        "form": form,
        "is_here": can_sign_in(person, now),
        "is_erased": is_erased(person),
        "instead": erased_name(person),
    }
    return render(request, "teams/erase.html", context)


def _file(person: User, now: datetime, *, by_office: bool) -> StreamingHttpResponse:
    answer = StreamingHttpResponse(
        file_of(person, now, by_office=by_office), content_type="application/json"
    )
    name = f"leadwell-person-{person.pk}-{now:%Y-%m-%d}.json"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
