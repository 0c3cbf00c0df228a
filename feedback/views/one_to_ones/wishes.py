"""What a person is good at and wants: their page of wishes, and the section on their own page."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from feedback.actions.one_to_ones.wishes import add_wish, end_wish, share_wish
from feedback.forms.one_to_ones import OwnWishForm, WishForm
from feedback.permissions.one_to_ones import wish_pages_visible_to, wishes_visible_to
from feedback.queries.one_to_ones.wishes import ended_wishes, person_talks, wish_groups
from feedback.views.one_to_ones.common import tried
from teams.access import SIGNED_IN, access, person_of
from teams.forms.base import attempt
from teams.models import User
from teams.names import first_name
from teams.parts import Part
from teams.permissions import organisation_day, standing_of


@access(SIGNED_IN)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def wishes(request: HttpRequest, pk: int) -> HttpResponse:
    """What is this person good at, and what do they want? For them and those who lead them."""
    viewer, now = person_of(request), timezone.now()
    person = get_object_or_404(wish_pages_visible_to(viewer, organisation_day(now)), pk=pk)
    is_self = viewer.pk == person.pk
    make = OwnWishForm if is_self else WishForm
    form = make(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        if attempt(form, lambda: add_wish(viewer, person, now=now, **given)):
            messages.success(request, "Added.")
            return redirect("feedback:wishes", pk)
    context = {
        "person": person,
        "name": first_name(person.name),
        "is_self": is_self,
        "groups": wish_groups(viewer, person, now),
        "ended": ended_wishes(person, now) if is_self else (),
        "form": form,
        "teams": standing_of(viewer).own_teams if is_self else (),
    }
    return render(request, "feedback/one_to_ones/wishes.html", context)


@access(SIGNED_IN)
@never_cache
@require_POST
def wish_share(request: HttpRequest, pk: int) -> HttpResponse:
    """For the team as well, or with `to=leads` for those who lead one alone."""
    viewer, now = person_of(request), timezone.now()
    found = get_object_or_404(wishes_visible_to(viewer, organisation_day(now)), pk=pk)
    for_team = request.POST.get("to") == "team"
    if tried(request, lambda: share_wish(viewer, found, for_team=for_team, now=now)):
        messages.success(
            request,
            "Your team may read it." if for_team else "You and those who lead you read it.",
        )
    return redirect("feedback:wishes", found.person_id)


@access(SIGNED_IN)
@never_cache
@require_POST
def wish_end(request: HttpRequest, pk: int) -> HttpResponse:
    """It no longer holds."""
    viewer, now = person_of(request), timezone.now()
    found = get_object_or_404(wishes_visible_to(viewer, organisation_day(now)), pk=pk)
    if tried(request, lambda: end_wish(viewer, found, now=now)):
        messages.success(request, "Taken off. It stays in what was, for the person to look back.")
    return redirect("feedback:wishes", found.person_id)


def talks_part(viewer: User, person: User, now: datetime) -> Part | None:
    """The section on a person's page: when did we last talk, the next one, what they want."""
    page = person_talks(viewer, person, now)
    return None if page is None else Part("feedback/one_to_ones/_person.html", page, page.says)
