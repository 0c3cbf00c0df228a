"""Reading and agreeing: what changed since I last agreed, who has not, and reminding them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from escalations.actions import confirming as actions
from escalations.forms.playbook import QuestionForm
from escalations.models import Protocol, ProtocolVersion
from escalations.permissions import can_confirm
from escalations.queries.confirming import confirmations_of, last_agreed, to_confirm
from escalations.queries.protocol import protocol_page
from escalations.queries.protocol_difference import versions_apart
from escalations.queries.versions import version_in_force
from escalations.views.playbook import the_organisation, visible_protocol
from teams.access import MANAGERS, SIGNED_IN, access, person_of
from teams.actions.errors import ActionRefused, Stale
from teams.forms.base import attempt
from teams.permissions import organisation_day


def _in_force(request: HttpRequest, slug: str) -> tuple[Protocol, ProtocolVersion]:
    """A protocol in use and what holds of it; else 404."""
    found = visible_protocol(request, slug)
    version = version_in_force(found)
    if version is None or found.archived_at is not None:
        raise Http404
    return found, version


@access(SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, slug: str) -> HttpResponse:
    """What changed since I last agreed? Then agree."""
    found, version = _in_force(request, slug)
    person = person_of(request)
    if not can_confirm(person):
        raise PermissionDenied
    if request.method != "POST":
        return _shown(request, found, version)
    read = _version_read(request, found)
    try:
        actions.confirm_version(person, read, now=timezone.now())
    except Stale:
        return _shown(request, found, version, status=409, read=read.number)
    except ActionRefused as refused:
        messages.error(request, refused.message)
        return redirect("escalations:protocol", slug)
    rest = to_confirm(person, organisation_day(timezone.now()))
    messages.success(request, _thanks(found, version, len(rest)))
    return redirect(rest[0].url if rest else "escalations:playbook")


def _thanks(found: Protocol, version: ProtocolVersion, rest: int) -> str:
    words = f"You confirmed {found.title}, version {version.number}."
    if not rest:
        return f"{words} That is everything."
    return f"{words} {'One more waits' if rest == 1 else f'{rest} more wait'} for you."


def _version_read(request: HttpRequest, found: Protocol) -> ProtocolVersion:
    """The version that stood on the page; 404 for one that is not of this protocol, or not published."""
    text = request.POST.get("version", "")
    if not (text.isascii() and text.isdigit() and len(text) < 7):
        raise Http404
    read = found.versions.filter(number=int(text), published_at__isnull=False).first()
    if read is None:
        raise Http404
    return read


def _shown(
    request: HttpRequest,
    found: Protocol,
    version: ProtocolVersion,
    *,
    status: int = 200,
    question: QuestionForm | None = None,
    **more: Any,
) -> HttpResponse:
    person = person_of(request)
    now = timezone.now()
    organisation = the_organisation()
    today = organisation.clock.day_of(now)
    agreed = last_agreed(person, found, version, today)
    apart = None
    if agreed is not None and agreed.version != version.pk:
        before = found.versions.get(pk=agreed.version)
        apart = versions_apart(before, version)
    context = {
        "protocol": found,
        "version": version,
        "page": protocol_page(person, found, organisation, now),
        "agreed": agreed,
        "apart": apart,
        "form": question or QuestionForm(),
        **more,
    }
    return render(request, "escalations/playbook/confirm.html", context, status=status)


@access(SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask before agreeing. The form stands on the page where one confirms."""
    found, version = _in_force(request, slug)
    person = person_of(request)
    if request.method != "POST":
        return redirect("escalations:protocol_confirm", slug)
    form = QuestionForm(request.POST)
    if form.is_valid():
        text = form.cleaned_data["text"]
        if attempt(form, lambda: actions.ask_about(person, version, text=text, now=timezone.now())):
            messages.success(request, f"{found.owner.name} reads your question.")
            return redirect("escalations:protocol", slug)
    return _shown(request, found, version, question=form)


@access(MANAGERS)
@require_safe
def confirmations(request: HttpRequest, slug: str) -> HttpResponse:
    """Who has not agreed yet?"""
    found, version = _in_force(request, slug)
    today = organisation_day(timezone.now())
    context = {
        "protocol": found,
        "version": version,
        "page": confirmations_of(person_of(request), version, today),
    }
    return render(request, "escalations/playbook/confirmations.html", context)


@access(MANAGERS)
@require_POST
def remind(request: HttpRequest, slug: str) -> HttpResponse:
    """Remind those who have not, each once a day."""
    found, _ = _in_force(request, slug)
    try:
        told = actions.remind(person_of(request), found, now=timezone.now())
    except ActionRefused as refused:
        messages.error(request, refused.message)
    else:
        people = "One person was" if told == 1 else f"{told} people were"
        words = f"{people} reminded." if told else "Everybody who has not was reminded today."
        messages.success(request, words)
    return redirect("escalations:confirmations", slug)
