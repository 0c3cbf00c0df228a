"""The way into the settings, the organisation's own, and help."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from teams.access import ADMINISTRATORS, SIGNED_IN, access, person_of
from teams.actions.errors import Stale
from teams.actions.organisation import (
    ORGANISATION_FIELDS,
    create_organisation,
    update_organisation,
)
from teams.actions.versions import version_of
from teams.forms.base import attempt
from teams.forms.organisation import OrganisationForm
from teams.models import Organisation
from teams.permissions import standing_of
from teams.queries.changes import changes_of
from teams.views.conflict import conflict_of, with_version
from teams.views.teams import rests_on_calendar

_CALENDAR = {"time_zone", "week_starts_on", "fiscal_year_starts_in"}


@access(SIGNED_IN)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What this person can set: the frame knows, as it shows the same list beside each page."""
    return render(request, "teams/settings.html")


@access(ADMINISTRATORS)
@require_http_methods(["GET", "HEAD", "POST"])
def organisation(request: HttpRequest) -> HttpResponse:
    """The organisation's name, zone and ways of counting. On the first day there is none: it is made here."""
    ours = Organisation.objects.first()
    if ours is None:
        return _first_organisation(request)
    form = OrganisationForm(ours, request.POST if request.method == "POST" else None)
    rests = rests_on_calendar(ours)
    if request.method == "POST" and form.is_valid():
        version, values = form.cleaned_data["version"], form.values()
        try:
            if attempt(
                form,
                lambda: update_organisation(person_of(request), version=version, **values),
            ):
                messages.success(request, _saved(form, rests))
                return redirect("teams:organisation")
        except Stale:
            return _organisation_conflict(request, form)
    return render(request, "teams/organisation.html", _context(ours, form))


def _context(ours: Organisation, form: OrganisationForm) -> dict[str, Any]:
    today = ours.clock.day_of(timezone.now())
    return {
        "form": form,
        "rests": rests_on_calendar(ours),
        "changes": changes_of(ours, ours.clock, today),
    }


def _saved(form: OrganisationForm, rests: str) -> str:
    if _CALENDAR & set(form.changed_data):
        rebuilt = (
            f"{rests} are being worked out again by its calendar"
            if rests
            else "Nothing rests on its calendar yet"
        )
        return f"The organisation is saved. {rebuilt}."
    return "The organisation is saved."


def _first_organisation(request: HttpRequest) -> HttpResponse:
    form = OrganisationForm(Organisation(), request.POST if request.method == "POST" else None)
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(form, lambda: create_organisation(person_of(request), **form.values()))
    ):
        messages.success(request, "The organisation is saved.")
        return redirect("home")
    return render(request, "teams/organisation.html", {"form": form})


def _organisation_conflict(request: HttpRequest, sent: OrganisationForm) -> HttpResponse:
    now = Organisation.objects.get()
    again = with_version(request.POST, version_of(now, ORGANISATION_FIELDS))
    context = {
        **_context(now, OrganisationForm(now, again)),
        "conflict": conflict_of(now, OrganisationForm(now), sent),
    }
    return render(request, "teams/organisation.html", context, status=409)


@access(SIGNED_IN)
@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """What the words mean, how figures come about, whom to ask."""
    return render(
        request, "teams/help.html", {"is_leader": bool(standing_of(person_of(request)).leads)}
    )
