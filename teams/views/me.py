"""One's own settings: name and address, theme, password."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from teams.access import SIGNED_IN, access, person_of
from teams.actions.errors import Stale
from teams.actions.people import PERSON_FIELDS, set_keys, set_password, set_theme, update_person
from teams.actions.versions import version_of
from teams.forms.base import attempt
from teams.forms.people import KeysForm, MeForm, ThemeForm
from teams.forms.signing import MyPasswordForm
from teams.models import User
from teams.permissions import organisation_day
from teams.queries import history_of
from teams.queries.absences import away_until
from teams.views.conflict import conflict_of, with_version


@access(SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def me(request: HttpRequest) -> HttpResponse:
    """One's own name, address, theme and roles."""
    person = person_of(request)
    form = MeForm(person, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        version, values = form.cleaned_data["version"], form.values()
        try:
            if attempt(form, lambda: update_person(person, person, version=version, **values)):
                messages.success(request, "Saved.")
                return redirect("teams:me")
        except Stale:
            return _conflict(request, form)
    return render(request, "teams/me.html", _context(person, form))


def _conflict(request: HttpRequest, sent: MeForm) -> HttpResponse:
    now = User.objects.get(pk=person_of(request).pk)
    again = with_version(request.POST, version_of(now, PERSON_FIELDS))
    context = _context(now, MeForm(now, again))
    context["conflict"] = conflict_of(now, MeForm(now), sent)
    return render(request, "teams/me.html", context, status=409)


def _context(person: User, form: MeForm) -> dict[str, object]:
    now = timezone.now()
    return {
        "form": form,
        "username": person.username,
        "themes": ThemeForm(initial={"theme": person.theme}),
        "keys": KeysForm(initial={"keys": "on" if person.uses_keys else "off"}),
        "person_id": person.pk,
        "away": away_until([person.pk], now).get(person.pk, ""),
        "history": history_of(person, organisation_day(now)),
    }


@access(SIGNED_IN)
@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Set the theme, then go back to where it was chosen."""
    form = ThemeForm(request.POST)
    if form.is_valid():
        set_theme(person_of(request), form.cleaned_data["theme"])
    back = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(
        back, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return redirect(back if ours else "teams:me")


@access(SIGNED_IN)
@require_POST
def keys(request: HttpRequest) -> HttpResponse:
    """Have single keys open pages, or not."""
    form = KeysForm(request.POST)
    if form.is_valid():
        set_keys(person_of(request), uses=form.cleaned_data["keys"] == "on")
        messages.success(request, "Saved.")
    return redirect("teams:me")


@access(SIGNED_IN)
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """A new password, given the present one. Other sessions and all tokens end; this session stays."""
    person = person_of(request)
    form = MyPasswordForm(person, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        changed = set_password(person, person, form.cleaned_data["new_password1"])
        update_session_auth_hash(request, changed)
        messages.success(request, "Your password is changed. You are signed out everywhere else.")
        return redirect("teams:me")
    return render(request, "teams/password.html", {"form": form})
