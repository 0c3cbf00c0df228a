"""The leader's mirror. There is no address of anybody else's: whoever asks sees themself."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from teams.access import TEAM_LEADERS, access, person_of
from teams.queries.mirror import KINDS, Mirror, mirror_of
from teams.spans import MONTH


def _mirror(request: HttpRequest) -> Mirror:
    asked = request.GET.get("over", MONTH)
    return mirror_of(person_of(request), asked if asked in KINDS else MONTH, timezone.now())


def _query(kind: str) -> str:
    return "" if kind == MONTH else f"?over={kind}"


@access(TEAM_LEADERS)
@never_cache
@require_safe
def mirror(request: HttpRequest) -> HttpResponse:
    """How did I lead, beside last time?"""
    page = _mirror(request)
    tabs = [
        {
            "label": label,
            "url": reverse("teams:mirror") + _query(kind),
            "current": kind == page.kind,
        }
        for kind, label in KINDS.items()
    ]
    context = {"page": page, "tabs": tabs, "query": _query(page.kind)}
    return render(request, "teams/mirror/mirror.html", context)


@access(TEAM_LEADERS)
@never_cache
@require_safe
def figure(request: HttpRequest, key: str) -> HttpResponse:
    """What is counted here?"""
    page = _mirror(request)
    found = next((one for one in page.reflections if one.key == key), None)
    if found is None:
        raise Http404
    context = {"page": page, "one": found, "query": _query(page.kind)}
    return render(request, "teams/mirror/figure.html", context)
