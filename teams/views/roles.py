"""What an administrator does about roles: joining, moving, changing, ending, leaving; administrators."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import F, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from teams.access import ADMINISTRATORS, access, person_of
from teams.actions.administrators import grant_administrator, revoke_administrator
from teams.actions.errors import ActionRefused
from teams.actions.memberships import change_role, end_membership, join_team, move_agent
from teams.actions.people import leave as leave_action
from teams.events import moved_in_the_past
from teams.forms.base import attempt
from teams.forms.people import ROLES, EndForm, GrantForm, JoinForm, MoveForm, RoleForm
from teams.models import Membership, Role, Team, User
from teams.permissions import organisation_day
from teams.queries import administrators as administrators_on

FORM = "teams/person_action.html"


@access(ADMINISTRATORS)
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, pk: int) -> HttpResponse:
    """A role in a team from a day on; `?role=` names the one that is chosen to begin with."""
    person = get_object_or_404(User, pk=pk)
    asked = request.GET.get("role", "")
    form = JoinForm(
        _open_teams(),
        organisation_day(timezone.now()),
        _sent(request),
        role=asked if asked in dict(ROLES) else Role.AGENT,
    )

    def act() -> str:
        given = form.cleaned_data
        team = given["team"]
        join_team(person_of(request), person, team, given["role"], given["starts_on"])
        return f"{person.name} is in {team.name}."

    words = {
        "title": f"A role for {person.name}",
        "lede": "An agent is in one team at a time. To change an agent’s team, move them instead.",
        "submit": "Add this role",
    }
    return _form_page(request, person, form, act, words, on="starts_on")


@access(ADMINISTRATORS)
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """An agent changes team."""
    person = get_object_or_404(User, pk=pk)
    today = organisation_day(timezone.now())
    form = MoveForm(_open_teams(), today, _sent(request))

    made: list[Membership] = []

    def act() -> str:
        given = form.cleaned_data
        team, on = given["to_team"], given["on"]
        made.append(move_agent(person_of(request), person, team, on, given["reason"]))
        if on < today:
            return (
                f"{person.name} is in {team.name} from {on.day} {on:%B %Y} on. Figures that came in "
                "meanwhile stay with the team they were counted for."
            )
        return f"{person.name} is in {team.name} from {on.day} {on:%B %Y} on."

    def follow() -> str:
        """Where it is decided whether those figures shall follow, if there are any."""
        if made[0].starts_on >= today:
            return ""
        answers = moved_in_the_past.send(Membership, membership=made[0])
        return next((address for _, address in answers if address), "")

    words = {
        "title": f"Move {person.name}",
        "lede": "Yesterday’s figures stay with yesterday’s team. A day in the past puts the record "
        "right; figures that came in since then stay where they were counted, unless you then "
        "say otherwise.",
        "submit": f"Move {person.name}",
    }
    return _form_page(request, person, form, act, words, follow=follow)


@access(ADMINISTRATORS)
@require_http_methods(["GET", "HEAD", "POST"])
def role(request: HttpRequest, pk: int, membership: int) -> HttpResponse:
    """Another role in the same team."""
    person = get_object_or_404(User, pk=pk)
    held = _running(person, membership)
    form = RoleForm(held.role, organisation_day(timezone.now()), _sent(request))

    def act() -> str:
        given = form.cleaned_data
        new = change_role(person_of(request), held, given["role"], given["on"], given["reason"])
        return f"{person.name} is {new.get_role_display().lower()} in {held.team}."

    words = {
        "title": f"Another role for {person.name} in {held.team}",
        "lede": f"{held.get_role_display()} there since "
        f"{held.starts_on.day} {held.starts_on:%B %Y}. That stays in the history.",
        "submit": "Change the role",
    }
    return _form_page(request, person, form, act, words)


@access(ADMINISTRATORS)
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, pk: int, membership: int) -> HttpResponse:
    """A role ends."""
    person = get_object_or_404(User, pk=pk)
    held = _running(person, membership)
    form = EndForm(organisation_day(timezone.now()), _sent(request))

    def act() -> str:
        end_membership(
            person_of(request), held, form.first_day_without, form.cleaned_data["reason"]
        )
        return f"{person.name}’s role in {held.team} has its last day."

    words = {
        "title": f"End {person.name}’s role in {held.team}",
        "lede": f"{held.get_role_display()} since {held.starts_on.day} {held.starts_on:%B %Y}. "
        "Their figures stay with the team.",
        "submit": "End this role",
    }
    return _form_page(request, person, form, act, words, on="last_day")


@access(ADMINISTRATORS)
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """A person leaves."""
    person = get_object_or_404(User, pk=pk)
    now = timezone.now()
    form = EndForm(organisation_day(now), _sent(request))

    def act() -> str:
        reason = form.cleaned_data["reason"]
        leave_action(person_of(request), person, form.first_day_without, reason, now=now)
        return f"{person.name}’s leaving is noted. What they did here stays."

    words = {
        "title": f"{person.name} leaves",
        "lede": "All their roles end on that day. They can sign in until it is over; "
        "give yesterday to end it at once.",
        "submit": "Note the leaving",
    }
    return _form_page(request, person, form, act, words, on="last_day")


def _form_page(
    request: HttpRequest,
    person: User,
    form: forms.Form,
    act: Callable[[], str],
    words: dict[str, Any],
    follow: Callable[[], str] | None = None,
    **called: str,
) -> HttpResponse:
    """Show a form about a person; when it is sent and holds, act, say so, and go back to them.

    `follow` is asked afterwards for the address of what comes next instead.
    """
    if request.method == "POST" and form.is_valid():
        said: list[str] = []
        if attempt(form, lambda: said.append(act()), **called):
            messages.success(request, said[0])
            following = "" if follow is None else follow()
            return redirect(following or reverse("teams:person_edit", args=[person.pk]))
    context = {
        "form": form,
        "person": person,
        "back": reverse("teams:person_edit", args=[person.pk]),
    }
    return render(request, FORM, {**context, **words})


@access(ADMINISTRATORS)
@require_http_methods(["GET", "HEAD", "POST"])
def administrators(request: HttpRequest) -> HttpResponse:
    """Who looks after the installation, and one more."""
    today = organisation_day(timezone.now())
    listed = administrators_on(today)
    others = User.objects.filter(is_active=True, left_on__isnull=True)
    others = others.exclude(pk__in=[member.user_id for member in listed])
    form = GrantForm(others, _sent(request))
    if request.method == "POST" and form.is_valid():
        chosen: User = form.cleaned_data["person"]
        if attempt(form, lambda: grant_administrator(person_of(request), chosen, today)):
            messages.success(request, f"{chosen.name} is an administrator.")
            return redirect("teams:administrators")
    return render(request, "teams/administrators.html", {"form": form, "listed": listed})


@access(ADMINISTRATORS)
@require_POST
def administrator_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody is no administrator any more. The last one stays."""
    person = get_object_or_404(User, pk=pk)
    try:
        revoke_administrator(person_of(request), person, organisation_day(timezone.now()))
        messages.success(request, f"{person.name} is no longer an administrator.")
    except ActionRefused as refused:
        messages.error(request, refused.message)
    return redirect("teams:administrators")


def _sent(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _open_teams() -> Any:
    return Team.objects.filter(archived_at__isnull=True)


def _running(person: User, membership: int) -> Membership:
    """A role in a team that has not ended; others are not there to be changed."""
    today = organisation_day(timezone.now())
    running = person.memberships.exclude(role=Role.ADMINISTRATOR).exclude(ends_on=F("starts_on"))
    running = running.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=today))
    return get_object_or_404(running.select_related("team"), pk=membership)
