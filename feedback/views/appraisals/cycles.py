"""Rounds of appraisals: the list, a new one, how far it is, for whom, another leader, closing."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from feedback.actions.appraisals import cycles as actions
from feedback.actions.appraisals.common import NotNow
from feedback.forms.appraisals.setup import CycleForm, HandOverForm, LeadsForm, next_days
from feedback.models import Appraisal, Cycle
from feedback.permissions.appraisals import (
    cycles_kept_by,
    people_for_cycles,
    possible_leaders,
    teams_for_cycles,
)
from feedback.queries.appraisals.lists import cycle_rows, progress_of
from feedback.queries.appraisals.templates import templates_in_use
from feedback.views.appraisals.common import after_steering, is_kept, say, sent, steered
from goals import dates
from teams.access import MANAGERS, SIGNED_IN, access, person_of
from teams.actions.errors import Stale
from teams.actions.versions import version_of
from teams.forms.base import attempt
from teams.models import User
from teams.permissions import organisation_day
from teams.views.conflict import conflict_of, with_version


def _cycle(request: HttpRequest, pk: int) -> Cycle:
    """A round that this person looks after."""
    found = cycles_kept_by(person_of(request)).select_related("template")
    return get_object_or_404(found, pk=pk)


@access(MANAGERS)
@require_safe
def cycles(request: HttpRequest) -> HttpResponse:
    """Which rounds are there?"""
    today = organisation_day(timezone.now())
    context = {
        "rows": cycle_rows(person_of(request), today),
        "has_templates": bool(templates_in_use()),
    }
    return render(request, "feedback/appraisals/cycles.html", context)


@access(MANAGERS)
@require_http_methods(["GET", "HEAD", "POST"])
def cycle_new(request: HttpRequest) -> HttpResponse:
    """What does a new round look at, and until when?"""
    now = timezone.now()
    form = CycleForm(None, sent(request), **next_days(organisation_day(now)))
    if request.method == "POST" and form.is_valid():
        made: list[Cycle] = []
        if attempt(
            form,
            lambda: made.append(
                actions.save_cycle(person_of(request), None, now=now, **form.values())
            ),
        ):
            say(request, f"{made[0].name} is there. Choose for whom, and who leads whom.")
            return redirect("feedback:appraisal_cycle_people", made[0].pk)
    context = {"form": form, "cycle": None, "has_templates": bool(templates_in_use())}
    return render(request, "feedback/appraisals/cycle_form.html", context)


@access(MANAGERS)
@require_http_methods(["GET", "HEAD", "POST"])
def cycle_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Another name, other days."""
    found = _cycle(request, pk)
    form = CycleForm(found, sent(request))
    context = {"cycle": found, "form": form, "is_sealed": actions.has_signatures(found)}
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            if attempt(
                form,
                lambda: actions.save_cycle(
                    person_of(request), found, now=timezone.now(), **form.values()
                ),
            ):
                say(request, "Saved.")
                return redirect("feedback:appraisal_cycle", pk)
        except Stale:
            current = _cycle(request, pk)
            again = with_version(request.POST, version_of(current, actions.FIELDS))
            context |= {
                "cycle": current,
                "form": CycleForm(current, again),
                "conflict": conflict_of(current, CycleForm(current), form),
            }
            status = 409
    return render(request, "feedback/appraisals/cycle_form.html", context, status=status)


@access(MANAGERS)
@never_cache
@require_safe
def cycle(request: HttpRequest, pk: int) -> HttpResponse:
    """How far is everybody? Whose turn it is, and never a word."""
    found = _cycle(request, pk)
    today = organisation_day(timezone.now())
    rows = progress_of(person_of(request), found, today)
    context = {
        "cycle": found,
        "covers": dates.span(found.covers_from, found.covers_until, today),
        "days": [
            ("People write by", dates.short_day(found.self_by, today)),
            ("Leaders write by", dates.short_day(found.leader_by, today)),
            ("Signed by", dates.short_day(found.sign_by, today)),
        ],
        "rows": rows,
        "unsigned": sum(row.is_open for row in rows),
    }
    return render(request, "feedback/appraisals/cycle.html", context)


@access(MANAGERS)
@require_http_methods(["GET", "HEAD", "POST"])
def cycle_people(request: HttpRequest, pk: int) -> HttpResponse:
    """For whom, and who leads whom? `team` narrows to some of the teams one manages."""
    found = _cycle(request, pk)
    person, now = person_of(request), timezone.now()
    today = organisation_day(now)
    teams = list(teams_for_cycles(person))
    wanted = set(request.GET.getlist("team"))
    chosen = [team for team in teams if team.slug in wanted] or teams
    there = set(found.appraisals.values_list("person_id", flat=True))
    people = [
        one
        for one in people_for_cycles(person, [team.pk for team in chosen], today)
        if one.pk not in there
    ]
    leads = possible_leaders([one.pk for one in people], today)
    led = [one for one in people if leads[one.pk]]
    form = LeadsForm(led, leads, sent(request))
    if request.method == "POST" and form.is_valid():
        made: list[Appraisal] = []
        if attempt(
            form, lambda: made.extend(actions.open_for(person, found, form.leads(), now=now))
        ):
            number = len(made)
            say(
                request,
                f"{number} {'appraisal is' if number == 1 else 'appraisals are'} open. Each is told.",
            )
            return redirect("feedback:appraisal_cycle", pk)
    context = {
        "cycle": found,
        "form": form,
        "fields": [form[f"leader_{one.pk}"] for one in led],
        "without": [one for one in people if not leads[one.pk]],
        "teams": [(team, team in chosen and bool(wanted)) for team in teams],
    }
    return render(request, "feedback/appraisals/cycle_people.html", context)


@access(MANAGERS)
@require_POST
def cycle_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close it, or open it again (`do=reopen`)."""
    found = _cycle(request, pk)
    closed = request.POST.get("do") != "reopen"
    actions.close_cycle(person_of(request), found, closed=closed, now=timezone.now())
    words = "is closed. What was signed stays with the two." if closed else "is open again."
    say(request, f"{found.name} {words}")
    return redirect("feedback:appraisal_cycle", pk)


@access(SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Who leads it from now on, and why? For its leader, and for whoever looks after the round."""
    person, now = person_of(request), timezone.now()
    today = organisation_day(now)
    found = steered(request, pk, today)
    may = possible_leaders([found.person_id], today)[found.person_id]
    form = HandOverForm([one for one in may if one.pk != found.leader_id], sent(request))
    if request.method == "POST" and form.is_valid():
        leader = get_object_or_404(User, pk=form.cleaned_data["leader"])
        reason = form.cleaned_data["reason"]
        try:
            if attempt(
                form, lambda: actions.hand_over(person, found, leader, reason=reason, now=now)
            ):
                say(request, f"{leader.name} leads it from now on. Each is told.")
                found.leader = leader
                return after_steering(person, found)
        except NotNow as refused:
            form.add_error(None, refused.message)
    context = {
        "appraisal": found,
        "form": form,
        "is_kept": is_kept(person, found),
        "may": bool(may),
    }
    return render(request, "feedback/appraisals/hand_over.html", context)
