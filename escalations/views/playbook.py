"""The playbook: the list with its search, a protocol, words that have helped."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from escalations.actions import words as word_actions
from escalations.actions.confirming import answer_question
from escalations.forms.playbook import AnswerForm, QuestionForm, WordsForm
from escalations.models import HelpfulWords, Protocol, ProtocolQuestion
from escalations.permissions import (
    can_keep_protocol,
    can_put_words_away,
    can_write_protocols,
    protocols_visible_to,
)
from escalations.queries.playbook import playbook
from escalations.queries.protocol import protocol_page
from teams.access import SIGNED_IN, access, person_of
from teams.actions.errors import ActionRefused
from teams.forms.base import attempt
from teams.models import Organisation
from teams.permissions import can_lead, people_visible_to

LONGEST_QUERY = 120


def visible_protocol(request: HttpRequest, slug: str) -> Protocol:
    """The protocol, where this person may read it; else 404."""
    found = protocols_visible_to(person_of(request)).select_related("category", "owner")
    return get_object_or_404(found, slug=slug)


def the_organisation() -> Organisation:
    """The one there is; 404 on the very first day."""
    return get_object_or_404(Organisation, pk=1)


@access(SIGNED_IN)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What may I do? `q` looks for what a customer says, `category` narrows the list."""
    person = person_of(request)
    organisation = the_organisation()
    query = " ".join(request.GET.get("q", "").replace("\x00", "").split())[:LONGEST_QUERY]
    archived = request.GET.get("show") == "archived" and can_write_protocols(person)
    page = playbook(
        person,
        organisation,
        organisation.clock.day_of(timezone.now()),
        query=query,
        category=request.GET.get("category", ""),
        archived=archived,
    )
    context = {
        "page": page,
        "query": query,
        "archived": archived,
        "can_write": can_write_protocols(person),
        "can_lead": can_lead(person),
    }
    return render(request, "escalations/playbook/list.html", context)


@access(SIGNED_IN)
@require_safe
def protocol(request: HttpRequest, slug: str) -> HttpResponse:
    """What may I do in this situation? `from` and `to` show two versions beside each other."""
    return protocol_shown(request, visible_protocol(request, slug))


def protocol_shown(
    request: HttpRequest, found: Protocol, *, status: int = 200, **forms: Any
) -> HttpResponse:
    """The page, with forms that were refused standing where they were sent from."""
    person = person_of(request)
    page = protocol_page(
        person, found, the_organisation(), timezone.now(), compare=_compared(request)
    )
    context = {
        "page": page,
        "protocol": found,
        "words_form": forms.get("words") or _words_form(request),
        "question_form": forms.get("question") or QuestionForm(),
    }
    return render(request, "escalations/playbook/protocol.html", context, status=status)


def _compared(request: HttpRequest) -> tuple[int, int] | None:
    first, second = (request.GET.get(name, "") for name in ("from", "to"))
    if not all(text.isascii() and text.isdigit() and len(text) < 7 for text in (first, second)):
        return None
    return int(first), int(second)


def _words_form(request: HttpRequest, data: Any = None) -> WordsForm:
    person = person_of(request)
    people = people_visible_to(person).filter(is_active=True).exclude(pk=person.pk)
    return WordsForm(people.order_by("name", "pk"), data)


# --- Words that have helped ----------------------------------------------------------------------


@access(SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def words_add(request: HttpRequest, slug: str) -> HttpResponse:
    """Add words that helped. The form stands on the protocol's page."""
    found = visible_protocol(request, slug)
    if request.method != "POST":
        return redirect("escalations:protocol", slug)
    form = _words_form(request, request.POST)
    if form.is_valid():
        values = form.cleaned_data
        person = person_of(request)
        if attempt(
            form,
            lambda: word_actions.add_words(
                person, found, text=values["text"], whose=values["whose"], now=timezone.now()
            ),
        ):
            whose = values["whose"]
            thanks = f"{whose.name} reads your thanks" if whose else "Thank you: they stand there"
            messages.success(request, f"{thanks}.")
            return redirect(f"{reverse('escalations:protocol', args=[slug])}#words")
    return protocol_shown(request, found, words=form)


@access(SIGNED_IN)
@require_POST
def words_used(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """I used these words today."""
    words = _words(request, slug, pk)
    try:
        word_actions.say_used(person_of(request), words, now=timezone.now())
    except ActionRefused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, "Noted: these words helped again.")
    return redirect(f"{reverse('escalations:protocol', args=[slug])}#words")


@access(SIGNED_IN)
@require_POST
def words_away(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Show these words no more."""
    words = _words(request, slug, pk)
    if not can_put_words_away(person_of(request), words):
        raise PermissionDenied
    word_actions.put_words_away(person_of(request), words, now=timezone.now())
    messages.success(request, "These words are put away.")
    return redirect(f"{reverse('escalations:protocol', args=[slug])}#words")


def _words(request: HttpRequest, slug: str, pk: int) -> HelpfulWords:
    found = visible_protocol(request, slug)
    rows = HelpfulWords.objects.select_related("protocol")
    return get_object_or_404(rows, pk=pk, protocol=found)


# --- Questions -----------------------------------------------------------------------------------


@access(SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def question_answer(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What does whoever looks after it answer?"""
    found = visible_protocol(request, slug)
    question = get_object_or_404(
        ProtocolQuestion.objects.select_related("person"), pk=pk, version__protocol=found
    )
    person = person_of(request)
    if not can_keep_protocol(person, found):
        raise PermissionDenied
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        answer = form.cleaned_data["answer"]
        if attempt(
            form, lambda: answer_question(person, question, answer=answer, now=timezone.now())
        ):
            messages.success(request, f"{question.person.name} reads your answer.")
            return redirect(f"{reverse('escalations:protocol', args=[slug])}#questions")
    context = {"protocol": found, "question": question, "form": form}
    return render(request, "escalations/playbook/answer.html", context)
