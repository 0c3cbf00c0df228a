"""The question of the week, answered; and what came of the weeks before, told to everybody alike."""

from __future__ import annotations

from datetime import date, datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from feedback.access import ASKED, READERS
from feedback.actions import pulse as actions
from feedback.actions.pulse_actions import finish_action, note_action
from feedback.forms.pulse import ActionForm, AnswerForm
from feedback.models import PulseAction, Round
from feedback.permissions.pulse import (
    can_act_for_all,
    can_finish_action,
    can_note_action,
    teams_to_act_for,
)
from feedback.queries.pulse import Asked, asked_now
from feedback.queries.pulse_results import (
    AT_A_TIME,
    EARLIER,
    Result,
    closed_rounds,
    other_weeks,
    read_results,
)
from goals.views.unchanged import ask_anew
from teams.access import LEADERS, access, person_of
from teams.forms.base import attempt
from teams.models import Organisation, User

THANKS = "Thank you. Results come on {day}."
ALREADY = "You have answered this week’s question already. Nobody knows which answer is yours, so it stands."


@access(READERS)
@require_safe
def pulse(request: HttpRequest) -> HttpResponse:
    """How does work feel? The newest result, the same to everybody."""
    newest = closed_rounds().first()
    return _told(request, newest, newest)


@access(READERS)
@require_safe
def pulse_round(request: HttpRequest, week: str) -> HttpResponse:
    """How did it feel that week?"""
    return _told(request, _closed(week), closed_rounds().first())


@access(READERS)
@require_safe
def how(request: HttpRequest) -> HttpResponse:
    """Who sees what I say? Nobody, and why that is so."""
    return render(request, "feedback/pulse/how.html")


@access(LEADERS)
@require_safe
def team_health(request: HttpRequest) -> HttpResponse:
    """How does work feel, and what did we do about it?"""
    rounds, now = list(closed_rounds()[:EARLIER]), timezone.now()
    results = _read(rounds, Organisation.objects.first(), now)
    context = {
        "newest": results[0] if results else None,
        "lately": results[:AT_A_TIME],
        "older": results[AT_A_TIME:],
        "can_finish": _can_finish(person_of(request), results),
        "can_note": can_note_action(person_of(request)),
    }
    return render(request, "feedback/pulse/report.html", context)


@access(ASKED)
@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest) -> HttpResponse:
    """What do I say to it? Nothing that was sent stands in the address, in a message or in a log."""
    person, now = person_of(request), timezone.now()
    asked = asked_now(person, Organisation.objects.first(), now)
    form = AnswerForm(asked, request.POST if request.method == "POST" else None)
    if request.method == "POST" and asked is not None and form.is_valid():
        data = form.cleaned_data
        counted: list[bool] = []
        if attempt(
            form,
            lambda: counted.append(
                actions.answer(
                    person, data["week"], score=data["score"], words=data["words"], now=now
                )
            ),
        ):
            return _after(request, asked, counted=counted[0])
    if request.headers.get("HX-Request") and request.method == "POST":
        if asked is None:
            return render(request, "feedback/pulse/_thanks.html", {"words": actions.CLOSED})
        return render(request, "feedback/pulse/_card.html", {"pulse": asked, "form": form})
    return render(request, "feedback/pulse/answer.html", {"pulse": asked, "form": form})


def _after(request: HttpRequest, asked: Asked, *, counted: bool) -> HttpResponse:
    """Back to where the question stood, or in its place."""
    words = THANKS.format(day=asked.results_on) if counted else ALREADY
    if request.headers.get("HX-Request"):
        response = render(request, "feedback/pulse/_thanks.html", {"words": words})
    else:
        (messages.success if counted else messages.info)(request, words)
        response = redirect("home" if request.POST.get("back") == "today" else "feedback:pulse")
    # What was answered leaves no trace in what Today's version rests on, nor in the session, which would stay when who
    # has answered is forgotten; the card must be gone all the same.
    ask_anew(response)
    return response


@access(LEADERS)
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, week: str) -> HttpResponse:
    """What do we do about it?"""
    person, asked = person_of(request), _closed(week)
    data = request.POST if request.method == "POST" else None
    form = ActionForm(teams_to_act_for(person), all_teams=can_act_for_all(person), data=data)
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data
        if attempt(
            form,
            lambda: note_action(
                person, asked, team=sent["team"], words=sent["words"], now=timezone.now()
            ),
        ):
            messages.success(request, "It stands with the result, and those it is for hear of it.")
            return redirect("feedback:pulse_round", asked.week)
    result = _read([asked], Organisation.objects.first(), timezone.now())[0]
    context = {"form": form, "result": result}
    return render(request, "feedback/pulse/act.html", context)


@access(LEADERS)
@require_POST
def done(request: HttpRequest, pk: int) -> HttpResponse:
    """It is done."""
    action = get_object_or_404(PulseAction.objects.select_related("round"), pk=pk)
    finish_action(person_of(request), action, now=timezone.now())
    messages.success(request, "Done. It says so with the result.")
    return redirect("feedback:pulse_round", action.round.week)


def _told(request: HttpRequest, asked: Round | None, newest: Round | None) -> HttpResponse:
    person, now = person_of(request), timezone.now()
    organisation = Organisation.objects.first()
    results = _read([asked] if asked else [], organisation, now)
    today = organisation.clock.day_of(now) if organisation else now.date()
    before = request.GET.get("before", "")
    context = {
        "pulse": asked_now(person, organisation, now) if asked == newest else None,
        "result": results[0] if results else None,
        "weeks": other_weeks(asked, _day(before) if before else None, today),
        "before": before,
        "can_finish": _can_finish(person, results),
        "can_note": can_note_action(person),
    }
    return render(request, "feedback/pulse/result.html", context)


def _read(
    rounds: list[Round], organisation: Organisation | None, now: datetime
) -> tuple[Result, ...]:
    return read_results(rounds, organisation.clock, now) if organisation else ()


def _closed(week: str) -> Round:
    """The round of that week; one that is open is not there yet."""
    return get_object_or_404(closed_rounds(), week=_day(week))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Http404 from error


def _can_finish(person: User, results: tuple[Result, ...]) -> set[int]:
    """Which of the things that are done about it this person may call done."""
    return {
        each.pk
        for one in results
        for each in one.done
        if not each.done_on
        and can_finish_action(person, PulseAction(by_id=each.by_id, team_id=each.team_id))
    }
