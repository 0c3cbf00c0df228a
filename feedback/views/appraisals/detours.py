"""Where an appraisal leaves its usual way: out of its round, back in, and on without the person's part."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from feedback import appraisal_life as life
from feedback.actions.appraisals import detours as actions
from feedback.actions.appraisals.common import NotNow
from feedback.forms.appraisals.life import ReasonForm
from feedback.permissions.appraisals import side_of
from feedback.views.appraisals.common import (
    after_steering,
    appraisal_of,
    is_kept,
    say,
    sent,
    shown,
    steered,
)
from teams.access import SIGNED_IN, access, person_of
from teams.forms.base import attempt
from teams.permissions import organisation_day


@access(SIGNED_IN)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def leave_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Why is this person not in the round? For its leader, and for whoever looks after the round."""
    person, now = person_of(request), timezone.now()
    found = steered(request, pk, organisation_day(now))
    form = ReasonForm(sent(request))
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            if attempt(form, lambda: actions.leave_out(person, found, reason=reason, now=now)):
                say(request, f"{found.person.name} is out of {found.cycle.name}, and is told.")
                return after_steering(person, found)
        except NotNow as refused:
            form.add_error(None, refused.message)
    context = {"appraisal": found, "form": form, "is_kept": is_kept(person, found)}
    return render(request, "feedback/appraisals/leave_out.html", context)


@access(SIGNED_IN)
@require_POST
def put_back(request: HttpRequest, pk: int) -> HttpResponse:
    """In the round again, where it was."""
    person, now = person_of(request), timezone.now()
    found = steered(request, pk, organisation_day(now))
    try:
        actions.put_back(person, found, now=now)
    except NotNow as refused:
        if person.pk == found.leader_id:
            return shown(request, pk, status=409, problem=refused.message)
        messages.error(request, refused.message)
        return after_steering(person, found)
    say(request, f"{found.person.name} is in {found.cycle.name} again, and is told.")
    return after_steering(person, found)


@access(SIGNED_IN)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def go_on(request: HttpRequest, pk: int) -> HttpResponse:
    """Why does the leader not wait for the person's part any longer? The leader's alone."""
    person, now = person_of(request), timezone.now()
    found = appraisal_of(request, pk)
    if side_of(person, found) != life.OF_LEADER:
        raise PermissionDenied
    form = ReasonForm(sent(request))
    try:
        actions.may_go_on(found, now)
        if request.method == "POST" and form.is_valid():
            reason = form.cleaned_data["reason"]
            if attempt(form, lambda: actions.go_on(person, found, reason=reason, now=now)):
                say(request, f"It is yours to write now. {found.person.name} is told.")
                return redirect("feedback:appraisal_write", pk)
    except NotNow as refused:
        words = {"Why?": request.POST.get("reason", "").strip()}
        kept = {label: text for label, text in words.items() if text}
        return shown(request, pk, status=409, problem=refused.message, kept=kept)
    context = {
        "appraisal": found,
        "form": form,
        "title": f"Go on without {found.person.name}’s part?",
        "lede": f"{found.person.name} is told, and can still add it until one of you signs. "
        "That you went on without it, and why, stands in the appraisal.",
        "submit": "Go on without it",
    }
    return render(request, "feedback/appraisals/act.html", context)
