"""People: the list, a new one, one's page, what an administrator sets."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.tokens import default_token_generator
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlencode, urlsafe_base64_encode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from teams.access import ADMINISTRATORS, SIGNED_IN, access, person_of
from teams.actions.audit import record
from teams.actions.errors import ActionRefused, Stale
from teams.actions.memberships import join_team
from teams.actions.people import PERSON_FIELDS, create_person, update_person, welcome_back
from teams.actions.versions import version_of
from teams.forms.base import attempt
from teams.forms.people import JoinForm, PersonForm
from teams.models import Team, User
from teams.parts import person_parts
from teams.permissions import (
    can_administer,
    can_sign_in,
    organisation_day,
    person_pages_visible_to,
)
from teams.permissions.absences import may_mark_away
from teams.permissions.growth import titled_by
from teams.queries import history_of, people_listed, person_rows
from teams.queries.absences import away_until
from teams.queries.privacy import is_erased
from teams.views.conflict import conflict_of, with_version

PAGE = 50


@access(ADMINISTRATORS)
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Everybody in name order, narrowed by team, by name, and to those who have left."""
    today = organisation_day(timezone.now())
    # PostgreSQL takes no NUL, and nobody is called by one.
    text = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    gone = request.GET.get("show") == "left"
    teams = list(Team.objects.filter(archived_at__isnull=True))
    team = next((team for team in teams if team.slug == request.GET.get("team")), None)
    found = people_listed(today, team_id=team.pk if team else None, text=text, gone=gone)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    kept = {"q": text, "team": team.slug if team else ""}
    context = {
        "page": page,
        "rows": person_rows(page.object_list, today),
        "teams": teams,
        "team": team,
        "text": text,
        "gone": gone,
        "today": today,
        "tabs": [
            {"label": "Here", "url": "?" + _query(kept), "current": not gone},
            {"label": "Left", "url": "?" + _query({**kept, "show": "left"}), "current": gone},
        ],
    }
    return render(request, "teams/people.html", context)


def _query(values: dict[str, str]) -> str:
    return urlencode({name: value for name, value in values.items() if value})


@access(ADMINISTRATORS)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A new person, with their first role if they have one."""
    today = organisation_day(timezone.now())
    data = request.POST if request.method == "POST" else None
    form = PersonForm(data)
    joining = JoinForm(_open_teams(), today, data, required=False)
    if data is not None and form.is_valid() and joining.is_valid():
        made: list[User] = []
        if attempt(form, lambda: made.append(_create(person_of(request), form, joining))):
            messages.success(
                request, f"{made[0].name} is here. Make a sign-in link and pass it on."
            )
            return redirect("teams:person_edit", made[0].pk)
    return render(request, "teams/person_new.html", {"form": form, "joining": joining})


@transaction.atomic
def _create(actor: User, form: PersonForm, joining: JoinForm) -> User:
    """Person and first role, or neither."""
    person = create_person(actor, **form.values())
    first = joining.cleaned_data
    if first["team"] is not None:
        join_team(actor, person, first["team"], first["role"], first["starts_on"])
    return person


@access(ADMINISTRATORS)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """A person's name, login name and address; their roles and what can be done about them."""
    person = get_object_or_404(User, pk=pk)
    form = PersonForm(request.POST if request.method == "POST" else None, person=person)
    if request.method == "POST" and form.is_valid():
        version, values = form.cleaned_data["version"], form.values()
        actor = person_of(request)
        try:
            if attempt(form, lambda: update_person(actor, person, version=version, **values)):
                messages.success(request, f"{values['name']} is saved.")
                return redirect("teams:person_edit", pk)
        except Stale:
            return _conflict(request, pk, form)
    return render(request, "teams/person_edit.html", _context(person, form))


def _conflict(request: HttpRequest, pk: int, sent: PersonForm) -> HttpResponse:
    now = User.objects.get(pk=pk)
    again = with_version(request.POST, version_of(now, PERSON_FIELDS))
    context = _context(now, PersonForm(again, person=now))
    context["conflict"] = conflict_of(now, PersonForm(person=now), sent)
    return render(request, "teams/person_edit.html", context, status=409)


def _context(person: User, form: PersonForm) -> dict[str, Any]:
    now = timezone.now()
    today = organisation_day(now)
    history = history_of(person, today)
    return {
        "person": person,
        "form": form,
        "history": history,
        "today": today,
        "left_a_team": person.left_on is not None and any(row.team_id for row in history),
        "is_agent": any(row.is_current and row.role == "agent" for row in history),
        "may_sign_in": can_sign_in(person, now),
        "is_erased": is_erased(person),
        "has_password": person.has_usable_password(),
    }


@access(ADMINISTRATORS)
@never_cache
@require_POST
def sign_in_link(request: HttpRequest, pk: int) -> HttpResponse:
    """Show, once, an address with which the person chooses a password. It holds for three days."""
    person = get_object_or_404(User, pk=pk)
    if not can_sign_in(person, timezone.now()):
        messages.error(request, f"{person.name} has left. Welcome them back first.")
        return redirect("teams:person_edit", pk)
    uid = urlsafe_base64_encode(force_bytes(person.pk))
    path = reverse("teams:welcome", args=[uid, default_token_generator.make_token(person)])
    record(person_of(request), "made sign-in link", person)
    # Our own address from the settings: the Host header is anybody's to write.
    context = {"person": person, "link": f"{settings.SITE_URL}{path}"}
    return render(request, "teams/sign_in_link.html", context)


@access(ADMINISTRATORS)
@require_POST
def back(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody who left is here again."""
    person = get_object_or_404(User, pk=pk)
    try:
        welcome_back(person_of(request), person)
        messages.success(
            request, f"{person.name} is back. Give them a role, and a sign-in link to pass on."
        )
    except ActionRefused as refused:
        messages.error(request, refused.message)
    return redirect("teams:person_edit", pk)


@access(SIGNED_IN)
@require_safe
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """A person's roles, now and before: for themself, those who lead them, and administrators."""
    viewer = person_of(request)
    shown = get_object_or_404(person_pages_visible_to(viewer), pk=pk)
    now = timezone.now()
    today = organisation_day(now)
    history = history_of(shown, today)
    parts = person_parts(viewer, shown, now)
    context = {
        "person": shown,
        "parts": parts,
        "says": " ".join(part.says for part in parts if part.says),
        "current": [row for row in history if row.is_current],
        "history": history,
        "is_self": shown.pk == viewer.pk,
        "may_title": titled_by(viewer, today).filter(pk=shown.pk).exists(),
        "may_edit": can_administer(viewer),
        "may_mark_away": may_mark_away(viewer).filter(pk=shown.pk).exists(),
        "away": away_until([shown.pk], now).get(shown.pk, ""),
    }
    return render(request, "teams/person.html", context)


def _open_teams() -> QuerySet[Team]:
    return Team.objects.filter(archived_at__isnull=True)
