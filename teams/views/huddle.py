"""The huddle's page: what did we agree? And what everybody in the team adds to it."""

from __future__ import annotations

from dataclasses import asdict

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from teams.access import access, person_of
from teams.actions import huddle_record as actions
from teams.actions.errors import ActionRefused
from teams.models import Huddle, HuddleEntry
from teams.permissions import can_prepare_huddle
from teams.queries.huddle_agreed import agreed
from teams.queries.huddle_pages import huddle_of
from teams.views.huddle_ways import MEMBERS, Visit, anew, team_of, visit_of

_TAKEN_OUT = "huddle_entry_out"


@access(MEMBERS)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """To today's huddle of one's team; for who leads it, to its draft while it is not ready."""
    team = team_of(request)
    today = team.clock.day_of(timezone.now())
    person = person_of(request)
    huddle = huddle_of(team, today)
    visit = Visit(person, team, today, huddle, timezone.now(), ())
    waits = huddle is None or huddle.state == Huddle.State.DRAFT
    is_prepared = waits and can_prepare_huddle(person, team)
    return redirect(visit.url("huddle_prepare" if is_prepared else "huddle_day"))


@access(MEMBERS)
@require_safe
def day(request: HttpRequest, day: str) -> HttpResponse:
    """What did we agree?"""
    return show_day(request, visit_of(request, day))


def show_day(
    request: HttpRequest, visit: Visit, *, status: int = 200, problem: str = "", kept: str = ""
) -> HttpResponse:
    """The page. `problem` says why something was not added, `kept` are its words."""
    page = visit.page()
    context = {
        "page": page,
        "agreed": agreed(visit.person, visit.huddle, visit.team, visit.day, visit.now),
        "teams": visit.teams,
        "query": f"?team={visit.team.slug}",
        "shown": page.is_held or page.is_ready or (visit.huddle is not None and page.can_prepare),
        "problem": problem,
        "kept": kept,
        "here": visit.url("huddle_day"),
    }
    return render(request, "teams/huddle/day.html", context, status=status)


@access(MEMBERS)
@require_POST
def react(request: HttpRequest, day: str) -> HttpResponse:
    """I have read it, or with `to=no` not after all."""
    visit = visit_of(request, day)
    actions.react_to(visit.person, _open(visit), to=request.POST.get("to") != "no", now=visit.now)
    return redirect(visit.url("huddle_day"))


@access(MEMBERS)
@require_POST
def add(request: HttpRequest, day: str) -> HttpResponse:
    """Add something to what was agreed."""
    visit = visit_of(request, day)
    words = request.POST.get("words", "")
    try:
        actions.add_to_huddle(visit.person, _open(visit), words=words, now=visit.now)
    except ActionRefused as refused:
        return show_day(request, visit, status=400, problem=refused.message, kept=words)
    return redirect(f"{visit.url('huddle_day')}#added")


@access(MEMBERS)
@require_POST
def entry(request: HttpRequest, day: str, pk: int) -> HttpResponse:
    """What was taken on is `done` or `open` again; what was written by mistake is taken `out`, or with `?undo` put
    back.
    """
    visit = visit_of(request, day)
    if "undo" in request.GET:
        return _put_back(request, visit, pk)
    found = get_object_or_404(
        HuddleEntry.objects.filter(huddle=_open(visit)).select_related("huddle__team"), pk=pk
    )
    do = request.POST.get("do", "")
    try:
        if do == "out":
            taken = actions.remove_entry(visit.person, found, now=visit.now)
            # Its words stay on the server: a browser may keep what a message says.
            request.session[_TAKEN_OUT] = asdict(taken)
            undo = f"undo={visit.url('huddle_entry', pk, undo='yes')}"
            messages.success(request, "It is taken out.", extra_tags=undo)
        else:
            actions.finish_entry(visit.person, found, is_done=do != "open", now=visit.now)
    except ActionRefused as refused:
        return show_day(request, anew(visit), status=409, problem=refused.message)
    return redirect(visit.url("huddle_day"))


def _put_back(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    """What was taken out last, in this session."""
    huddle = _open(visit)
    kept = request.session.get(_TAKEN_OUT)
    if kept is not None and kept["pk"] == pk:
        del request.session[_TAKEN_OUT]
        taken = actions.TakenOut(**kept)
        if actions.put_back_entry(visit.person, huddle, taken, now=visit.now) is not None:
            messages.success(request, "It is back.")
            return redirect(visit.url("huddle_day"))
    messages.warning(request, "That cannot be undone any more.")
    return redirect(visit.url("huddle_day"))


def _open(visit: Visit) -> Huddle:
    """The huddle, where the team may see it already."""
    huddle = visit.huddle
    if huddle is None or (huddle.state == Huddle.State.DRAFT and not visit.leads):
        raise Http404
    return huddle
