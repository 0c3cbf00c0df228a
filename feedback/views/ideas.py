"""Ideas: the list, one idea, a new one, and what whoever has or reads one does with it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from feedback import idea_life
from feedback.actions import ideas as actions
from feedback.actions.idea_rows import IdeaNotNow, Withdrawn
from feedback.forms.ideas import NewForm, SayForm, WordsForm, audiences, words_of
from feedback.models import Idea
from feedback.permissions.ideas import (
    can_add_ideas,
    ideas_once_visible_to,
    ideas_taken_back_by,
    ideas_visible_to,
    steps_open_to,
)
from feedback.queries.idea_list import Filter, idea_list
from feedback.queries.idea_page import idea_page
from feedback.views.idea_forms import answer_forms
from teams.access import SIGNED_IN, Access, access, person_of
from teams.actions.errors import ActionRefused, Stale
from teams.forms.base import attempt
from teams.models import Team, User
from teams.permissions import standing_of
from teams.views.conflict import conflict_of, with_version

ADDERS = Access("who adds ideas", lambda person: isinstance(person, User) and can_add_ideas(person))
"""Whoever is in a team, and administrators."""


def visible_idea(request: HttpRequest, pk: int) -> Idea:
    """The idea, where this person may read it; else 404.

    For a POST also one that was taken back meanwhile: what was typed for it comes back with the answer.
    """
    person = person_of(request)
    found = ideas_once_visible_to if request.method == "POST" else ideas_visible_to
    return get_object_or_404(
        found(person).select_related("team", "author", "owner", "decided_by"), pk=pk
    )


@access(SIGNED_IN)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What could we do better, and what came of it?"""
    person = person_of(request)
    values = (request.GET.get(name, "") for name in ("show", "of", "q", "after"))
    asked = Filter.of(*values)
    teams = standing_of(person).own_teams
    context = {
        "page": idea_list(person, asked, timezone.now()),
        "asked": asked,
        "can_add": can_add_ideas(person),
        "audiences": audiences(teams),
        "longest": actions.LONGEST_TITLE,
    }
    return render(request, "feedback/ideas/list.html", context)


@access(ADDERS)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """What could be better? An address may begin it: `title`, `words`, `link` and `label`."""
    person = person_of(request)
    teams = standing_of(person).own_teams
    if request.method == "POST":
        form = NewForm(teams, request.POST)
        if form.is_valid():
            made: list[Idea] = []
            if attempt(form, lambda: made.append(_added(person, form)), link_url="link"):
                day = f"{made[0].answer_by:%a} {made[0].answer_by.day} {made[0].answer_by:%b}"
                messages.success(request, f"It is there. You have an answer by {day}.")
                return redirect("feedback:idea", made[0].pk)
    else:
        asked = request.GET
        initial = {
            "title": asked.get("title", "").replace("\x00", "")[: actions.LONGEST_TITLE],
            "words": asked.get("words", "").replace("\x00", "")[: actions.LONGEST_WORDS],
            "link": asked.get("link", "").replace("\x00", "")[: actions.LONGEST_LINK],
            "link_label": asked.get("label", "").replace("\x00", "")[: actions.LONGEST_LABEL],
            "team": teams[0].slug if teams else "",
        }
        form = NewForm(teams, initial=initial)
    return render(request, "feedback/ideas/new.html", {"form": form})


def _added(person: User, form: NewForm) -> Idea:
    values = form.cleaned_data
    slug = values["team"]
    return actions.add_idea(
        person,
        title=values["title"],
        words=values["words"],
        # The form offers one's own teams and nothing else.
        team=Team.objects.get(slug=slug) if slug else None,
        link=values["link"],
        link_label=values["link_label"],
        now=timezone.now(),
    )


@access(SIGNED_IN)
@require_safe
def item(request: HttpRequest, pk: int) -> HttpResponse:
    """What is it, and what came of it? What one took back stays there for oneself."""
    own = ideas_taken_back_by(person_of(request)).select_related("team", "author", "owner")
    found = ideas_visible_to(person_of(request)).filter(pk=pk)
    idea = found.select_related("team", "author", "owner", "decided_by").first()
    return show_idea(request, idea or get_object_or_404(own, pk=pk))


def show_idea(
    request: HttpRequest,
    idea: Idea,
    *,
    status: int = 200,
    problem: str = "",
    kept: str = "",
    say: SayForm | None = None,
) -> HttpResponse:
    """The page. `problem` says why what was asked for is not possible, `kept` are words typed for it."""
    person = person_of(request)
    page = idea_page(person, idea, timezone.now())
    context: dict[str, Any] = {
        "page": page,
        "forms": answer_forms(person, idea, page.today, page.steps),
        "say": say or SayForm(auto_id="say_%s"),
        "problem": problem,
        "kept": kept,
    }
    return render(request, "feedback/ideas/item.html", context, status=status)


def too_late(request: HttpRequest, pk: int, refused: ActionRefused, kept: str = "") -> HttpResponse:
    """409: how it stands now, with what was typed to be copied; also where it was taken back meanwhile."""
    idea = visible_idea(request, pk)
    if idea.withdrawn_at is not None:
        message = refused.message if isinstance(refused, Withdrawn) else Withdrawn(idea).message
        context = {"problem": message, "kept": kept}
        return render(request, "feedback/ideas/gone.html", context, status=409)
    return show_idea(request, idea, status=409, problem=refused.message, kept=kept)


# --- Its author ------------------------------------------------------------------------------------


@access(SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """In other words?"""
    idea = visible_idea(request, pk)
    person = person_of(request)
    if idea.author_id != person.pk:
        raise PermissionDenied
    if idea_life.EDIT not in steps_open_to(person, idea):
        refused = IdeaNotNow(person, idea, idea_life.EDIT)
        return too_late(request, pk, refused, _typed(request))
    form = WordsForm(request.POST if request.method == "POST" else None, initial=words_of(idea))
    context: dict[str, Any] = {"idea": idea, "form": form}
    status = 200
    if form.is_bound and form.is_valid():
        values = form.cleaned_data
        try:
            if attempt(form, lambda: actions.edit_idea(person, idea, now=timezone.now(), **values)):
                messages.success(request, "Kept.")
                return redirect("feedback:idea", pk)
        except (Withdrawn, IdeaNotNow) as refused_:
            return too_late(request, pk, refused_, _typed(request))
        except Stale:
            current = Idea.objects.get(pk=pk)
            status = 409
            context |= {
                "conflict": conflict_of(current, WordsForm(initial=words_of(current)), form),
                "form": WordsForm(
                    with_version(request.POST, str(current.version)), initial=words_of(current)
                ),
            }
    context["keep_url"] = reverse("feedback:idea", args=[pk])
    return render(request, "feedback/ideas/edit.html", context, status=status)


def _typed(request: HttpRequest) -> str:
    """All that was typed into the form of its words, to be copied."""
    found = (request.POST.get(name, "").strip() for name in ("title", "words", "link"))
    return "\n\n".join(text for text in found if text)


@access(SIGNED_IN)
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it back, with a day to put it back; pressed twice it is taken back."""
    idea = visible_idea(request, pk)
    if idea.withdrawn_at is not None and idea.author_id == person_of(request).pk:
        return redirect("feedback:idea", pk)
    try:
        actions.withdraw_idea(
            person_of(request), idea, version=_version(request), now=timezone.now()
        )
    except ActionRefused as refused:
        return too_late(request, pk, refused)
    undo = f"undo={reverse('feedback:idea_put_back', args=[pk])}"
    messages.success(request, "It is taken back. Nobody but you sees it any more.", extra_tags=undo)
    return redirect("feedback:idea", pk)


@access(SIGNED_IN)
@require_POST
def put_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Put back what one took back."""
    own = Idea.objects.filter(author=person_of(request))
    idea = get_object_or_404(own, pk=pk)
    try:
        actions.put_back_idea(person_of(request), idea, now=timezone.now())
    except ActionRefused as refused:
        messages.error(request, refused.message)
        return redirect("feedback:idea", pk)
    messages.success(request, "It is there again, as it was.")
    return redirect("feedback:idea", pk)


def _version(request: HttpRequest) -> int | None:
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


# --- Whoever reads it ------------------------------------------------------------------------------


@access(SIGNED_IN)
@require_POST
def back(request: HttpRequest, pk: int) -> HttpResponse:
    """Back it, or with `to=no` no longer; pressed twice it stays as it is."""
    idea = visible_idea(request, pk)
    act = actions.unback_idea if request.POST.get("to") == "no" else actions.back_idea
    try:
        act(person_of(request), idea, now=timezone.now())
    except ActionRefused as refused:
        return too_late(request, pk, refused)
    return redirect(_back_to(request, pk))


def _back_to(request: HttpRequest, pk: int) -> str:
    """The list it was pressed in, with its filter, or the idea."""
    listed = reverse("feedback:ideas")
    path, _, query = request.POST.get("back", "").partition("?")
    if path != listed or len(query) > 300 or not query.isprintable():
        return reverse("feedback:idea", args=[pk])
    return f"{listed}?{query}#idea-{pk}" if query else f"{listed}#idea-{pk}"


@access(SIGNED_IN)
@require_POST
def say(request: HttpRequest, pk: int) -> HttpResponse:
    """Say something about it. The form stands on its page."""
    idea = visible_idea(request, pk)
    form = SayForm(request.POST, auto_id="say_%s")
    if idea.withdrawn_at is not None:
        return too_late(request, pk, Withdrawn(idea), request.POST.get("words", ""))
    if form.is_valid():
        words = form.cleaned_data["words"]
        try:
            if attempt(
                form,
                lambda: actions.say_about_idea(
                    person_of(request), idea, words=words, now=timezone.now()
                ),
            ):
                return redirect(f"{reverse('feedback:idea', args=[pk])}#said")
        except Stale as refused:
            return too_late(request, pk, refused, words)
    return show_idea(request, idea, say=form)
