"""Days away: one's own, and those of the people one leads."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from teams.access import SIGNED_IN, access, person_of
from teams.actions.absences import end_away, set_away
from teams.forms.absences import AwayForm
from teams.forms.base import attempt
from teams.permissions.absences import absences_visible_to, may_mark_away
from teams.queries.absences import absences_of
from teams.queries.zones import own_day


@access(SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def away(request: HttpRequest, pk: int) -> HttpResponse:
    """When somebody is away: no digest is sent, and nobody on duty is asked in vain."""
    actor, now = person_of(request), timezone.now()
    person = get_object_or_404(may_mark_away(actor), pk=pk)
    today = own_day(person, now)
    form = AwayForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        if attempt(form, lambda: set_away(actor, person, today=today, now=now, **values)):
            messages.success(request, "Saved.")
            return redirect("teams:away", pk)
    context = {
        "form": form,
        "person": person,
        "is_self": person.pk == actor.pk,
        "days": absences_of(person, today),
    }
    return render(request, "teams/away.html", context)


@access(SIGNED_IN)
@require_POST
def end(request: HttpRequest, pk: int, absence: int) -> HttpResponse:
    """They are there after all."""
    actor, now = person_of(request), timezone.now()
    person = get_object_or_404(may_mark_away(actor), pk=pk)
    found = get_object_or_404(absences_visible_to(actor, person), pk=absence)
    if end_away(actor, person, found, today=own_day(person, now), now=now):
        messages.success(request, "Taken out.")
    return redirect("teams:away", pk)
