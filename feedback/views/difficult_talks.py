"""Difficult talks, for the two of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from feedback.actions import difficult_talks as actions
from feedback.forms.notes import CloseForm, OwnWordsForm, StepForm, TalkForm, VersionForm
from feedback.models import Talk
from feedback.permissions.notes import can_take_up_step
from feedback.queries.difficult_talks import talk_page
from feedback.views.papers import leads, no_access, no_longer_leads, sent, talk_of
from teams.access import LEADERS, SIGNED_IN, access, person_of
from teams.actions.errors import ActionRefused, Stale
from teams.forms.base import attempt
from teams.models import User
from teams.names import first_name
from teams.views.conflict import Conflict, conflict_of, with_version

FORM = "feedback/talks/form.html"


@access(LEADERS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def talk_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a difficult talk, and say why it is needed."""
    viewer = person_of(request)
    person = get_object_or_404(User, pk=pk)
    if not leads(viewer, person):
        return no_access(request, person)
    form = TalkForm(sent(request))
    if form.is_bound and form.is_valid():
        made: list[Talk] = []
        values = form.values()
        if attempt(
            form,
            lambda: made.append(actions.open_talk(viewer, person, now=timezone.now(), **values)),
        ):
            messages.success(request, "Opened. Only you can read it until you share it.")
            return redirect("feedback:talk", made[0].pk)
    context = {"form": form, "person": person, "name": first_name(person.name), "talk": None}
    return render(request, FORM, context)


@access(SIGNED_IN)
@never_cache
@require_safe
def talk(request: HttpRequest, pk: int) -> HttpResponse:
    """What is expected, what was agreed, and how does it go?"""
    return _page(request, talk_of(request, pk))


def _page(request: HttpRequest, found: Talk, status: int = 200, **given: Any) -> HttpResponse:
    page = talk_page(person_of(request), found, timezone.now())
    context: dict[str, Any] = {
        "page": page,
        "talk": found,
        "own": None,
        "step": None,
        "close": None,
    }
    if page.is_author:
        name = first_name(found.person.name)
        own = OwnWordsForm(initial={"own_words": found.own_words, "version": found.version})
        context |= {"own": own, "step": StepForm(found), "close": CloseForm(found, name)}
    return render(request, "feedback/talks/talk.html", {**context, **given}, status=status)


def _own(request: HttpRequest, pk: int) -> Talk:
    """One's own talk: 404 where it is not one's business, 403 where somebody else opened it."""
    found = talk_of(request, pk)
    if found.author_id != person_of(request).pk:
        raise PermissionDenied
    return found


@access(SIGNED_IN)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def talk_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Other words until it is shared; then only another day."""
    viewer, found = person_of(request), _own(request, pk)
    form = TalkForm(sent(request), found)
    if not leads(viewer, found.person):
        if not form.is_bound:
            raise PermissionDenied
        form.add_error(None, no_longer_leads(first_name(found.person.name)))
        return render(request, FORM, _form_context(found, form), status=403)
    if form.is_bound and form.is_valid():
        values = form.values()
        try:
            if attempt(
                form, lambda: actions.edit_talk(viewer, found, now=timezone.now(), **values)
            ):
                messages.success(request, "Saved.")
                return redirect("feedback:talk", pk)
        except Stale:
            return _conflict(request, pk, form)
    return render(request, FORM, _form_context(found, form))


def _form_context(found: Talk, form: TalkForm) -> dict[str, Any]:
    name = first_name(found.person.name)
    return {"form": form, "person": found.person, "name": name, "talk": found}


def _conflict(request: HttpRequest, pk: int, form: TalkForm) -> HttpResponse:
    """It was changed in another window: both texts."""
    found = _own(request, pk)
    again = TalkForm(with_version(request.POST, str(found.version)), found)
    again.is_valid()
    stands = conflict_of(found, TalkForm(None, found), form)
    context = _form_context(found, again)
    context["conflict"] = Conflict(stands.who, stands.at, stands.differences)
    return render(request, FORM, context, status=409)


@access(SIGNED_IN)
@never_cache
@require_POST
def talk_own_words(request: HttpRequest, pk: int) -> HttpResponse:
    """For the author alone."""
    form = OwnWordsForm(request.POST)
    return _done(request, pk, form, "own", "Kept. Only you can read it.", actions.write_own_words)


@access(SIGNED_IN)
@never_cache
@require_POST
def talk_step_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Something agreed."""
    found = _own(request, pk)
    form = StepForm(found, request.POST)
    if not leads(person_of(request), found.person):
        form.add_error(None, no_longer_leads(first_name(found.person.name)))
        return _page(request, found, status=403, step=form)
    return _done(request, pk, form, "step", "Agreed.", actions.add_step)


@access(SIGNED_IN)
@never_cache
@require_POST
def talk_close(request: HttpRequest, pk: int) -> HttpResponse:
    """How it ended."""
    found = _own(request, pk)
    form = CloseForm(found, first_name(found.person.name), request.POST)
    return _done(request, pk, form, "close", "Closed, with how it ended.", actions.close_talk)


def _done(
    request: HttpRequest,
    pk: int,
    form: forms.Form,
    name: str,
    said: str,
    action: Callable[..., object],
) -> HttpResponse:
    """Run one of the page's own forms; where it is refused, show the page with it, and nothing is lost."""
    viewer, found = person_of(request), _own(request, pk)
    try:
        if form.is_valid() and attempt(
            form, lambda: action(viewer, found, now=timezone.now(), **form.cleaned_data)
        ):
            messages.success(request, said)
            return redirect("feedback:talk", pk)
    except Stale:
        form.add_error(None, "This was changed after you opened it. Yours still stands below.")
        form.data = with_version(request.POST, str(talk_of(request, pk).version))
    given: dict[str, Any] = {name: form}
    return _page(request, found, **given)


@access(SIGNED_IN)
@never_cache
@require_POST
def talk_step_end(request: HttpRequest, pk: int, step: int, how: str) -> HttpResponse:
    """A step is done, or dropped; `again` takes it up, as an undo does."""
    viewer, found, now = person_of(request), talk_of(request, pk), timezone.now()
    one = get_object_or_404(found.steps, pk=step)
    try:
        if how == "again":
            actions.take_up_step(viewer, one, now=now)
        else:
            ended = actions.end_step(viewer, one, done=how == "done", now=now)
            undo = f"undo={reverse('feedback:talk_step_again', args=[pk, step])}"
            messages.success(
                request,
                "Done." if ended.done_at else "Dropped.",
                extra_tags=undo if can_take_up_step(ended, now) else "",
            )
    except ActionRefused as refused:
        messages.error(request, refused.message)
    return redirect("feedback:talk", pk)


@access(SIGNED_IN)
@never_cache
@require_POST
def talk_share(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the person read it, for good; not the own words."""
    found, form = talk_of(request, pk), VersionForm(request.POST)
    version = form.cleaned_data["version"] if form.is_valid() else None
    name = first_name(found.person.name)
    try:
        actions.share_talk(person_of(request), found, version=version, now=timezone.now())
    except Stale:
        messages.error(
            request, "It was changed after you opened it. Read it once more, then share."
        )
    else:
        messages.success(request, f"{name} can read it now, but for what is for yourself.")
    return redirect("feedback:talk", pk)


@access(SIGNED_IN)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def talk_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete this talk? Only while nobody else reads it."""
    viewer, found = person_of(request), _own(request, pk)
    if request.method == "POST":
        try:
            actions.delete_talk(viewer, found, now=timezone.now())
        except ActionRefused as refused:
            messages.error(request, refused.message)
            return redirect("feedback:talk", pk)
        messages.success(request, "The talk is deleted.")
        return redirect("feedback:notes", found.person_id)
    context = {"talk": found, "name": first_name(found.person.name)}
    return render(request, "feedback/talks/delete.html", context)
