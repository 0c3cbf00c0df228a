"""A goal's own pages: how it stands, the exact figures, and its state."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_POST, require_safe

from goals.actions import goal_states
from goals.models import Goal, Scope
from goals.permissions import can_adjust_goal, goals_visible_to
from goals.queries.contributions import Contributions, contributions_to
from goals.queries.goal import SHORT, GoalDetail, read_goal, subject_of
from goals.queries.goal_names import period_name
from goals.queries.goal_parts import Addresses
from goals.queries.goal_table import by_forecast, by_part, by_period, by_step, file_rows
from goals.queries.proposals import never_held
from goals.tables import Table, as_csv, linked
from goals.views.shown_goal import shown_goal
from goals.views.unchanged import unchanged
from teams.access import SIGNED_IN, access, person_of
from teams.actions.errors import ActionRefused
from teams.permissions import can_lead
from teams.views.today import back_to_today


def visible_goal(request: HttpRequest, pk: int) -> Goal:
    """The goal, where this person may see it; else 404."""
    goals = goals_visible_to(person_of(request))
    return get_object_or_404(
        goals.select_related("metric", "team", "agent", "owner", "feeds", "guard", "reward"), pk=pk
    )


def day_asked(request: HttpRequest, name: str) -> date | None:
    """A day from the address; None where none is given. What is no day is 404, as such a page is not."""
    text = request.GET.get(name, "")
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise Http404 from error
    if not 2000 <= day.year <= 2100:
        raise Http404
    return day


def number_asked(request: HttpRequest, name: str) -> int | None:
    """An id from the address; None where none is given, 404 where it is no id."""
    text = request.GET.get(name, "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 16):
        raise Http404
    return int(text)


def detail_asked(request: HttpRequest, pk: int, goal: Goal | None = None) -> GoalDetail:
    """How the goal stands in the period, and for the person, that the address asks for."""
    person = person_of(request)
    goal = goal or visible_goal(request, pk)
    subject = subject_of(person, goal, number_asked(request, "agent"))
    if subject is None:
        raise Http404
    return read_goal(person, goal, subject, on=day_asked(request, "period"), now=timezone.now())


def _address(name: str, pk: int, **query: object) -> str:
    path = reverse(name, args=[pk])
    return f"{path}?{urlencode(query)}" if query else path


def addresses() -> Addresses:
    """Where the links of a goal's pages lead."""
    return Addresses(
        goals=reverse("goals:list"),
        goal=lambda pk, **query: _address("goals:goal", pk, **query),
        table=lambda pk, **query: _address("goals:table", pk, **query),
        explain=lambda pk, **query: _address("goals:explain", pk, **query),
    )


@access(SIGNED_IN)
@require_safe
@unchanged
def goal(request: HttpRequest, pk: int) -> HttpResponse:
    """Will this one land, and what would help? One that is proposed has a page of its own."""
    now = timezone.now()

    def read() -> GoalDetail | None:
        found = visible_goal(request, pk)
        if found.state in (Goal.State.PROPOSED, Goal.State.ARCHIVED) and never_held(found):
            return None
        return detail_asked(request, pk, found)

    shown = shown_goal(request, pk, read, addresses, now)
    if shown is None:
        return redirect("goals:proposal", pk)
    context = {
        "shown": shown,
        "page": shown.page,
        "life": shown.life,
        "goal": shown.goal,
        "can_adjust": shown.can_adjust,
    }
    return render(request, "goals/goal.html", context)


@access(SIGNED_IN)
@require_safe
@unchanged
def table(request: HttpRequest, pk: int) -> HttpResponse:
    """What are the exact figures?"""
    detail = detail_asked(request, pk)
    found = contributions_to(person_of(request), detail)
    tables = [
        ("day", _days_explained(detail, by_step(detail))),
        ("forecast", by_forecast(detail)),
        ("part", _parts_explained(detail, found, by_part(detail, found))),
        ("period", _periods_explained(detail, by_period(detail))),
    ]
    query = {name: request.GET[name] for name in ("period", "agent") if name in request.GET}
    context = {
        "detail": detail,
        "goal": detail.goal,
        "period": period_name(detail, detail.period.first, detail.period.last),
        "tables": [
            (way, shown, _address("goals:csv", pk, **query, by=way))
            for way, shown in tables
            if shown is not None and shown.rows
        ],
        "goal_url": _address("goals:goal", pk, **query),
        "can_enter": can_lead(person_of(request)) and detail.goal.metric.archived_at is None,
    }
    return render(request, "goals/table.html", context)


def _explain_url(detail: GoalDetail, **query: object) -> str:
    """How a figure of the goal was worked out; of the person whose page this is."""
    person = detail.subject.agent_id
    if person and detail.goal.scope == Scope.MEMBERS:
        query = {"agent": person, **query}
    return _address("goals:explain", detail.goal.pk, **query)


def _days_explained(detail: GoalDetail, table: Table) -> Table:
    """Each day leads to its readings; an hour has none of its own."""
    if detail.goal.cadence in SHORT or detail.subject.everyone:
        return table
    first = detail.period.first.isoformat()
    return linked(
        table,
        [_explain_url(detail, period=first, day=str(row[0].value)) for row in table.rows],
    )


def _parts_explained(detail: GoalDetail, found: Contributions, table: Table | None) -> Table | None:
    """Each person leads to what their part is made of.

    Teams do not: their parts are cut by the organisation's days, their own pages by their own.
    """
    if table is None or found.kind != "people":
        return table
    first = detail.period.first
    urls = [
        _address("goals:explain", detail.goal.pk, period=first, agent=part.key)
        for part in found.parts
    ]
    return linked(table, [*urls, *[""] * (len(table.rows) - len(urls))])


def _periods_explained(detail: GoalDetail, table: Table | None) -> Table | None:
    """Each period leads to how it was worked out; of an hourly goal that is the day's."""
    if table is None or detail.subject.everyone:
        return table
    return linked(
        table,
        [_explain_url(detail, period=row.first_day) for row in reversed(detail.periods)],
    )


@access(SIGNED_IN)
@require_safe
def download(request: HttpRequest, pk: int) -> HttpResponse:
    """The same figures as a file: `by` is day, forecast, part or period."""
    detail = detail_asked(request, pk)
    way = request.GET.get("by", "day")
    shown: Table | None
    if way == "day":
        shown = by_step(detail)
    elif way == "forecast":
        shown = by_forecast(detail)
    elif way == "part":
        shown = by_part(detail, contributions_to(person_of(request), detail))
    elif way == "period":
        shown = by_period(detail)
    else:
        raise Http404
    if shown is None:
        raise Http404
    response = HttpResponse(
        as_csv(file_rows(detail, shown)), content_type="text/csv; charset=utf-8"
    )
    name = f"{slugify(detail.goal.name)[:60] or 'goal'}-{detail.period.first}-by-{way}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response


_STATES = {
    "pause": (goal_states.pause_goal, "{} is paused.", "resume"),
    "resume": (goal_states.resume_goal, "{} is pursued again.", ""),
    "archive": (goal_states.archive_goal, "{} is put away. Its history stays.", "resume"),
}


@access(SIGNED_IN)
@require_POST
def state(request: HttpRequest, pk: int) -> HttpResponse:
    """Pause it, take it up again, or put it away: `to` says which. Undo is offered."""
    found = visible_goal(request, pk)
    wish = request.POST.get("to") or request.GET.get("to", "")
    if wish not in _STATES:
        raise Http404
    act, said, undo = _STATES[wish]
    person = person_of(request)
    if not can_adjust_goal(person, found):
        raise PermissionDenied
    try:
        act(person, found, now=timezone.now())
    except ActionRefused as refused:
        messages.error(request, refused.message)
    else:
        tags = f"undo={reverse('goals:state', args=[pk])}?to={undo}" if undo else ""
        messages.success(request, said.format(found.name), extra_tags=tags)
    # A name of ours, never an address: where the button was pressed.
    return back_to_today() if request.POST.get("back") == "today" else redirect("goals:goal", pk)
