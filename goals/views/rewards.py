"""Rewards: what we have earned, put forward, give, take back, the ledger as a file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from goals.actions import nominations
from goals.actions import rewards as actions
from goals.actions.reward_catalogue import set_goal_reward
from goals.actions.rewards import Occasion
from goals.forms.challenges import ReasonForm
from goals.forms.rewards import WHOLE_TEAM, GiveForm, GoalRewardForm, NominateForm, Recipient
from goals.models import Challenge, ChallengeResult, GuardStatus, Progress, RewardNomination
from goals.permissions import (
    can_adjust_goal,
    can_grant_in,
    challenges_visible_to,
    goals_visible_to,
    grants_visible_to,
    nominations_visible_to,
)
from goals.progress import Sums
from goals.queries.purses import held_words, purses_of
from goals.queries.rewards import (
    budgets_in,
    ledger_rows,
    recipient_of,
    rewards_page,
    with_names,
)
from goals.tables import as_csv
from goals.views.goals import day_asked, number_asked, visible_goal
from goals.views.unchanged import unchanged
from teams.access import MANAGERS, SIGNED_IN, access, person_of
from teams.actions.errors import ActionRefused
from teams.forms.base import attempt
from teams.models import Organisation, Team, User
from teams.permissions import standing_of

_ZERO = Sums().value


def _organisation() -> Organisation:
    return get_object_or_404(Organisation, pk=1)


@access(SIGNED_IN)
@require_safe
@unchanged
def rewards(request: HttpRequest) -> HttpResponse:
    """What have we earned?"""
    page = rewards_page(person_of(request), _organisation(), timezone.now())
    return render(request, "goals/rewards/list.html", {"page": page})


@access(MANAGERS)
@require_safe
def ledger(request: HttpRequest) -> HttpResponse:
    """Every entry as a file, safe in a spreadsheet."""
    organisation = _organisation()
    today = organisation.clock.day_of(timezone.now())
    rows = ledger_rows(person_of(request), organisation, today)
    response = HttpResponse(as_csv(rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="rewards-{today}.csv"'
    response["Cache-Control"] = "private, no-store"
    return response


# --- Give ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address says a reward is for, and what its guard says to that."""

    occasion: Occasion
    title: str = ""
    held: str = ""
    status: str = ""
    kind_id: int | None = None
    to: str = ""
    nomination: RewardNomination | None = None
    reason: str = ""


def _asked(request: HttpRequest, organisation: Organisation) -> Asked:
    """Everything is looked up among what this person may see; what is not there is 404."""
    person = person_of(request)
    nomination_id = number_asked(request, "nomination")
    if nomination_id is not None:
        found = get_object_or_404(
            nominations_visible_to(person).select_related("team", "person", "by"),
            pk=nomination_id,
            state=RewardNomination.State.OPEN,
        )
        if not can_grant_in(person, found.team):
            raise PermissionDenied
        to = f"{found.team_id}:{found.person_id}" if found.person_id else _whole(found.team_id)
        title = f"{found.by.name} put {recipient_of(found)} forward"
        return Asked(
            Occasion(), title, "", "", found.kind_id, to, nomination=found, reason=found.reason
        )
    who = number_asked(request, "person")
    challenge_id = number_asked(request, "challenge")
    if challenge_id is not None:
        challenges = challenges_visible_to(person).select_related("team", "reward", "guard")
        return _for_challenge(get_object_or_404(challenges, pk=challenge_id), who, organisation)
    goal_id, first = number_asked(request, "goal"), day_asked(request, "period")
    if goal_id is None or first is None:
        return Asked(Occasion())
    rows = Progress.objects.filter(goal__in=goals_visible_to(person), agent_id=who or 0)
    row = get_object_or_404(
        rows.select_related("goal__guard", "goal__reward", "goal__team"),
        goal=goal_id,
        first_day=first,
    )
    return _for_period(row, who, organisation)


def _whole(team_id: int | None) -> str:
    return f"{WHOLE_TEAM}:{team_id}" if team_id is not None else ""


def _for_challenge(found: Challenge, who: int | None, organisation: Organisation) -> Asked:
    sums = Sums(found.guard_value or _ZERO, found.guard_weight or _ZERO, found.guard_n or 0)
    held = held_words(
        found.guard_status, found.guard, found.guard_bound, sums, organisation.currency
    )
    if who is None and found.rule == Challenge.Rule.IMPROVED:
        results = ChallengeResult.objects.filter(challenge=found, is_best=True)
        who = results.values_list("user_id", flat=True).first()
    to = f"{found.team_id}:{who}" if who and found.team_id else _whole(found.team_id)
    return Asked(
        Occasion(challenge=found),
        found.name,
        held,
        found.guard_status,
        found.reward_id,
        to,
        reason=f"{found.name}: {found.why}"[:300],
    )


def _for_period(row: Progress, who: int | None, organisation: Organisation) -> Asked:
    goal = row.goal
    sums = Sums(row.guard_value or _ZERO, row.guard_weight or _ZERO, row.guard_n or 0)
    held = held_words(row.guard_status, goal.guard, goal.guard_bound, sums, organisation.currency)
    to = f"{goal.team_id}:{who}" if who and goal.team_id else _whole(goal.team_id)
    return Asked(
        Occasion(goal=goal, first_day=row.first_day),
        goal.name,
        held,
        row.guard_status,
        goal.reward_id,
        to,
        reason=f"{goal.name}: {goal.why}"[:300],
    )


@access(SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def give(request: HttpRequest) -> HttpResponse:
    """To whom, what, and what for? For a goal's period, a challenge, a nomination, or of one's own choice."""
    person = person_of(request)
    manages = standing_of(person).manages
    if not manages:
        raise Http404
    organisation = _organisation()
    now = timezone.now()
    asked = _asked(request, organisation)
    teams = Team.objects.filter(pk__in=manages, archived_at=None)
    form = GiveForm(
        teams,
        organisation.clock.day_of(now),
        person.pk,
        request.POST if request.method == "POST" else None,
        {"to": asked.to, "kind": asked.kind_id, "reason": asked.reason},
        asks_despite=asked.status == GuardStatus.UNKNOWN,
    )
    if request.method == "POST" and form.is_valid() and _give(person, form, asked, now):
        messages.success(request, "Given, and written into the ledger.")
        return redirect("goals:rewards")
    purses = purses_of(list(teams), organisation, now)
    context = {
        "form": form,
        "asked": asked,
        "is_broken": asked.status == GuardStatus.BROKEN,
        "budgets": list(budgets_in(purses, organisation, whole=False)),
        "action": request.get_full_path(),
    }
    return render(request, "goals/rewards/give.html", context)


def _give(person: User, form: GiveForm, asked: Asked, now: datetime) -> bool:
    data = form.cleaned_data
    team, recipient = _recipient(form, data["to"])
    return attempt(
        form,
        lambda: actions.grant_reward(
            person,
            kind=data["kind"],
            team=team,
            person=recipient,
            reason=data["reason"],
            cost=data["cost"],
            occasion=asked.occasion,
            despite=data.get("despite", ""),
            nomination=asked.nomination,
            now=now,
        ),
        person="to",
        team="to",
    )


def _recipient(form: Any, value: str) -> tuple[Team, User | None]:
    field: Recipient = form.fields["to"]
    return field.recipient(value)


@access(SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """A counter-entry, with what was wrong."""
    person = person_of(request)
    found = get_object_or_404(with_names(grants_visible_to(person)), pk=pk)
    if not can_grant_in(person, found.team):
        raise PermissionDenied
    form = ReasonForm(
        request.POST if request.method == "POST" else None,
        label="What was wrong with it?",
        missing="Say what was wrong with it.",
        hint="The entry stays; this stands beside it, and the money is back in the budget.",
    )
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(
            form,
            lambda: actions.reverse_grant(
                person, found, reason=form.cleaned_data["reason"], now=timezone.now()
            ),
        )
    ):
        messages.success(request, "Taken back by a counter-entry.")
        return redirect("goals:rewards")
    context = {"grant": found, "to": recipient_of(found), "form": form}
    return render(request, "goals/rewards/take_back.html", context)


# --- Put forward ---------------------------------------------------------------------------------


@access(SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def nominate(request: HttpRequest) -> HttpResponse:
    """Whom did you see do well?"""
    person = person_of(request)
    teams = Team.objects.filter(pk__in=standing_of(person).teams, archived_at=None)
    if not teams:
        raise Http404
    today: date = _organisation().clock.day_of(timezone.now())
    form = NominateForm(teams, today, person.pk, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        team, who = _recipient(form, data["to"])
        if attempt(
            form,
            lambda: nominations.nominate(
                person,
                team=team,
                person=who,
                kind=data["kind"],
                reason=data["reason"],
                now=timezone.now(),
            ),
            person="to",
            team="to",
        ):
            messages.success(request, "Put forward. A manager of the team answers.")
            return redirect("goals:rewards")
    return render(request, "goals/rewards/nominate.html", {"form": form})


@access(SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def decline(request: HttpRequest, pk: int) -> HttpResponse:
    """Not this time, with a word."""
    person = person_of(request)
    found = get_object_or_404(
        nominations_visible_to(person).select_related("team", "person", "by"), pk=pk
    )
    if not can_grant_in(person, found.team):
        raise PermissionDenied
    form = ReasonForm(
        request.POST if request.method == "POST" else None,
        label=f"A word to {found.by.name}",
        missing="Say a word to whoever put them forward.",
    )
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(
            form,
            lambda: nominations.decline_nomination(
                person, found, answer=form.cleaned_data["reason"], now=timezone.now()
            ),
            answer="reason",
        )
    ):
        messages.success(request, f"Answered. {found.by.name} reads your word.")
        return redirect("goals:rewards")
    context = {"nomination": found, "who": recipient_of(found), "form": form}
    return render(request, "goals/rewards/decline.html", context)


# --- The reward a goal carries -------------------------------------------------------------------


@access(SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def goal_reward(request: HttpRequest, pk: int) -> HttpResponse:
    """What is due for each period that is met?"""
    person = person_of(request)
    goal = visible_goal(request, pk)
    if not can_adjust_goal(person, goal):
        raise PermissionDenied
    data = request.POST if request.method == "POST" else None
    form = GoalRewardForm(data, initial={"reward": goal.reward_id})
    if request.method == "POST" and form.is_valid():
        try:
            set_goal_reward(person, goal, form.cleaned_data["reward"], now=timezone.now())
        except ActionRefused as refused:
            form.add_error("reward", refused.message)
        else:
            messages.success(request, "Saved. Everybody who sees the goal sees its reward.")
            return redirect("goals:goal", pk)
    return render(request, "goals/rewards/of_goal.html", {"goal": goal, "form": form})
