"""One's own appraisals and those one leads; one of them, for the two."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from feedback.permissions.appraisals import can_make_cycles
from feedback.queries.appraisals.lists import between, lists_of
from feedback.views.appraisals.common import shown
from teams.access import SIGNED_IN, access, person_of
from teams.models import User
from teams.parts import Part


@access(SIGNED_IN)
@never_cache
@require_safe
def appraisals(request: HttpRequest) -> HttpResponse:
    """What waits for me, and what was agreed?"""
    person = person_of(request)
    mine, led = lists_of(person, timezone.now())
    context = {"mine": mine, "led": led, "makes_cycles": can_make_cycles(person)}
    return render(request, "feedback/appraisals/list.html", context)


@access(SIGNED_IN)
@never_cache
@require_safe
def appraisal(request: HttpRequest, pk: int) -> HttpResponse:
    """What is the fair picture?"""
    return shown(request, pk)


def appraisals_part(viewer: User, person: User, now: datetime) -> Part | None:
    """On a person's page: their appraisals, for themself and for whoever leads one of them."""
    rows = between(viewer, person, now)
    if not rows:
        return None
    content = {"rows": rows, "is_self": viewer.pk == person.pk}
    return Part("feedback/appraisals/_person.html", content)
