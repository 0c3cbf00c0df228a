"""*Today* by role, the company, a team, and letting a parked job try again."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from config.home.administrators import administrators_today
from config.home.agents import agents_held, agents_today
from config.home.away import as_away
from config.home.company import company_page
from config.home.first_steps import first_steps_of
from config.home.leaders import leaders_held, leaders_today
from config.home.newcomers import newcomers_today
from config.home.put_off import put_off, take_up
from config.home.team import team_page
from config.home.visit import moment, visit_of
from goals.actions.jobs import release_job
from goals.models import Goal, Job
from goals.permissions import can_create_goals_for, goals_visible_to
from goals.views.unchanged import unchanged
from teams.access import ADMINISTRATORS, SIGNED_IN, access, person_of
from teams.models import Role
from teams.permissions import standing_of, teams_visible_to
from teams.views.today import back_to_today


@access(SIGNED_IN)
@require_safe
@unchanged
def today(request: HttpRequest) -> HttpResponse:
    """What this person needs to know and do now, by what they carry."""
    visit = visit_of(request)
    context: dict[str, object] = {"moment": visit.moment}
    standing = standing_of(visit.user)
    role = standing.role
    if role in (Role.MANAGER, Role.SUPERVISOR):
        is_new = standing.is_administrator and not any(
            one.arrived_at for one in visit.fresh.sources
        )
        context["steps"] = first_steps_of(visit) if is_new else None
        page = as_away(leaders_today(visit), visit, leaders_held)
        return render(request, "config/today_leaders.html", {**context, "page": page})
    if role == Role.ADMINISTRATOR:
        sound = as_away(administrators_today(visit), visit)
        return render(request, "config/today_administrators.html", {**context, "page": sound})
    if role == Role.AGENT:
        mine = as_away(agents_today(visit), visit, agents_held)
        return render(request, "config/today_agents.html", {**context, "page": mine})
    nobody = newcomers_today(visit)
    return render(request, "config/today_newcomers.html", {**context, "page": nobody})


@access(SIGNED_IN)
@require_safe
@unchanged
def company(request: HttpRequest) -> HttpResponse:
    """Is the whole healthy?"""
    visit = visit_of(request)
    context = {
        "moment": visit.moment,
        "page": company_page(visit),
        "can_add_goal": can_create_goals_for(visit.user, None),
    }
    return render(request, "config/company.html", context)


@access(SIGNED_IN)
@require_safe
@unchanged
def team(request: HttpRequest, slug: str) -> HttpResponse:
    """How are we doing together?"""
    found = get_object_or_404(teams_visible_to(person_of(request)), slug=slug)
    visit = visit_of(request)
    context = {"moment": moment(found.clock, visit.now), "page": team_page(visit, found)}
    return render(request, "config/team.html", context)


@access(SIGNED_IN)
@require_POST
def put_goal_off(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask this person for nothing more of a goal today; with undo."""
    goal, day = _goal_and_day(request, pk)
    put_off(request, pk, day)
    back = reverse("take_up", args=[pk])
    messages.success(request, f"{goal.name}: not today.", extra_tags=f"undo={back}")
    return back_to_today()


@access(SIGNED_IN)
@require_POST
def take_goal_up(request: HttpRequest, pk: int) -> HttpResponse:
    """Have them asked for it again."""
    _, day = _goal_and_day(request, pk)
    take_up(request, pk, day)
    return back_to_today()


def _goal_and_day(request: HttpRequest, pk: int) -> tuple[Goal, date]:
    goal = get_object_or_404(goals_visible_to(person_of(request)), pk=pk)
    return goal, visit_of(request).clock.day_of(timezone.now())


@access(ADMINISTRATORS)
@require_POST
def release(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a job that was parked try again."""
    job = get_object_or_404(Job, pk=pk)
    if release_job(person_of(request), job, now=timezone.now()):
        messages.success(request, "It tries again within a minute.")
    else:
        messages.info(request, "That job is at work again already.")
    return back_to_today()
