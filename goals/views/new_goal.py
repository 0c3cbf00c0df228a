"""Making a goal in four short steps, each with its own address; the last one writes.

What was answered travels in the address: every step can be bookmarked, gone back to and changed, and
nothing is kept anywhere before the last click.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from goals.actions.goals import create_goal
from goals.actions.proposals import PROPOSABLE, propose_goal
from goals.forms.figures import NoFigureError, parse
from goals.forms.new_goal import Choices, OwnDaysForm, OwnFigureForm, WhatForm, WhyForm
from goals.models import Cadence, Goal, Metric, Scope
from goals.periods import ONE_DAY, Period, Rhythm
from goals.permissions import can_create_goals_for, teams_to_set_goals_for
from goals.queries.choices import agents_of, feedable_by, metrics_in_use, owners_for
from goals.queries.draft_words import sentence, suggested_name, whose
from goals.queries.drafts import Draft, history_of, unusual
from goals.queries.figures import Writer, team_words
from goals.queries.goal_names import name_of_days
from goals.queries.shape import clock_of
from goals.queries.workdays import workdays_of
from teams.access import LEADERS, access, person_of
from teams.forms.base import attempt
from teams.models import Membership, Organisation, Team, User
from teams.permissions import standing_of

STEPS = ("What and whose", "How much", "When", "Why")
PERIODS_AHEAD = 3


# --- The answers so far --------------------------------------------------------------------------


def _draft(request: HttpRequest) -> Draft | None:
    """The answers in the address; None while the first step is open. What is out of reach is 404."""
    slug, wish = request.GET.get("metric", ""), request.GET.get("whose", "")
    cadence = request.GET.get("cadence", "")
    if not slug or not wish or cadence not in Cadence.values:
        return None
    metric = get_object_or_404(metrics_in_use(), slug=slug)
    scope, team, agent = _subject(request, wish)
    draft = Draft(metric, scope, team, agent, cadence)
    target = request.GET.get("target", "")
    if target:
        try:
            draft = replace(draft, target=parse(target, Metric.Unit.COUNT))
        except NoFigureError as error:
            raise Http404 from error
    days = request.GET.get("days", "")
    if days:
        first, _, last = days.partition("_")
        draft = replace(draft, starts_on=_day(first), ends_on=_day(last) if last else None)
    return draft


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise Http404 from error
    if not 2000 <= day.year <= 2100:
        raise Http404
    return day


def _subject(request: HttpRequest, wish: str) -> tuple[str, Team | None, User | None]:
    """Whose goal it is to be, among those this person may set goals for."""
    person = person_of(request)
    kind, _, key = wish.partition(":")
    if kind == Scope.ORGANISATION and not key:
        if not can_create_goals_for(person, None):
            raise Http404
        return Scope.ORGANISATION, None, None
    teams = teams_to_set_goals_for(person)
    if kind in (Scope.TEAM, Scope.MEMBERS):
        return kind, get_object_or_404(teams, slug=key), None
    if kind != Scope.AGENT or not (key.isascii() and key.isdigit() and len(key) < 16):
        raise Http404
    held = Membership.objects.agents().filter(user=int(key), team__in=teams)
    membership = held.select_related("user", "team").order_by("-starts_on").first()
    if membership is None or membership.team is None:
        raise Http404
    return Scope.AGENT, membership.team, membership.user


def _address(name: str, request: HttpRequest, **changes: str) -> str:
    """Another step, with the answers so far."""
    kept = {
        key: request.GET[key]
        for key in ("metric", "whose", "cadence", "target", "days")
        if request.GET.get(key)
    }
    query = {key: value for key, value in {**kept, **changes}.items() if value}
    return f"{reverse(name)}?{urlencode(query)}" if query else reverse(name)


def _to(name: str, request: HttpRequest, **changes: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(_address(name, request, **changes))


def _organisation() -> Organisation:
    return get_object_or_404(Organisation, pk=1)


def _today(draft: Draft, organisation: Organisation, now: datetime) -> date:
    return clock_of(draft.team, organisation).day_of(now)


def _context(
    request: HttpRequest, draft: Draft, organisation: Organisation, step: int, today: date
) -> dict[str, Any]:
    """What every step after the first shows: where one is, and the sentence so far."""
    workdays = workdays_of(draft.team, organisation.clock)
    answers = ("metric", "whose", "cadence", "target", "days")
    return {
        "draft": draft,
        "metric": draft.metric,
        "steps": STEPS,
        "step": step,
        "sentence": sentence(draft, organisation, workdays, today),
        "answers": [(key, request.GET[key]) for key in answers if request.GET.get(key)],
        "change_what": _address("goals:new", request, change="1"),
        "change_how_much": _address("goals:new_how_much", request),
        "change_when": _address("goals:new_when", request),
    }


# --- Step 1: what and whose ----------------------------------------------------------------------


@access(LEADERS)
@require_safe
def what(request: HttpRequest) -> HttpResponse:
    """What do we measure, and whose goal is it? With the metric known, straight to how much."""
    person = person_of(request)
    organisation = _organisation()
    now = timezone.now()
    choices = _whose_choices(person, organisation, now)
    metrics = metrics_in_use()
    some = list(metrics[:2])
    initial = {
        "metric": request.GET.get("metric", ""),
        "whose": request.GET.get("whose") or _first(choices),
        "cadence": request.GET.get("cadence") or Cadence.MONTHLY,
    }
    known = metrics.filter(slug=initial["metric"]).exists() if initial["metric"] else False
    if known and not request.GET.get("change") and not request.GET.get("step"):
        return _to(
            "goals:new_how_much", request, whose=initial["whose"], cadence=initial["cadence"]
        )
    if len(some) == 1:
        initial["metric"] = some[0].slug
    data = request.GET if request.GET.get("step") else None
    form = WhatForm(metrics, choices, data, initial)
    if data is not None and form.is_valid():
        return _to("goals:new_how_much", request)
    context = {
        "form": form,
        "steps": STEPS,
        "step": 1,
        "has_metrics": bool(some),
        "leads_none": not standing_of(person).leads,
    }
    return render(request, "goals/new_what.html", context)


def _first(choices: Choices) -> str:
    """A team comes before the whole: most goals are a team's."""
    for label, inner in choices:
        if isinstance(inner, list) and label == "Teams":
            return inner[0][0]
    value, inner = choices[0]
    return inner[0][0] if isinstance(inner, list) else value


def _whose_choices(person: User, organisation: Organisation, now: datetime) -> Choices:
    choices: Choices = []
    if can_create_goals_for(person, None):
        choices.append((str(Scope.ORGANISATION), "The whole organisation"))
    teams = list(teams_to_set_goals_for(person).order_by("name"))
    if teams:
        choices.append(("Teams", [(f"team:{one.slug}", team_words(one.name)) for one in teams]))
        choices.append(
            (
                "Each member",
                [(f"members:{one.slug}", f"Each agent of {team_words(one.name)}") for one in teams],
            )
        )
    today = organisation.clock.day_of(now)
    agents = [
        (f"agent:{held.user_id}", f"{held.user.name}, {held.team.name if held.team else ''}")
        for held in agents_of(teams_to_set_goals_for(person), today)
        if held.user_id != person.pk
    ]
    if agents:
        choices.append(("One agent", agents))
    return choices


# --- Step 2: how much ----------------------------------------------------------------------------


@access(LEADERS)
@require_safe
def how_much(request: HttpRequest) -> HttpResponse:
    """Figures from history to pick from, or one's own. What is unusual is asked about, not refused."""
    draft = _draft(request)
    if draft is None:
        return _to("goals:new", request)
    organisation = _organisation()
    today = _today(draft, organisation, timezone.now())
    form = OwnFigureForm(draft.metric, request.GET if "own" in request.GET else None)
    if form.is_bound and form.is_valid():
        figure: Decimal = form.cleaned_data["own"]
        if figure > 0 or draft.metric.better == Metric.Better.LOWER:
            return _to("goals:new_when", request, target=f"{figure:f}")
        form.add_error("own", "Choose a number above zero.")
    context = {
        **_context(request, replace(draft, target=None), organisation, 2, today),
        "history": history_of(draft, organisation, today),
        "form": form,
        "next": reverse("goals:new_when"),
        "here": reverse("goals:new_how_much"),
    }
    context["answers"] = [pair for pair in context["answers"] if pair[0] != "target"]
    return render(request, "goals/new_how_much.html", context)


# --- Step 3: when --------------------------------------------------------------------------------


@access(LEADERS)
@require_safe
def when(request: HttpRequest) -> HttpResponse:
    """One period, every period from one on, or one's own days."""
    draft = _draft(request)
    if draft is None or draft.target is None:
        return _to("goals:new_how_much", request)
    organisation = _organisation()
    today = _today(draft, organisation, timezone.now())
    data = request.GET if "starts_on" in request.GET else None
    periods = _periods(draft, organisation, today)
    # As the first of the choices: who goes straight on means the whole of the period that runs.
    start = periods[0].first if periods else today
    form = OwnDaysForm(draft.cadence, data, {"starts_on": start})
    if form.is_bound and form.is_valid():
        first, last = form.cleaned_data["starts_on"], form.cleaned_data["ends_on"]
        return _to("goals:new_why", request, days=f"{first}_{last or ''}")
    context = {
        **_context(request, replace(draft, starts_on=None, ends_on=None), organisation, 3, today),
        "form": form,
        "periods": periods,
        "once": draft.cadence == Cadence.ONCE,
        "next": reverse("goals:new_why"),
        "here": reverse("goals:new_when"),
    }
    context["answers"] = [pair for pair in context["answers"] if pair[0] != "days"]
    return render(request, "goals/new_when.html", context)


@dataclass(frozen=True, slots=True)
class Offered:
    """A period to choose: its name, and its days as the next step takes them, alone or as the first of many."""

    name: str
    first: date
    last: date

    @property
    def alone(self) -> str:
        """That one."""
        return f"{self.first}_{self.last}"

    @property
    def onward(self) -> str:
        """From it on."""
        return f"{self.first}_"


def _periods(draft: Draft, organisation: Organisation, today: date) -> list[Offered]:
    """The running period and the next two."""
    if draft.cadence == Cadence.ONCE:
        return []
    rhythm = Rhythm(
        draft.cadence,
        date(2000, 1, 1),
        None,
        organisation.week_starts_on,
        organisation.fiscal_year_starts_in,
    )
    found: list[Offered] = []
    day = today
    while len(found) < PERIODS_AHEAD:
        period = rhythm.period_of(day) or Period(day, day)
        name = name_of_days(draft.cadence, period.first, period.last, today)
        found.append(Offered(name, period.first, period.last))
        day = period.last + ONE_DAY
    return found


# --- Step 4: why ---------------------------------------------------------------------------------


@access(LEADERS)
@require_http_methods(["GET", "HEAD", "POST"])
def why(request: HttpRequest) -> HttpResponse:
    """Why it matters, what it feeds, and who looks after it. The last click proposes the goal, or shares it."""
    draft = _draft(request)
    if draft is None or draft.target is None or draft.starts_on is None:
        return _to("goals:new_when", request)
    person = person_of(request)
    organisation = _organisation()
    now = timezone.now()
    today = _today(draft, organisation, now)
    asked = unusual(history_of(draft, organisation, today), draft.target, draft.noun)
    owners = owners_for(draft.team, today) | User.objects.filter(pk=person.pk)
    form = WhyForm(
        draft,
        feedable_by(person, draft.scope, draft.team),
        owners.distinct(),
        request.POST if request.method == "POST" else None,
        {"name": suggested_name(draft, organisation), "owner": person.pk},
        asks_difference=bool(asked),
    )
    can_propose = draft.scope in PROPOSABLE
    proposes = can_propose and request.POST.get("how") == "propose"
    if request.method == "POST" and form.is_valid():
        made: list[Goal] = []
        make = propose_goal if proposes else create_goal
        if attempt(
            form,
            lambda: made.append(make(person, now=now, **_asked(draft, form.cleaned_data))),
            reason="difference",
        ):
            messages.success(request, _done(made[0], draft, organisation))
            return redirect("goals:proposal" if proposes else "goals:goal", made[0].pk)
    context = {
        **_context(request, draft, organisation, 4, today),
        "form": form,
        "unusual": asked,
        "can_propose": can_propose,
        "action": _address("goals:new_why", request),
        "figure": Writer(draft.metric, organisation.currency).target(draft.target),
    }
    return render(request, "goals/new_why.html", context)


def _asked(draft: Draft, data: dict[str, Any]) -> dict[str, Any]:
    """What the goal is to be made of."""
    return {
        "name": data["name"],
        "metric": draft.metric,
        "scope": draft.scope,
        "team": draft.team,
        "agent": draft.agent,
        "cadence": draft.cadence,
        "starts_on": draft.starts_on,
        "ends_on": draft.ends_on,
        "target": draft.target,
        "stretch": data["stretch"],
        "why": data["why"],
        "feeds": data["feeds"],
        "guard": data["guard"],
        "guard_bound": data["guard_bound"],
        "owner": data["owner"],
        "reason": data.get("difference", ""),
    }


def _done(goal: Goal, draft: Draft, organisation: Organisation) -> str:
    seen = _seen_by(draft, organisation)
    if goal.state == Goal.State.PROPOSED:
        return f"{goal.name} is proposed. {seen[:1].upper()}{seen[1:]} is asked; it holds once you agree."
    return f"{goal.name} is set, and {seen} sees it."


def _seen_by(draft: Draft, organisation: Organisation) -> str:
    if draft.agent is not None:
        return draft.agent.name
    return (
        "everybody" if draft.team is None else whose(replace(draft, scope=Scope.TEAM), organisation)
    )
