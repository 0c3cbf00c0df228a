"""Making a challenge in two steps; the second one writes. What was answered travels in the address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from goals.actions.challenges import create_challenge
from goals.forms.challenges import DetailsForm, WhatForm
from goals.forms.new_goal import Choices
from goals.models import Challenge, Metric
from goals.permissions import can_create_goals_for, teams_to_set_goals_for
from goals.queries.challenge_history import past_of
from goals.queries.challenge_words import rule_sentence
from goals.queries.choices import metrics_in_use
from goals.queries.figures import Writer, team_words
from goals.queries.shape import clock_of
from teams.access import LEADERS, access, person_of
from teams.forms.base import attempt
from teams.models import Organisation, Team, User

ANSWERS = ("metric", "whose", "rule", "starts_on", "ends_on")
STEPS = ("What and when", "How much and why")
_SUGGESTED = timedelta(days=13)


@dataclass(frozen=True, slots=True)
class Draft:
    """The answers of the first step."""

    metric: Metric
    team: Team | None
    rule: str
    starts_on: date
    ends_on: date

    @property
    def days(self) -> int:
        """How many days it takes."""
        return (self.ends_on - self.starts_on).days + 1


def _choices(person: User, organisation: Organisation) -> Choices:
    choices: Choices = [
        (f"team:{team.slug}", team_words(team.name))
        for team in teams_to_set_goals_for(person).order_by("name")
    ]
    if can_create_goals_for(person, None):
        choices.append(("organisation", organisation.name))
    return choices


@access(LEADERS)
@require_safe
def what(request: HttpRequest) -> HttpResponse:
    """What do we try, who, and for how long?"""
    person = person_of(request)
    organisation = get_object_or_404(Organisation, pk=1)
    today = organisation.clock.day_of(timezone.now())
    monday = today + timedelta(days=7 - today.weekday())
    choices = _choices(person, organisation)
    initial = {
        "metric": request.GET.get("metric", ""),
        "whose": request.GET.get("whose") or (choices[0][0] if choices else ""),
        "rule": request.GET.get("rule") or Challenge.Rule.TOTAL,
        "starts_on": request.GET.get("starts_on") or monday,
        "ends_on": request.GET.get("ends_on") or monday + _SUGGESTED,
    }
    data = request.GET if request.GET.get("step") else None
    form = WhatForm(choices, data, initial)
    if data is not None and form.is_valid():
        # A day's leeway for teams to the west; the action is exact.
        if form.cleaned_data["starts_on"] >= today - timedelta(days=1):
            return redirect(_address("goals:challenge_details", request))
        form.add_error("starts_on", "That day is over, and nobody could join. Choose a later day.")
    context = {
        "form": form,
        "steps": STEPS,
        "step": 1,
        "has_metrics": metrics_in_use().exists(),
    }
    return render(request, "goals/challenges/new_what.html", context)


def _address(name: str, request: HttpRequest, **more: str) -> str:
    kept = {key: request.GET[key] for key in ANSWERS if request.GET.get(key)}
    return f"{reverse(name)}?{urlencode({**kept, **more})}"


def _draft(request: HttpRequest, organisation: Organisation) -> Draft | None:
    """The answers in the address, by the same form that took them; None where they do not hold."""
    person = person_of(request)
    choices = _choices(person, organisation)
    wish = request.GET.get("whose", "")
    if wish and wish not in {value for value, _ in choices}:
        raise Http404  # a team of others is not there
    form = WhatForm(choices, request.GET, {})
    if not form.is_valid():
        return None
    data = form.cleaned_data
    kind, _, slug = data["whose"].partition(":")
    team = None
    if kind == "team":
        team = get_object_or_404(teams_to_set_goals_for(person), slug=slug)
    return Draft(data["metric"], team, data["rule"], data["starts_on"], data["ends_on"])


@access(LEADERS)
@require_http_methods(["GET", "HEAD", "POST"])
def details(request: HttpRequest) -> HttpResponse:
    """How much and why? "Open it for joining" makes the challenge."""
    person = person_of(request)
    organisation = get_object_or_404(Organisation, pk=1)
    draft = _draft(request, organisation)
    if draft is None:
        return redirect(_address("goals:challenge_new", request, step="1"))
    now = timezone.now()
    today = clock_of(draft.team, organisation).day_of(now)
    initial = {"line": request.GET.get("line", ""), "joinable": Challenge.Joinable.AGENTS}
    data = request.POST if request.method == "POST" else None
    form = DetailsForm(draft.metric, draft.rule, data, initial)
    if request.method == "POST" and form.is_valid():
        made: list[Challenge] = []
        if attempt(form, lambda: made.append(_make(person, draft, form.cleaned_data))):
            messages.success(
                request, f"{made[0].name} is open to join. Nobody is joined by others."
            )
            return redirect("goals:challenge", made[0].pk)
    writer = Writer(draft.metric, organisation.currency)
    past = past_of(draft.metric, draft.team, draft.rule, draft.days, today, organisation.currency)
    context: dict[str, Any] = {
        "form": form,
        "steps": STEPS,
        "step": 2,
        "past": past,
        "here": reverse("goals:challenge_details"),
        "action": _address("goals:challenge_details", request),
        "back": _address("goals:challenge_new", request),
        "answers": [(key, request.GET[key]) for key in ANSWERS],
        "whose": organisation.name if draft.team is None else team_words(draft.team.name),
        "sentence": _sentence(draft, writer, form, today),
    }
    return render(request, "goals/challenges/new_details.html", context)


def _sentence(draft: Draft, writer: Writer, form: DetailsForm, today: date) -> str:
    """What it says so far; without a line only once there is one."""
    text = form.data.get("line") if form.is_bound else form.initial.get("line")
    line = None
    if draft.rule != Challenge.Rule.IMPROVED:
        field = form.fields["line"]
        try:
            line = field.clean(text)
        except ValidationError:  # what is wrong with it stands at the field
            line = None
        if line is None:
            return ""
    return rule_sentence(
        Challenge(
            metric=draft.metric,
            rule=draft.rule,
            line=line,
            starts_on=draft.starts_on,
            ends_on=draft.ends_on,
        ),
        writer,
        today,
    )


def _make(person: User, draft: Draft, data: dict[str, Any]) -> Challenge:
    return create_challenge(
        person,
        name=data["name"],
        why=data["why"],
        metric=draft.metric,
        team=draft.team,
        rule=draft.rule,
        line=data.get("line"),
        starts_on=draft.starts_on,
        ends_on=draft.ends_on,
        past_days=data.get("past_days"),
        joinable=data["joinable"],
        reward=data["reward"],
        guard=data["guard"],
        guard_bound=data["guard_bound"],
        now=timezone.now(),
    )
