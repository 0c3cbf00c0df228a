"""The settings of the pulse: which questions are asked in turn."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from feedback.actions import pulse_questions as actions
from feedback.actions.pulse_questions import FIELDS
from feedback.forms.pulse import QuestionForm
from feedback.models import Question
from feedback.queries.pulse_questions import read_questions
from teams.access import MANAGERS, access, person_of
from teams.actions.errors import ActionRefused, Stale
from teams.actions.versions import version_of
from teams.forms.base import attempt
from teams.views.conflict import conflict_of, with_version


@access(MANAGERS)
@require_safe
def questions(request: HttpRequest) -> HttpResponse:
    """What do we ask, in which turn?"""
    return render(request, "feedback/pulse/questions.html", {"set": read_questions(timezone.now())})


@access(MANAGERS)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """One more question."""
    return _form(request, None)


@access(MANAGERS)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """How is it asked from now on?"""
    return _form(request, get_object_or_404(Question, pk=pk))


def _form(request: HttpRequest, question: Question | None) -> HttpResponse:
    form = QuestionForm(question, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            if attempt(
                form,
                lambda: actions.save_question(
                    person_of(request),
                    question,
                    words=data["words"],
                    low=data["low"],
                    high=data["high"],
                    version=data["version"] or None,
                    now=timezone.now(),
                ),
            ):
                messages.success(request, "The question is saved.")
                return redirect("feedback:pulse_questions")
        except Stale:
            return _conflict(request, question, form)
    context = {"question": question, "form": form}
    return render(request, "feedback/pulse/question.html", context)


def _conflict(request: HttpRequest, question: Question | None, sent: QuestionForm) -> HttpResponse:
    """Both: the question as it stands, and what this person wrote."""
    found = get_object_or_404(Question, pk=question.pk if question else 0)
    again = with_version(request.POST, version_of(found, FIELDS))
    context = {
        "question": found,
        "form": QuestionForm(found, again),
        "conflict": conflict_of(found, QuestionForm(found), sent),
    }
    return render(request, "feedback/pulse/question.html", context, status=409)


@access(MANAGERS)
@require_POST
def away(request: HttpRequest, pk: int) -> HttpResponse:
    """Out of the set, or into it again (`do=restore`)."""
    question = get_object_or_404(Question, pk=pk)
    gone = request.POST.get("do") != "restore"
    actions.put_question_away(person_of(request), question, away=gone, now=timezone.now())
    words = "It is not asked any more. Its results stay." if gone else "It is asked again."
    messages.success(request, words)
    return redirect("feedback:pulse_questions")


@access(MANAGERS)
@require_POST
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """One place up (`do=up`) or down."""
    question = get_object_or_404(Question, pk=pk)
    try:
        actions.move_question(
            person_of(request), question, up=request.POST.get("do") == "up", now=timezone.now()
        )
    except ActionRefused as refused:
        messages.error(request, refused.message)
    return redirect("feedback:pulse_questions")
