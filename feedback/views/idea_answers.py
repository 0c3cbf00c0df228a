"""Answering an idea: a page for each answer, which the forms on the idea's own page are sent to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from feedback import idea_life
from feedback.actions.idea_rows import IdeaNotNow, Withdrawn
from feedback.forms.ideas import Versioned
from feedback.models import Idea
from feedback.permissions.ideas import can_answer_idea, can_finish_idea, steps_open_to
from feedback.queries.idea_people import calendar_of
from feedback.views.idea_forms import (
    AGREE,
    DECLINE,
    DONE,
    LOOK,
    REOPEN,
    Answer,
    form_for,
    named_for,
)
from feedback.views.ideas import too_late, visible_idea
from teams.access import SIGNED_IN, access, person_of
from teams.actions.errors import Stale
from teams.forms.base import attempt
from teams.inbox_rows import kept_place
from teams.names import first_name
from teams.views.conflict import with_version
from teams.views.inbox import back_in_inbox
from teams.views.today import back_to_today

Page = Callable[..., HttpResponseBase]
TODAY = "today"
"""The name of where one comes from, as the inbox is another: never an address."""


def page_of(answer: Answer) -> Page:
    """A page with the answer's form, which posts to itself."""

    @access(SIGNED_IN)
    @require_http_methods(["GET", "HEAD", "POST"])
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        idea = visible_idea(request, pk)
        person = person_of(request)
        may = can_finish_idea if answer.step == idea_life.FINISH else can_answer_idea
        if not may(person, idea):
            raise PermissionDenied
        today = calendar_of(idea.team).clock.day_of(timezone.now())
        data = request.POST if request.method == "POST" else None
        form = form_for(answer, person, idea, today, data)
        if idea.withdrawn_at is not None:
            return too_late(request, pk, Withdrawn(idea), _typed(form))
        if answer.step not in steps_open_to(person, idea):
            return too_late(request, pk, IdeaNotNow(person, idea, answer.step), _typed(form))
        if form.is_bound and form.is_valid():
            return _sent(request, idea, answer, form)
        if not form.is_bound and request.headers.get("HX-Request"):
            # Opened in the item of *Today* or in the inbox's row, with ids of its own.
            alone = form_for(answer, person, idea, today, auto_id=f"{answer.step}_{pk}_%s")
            context = _context(request, idea, answer, alone)
            # Opened anew, the page has no form in it.
            context["keep_url"] = reverse("home" if context["back"] == TODAY else "teams:inbox")
            return render(request, "feedback/ideas/_form.html", context)
        return _shown(request, idea, answer, form)

    return view


def _sent(request: HttpRequest, idea: Idea, answer: Answer, form: Versioned) -> HttpResponse:
    """The answer given; refused, the form again; too late, what happened meanwhile beside what was typed."""
    person, now = person_of(request), timezone.now()
    values = form.cleaned_data
    try:
        if not attempt(form, lambda: answer.run(person, idea, now=now, **values)):
            return _shown(request, idea, answer, form)
    except (IdeaNotNow, Withdrawn) as refused:
        return too_late(request, idea.pk, refused, _typed(form))
    except Stale as refused:
        current = visible_idea(request, idea.pk)
        today = calendar_of(current.team).clock.day_of(now)
        sent = with_version(request.POST, str(current.version))
        again = form_for(answer, person, current, today, sent)
        return _shown(request, current, answer, again, problem=refused.message, status=409)
    messages.success(request, answer.done.format(first_name(idea.author.name)))
    back = request.POST.get("back", "")
    if back == TODAY:
        return back_to_today()
    return redirect(back_in_inbox(person, back, now) or reverse("feedback:idea", args=[idea.pk]))


def _shown(
    request: HttpRequest,
    idea: Idea,
    answer: Answer,
    form: Versioned,
    *,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {**_context(request, idea, answer, form), "problem": problem}
    return render(request, "feedback/ideas/act.html", context, status=status)


def _context(request: HttpRequest, idea: Idea, answer: Answer, form: Versioned) -> dict[str, Any]:
    back = (request.POST if request.method == "POST" else request.GET).get("back", "")
    title, submit = named_for(answer, idea)
    return {
        "idea": idea,
        "form": form,
        "action": request.path,
        "title": title,
        "lede": answer.lede.format(first_name(idea.author.name)),
        "submit": submit,
        "back": TODAY if back == TODAY else kept_place(back),
        "keep_url": reverse("feedback:idea", args=[idea.pk]),
    }


def _typed(form: Versioned) -> str:
    """The words that were typed, wherever they go."""
    if not form.is_bound:
        return ""
    found = (form.data.get(name, "") for name in ("reason", "words", "came_of_it"))
    return next((text for text in found if text), "")


agree, look, decline, done, reopen = (
    page_of(answer) for answer in (AGREE, LOOK, DECLINE, DONE, REOPEN)
)
