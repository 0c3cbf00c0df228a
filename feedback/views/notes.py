"""Coaching notes: what I have seen of somebody, and what was shared with me. For the two, and nobody else."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from feedback.actions import notes as actions
from feedback.forms.notes import FollowUpForm, NoteForm, VersionForm
from feedback.models import CoachingNote
from feedback.queries.balance import balance_of
from feedback.queries.notes import goals_to_link, note_page, shared_with, written_about
from feedback.queries.papers import readers_now
from feedback.views.papers import leads, no_access, no_longer_leads, note_of, sent
from teams.access import LEADERS, SIGNED_IN, access, person_of
from teams.actions.errors import ActionRefused, Stale
from teams.forms.base import attempt
from teams.models import User
from teams.names import first_name
from teams.permissions import can_lead
from teams.views.conflict import Conflict, conflict_of, with_version

FORM = "feedback/notes/form.html"


@access(SIGNED_IN)
@never_cache
@require_safe
def notes(request: HttpRequest, pk: int) -> HttpResponse:
    """What have I seen of this person?"""
    viewer = person_of(request)
    if pk == viewer.pk:
        return redirect("feedback:shared_notes")
    person = get_object_or_404(User, pk=pk)
    may_write = leads(viewer, person)
    # Whoever wrote something finds it, also once they lead nobody.
    lines = written_about(viewer, person, timezone.now())
    if not lines and not may_write:
        if not can_lead(viewer):
            raise Http404
        return no_access(request, person)
    context = {
        "person": person,
        "name": first_name(person.name),
        "lines": lines,
        "may_write": may_write,
        "may_lead": can_lead(viewer),
    }
    return render(request, "feedback/notes/list.html", context)


@access(SIGNED_IN)
@never_cache
@require_safe
def shared_notes(request: HttpRequest) -> HttpResponse:
    """What did others share with me?"""
    lines = shared_with(person_of(request), timezone.now())
    return render(request, "feedback/notes/shared.html", {"lines": lines})


@access(LEADERS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def note_new(request: HttpRequest, pk: int) -> HttpResponse:
    """A new note about somebody one leads."""
    viewer = person_of(request)
    person = get_object_or_404(User, pk=pk)
    if not leads(viewer, person):
        return no_access(request, person)
    name = first_name(person.name)
    form = NoteForm(goals_to_link(viewer, person, None), name, sent(request))
    if form.is_bound and form.is_valid():
        made: list[CoachingNote] = []
        values = form.values()
        if attempt(
            form,
            lambda: made.append(actions.write_note(viewer, person, now=timezone.now(), **values)),
        ):
            said = f"{name} can read it now." if values["shared"] else "Kept. Only you can read it."
            messages.success(request, said)
            return redirect("feedback:note", made[0].pk)
    context = {"form": form, "person": person, "name": name, "note": None}
    return render(request, FORM, context)


@access(SIGNED_IN)
@never_cache
@require_safe
def note(request: HttpRequest, pk: int) -> HttpResponse:
    """What was seen, and what comes of it?"""
    found = note_of(request, pk)
    page = note_page(person_of(request), found, timezone.now())
    return render(request, "feedback/notes/note.html", {"page": page, "note": found})


def _own(request: HttpRequest, pk: int) -> CoachingNote:
    """One's own note: 404 where it is not one's business, 403 where somebody else wrote it."""
    found = note_of(request, pk)
    if found.author_id != person_of(request).pk:
        raise PermissionDenied
    return found


@access(SIGNED_IN)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def note_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Other words, another day."""
    viewer, found = person_of(request), _own(request, pk)
    goals = goals_to_link(viewer, found.person, found.goal_id)
    name = first_name(found.person.name)
    form = NoteForm(goals, name, sent(request), found)
    context = {"form": form, "person": found.person, "name": name, "note": found}
    if not leads(viewer, found.person):
        if not form.is_bound:
            raise PermissionDenied
        # They stopped leading while they wrote: their words are theirs to take along.
        form.add_error(None, no_longer_leads(name))
        return render(request, FORM, context, status=403)
    if form.is_bound and form.is_valid():
        values = form.values()
        try:
            if attempt(
                form, lambda: actions.edit_note(viewer, found, now=timezone.now(), **values)
            ):
                messages.success(request, "Saved.")
                return redirect("feedback:note", pk)
        except Stale:
            return _conflict(request, pk, form)
    return render(request, FORM, context)


def _conflict(request: HttpRequest, pk: int, form: NoteForm) -> HttpResponse:
    """It was changed in another window: both texts."""
    found = _own(request, pk)
    viewer, name = person_of(request), first_name(found.person.name)
    goals = goals_to_link(viewer, found.person, found.goal_id)
    again = NoteForm(goals, name, with_version(request.POST, str(found.version)), found)
    again.is_valid()
    stands = conflict_of(found, NoteForm(goals, name, None, found), form)
    context = {
        "form": again,
        "person": found.person,
        "name": name,
        "note": found,
        "conflict": Conflict(stands.who, stands.at, stands.differences),
    }
    return render(request, FORM, context, status=409)


@access(SIGNED_IN)
@never_cache
@require_POST
def note_share(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the person read it, for good."""
    found, form = note_of(request, pk), VersionForm(request.POST)
    version = form.cleaned_data["version"] if form.is_valid() else None
    name = first_name(found.person.name)
    try:
        actions.share_note(person_of(request), found, version=version, now=timezone.now())
    except Stale:
        messages.error(
            request, "It was changed after you opened it. Read it once more, then share."
        )
    else:
        messages.success(request, f"{name} can read it now.")
    return redirect("feedback:note", pk)


@access(SIGNED_IN)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def note_follow_up(request: HttpRequest, pk: int) -> HttpResponse:
    """What came of it?"""
    viewer, found = person_of(request), _own(request, pk)
    form = FollowUpForm(sent(request))
    if form.is_bound and form.is_valid():
        values = form.cleaned_data
        if attempt(
            form, lambda: actions.follow_up_note(viewer, found, now=timezone.now(), **values)
        ):
            messages.success(request, "Kept.")
            return redirect("feedback:note", pk)
    context = {
        "form": form,
        "note": found,
        "name": first_name(found.person.name),
        "readers": readers_now(found, viewer, timezone.now()),
    }
    return render(request, "feedback/notes/follow_up.html", context)


@access(SIGNED_IN)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def note_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete this note?"""
    viewer, found = person_of(request), note_of(request, pk)
    if found.author_id != viewer.pk:
        raise PermissionDenied
    if request.method == "POST":
        person = found.person_id
        try:
            actions.delete_note(viewer, found, now=timezone.now())
        except ActionRefused as refused:
            messages.error(request, refused.message)
            return redirect("feedback:note", pk)
        messages.success(request, "The note is deleted.")
        return redirect("feedback:notes", person)
    context = {"note": found, "name": first_name(found.person.name)}
    return render(request, "feedback/notes/delete.html", context)


@access(LEADERS)
@never_cache
@require_safe
def balance(request: HttpRequest) -> HttpResponse:
    """How often do I say what to keep, and what to change? For one's own eyes."""
    return render(
        request,
        "feedback/notes/balance.html",
        {"page": balance_of(person_of(request), timezone.now())},
    )
