"""Adjusting a goal: with a reason, and never over somebody else's change."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from goals import dates, formats
from goals.actions.goals import adjust_goal
from goals.forms.goals import GoalForm
from goals.models import Goal, GoalTarget
from goals.permissions import can_adjust_goal
from goals.queries.figures import Writer
from goals.queries.history import history_of_goal
from goals.queries.shape import clock_of, rhythm_of
from goals.queries.targets import choices_ahead, coming_targets, running_period, target_for
from goals.views.goals import visible_goal
from teams.access import SIGNED_IN, access, person_of
from teams.actions.errors import Stale
from teams.forms.base import attempt
from teams.models import Organisation
from teams.views.conflict import Conflict, Difference, conflict_of, with_version

_LABELS = {
    "name": "Name",
    "target": "Goal",
    "stretch": "Stretch",
    "ends_on": "Last day",
    "why": "Why it matters",
    "feeds": "Goal it feeds",
    "owner": "Owner",
    "guard": "Guard",
    "guard_bound": "Its bound",
}


@access(SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """What changed, and why?"""
    person = person_of(request)
    goal = visible_goal(request, pk)
    if not can_adjust_goal(person, goal):
        raise PermissionDenied
    if goal.state == Goal.State.PROPOSED:
        return redirect("goals:proposal", pk)
    form = _form(request, goal, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            if attempt(
                form,
                lambda: adjust_goal(
                    person,
                    goal,
                    reason=values["reason"],
                    version=values["version"],
                    target_since=form.target_since,
                    now=timezone.now(),
                    **form.changes(),
                ),
            ):
                messages.success(request, "Saved, with your reason in the goal's history.")
                return redirect("goals:goal", pk)
        except Stale:
            return _conflict(request, pk, form)
    return render(request, "goals/edit.html", _context(goal, form))


def _form(request: HttpRequest, goal: Goal, data: Any) -> GoalForm:
    organisation = Organisation.objects.get(pk=1)
    today = clock_of(goal.team, organisation).day_of(timezone.now())
    form = GoalForm(person_of(request), goal, _agreed(goal, organisation, today), today, data)
    form.offer_periods(choices_ahead(rhythm_of(goal, organisation), today))
    return form


def _agreed(goal: Goal, organisation: Organisation, today: date) -> GoalTarget:
    """The target of the period that runs; of the last one, where the goal is over."""
    running = running_period(rhythm_of(goal, organisation), today)
    return target_for(goal, date.max if running is None else running.first)


def _context(goal: Goal, form: GoalForm) -> dict[str, Any]:
    organisation = Organisation.objects.get(pk=1)
    writer = Writer(goal.metric, organisation.currency)
    clock, now = clock_of(goal.team, organisation), timezone.now()
    return {
        "goal": goal,
        "form": form,
        "coming": coming_targets(goal, rhythm_of(goal, organisation), writer, clock.day_of(now)),
        "history": history_of_goal(goal, writer, clock, now),
    }


def _conflict(request: HttpRequest, pk: int, sent: GoalForm) -> HttpResponse:
    """Both texts: what stands now, and what this person wrote, ready to be sent over it."""
    goal = visible_goal(request, pk)
    again = with_version(request.POST, str(goal.version))
    context = _context(goal, _form(request, goal, again))
    found = conflict_of(goal, sent, sent)
    context["conflict"] = Conflict(found.who, found.at, _differences(request, goal, sent))
    return render(request, "goals/edit.html", context, status=409)


def _differences(request: HttpRequest, goal: Goal, sent: GoalForm) -> tuple[Difference, ...]:
    organisation = Organisation.objects.get(pk=1)
    writer = Writer(goal.metric, organisation.currency)
    today = clock_of(goal.team, organisation).day_of(timezone.now())
    agreed = _agreed(goal, organisation, today)
    theirs: dict[str, Any] = {
        "name": goal.name,
        "target": agreed.target,
        "stretch": agreed.stretch,
        "ends_on": goal.ends_on,
        "why": goal.why,
        "feeds": goal.feeds,
        "owner": goal.owner,
        "guard": goal.guard,
        "guard_bound": goal.guard_bound,
    }
    yours: dict[str, Any] = {**sent.changes()}

    def words(field: str, value: Any) -> str:
        if value is None:
            return ""
        if field in ("target", "stretch"):
            return writer.target(value)
        if field == "guard_bound":
            return formats.trimmed(value, 4)
        return dates.long_day(value, today) if field == "ends_on" else str(value)

    return tuple(
        Difference(label, words(field, theirs[field]), words(field, yours[field]))
        for field, label in _LABELS.items()
        if theirs[field] != yours[field]
    )
