"""Settings of duty: who is asked for a team, how soon, and what it may give in a month."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from escalations.actions import duty as actions
from escalations.actions.amends import set_budget
from escalations.forms.duty import BudgetForm, MinutesForm, OnCallForm
from escalations.models import OnCall
from escalations.permissions import can_edit_duty, can_set_budget
from escalations.queries.budgets import budget_of
from escalations.queries.duty import rule_of
from escalations.queries.duty_page import duty_page
from teams.access import LEADERS, access, person_of
from teams.forms.base import attempt
from teams.models import Team
from teams.permissions import standing_of, teams_visible_to

FORM = "escalations/duty_form.html"


@access(LEADERS)
@require_safe
def teams(request: HttpRequest) -> HttpResponse:
    """Which team? Whoever leads one goes straight there."""
    person = person_of(request)
    standing = standing_of(person)
    rows = teams_visible_to(person).filter(archived_at=None).order_by("name")
    if not standing.is_administrator:
        rows = rows.filter(pk__in=standing.leads)
    found = list(rows)
    if len(found) == 1:
        return redirect("escalations:duty_team", found[0].slug)
    return render(request, "escalations/duty_teams.html", {"teams": found})


def _team(request: HttpRequest, slug: str) -> Team:
    """The team, for its leaders, and for administrators, who set budgets; else 404."""
    person = person_of(request)
    found = get_object_or_404(teams_visible_to(person), slug=slug)
    if not can_edit_duty(person, found) and not can_set_budget(person, found):
        raise PermissionDenied
    return found


def _own_team(request: HttpRequest, slug: str) -> Team:
    found = _team(request, slug)
    if not can_edit_duty(person_of(request), found):
        raise PermissionDenied
    return found


@access(LEADERS)
@require_safe
def team(request: HttpRequest, slug: str) -> HttpResponse:
    """Who is asked, and how soon?"""
    found = _team(request, slug)
    person = person_of(request)
    context = {
        "team": found,
        "page": duty_page(found, timezone.now()),
        "can_edit": can_edit_duty(person, found),
        "can_set_budget": can_set_budget(person, found),
    }
    return render(request, "escalations/duty.html", context)


@access(LEADERS)
@require_http_methods(["GET", "HEAD", "POST"])
def minutes(request: HttpRequest, slug: str) -> HttpResponse:
    """How soon does the team answer, and when is it passed on?"""
    found = _own_team(request, slug)
    rule = rule_of(found)
    initial = {name: getattr(rule, name) for name in actions.MINUTES}
    form = MinutesForm(_sent(request), initial=initial)
    if form.is_bound and form.is_valid():
        values = form.cleaned_data
        if attempt(
            form,
            lambda: actions.set_minutes(person_of(request), found, now=timezone.now(), **values),
        ):
            messages.success(request, "Saved. What is promised already keeps its time.")
            return redirect("escalations:duty_team", slug)
    return _shown(request, found, form, "How soon we answer")


@access(LEADERS)
@require_http_methods(["GET", "HEAD", "POST"])
def entry_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Who else is asked?"""
    found = _own_team(request, slug)
    person = person_of(request)
    people = actions.who_may_be_asked(person, found, timezone.now())
    form = OnCallForm(people, _sent(request), {"when": OnCall.When.WORKING})
    if form.is_bound and form.is_valid():
        values = form.cleaned_data
        if attempt(form, lambda: actions.add_on_call(person, found, now=timezone.now(), **values)):
            messages.success(request, f"{values['person'].name} is on the list.")
            return redirect("escalations:duty_team", slug)
    return _shown(request, found, form, "Put somebody on the list")


@access(LEADERS)
@require_http_methods(["GET", "HEAD", "POST"])
def entry(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """When is this person asked?"""
    found = _own_team(request, slug)
    row = _entry(found, pk)
    person = person_of(request)
    people = actions.who_may_be_asked(person, found, timezone.now())
    initial = {name: getattr(row, name) for name in actions.FIELDS}
    form = OnCallForm([*people, row.person], _sent(request), initial)
    if form.is_bound and form.is_valid():
        values = form.cleaned_data
        if attempt(form, lambda: actions.change_on_call(person, row, now=timezone.now(), **values)):
            messages.success(request, "Saved.")
            return redirect("escalations:duty_team", slug)
    return _shown(request, found, form, row.person.name)


def _entry(found: Team, pk: int) -> OnCall:
    return get_object_or_404(
        OnCall.objects.filter(team=found).select_related("person", "team"), pk=pk
    )


@access(LEADERS)
@require_POST
def move(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One place up or down."""
    found = _own_team(request, slug)
    row = _entry(found, pk)
    up = request.POST.get("to") == "up"
    actions.move_on_call(person_of(request), row, up=up, now=timezone.now())
    return redirect("escalations:duty_team", slug)


@access(LEADERS)
@require_POST
def remove(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take somebody off the list."""
    found = _own_team(request, slug)
    row = _entry(found, pk)
    actions.take_off_call(person_of(request), row, now=timezone.now())
    messages.success(request, f"{row.person.name} is off the list.")
    return redirect("escalations:duty_team", slug)


@access(LEADERS)
@require_http_methods(["GET", "HEAD", "POST"])
def budget(request: HttpRequest, slug: str) -> HttpResponse:
    """What may the team give in a month?"""
    found = _team(request, slug)
    person = person_of(request)
    if not can_set_budget(person, found):
        raise PermissionDenied
    today = found.clock.day_of(timezone.now())
    standing = budget_of(found, today)
    form = BudgetForm(_sent(request), initial={"amount": standing.amount, "since": standing.first})
    if form.is_bound and form.is_valid():
        values = form.cleaned_data
        if attempt(form, lambda: set_budget(person, found, now=timezone.now(), **values)):
            messages.success(request, "The budget is set.")
            return redirect("escalations:duty_team", slug)
    return _shown(request, found, form, "Amends a month")


def _sent(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _shown(request: HttpRequest, found: Team, form: Any, title: str) -> HttpResponse:
    return render(request, FORM, {"team": found, "form": form, "title": title})
