"""Time set aside for oneself: added, changed, taken away, put back. It shows on *Today*, to its person alone."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from teams.access import TEAM_LEADERS, access, person_of
from teams.actions.day import add_box, change_box, put_back_box, take_away_box
from teams.forms.base import attempt
from teams.forms.day import BoxForm
from teams.models import DayBox
from teams.permissions import boxes_of
from teams.queries.calendars import led_by
from teams.queries.day import day_to_plan
from teams.queries.inbox import clock_of_person
from teams.views.today import YOUR_DAY, back_to_today


@access(TEAM_LEADERS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Set time aside today or tomorrow."""
    person, now = person_of(request), timezone.now()
    clock = clock_of_person(person)
    usual = day_to_plan(led_by(person), clock, now)
    data = request.POST if request.method == "POST" else None
    form = BoxForm(data, clock=clock, now=now, usual=usual)
    if form.is_bound and form.is_valid():
        values = form.cleaned_data
        if attempt(form, lambda: add_box(person, **values, clock=clock, now=now)):
            is_today = values["day"] == clock.day_of(now)
            messages.success(request, f"It is in your day{'' if is_today else ' tomorrow'}.")
            return back_to_today(YOUR_DAY)
    return _shown(request, form, None)


@access(TEAM_LEADERS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def box(request: HttpRequest, pk: int) -> HttpResponse:
    """Move it, call it otherwise, or make it longer or shorter."""
    person, now = person_of(request), timezone.now()
    found = get_object_or_404(boxes_of(person), pk=pk)
    clock = clock_of_person(person)
    data = request.POST if request.method == "POST" else None
    form = BoxForm(data, box=found, clock=clock, now=now)
    if form.is_bound and form.is_valid():
        values = form.cleaned_data
        if attempt(form, lambda: change_box(person, found, **values, clock=clock, now=now)):
            messages.success(request, "Your day is changed.")
            return back_to_today(YOUR_DAY)
    return _shown(request, form, found)


@access(TEAM_LEADERS)
@require_POST
def take_away(request: HttpRequest, pk: int) -> HttpResponse:
    """Free the time again, with undo."""
    person = person_of(request)
    found = get_object_or_404(boxes_of(person), pk=pk)
    if take_away_box(person, found, now=timezone.now()):
        undo = f"undo={reverse('teams:day_box_back', args=[pk])}"
        messages.success(request, "Taken out of your day.", extra_tags=undo)
    # Its undo stands with what else was done.
    return back_to_today()


@access(TEAM_LEADERS)
@require_POST
def back(request: HttpRequest, pk: int) -> HttpResponse:
    """Put it back where it was."""
    person = person_of(request)
    found = get_object_or_404(boxes_of(person), pk=pk)
    put_back_box(person, found, now=timezone.now())
    return back_to_today(YOUR_DAY)


def _shown(request: HttpRequest, form: BoxForm, box: DayBox | None) -> HttpResponse:
    status = 400 if form.is_bound else 200
    return render(request, "teams/day_box.html", {"form": form, "box": box}, status=status)
