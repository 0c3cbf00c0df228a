"""Reports: the weekly briefs of a manager, written by the system but for what the manager says."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from goals.actions.briefs import BRIEF_FIELDS, write_brief
from goals.forms.briefs import BriefForm
from goals.models import Brief
from goals.queries.brief import Week, brief_of, briefs_of, figures_since, week_named, week_of
from goals.views.unchanged import unchanged
from teams.access import MANAGERS, access, person_of
from teams.actions.errors import Stale
from teams.actions.versions import version_of
from teams.forms.base import attempt
from teams.models import Organisation
from teams.views.conflict import conflict_of, with_version


@access(MANAGERS)
@require_safe
@unchanged
def reports(request: HttpRequest) -> HttpResponse:
    """What do I hand my boss?"""
    organisation = get_object_or_404(Organisation.objects.annotate(since=figures_since()), pk=1)
    today = organisation.clock.day_of(timezone.now())
    weeks = briefs_of(person_of(request), organisation, today, getattr(organisation, "since", None))
    return render(request, "goals/reports.html", {"weeks": weeks})


@access(MANAGERS)
@require_http_methods(["GET", "HEAD", "POST"])
def brief(request: HttpRequest, week: str) -> HttpResponse:
    """A week on two sheets of paper."""
    person = person_of(request)
    organisation = get_object_or_404(Organisation, pk=1)
    found = _week(week, organisation)
    kept = _kept(request, found)
    form = BriefForm(kept, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        words = {name: form.cleaned_data[name] for name in BRIEF_FIELDS}
        version = form.cleaned_data["version"] or None
        try:
            if attempt(
                form,
                lambda: write_brief(
                    person, found.first, **words, version=version, now=timezone.now()
                ),
            ):
                messages.success(request, "Kept with this week’s brief.")
                return redirect("goals:brief", found.code)
        except Stale:
            return _conflict(request, organisation, found, form)
    return render(request, "goals/brief.html", _context(request, organisation, found, kept, form))


def _week(code: str, organisation: Organisation) -> Week:
    """The week asked for, if it has begun."""
    found = week_named(code, organisation.week_starts_on)
    today = organisation.clock.day_of(timezone.now())
    if found is None or found.first > week_of(today, organisation.week_starts_on).first:
        raise Http404
    return found


def _kept(request: HttpRequest, week: Week) -> Brief:
    """What is kept of the week, or an empty one that is not saved."""
    person = person_of(request)
    kept = Brief.objects.filter(author=person, first_day=week.first).first()
    return kept or Brief(author=person, first_day=week.first)


def _context(
    request: HttpRequest, organisation: Organisation, week: Week, kept: Brief, form: BriefForm
) -> dict[str, Any]:
    page = brief_of(person_of(request), organisation, week, timezone.now())
    return {
        "page": page,
        "brief": kept,
        "asks": [line.strip() for line in kept.asks.splitlines() if line.strip()],
        "form": form,
        "earlier_url": reverse("goals:brief", args=[page.earlier]),
        "later_url": reverse("goals:brief", args=[page.later]) if page.later else "",
    }


def _conflict(
    request: HttpRequest, organisation: Organisation, week: Week, sent: BriefForm
) -> HttpResponse:
    """Both texts: what is kept now, and what was written over an older state."""
    kept = _kept(request, week)
    again = BriefForm(kept, with_version(request.POST, version_of(kept, BRIEF_FIELDS)))
    context = _context(request, organisation, week, kept, again)
    context["conflict"] = conflict_of(kept, BriefForm(kept), sent)
    return render(request, "goals/brief.html", context, status=409)
