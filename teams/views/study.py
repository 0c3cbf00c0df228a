"""To read or attend something: ask, answer, say what one took from it, recommend it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from teams import growth_rules as rules
from teams.access import SIGNED_IN, access, person_of
from teams.actions import study as actions
from teams.actions.errors import ActionRefused, Stale
from teams.forms.base import attempt
from teams.forms.study import AnswerForm, StudyForm, TookForm
from teams.models import StudyRequest
from teams.permissions import organisation_day
from teams.permissions.growth import asked_people, study_visible_to
from teams.queries.learning import organisation_clock
from teams.queries.study import (
    PAGE,
    recommendations,
    recommended_lines,
    study,
    study_page,
)
from teams.views.conflict import with_version


@access(SIGNED_IN)
@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What did I ask for, and what waits for my answer?"""
    page = study(person_of(request), timezone.now(), request.GET)
    return render(request, "teams/study/list.html", {"page": page})


@access(SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """What would I like to read or attend, and why?"""
    form = StudyForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        made: list[StudyRequest] = []
        values = form.cleaned_data
        if attempt(
            form,
            lambda: made.append(
                actions.ask_to_study(person_of(request), now=timezone.now(), **values)
            ),
        ):
            messages.success(request, "Asked. Whoever leads you is told, and answers.")
            return redirect("teams:study", made[0].pk)
    return render(request, "teams/study/new.html", {"form": form})


def _visible(request: HttpRequest, pk: int, now: datetime) -> StudyRequest:
    found = study_visible_to(person_of(request), organisation_day(now)).select_related("person")
    return get_object_or_404(found, pk=pk)


def _own(request: HttpRequest, pk: int) -> StudyRequest:
    """404 for what is not there for this person, 403 for what is somebody else's."""
    found = _visible(request, pk, timezone.now())
    if found.person_id != person_of(request).pk:
        raise PermissionDenied
    return found


def _answers(request: HttpRequest, found: StudyRequest, now: datetime) -> bool:
    led = asked_people(person_of(request), organisation_day(now))
    return led.filter(pk=found.person_id).exists()


def _show(
    request: HttpRequest,
    found: StudyRequest,
    *,
    answers: bool,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    page = study_page(person_of(request), found, answers=answers, now=timezone.now())
    context = {
        "page": page,
        "answer": AnswerForm(found.state, found.version) if page.can_answer else None,
        "took": TookForm(initial={"version": found.version}) if page.can_finish else None,
        **more,
    }
    return render(request, "teams/study/item.html", context, status=status)


@access(SIGNED_IN)
@never_cache
@require_safe
def item(request: HttpRequest, pk: int) -> HttpResponse:
    """What is asked for, and where does it stand?"""
    now = timezone.now()
    found = _visible(request, pk, now)
    return _show(request, found, answers=_answers(request, found, now))


@access(SIGNED_IN)
@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Yes, let us talk, or not now."""
    now = timezone.now()
    person, today = person_of(request), organisation_day(now)
    found = study_visible_to(person, today).select_related("person").filter(pk=pk).first()
    if found is None:
        return _too_late(request, pk, now)
    if not _answers(request, found, now):
        raise PermissionDenied
    form = AnswerForm(found.state, found.version, request.POST)
    if form.is_valid():
        values = form.cleaned_data
        try:
            if attempt(
                form,
                lambda: actions.answer_study(person, found, now=now, **values),
            ):
                messages.success(request, f"Answered. {found.person.name} is told.")
                return redirect("teams:study", pk)
        except Stale as stale:
            again = study_visible_to(person, today).select_related("person").filter(pk=pk).first()
            if again is None:
                return _too_late(request, pk, now)
            return _answered_meanwhile(request, again, stale.message, values["words"])
    form.offer(found.state)
    shown = form if rules.answers_left(found.state) else None
    return _show(request, found, answers=True, answer=shown)


def _too_late(request: HttpRequest, pk: int, now: datetime) -> HttpResponse:
    """An administrator too late for a request has it no more, only what they wrote. 404 for others."""
    person = person_of(request)
    led = asked_people(person, organisation_day(now))
    get_object_or_404(StudyRequest, pk=pk, person__in=led)
    words = request.POST.get("words", "").strip()
    kept = f" You wrote: “{words}”" if words else ""
    context = {"page": study(person, now), "problem": f"It waits for no answer any more.{kept}"}
    return render(request, "teams/study/list.html", context, status=409)


def _answered_meanwhile(
    request: HttpRequest, found: StudyRequest, message: str, words: str
) -> HttpResponse:
    """What was written stands in the form, where there is still something to answer; else in the message."""
    if not rules.answers_left(found.state):
        kept = f" You wrote: “{words}”" if words else ""
        return _show(request, found, answers=True, status=409, problem=f"{message}{kept}")
    again = with_version(request.POST, str(found.version))
    form = AnswerForm(found.state, found.version, again)
    form.offer(found.state)
    return _show(request, found, answers=True, status=409, answer=form, problem=message)


@access(SIGNED_IN)
@require_POST
def done(request: HttpRequest, pk: int) -> HttpResponse:
    """What did I take from it?"""
    found = _own(request, pk)
    form = TookForm(request.POST)
    if form.is_valid():
        values = form.cleaned_data
        try:
            if attempt(
                form,
                lambda: actions.finish_study(
                    person_of(request), found, now=timezone.now(), **values
                ),
            ):
                shown = " The people of your teams can read it." if values["share"] else ""
                messages.success(request, f"Kept.{shown}")
                return redirect("teams:study", pk)
        except Stale as stale:
            found = _own(request, pk)
            form = TookForm(with_version(request.POST, str(found.version)))
            return _show(
                request, found, answers=False, status=409, took=form, problem=stale.message
            )
    return _show(request, found, answers=False, took=form)


@access(SIGNED_IN)
@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """I do not want it any more."""
    found = _own(request, pk)
    try:
        actions.take_back_study(person_of(request), found, now=timezone.now())
        messages.success(request, "Taken back.")
    except ActionRefused as refused:
        messages.error(request, refused.message)
    return redirect("teams:study", pk)


@access(SIGNED_IN)
@require_POST
def recommend(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the people of my teams read it (`do=share`), or no more."""
    found = _own(request, pk)
    share = request.POST.get("do") == "share"
    try:
        actions.recommend_study(person_of(request), found, share=share, now=timezone.now())
        messages.success(
            request,
            "The people of your teams can read it."
            if share
            else "Only you and who answers see it.",
        )
    except ActionRefused as refused:
        messages.error(request, refused.message)
    return redirect("teams:study", pk)


@access(SIGNED_IN)
@require_safe
def recommended(request: HttpRequest) -> HttpResponse:
    """What do people of my teams recommend?"""
    clock = organisation_clock()
    today = clock.day_of(timezone.now())
    rows = recommendations(person_of(request), today)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "rows": recommended_lines(page.object_list, clock, today)}
    return render(request, "teams/study/recommended.html", context)
