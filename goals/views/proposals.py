"""A goal put to its team: everybody asked says what they think, and whoever proposed it concludes."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from goals.actions.proposals import answer_proposal, conclude_proposal, withdraw_proposal
from goals.forms.life import AgreeForm, AnswerForm
from goals.models import Asked, Proposal
from goals.permissions import can_conclude
from goals.queries.proposals import proposal_of, proposal_page
from goals.views.goals import visible_goal
from teams.access import SIGNED_IN, access, person_of
from teams.actions.errors import ActionRefused
from teams.forms.base import attempt
from teams.views.huddle_ways import back_to_huddle


def _found(request: HttpRequest, pk: int) -> Proposal:
    """The proposal of a goal this person sees; 404 for a goal that was shared at once."""
    found = proposal_of(visible_goal(request, pk))
    if found is None:
        raise Http404
    return found


def _back(request: HttpRequest) -> str:
    """The huddle in which it is agreed, where one comes from there; else empty."""
    return back_to_huddle(
        (request.POST if request.method == "POST" else request.GET).get("back", "")
    )


def _here(request: HttpRequest, pk: int) -> HttpResponse:
    """The page of the proposal once more, with its way back."""
    back = _back(request)
    query = f"?{urlencode({'back': back})}" if back else ""
    return redirect(reverse("goals:proposal", args=[pk]) + query)


@access(SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """What is proposed, and what do you say to it?"""
    found = _found(request, pk)
    person = person_of(request)
    mine = Asked.objects.filter(proposal=found, person=person).first()
    data = request.POST if request.method == "POST" else None
    if data is not None and mine is None:
        raise PermissionDenied
    form = AnswerForm(found.goal.metric, mine, data)
    if form.is_bound and form.is_valid():
        values = form.cleaned_data
        if attempt(form, lambda: answer_proposal(person, found, now=timezone.now(), **values)):
            messages.success(request, "Said. You can think again until it is agreed.")
            return _here(request, pk)
    return _shown(request, found, answer=form)


@access(SIGNED_IN)
@require_POST
def agree(request: HttpRequest, pk: int) -> HttpResponse:
    """Agreed: as proposed, or on another number with a reason. From now on it holds."""
    found = _found(request, pk)
    person = person_of(request)
    if not can_conclude(person, found):
        raise PermissionDenied
    if request.POST.get("as") == "proposed":
        form = None
        try:
            conclude_proposal(person, found, now=timezone.now())
        except ActionRefused as refused:
            messages.error(request, refused.message)
            return _here(request, pk)
    else:
        form = AgreeForm(found, request.POST)
        if not (form.is_valid() and _concluded(request, found, form)):
            return _shown(request, found, other=form)
    messages.success(request, f"{found.goal.name} is agreed, and holds from now on.")
    return redirect(_back(request) or reverse("goals:goal", args=[pk]))


def _concluded(request: HttpRequest, found: Proposal, form: AgreeForm) -> bool:
    values = form.cleaned_data
    person = person_of(request)
    return attempt(form, lambda: conclude_proposal(person, found, now=timezone.now(), **values))


@access(SIGNED_IN)
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Not now."""
    found = _found(request, pk)
    try:
        withdraw_proposal(
            person_of(request), found, reason=request.POST.get("why", ""), now=timezone.now()
        )
    except ActionRefused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, "Withdrawn, with everything that was said.")
    return _here(request, pk)


def _shown(request: HttpRequest, found: Proposal, **forms: Any) -> HttpResponse:
    page = proposal_page(person_of(request), found, timezone.now())
    answer = forms.get("answer") or AnswerForm(found.goal.metric, page.mine)
    context = {
        "goal": found.goal,
        "page": page,
        "back": _back(request),
        "answer": answer,
        "other": forms.get("other") or AgreeForm(found),
    }
    return render(request, "goals/proposal.html", context)
