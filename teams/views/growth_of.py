"""What somebody lets their leader see of how they grow, and what that leader adds. Unshared, it is not there."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from teams.access import TEAM_LEADERS, access, person_of
from teams.actions.errors import Stale
from teams.actions.growth import add_view
from teams.forms.base import attempt
from teams.forms.growth import ViewForm
from teams.models import GrowthShare, LeaderSkillWords
from teams.permissions import organisation_day
from teams.permissions.growth import shares_with
from teams.queries.growth import growth_of
from teams.views.conflict import with_version


def _share(request: HttpRequest, pk: int, now: datetime) -> GrowthShare:
    found = shares_with(person_of(request), organisation_day(now)).select_related("person")
    return get_object_or_404(found, person=pk)


@access(TEAM_LEADERS)
@never_cache
@require_safe
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """How does somebody I lead see themself as a leader?"""
    now = timezone.now()
    page = growth_of(person_of(request), _share(request, pk, now), now)
    return render(request, "teams/growth/of.html", {"page": page})


@access(TEAM_LEADERS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def view(request: HttpRequest, pk: int, skill: int) -> HttpResponse:
    """How do I see them in this?"""
    now = timezone.now()
    share = _share(request, pk, now)
    page = growth_of(person_of(request), share, now)
    line = next((one for one in page.lines if one.pk == skill), None)
    if line is None:
        raise Http404
    words = _words(skill)
    form = ViewForm(words, request.POST if request.method == "POST" else None)
    status, problem = 200, ""
    if form.is_bound and form.is_valid():
        values = form.cleaned_data
        try:
            if attempt(
                form,
                lambda: add_view(person_of(request), share.person, words.skill, now=now, **values),
            ):
                messages.success(request, f"Added. {page.first_name} is told, and nobody else.")
                return redirect("teams:growth_of", pk)
        except Stale as stale:
            words, status, problem = _words(skill), 409, stale.message
            again = with_version(request.POST, "")
            again["wording"] = str(words.pk)
            again.pop("level", None)
            form = ViewForm(words, again)
    context = {"page": page, "line": line, "form": form, "problem": problem}
    return render(request, "teams/growth/view.html", context, status=status)


def _words(skill: int) -> LeaderSkillWords:
    found = LeaderSkillWords.objects.select_related("skill")
    return get_object_or_404(found, skill=skill, is_current=True, skill__archived_at=None)
