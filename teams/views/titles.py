"""What somebody is called at work: set by a manager of theirs, or an administrator."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from teams.access import MANAGERS, access, person_of
from teams.actions.errors import Stale
from teams.actions.titles import TITLE_FIELDS, set_title
from teams.actions.versions import version_of
from teams.forms.base import attempt
from teams.forms.growth import TitleForm
from teams.models import User
from teams.permissions import organisation_day
from teams.permissions.growth import titled_by
from teams.views.conflict import conflict_of, with_version


@access(MANAGERS)
@require_http_methods(["GET", "HEAD", "POST"])
def title(request: HttpRequest, pk: int) -> HttpResponse:
    """What are they called?"""
    actor, now = person_of(request), timezone.now()
    person = get_object_or_404(titled_by(actor, organisation_day(now)), pk=pk)
    form = TitleForm(person, request.POST if request.method == "POST" else None)
    context: dict[str, object] = {"person": person}
    status = 200
    if form.is_bound and form.is_valid():
        values = form.cleaned_data
        try:
            if attempt(form, lambda: set_title(actor, person, now=now, **values)):
                messages.success(request, f"{person.name}’s title is saved.")
                return redirect("teams:person", pk)
        except Stale:
            current = User.objects.get(pk=pk)
            context |= {
                "person": current,
                "conflict": conflict_of(current, TitleForm(current), form),
            }
            again = with_version(request.POST, version_of(current, TITLE_FIELDS))
            form, status = TitleForm(current, again), 409
    context["form"] = form
    return render(request, "teams/growth/title.html", context, status=status)
