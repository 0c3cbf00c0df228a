"""The log of decisions: its list, one of them, and what those who lead do with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from teams.access import LEADERS, SIGNED_IN, access, person_of
from teams.actions import decisions as actions
from teams.actions.decision_rows import LONGEST_WHAT
from teams.actions.errors import Stale
from teams.forms.base import attempt
from teams.forms.decisions import CorrectionForm, DecisionForm, StandsForm, WordsForm
from teams.models import Decision, User
from teams.origins import begun_by_entry, origin_of
from teams.permissions import can_manage, organisation_day
from teams.permissions.decisions import (
    can_log_decisions,
    can_write_decision,
    decisions_visible_to,
    teams_to_decide_for,
)
from teams.queries.decisions import Filter, decision_list, decision_page
from teams.views.conflict import conflict_of, with_version


@access(SIGNED_IN)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What did we decide?"""
    person = person_of(request)
    given = request.GET
    asked = Filter.of(
        given.get("show", ""), given.get("team", ""), given.get("q", ""), given.get("after", "")
    )
    context = {
        "page": decision_list(person, asked, timezone.now()),
        "asked": asked,
        "can_log": can_log_decisions(person),
    }
    return render(request, "teams/decisions/list.html", context)


def _visible(request: HttpRequest, pk: int) -> Decision:
    found = decisions_visible_to(person_of(request)).select_related("team", "logged_by")
    return get_object_or_404(found, pk=pk)


def _writable(request: HttpRequest, pk: int) -> Decision:
    """404 for what is not there for this person, 403 for what is not theirs to change."""
    found = _visible(request, pk)
    if not can_write_decision(person_of(request), found.team_id):
        raise PermissionDenied
    return found


@access(SIGNED_IN)
@require_safe
def item(request: HttpRequest, pk: int) -> HttpResponse:
    """What was decided, how, and why?"""
    page = decision_page(person_of(request), _visible(request, pk), timezone.now())
    return render(request, "teams/decisions/item.html", {"page": page})


@access(LEADERS)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Write down what was decided. An address may begin it: `from`, the address of what it came from, and `team`; or
    `entry`, what somebody took on at a huddle.
    """
    person = person_of(request)
    now = timezone.now()
    form = DecisionForm(
        teams_to_decide_for(person),
        request.POST if request.method == "POST" else None,
        for_all=can_manage(person),
        today=organisation_day(now),
        begun={
            "came_from": request.GET.get("from", "")[:300],
            "team": request.GET.get("team", "")[:60],
            **_begun_by(person, request.GET.get("entry", "")),
        },
    )
    if form.is_bound and form.is_valid():
        made: list[Decision] = []
        values = form.cleaned_data
        if attempt(form, lambda: made.append(actions.log_decision(person, now=now, **values))):
            team = made[0].team
            whom = "Everybody is" if team is None else f"The people of {team.name} are"
            messages.success(request, f"Written down. {whom} told.")
            return redirect("teams:decision", made[0].pk)
    return render(request, "teams/decisions/new.html", {"form": form})


def _begun_by(person: User, entry: str) -> dict[str, str]:
    """What was taken on may say more than a decision: it begins with as much as it holds."""
    begun = begun_by_entry(person, entry)
    return {**begun, "what": begun["what"][:LONGEST_WHAT]} if begun else {}


def _origin_url(request: HttpRequest, decision: Decision) -> str:
    found = origin_of(
        person_of(request), decision.origin, decision.origin_id, timezone.now(), named_only=True
    )
    return "" if found is None else found.url


@access(SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """What is wrong about it, and why?"""
    decision = _writable(request, pk)
    came_from = _origin_url(request, decision)
    sent = request.POST if request.method == "POST" else None
    form = CorrectionForm(decision, came_from, sent)
    context: dict[str, Any] = {"decision": decision}
    status = 200
    if form.is_bound and form.is_valid():
        values = form.cleaned_data
        try:
            if attempt(
                form,
                lambda: actions.correct_decision(
                    person_of(request), decision, now=timezone.now(), **values
                ),
            ):
                messages.success(request, "Corrected. What it said before stays to be read.")
                return redirect("teams:decision", pk)
        except Stale:
            current = Decision.objects.get(pk=pk)
            status = 409
            context["conflict"] = conflict_of(current, CorrectionForm(current, came_from), form)
            form = CorrectionForm(
                current, came_from, with_version(request.POST, str(current.version))
            )
    context |= {"form": form, "keep_url": reverse("teams:decision", args=[pk])}
    return render(request, "teams/decisions/correct.html", context, status=status)


@dataclass(frozen=True, slots=True)
class Step:
    """Something that is done to a decision, with a word on why."""

    title: str
    lede: str
    submit: str
    said: str
    form: type[WordsForm]
    act: Callable[..., Decision]
    danger: bool = False


STANDS = Step(
    "Look at it again",
    "It still stands? Say what you looked at, and when to look again.",
    "It stands",
    "It stands. What you looked at is written beneath it.",
    StandsForm,
    actions.let_decision_stand,
)
END = Step(
    "It no longer holds",
    "It stays in the log, with why it ended. Everybody who reads it is told.",
    "It no longer holds",
    "It no longer holds, and everybody who reads it is told.",
    WordsForm,
    actions.end_decision,
    danger=True,
)
BACK = Step(
    "It holds again",
    "Say why. Everybody who reads it is told.",
    "It holds again",
    "It holds again, and everybody who reads it is told.",
    WordsForm,
    actions.bring_decision_back,
)


def _step(request: HttpRequest, pk: int, step: Step) -> HttpResponse:
    decision = _writable(request, pk)
    sent = request.POST if request.method == "POST" else None
    form = step.form(sent, initial={"version": decision.version})
    status, problem = 200, ""
    if form.is_bound and form.is_valid():
        values = form.cleaned_data
        try:
            if attempt(
                form,
                lambda: step.act(person_of(request), decision, now=timezone.now(), **values),
            ):
                messages.success(request, step.said)
                return redirect("teams:decision", pk)
        except Stale as stale:
            status, problem = 409, stale.message
            decision = _writable(request, pk)
            form = step.form(with_version(request.POST, str(decision.version)))
    context = {
        "decision": decision,
        "page": decision_page(person_of(request), decision, timezone.now()) if problem else None,
        "form": form,
        "step": step,
        "problem": problem,
    }
    return render(request, "teams/decisions/act.html", context, status=status)


@access(SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def stands(request: HttpRequest, pk: int) -> HttpResponse:
    """Does it still stand?"""
    return _step(request, pk, STANDS)


@access(SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Why does it no longer hold?"""
    return _step(request, pk, END)


@access(SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def back(request: HttpRequest, pk: int) -> HttpResponse:
    """Why does it hold again?"""
    return _step(request, pk, BACK)
