"""Addresses that tell what they must not: to show that the suite would see it."""

from __future__ import annotations

import logging
from typing import Any

from django.db.models import F
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path

from config.urls import urlpatterns as ours
from feedback.models import CoachingNote, Talk
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
]
urlpatterns = [
    *ours,
    *LEAKS,
    path("leaky/log/", in_a_log, name="leaky_log"),
    path("leaky/broken/", broken, name="leaky_broken"),
    path("leaky/refused/", refused, name="leaky_refused"),
]
