"""The list of goals."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from goals.forms.lists import GoalFilter
from goals.queries.lists import count_all, goal_page
from goals.queries.proposals import open_proposals
from goals.views.freshness import freshness_for
from goals.views.unchanged import unchanged
from teams.access import SIGNED_IN, access, person_of
from teams.models import Organisation
from teams.permissions import can_administer, can_lead, teams_visible_to


@access(SIGNED_IN)
@require_safe
@unchanged
def goal_list(request: HttpRequest) -> HttpResponse:
    """Which goals are off pace? Filtered by horizon, team, status and whose they are."""
    user = person_of(request)
    organisation = Organisation.objects.first()
    if organisation is None:
        return render(request, "goals/list.html", {"page": None, "form": None, "can_add": False})
    now = timezone.now()
    # For the frame, which shares it: the organisation is at hand here.
    freshness_for(request, organisation, now)
    teams = teams_visible_to(user).filter(archived_at=None)
    form = GoalFilter(request.GET or None, teams=teams)
    if not form.is_bound:
        form = GoalFilter({}, teams=teams)
    number = request.GET.get("page", "1")
    page = goal_page(
        user,
        organisation,
        form.wish,
        number=int(number) if number.isascii() and number.isdigit() and len(number) < 7 else 1,
        now=now,
    )
    context = {
        "page": page,
        "form": form,
        "filter_words": form.in_words,
        "all_goals": count_all(user) if not page.total else 0,
        "proposals": open_proposals(user, organisation, now),
        "can_add": can_lead(user) or can_administer(user),
    }
    return render(request, "goals/list.html", context)
