"""Running a huddle: one part at a time in large type, catching what comes up, and its end."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from teams.access import access
from teams.actions import huddle_record as actions
from teams.actions.errors import ActionRefused, Stale
from teams.actions.huddles import begin_huddle
from teams.forms.base import attempt
from teams.forms.huddles import RecordForm, record_of
from teams.huddle_parts import takes_ideas
from teams.models import Huddle
from teams.queries.huddle_entries import entries_of
from teams.views.conflict import conflict_of, with_version
from teams.views.huddle_ways import MEMBERS, Visit, anew, number_of, visit_of


@access(MEMBERS)
@require_safe
def run(request: HttpRequest, day: str) -> HttpResponse:
    """What are we on now? `part` says; the first is one."""
    visit = visit_of(request, day)
    if visit.huddle is None and not (visit.leads and visit.day >= visit.today):
        return redirect(visit.url("huddle_day"))
    if visit.huddle and visit.huddle.state == Huddle.State.DRAFT and not visit.leads:
        return redirect(visit.url("huddle_day"))
    return _show(request, visit, number_of(request.GET.get("part", "")) or 1)


def _show(
    request: HttpRequest,
    visit: Visit,
    part: int,
    *,
    status: int = 200,
    problem: str = "",
    kept: str = "",
) -> HttpResponse:
    page = visit.page(choosing=visit.huddle is None)
    part = min(max(part, 1), len(page.steps))
    is_last = part == len(page.steps)
    end = "huddle_record" if page.can_prepare and page.day <= visit.today else "huddle_day"
    entries = [] if visit.huddle is None else entries_of(visit.person, visit.huddle, visit.now)
    context = {
        "page": page,
        "step": page.steps[part - 1],
        "part": part,
        "previous_url": visit.url("huddle_run", part=part - 1) if part > 1 else "",
        "next_url": visit.url(end) if is_last else visit.url("huddle_run", part=part + 1),
        "is_last": is_last,
        "caught": entries,
        "takes_ideas": takes_ideas(),
        "query": f"?team={visit.team.slug}",
        "own_pk": visit.person.pk,
        "problem": problem,
        "kept": kept,
        "here": visit.url("huddle_run", part=part),
    }
    return render(request, "teams/huddle/run.html", context, status=status)


@access(MEMBERS)
@require_POST
def catch(request: HttpRequest, day: str) -> HttpResponse:
    """An idea for the board (`do=idea`), or something that somebody takes on."""
    visit = visit_of(request, day)
    part = number_of(request.POST.get("part", "")) or 1
    words = request.POST.get("words", "")
    try:
        huddle = _begun(visit)
        if request.POST.get("do") == "idea":
            actions.catch_idea(visit.person, huddle, words=words, now=visit.now)
        else:
            whose = number_of(request.POST.get("whose", ""))
            actions.commit_to(visit.person, huddle, words=words, whose=whose, now=visit.now)
    except ActionRefused as refused:
        return _show(request, anew(visit), part, status=400, problem=refused.message, kept=words)
    return redirect(f"{visit.url('huddle_run', part=part)}#caught")


def _begun(visit: Visit) -> Huddle:
    """The huddle; its draft becomes one as soon as a leader runs it."""
    huddle = visit.huddle
    if visit.leads:
        return huddle or begin_huddle(visit.person, visit.team, visit.day, now=visit.now)
    if huddle is None or huddle.state == Huddle.State.DRAFT:
        raise Http404
    return huddle


@access(MEMBERS)
@require_http_methods(["GET", "HEAD", "POST"])
def record(request: HttpRequest, day: str) -> HttpResponse:
    """How did it end? Who was there, what the team does today, what inspired."""
    visit = visit_of(request, day, leads=True)
    page = visit.page()
    context = {
        "page": page,
        "query": f"?team={visit.team.slug}",
        "keep_url": visit.url("huddle_record"),
        "here": visit.url("huddle_record"),
    }
    status = 200
    if request.method == "POST":
        form = RecordForm(page, request.POST)
        status = 400
        if form.is_valid():
            try:
                if attempt(form, lambda: _recorded(visit, form)):
                    messages.success(request, "Held. Those who were not there are told.")
                    return redirect(visit.url("huddle_day"))
            except Stale:
                status = 409
                now = anew(visit)
                if now.huddle is None:
                    raise Http404 from None
                there = now.page()
                current = RecordForm(there, initial=record_of(now.huddle, there.people))
                context["conflict"] = conflict_of(now.huddle, current, form)
                form = RecordForm(page, with_version(request.POST, str(now.huddle.version)))
    else:
        form = RecordForm(page, initial=record_of(visit.huddle, page.people))
    return render(request, "teams/huddle/record.html", {**context, "form": form}, status=status)


def _recorded(visit: Visit, form: RecordForm) -> None:
    values = form.cleaned_data
    actions.record_huddle(
        visit.person,
        visit.team,
        visit.day,
        here=[int(pk) for pk in values["here"]],
        call_to_action=values["call_to_action"],
        inspired=values["inspired"],
        version=values["version"],
        now=visit.now,
    )
