"""Growing as a leader: one's own page. There is no address of anybody else's here.

Open to whoever is signed in: somebody who wants to lead one day begins before they do, and asks nobody.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from teams.access import SIGNED_IN, access, person_of
from teams.actions import growth as actions
from teams.actions.errors import Stale
from teams.forms.base import attempt
from teams.forms.growth import PlaceForm, ShareForm
from teams.models import LeaderSkillWords
from teams.permissions import organisation_day
from teams.permissions.growth import leaders_above, placings_of, shares_that_hold
from teams.queries.growth import my_growth, skill_page
from teams.views.conflict import with_version


@access(SIGNED_IN)
@never_cache
@require_safe
def growth(request: HttpRequest) -> HttpResponse:
    """How am I growing as a leader?"""
    page = my_growth(person_of(request), timezone.now())
    return render(request, "teams/growth/mine.html", {"page": page})


def _skill(request: HttpRequest, pk: int) -> LeaderSkillWords:
    """A skill in use; one that was put away only where this person has said something of it, or just sends something:
    that is refused with its words, not lost.
    """
    words = get_object_or_404(
        LeaderSkillWords.objects.select_related("skill"), skill=pk, is_current=True
    )
    if words.skill.archived_at is not None and request.method != "POST":
        said = placings_of(person_of(request)).filter(skill=pk)
        if not said.exists():
            raise Http404
    return words


@access(SIGNED_IN)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def skill(request: HttpRequest, pk: int) -> HttpResponse:
    """Where am I in this, and where was I? `then` lays an earlier one beside."""
    person, words, now = person_of(request), _skill(request, pk), timezone.now()
    form = PlaceForm(words, request.POST if request.method == "POST" else None)
    status, problem = 200, ""
    if form.is_bound and form.is_valid():
        values = form.cleaned_data
        try:
            if attempt(form, lambda: actions.place_oneself(person, words.skill, now=now, **values)):
                messages.success(request, "Kept. What you said before stays beside it.")
                return redirect("teams:growth_skill", pk)
        except Stale as stale:
            words, status, problem = _skill(request, pk), 409, stale.message
            form = PlaceForm(words, _with_wording(request, words))
    asked = request.GET.get("then", "")
    beside = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 18 else None
    context = {"page": skill_page(person, words, beside, now), "form": form, "problem": problem}
    return render(request, "teams/growth/skill.html", context, status=status)


def _with_wording(request: HttpRequest, words: LeaderSkillWords) -> Any:
    """What was sent, by the words as they are now; which of them fits is chosen anew."""
    again = with_version(request.POST, "")
    again["wording"] = str(words.pk)
    again.pop("level", None)
    return again


@access(SIGNED_IN)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def share(request: HttpRequest) -> HttpResponse:
    """Who sees this?"""
    person, now = person_of(request), timezone.now()
    today = organisation_day(now)
    leaders = leaders_above(person, today)
    holding = list(shares_that_hold(today).filter(person=person))
    initial = {
        "skills": [one.leader_id for one in holding if one.skills],
        "focus": [one.leader_id for one in holding if one.focus],
    }
    form = ShareForm(leaders, request.POST if request.method == "POST" else None, initial)
    if (
        form.is_bound
        and form.is_valid()
        and attempt(form, lambda: actions.share_growth(person, now=now, **form.values()))
    ):
        messages.success(request, "Kept. Nobody else sees it.")
        return redirect("teams:growth")
    context = {"form": form, "has_leader": leaders.exists()}
    return render(request, "teams/growth/share.html", context)
