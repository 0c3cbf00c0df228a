"""Addresses that tell what they must not: to show that the suite would see it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from django.db.models import F
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.http import require_http_methods

from config.urls import urlpatterns as ours
from feedback.models import CoachingNote, Idea, Talk
from teams.access import ANYONE, SIGNED_IN, access

log = logging.getLogger("leadwell.leaky")


@access(SIGNED_IN)
def everything(request: HttpRequest) -> HttpResponse:
    """All notes, to anybody who is signed in."""
    return HttpResponse("\n".join(CoachingNote.objects.values_list("situation", flat=True)))


@access(SIGNED_IN)
def found(request: HttpRequest) -> JsonResponse:
    """A search that forgets whose notes they are."""
    text = request.GET.get("q")
    rows: Any = CoachingNote.objects.filter(effect__contains=text) if text else ()
    return JsonResponse({"results": [row.effect for row in rows]})


@access(SIGNED_IN)
def by_number(request: HttpRequest, pk: int) -> HttpResponse:
    """A talk, to whoever knows its number."""
    return HttpResponse(Talk.objects.filter(pk=pk).values_list("own_words", flat=True))


@access(SIGNED_IN)
def in_part(request: HttpRequest) -> HttpResponse:
    """Nothing as a page; all notes as a part of one."""
    words = CoachingNote.objects.values_list("next_step", flat=True)
    return HttpResponse("\n".join(words) if request.headers.get("HX-Request") else "")


@access(SIGNED_IN)
def by_name(request: HttpRequest, slug: str) -> HttpResponse:
    """The notes of whoever is called so."""
    found = CoachingNote.objects.filter(person__username=slug)
    return HttpResponse("\n".join(found.values_list("effect", flat=True)))


@access(SIGNED_IN)
def by_team(request: HttpRequest, slug: str) -> HttpResponse:
    """What a team says to itself, to everybody."""
    found = Idea.objects.filter(team__slug=slug)
    return HttpResponse("\n".join(found.values_list("words", flat=True)))


def only_by(method: str) -> Callable[[HttpRequest, int], HttpResponse]:
    """Tells a talk by one method alone, to whoever knows its number."""

    @access(SIGNED_IN)
    @require_http_methods([method])
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        return HttpResponse(Talk.objects.filter(pk=pk).values_list("own_words", flat=True))

    return view


@access(SIGNED_IN)
def in_a_log(request: HttpRequest) -> HttpResponse:
    """A line of the log that says too much."""
    log.debug("note %s", CoachingNote.objects.values_list("next_step", flat=True)[0])
    return HttpResponse("")


@access(ANYONE)
def broken(request: HttpRequest) -> HttpResponse:
    """Breaks with private words at hand, as code does."""
    words = list(CoachingNote.objects.values_list("situation", "behaviour"))
    talk = Talk.objects.all()
    raise RuntimeError(len(words) + len(talk))


@access(ANYONE)
def refused(request: HttpRequest) -> HttpResponse:
    """Writes what the database refuses; PostgreSQL then tells the whole row."""
    CoachingNote.objects.update(person=F("author"))
    return HttpResponse("")


LEAKS = [
    path("leaky/everything/", everything, name="leaky_everything"),
    path("leaky/found/", found, name="leaky_found"),
    path("leaky/<int:pk>/", by_number, name="leaky_by_number"),
    path("leaky/part/", in_part, name="leaky_in_part"),
    path("leaky/of/<slug:slug>/", by_name, name="leaky_by_name"),
    path("leaky/team/<slug:slug>/", by_team, name="leaky_by_team"),
    *(
        path(f"leaky/{method}/<int:pk>/", only_by(method), name=f"leaky_by_{method}")
        for method in ("POST", "PUT", "PATCH", "DELETE", "OPTIONS")
    ),
]
urlpatterns = [
    *ours,
    *LEAKS,
    path("leaky/log/", in_a_log, name="leaky_log"),
    path("leaky/broken/", broken, name="leaky_broken"),
    path("leaky/refused/", refused, name="leaky_refused"),
]
