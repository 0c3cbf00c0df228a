"""The balance of a team: when its totals swing, who covers what then, and what those who are named say to it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from goals.actions import balance as actions
from goals.forms.balance import CannotForm, ChangeForm, EndForm, PlanLineForm, begun_by
from goals.models import PlanLine, PlanName
from goals.permissions import balance_teams_of, can_plan_for, plan_lines_visible_to
from goals.queries.balance import balance_page
from goals.queries.plan_lines import line_page
from goals.queries.state import kept
from goals.views.unchanged import state_for, unchanged
from teams.access import SIGNED_IN, access, person_of
from teams.actions.errors import ActionRefused, Stale
from teams.forms.base import attempt
from teams.models import Team
from teams.queries import people_of
from teams.views.conflict import conflict_of, with_version


def _team(request: HttpRequest, slug: str) -> Team:
    return get_object_or_404(balance_teams_of(person_of(request)), slug=slug)


def _visible(request: HttpRequest, pk: int) -> PlanLine:
    found = plan_lines_visible_to(person_of(request)).select_related("team", "made_by")
    return get_object_or_404(found, pk=pk)


def _writable(request: HttpRequest, pk: int) -> PlanLine:
    """404 for what is not there for this person, 403 for what is not theirs to change."""
    found = _visible(request, pk)
    if not can_plan_for(person_of(request), found.team_id):
        raise PermissionDenied
    return found


@access(SIGNED_IN)
@require_safe
@unchanged
def balance(request: HttpRequest, slug: str) -> HttpResponse:
    """When does it swing, and who covers what? `?metric=` is the total to look at."""
    team, person, now = _team(request, slug), person_of(request), timezone.now()
    metric = request.GET.get("metric", "")[:60]
    page = kept(
        state_for(request),
        ("balance", team.pk, person.pk, metric, str(team.clock.day_of(now))),
        lambda: balance_page(person, team, metric, now),
    )
    return render(request, "goals/balance/balance.html", {"team": team, "page": page})


@access(SIGNED_IN)
@require_safe
def line(request: HttpRequest, pk: int) -> HttpResponse:
    """What did we agree on, and what became of it?"""
    found = _visible(request, pk)
    page = line_page(person_of(request), found, timezone.now())
    return render(request, "goals/balance/line.html", {"team": found.team, "page": page})


@access(SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, slug: str) -> HttpResponse:
    """Agree on a line: a swing fills in its days and hours."""
    team, person, now = _team(request, slug), person_of(request), timezone.now()
    if not can_plan_for(person, team.pk):
        raise PermissionDenied
    today = team.clock.day_of(now)
    sent = request.POST if request.method == "POST" else None
    form = PlanLineForm(people_of(team, today), sent, begun=begun_by(request.GET.dict(), today))
    if form.is_bound and form.is_valid():
        values = form.values()
        if attempt(form, lambda: actions.add_line(person, team, now=now, **values)):
            messages.success(request, "It is in the plan, and everybody named in it is told.")
            return redirect("goals:balance", team.slug)
    context = {"team": team, "form": form, "post_to": request.get_full_path()}
    return render(request, "goals/balance/new.html", context)


@access(SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """What changes, and why?"""
    found, person, now = _writable(request, pk), person_of(request), timezone.now()
    people = people_of(found.team, found.team.clock.day_of(now))
    sent = request.POST if request.method == "POST" else None
    form = ChangeForm(people, found, sent)
    context: dict[str, Any] = {"team": found.team, "line": found}
    status = 200
    if form.is_bound and form.is_valid():
        values = form.values()
        try:
            if attempt(form, lambda: actions.change_line(person, found, now=now, **values)):
                messages.success(request, "Changed. What it said before stays to be read.")
                return redirect("goals:plan_line", pk)
        except Stale:
            current = _writable(request, pk)
            status = 409
            context["conflict"] = conflict_of(current, ChangeForm(people, current), form)
            form = ChangeForm(people, current, with_version(request.POST, str(current.version)))
    context |= {"form": form, "keep_url": reverse("goals:plan_line", args=[pk])}
    return render(request, "goals/balance/change.html", context, status=status)


@access(SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Why does it no longer hold?"""
    found, now = _writable(request, pk), timezone.now()
    sent = request.POST if request.method == "POST" else None
    form = EndForm(sent, initial={"version": found.version})
    status, problem = 200, ""
    if form.is_bound and form.is_valid():
        values = form.cleaned_data
        try:
            if attempt(
                form, lambda: actions.end_line(person_of(request), found, now=now, **values)
            ):
                messages.success(request, "It no longer holds, and everybody named in it is told.")
                return redirect("goals:balance", found.team.slug)
        except Stale as stale:
            status, problem = 409, stale.message
            found = _writable(request, pk)
            form = EndForm(with_version(request.POST, str(found.version)))
    page = line_page(person_of(request), found, now)
    context = {"team": found.team, "page": page, "form": form, "problem": problem}
    return render(request, "goals/balance/end.html", context, status=status)


@access(SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def cannot(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody who is named cannot then, and says so to the leaders in one line."""
    found, now = _named(request, pk), timezone.now()
    person = person_of(request)
    form = CannotForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        words = form.cleaned_data["words"]
        if attempt(form, lambda: actions.say_cannot(person, found, words=words, now=now)):
            messages.success(request, "Your leaders are told. The team sees that you cannot, not why.")  # fmt: skip
            return redirect("goals:plan_line", pk)
    page = line_page(person, found, now)
    context = {"team": found.team, "page": page, "form": form}
    return render(request, "goals/balance/cannot.html", context)


@access(SIGNED_IN)
@require_POST
def can(request: HttpRequest, pk: int) -> HttpResponse:
    """They can after all."""
    found = _named(request, pk)
    try:
        actions.say_can(person_of(request), found, now=timezone.now())
    except ActionRefused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, "Thank you. Your leaders are told.")
    return redirect("goals:plan_line", pk)


def _named(request: HttpRequest, pk: int) -> PlanLine:
    """A line that holds and in which this person is named; 403 for others of the team."""
    found = _visible(request, pk)
    if not PlanName.objects.filter(line=found, person=person_of(request)).exists():
        raise PermissionDenied
    return found
