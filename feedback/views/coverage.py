"""Whom have we not thanked? For leaders, with a reason to wait where there is one."""

from __future__ import annotations

import re
from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from feedback.actions.coverage import snooze as put_off
from feedback.actions.coverage import wake as take_up
from feedback.forms.coverage import SnoozeForm
from feedback.permissions.kudos import people_covered_by
from feedback.queries.coverage import TENURES, Wanted
from feedback.queries.coverage import coverage as read_coverage
from goals.queries.state import kept
from goals.views.unchanged import state_for, unchanged
from teams.access import LEADERS, access, person_of
from teams.forms.base import attempt
from teams.models import User
from teams.names import first_name
from teams.permissions import organisation_day, standing_of

USUAL = timedelta(days=14)
ORDERS = (("wait", "Overdue first"), ("name", "By name"))


@access(LEADERS)
@require_safe
@unchanged
def coverage(request: HttpRequest) -> HttpResponse:
    """The people of the teams one leads, and how long it is since each was thanked."""
    person, now = person_of(request), timezone.now()
    wanted = _wanted(request)
    page = kept(
        state_for(request),
        ("coverage", person.pk, wanted, f"{now:%x %H}"),
        lambda: read_coverage(person, wanted, now),
    )
    standing = standing_of(person)
    context = {
        "page": page,
        "wanted": wanted,
        "teams": [team for team in standing.own_teams if team.pk in standing.leads],
        "tenures": TENURES,
        "orders": ORDERS,
        "is_narrowed": bool(wanted.team or wanted.tenure or wanted.shift),
        "before_query": wanted.query(page=page.page - 1) if page.page > 1 else "",
        "after_query": wanted.query(page=page.page + 1) if page.page < page.pages else "",
    }
    return render(request, "feedback/wall/coverage.html", context)


@access(LEADERS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def snooze(request: HttpRequest, pk: int) -> HttpResponse:
    """A reason not to be asked for now."""
    leader, now = person_of(request), timezone.now()
    person = _covered(leader, pk)
    until = organisation_day(now) + USUAL
    form = SnoozeForm(request.POST if request.method == "POST" else None, initial={"until": until})
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        if attempt(
            form,
            lambda: put_off(
                leader, person, until=values["until"], reason=values["reason"], now=now
            ),
        ):
            messages.success(
                request, f"You will not be asked about {first_name(person.name)} until then."
            )
            return redirect(_list(request))
    context = {
        "form": form,
        "who": person,
        "first_name": first_name(person.name),
        "list_url": _list(request),
    }
    return render(request, "feedback/wall/snooze.html", context)


@access(LEADERS)
@require_POST
def wake(request: HttpRequest, pk: int) -> HttpResponse:
    """Be asked again."""
    leader = person_of(request)
    person = _covered(leader, pk)
    take_up(leader, person, now=timezone.now())
    messages.success(request, f"{first_name(person.name)} is on your list again.")
    return redirect(_list(request))


def _covered(leader: User, pk: int) -> User:
    return get_object_or_404(people_covered_by(leader, organisation_day(timezone.now())), pk=pk)


def _list(request: HttpRequest) -> str:
    """The list as they had narrowed it: its own choices stand in the address of what leads away from it."""
    query = _wanted(request).query()
    return reverse("feedback:coverage") + (f"?{query}" if query else "")


def _wanted(request: HttpRequest) -> Wanted:
    """What the address asks for. What is no choice of ours narrows nothing."""
    names = ("team", "tenure", "order", "shift", "page")
    asked = {name: request.GET.get(name, "")[:60] for name in names}
    page = asked["page"]
    return Wanted(
        team=asked["team"],
        tenure=asked["tenure"] if asked["tenure"] in dict(TENURES) else "",
        order=asked["order"] if asked["order"] in dict(ORDERS) else "wait",
        shift=asked["shift"] if re.fullmatch(r"[0-9]{4}-[0-9]{4}", asked["shift"]) else "",
        page=int(page) if re.fullmatch(r"[1-9][0-9]{0,3}", page) else 1,
    )
