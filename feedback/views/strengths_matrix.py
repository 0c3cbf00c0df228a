"""Who is good at what, and who wants to: for those who lead them, and what a team's people said to all of it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from feedback.queries.strengths_matrix import matrix, said_to_team
from teams.access import SIGNED_IN, TEAM_LEADERS, access, person_of
from teams.models import Team
from teams.permissions import standing_of


@access(TEAM_LEADERS)
@never_cache
@require_safe
def strengths_matrix(request: HttpRequest) -> HttpResponse:
    """Who is good at what, and who wants to? The people one leads, by name."""
    slug, page = request.GET.get("team", ""), request.GET.get("page", "")
    found = matrix(person_of(request), slug, page, timezone.now())
    return render(request, "feedback/strengths/matrix.html", {"page": found})


@access(SIGNED_IN)
@never_cache
@require_safe
def team_strengths(request: HttpRequest, slug: str) -> HttpResponse:
    """Who in the team could I ask? What its people said of themselves to all of it."""
    viewer = person_of(request)
    team = get_object_or_404(Team, slug=slug, pk__in=standing_of(viewer).teams)
    context = {
        "team": team,
        "mates": said_to_team(viewer, team, timezone.now()),
        "viewer_pk": viewer.pk,
    }
    return render(request, "feedback/strengths/team.html", context)
