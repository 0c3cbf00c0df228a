"""What people say about a goal: how its owner sees it, how a period ended, what happened on a day."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from goals import dates
from goals.actions.notes import FIELDS, add_note, edit_note, remove_note
from goals.actions.overrides import say_how_it_stands, take_back
from goals.actions.reviews import review_period, version_of_review
from goals.forms.life import NoteForm, ReviewForm, SaidForm
from goals.models import Goal, GoalNote, Review
from goals.permissions import can_adjust_goal, can_note, can_override
from goals.queries.figures import Writer
from goals.queries.goal_names import name_of_days
from goals.queries.reviews import how_it_ended, period_to_look_back_on
from goals.queries.said import said_of
from goals.queries.shape import clock_of, rhythm_of
from goals.views.goals import day_asked, visible_goal
from teams.access import SIGNED_IN, access, person_of
from teams.actions.errors import Stale
from teams.actions.versions import version_of
from teams.forms.base import attempt
from teams.models import Organisation
from teams.views.conflict import Conflict, Difference, with_version

FORM = "goals/life_form.html"


def today_for(goal: Goal) -> date:
    """What day it is where the goal is pursued."""
    return clock_of(goal.team, Organisation.objects.get(pk=1)).day_of(timezone.now())


def sent(request: HttpRequest) -> Any:
    """What was posted; None for a first look."""
    return request.POST if request.method == "POST" else None


# --- How the owner sees it -----------------------------------------------------------------------


@access(SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def say(request: HttpRequest, pk: int) -> HttpResponse:
    """How do you see it, beside what the figures say?"""
    goal = visible_goal(request, pk)
    person = person_of(request)
    if not can_override(person, goal):
        raise PermissionDenied
    period = rhythm_of(goal, Organisation.objects.get(pk=1)).period_of(today_for(goal))
    said = None if period is None else said_of(goal.pk, period.first)
    initial = {} if said is None else {"said": said.code, "sentence": said.sentence}
    form = SaidForm(sent(request), initial=initial)
    if form.is_bound and form.is_valid():
        values = form.cleaned_data
        if attempt(form, lambda: say_how_it_stands(person, goal, now=timezone.now(), **values)):
            messages.success(request, "It stands beside the figures now, in your name.")
            return redirect("goals:goal", pk)
    context = {
        "goal": goal,
        "form": form,
        "title": "Say how you see it",
        "lede": "It stands in your name beside what the figures say, and never replaces it.",
        "submit": "Say it",
    }
    return render(request, FORM, context)


@access(SIGNED_IN)
@require_POST
def unsay(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it back."""
    goal = visible_goal(request, pk)
    take_back(person_of(request), goal, now=timezone.now())
    messages.success(request, "Taken back. The figures speak for themselves.")
    return redirect("goals:goal", pk)


# --- How a period ended --------------------------------------------------------------------------


@access(SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """How did it end, and what did we learn? `period` is a day of it; the last that is over by default."""
    goal = visible_goal(request, pk)
    person = person_of(request)
    if not can_adjust_goal(person, goal):
        raise PermissionDenied
    organisation = Organisation.objects.get(pk=1)
    today = today_for(goal)
    asked = day_asked(request, "period")
    period = period_to_look_back_on(goal, organisation, asked, today)
    if period is None:
        if asked is not None:
            raise Http404
        messages.error(request, "No period of this goal is over yet. Look back on it when one is.")
        return redirect("goals:goal", pk)
    there = Review.objects.filter(goal=goal, first_day=period.first).select_related("by").first()
    words, status = how_it_ended(goal, period, Writer(goal.metric, organisation.currency))
    ends = goal.ends_on is not None and goal.ends_on < today and goal.state != Goal.State.ARCHIVED
    initial = {
        "outcome": there.outcome if there else status,
        "learned": there.learned if there else "",
        "version": version_of_review(there),
    }
    back = f"{reverse('goals:goal', args=[pk])}?period={period.first}"
    context = {
        "goal": goal,
        "period": name_of_days(goal.cadence, period.first, period.last, today),
        "words": words,
        "status": status,
        "there": there,
        "action": f"{reverse('goals:close', args=[pk])}?period={period.first}",
        "back": back,
    }
    form = ReviewForm(sent(request), initial, ends=ends)
    if form.is_bound and form.is_valid():
        values = form.cleaned_data
        try:
            if attempt(
                form,
                lambda: review_period(person, goal, on=period.first, now=timezone.now(), **values),
            ):
                messages.success(request, "Kept, for whoever sets the next goal.")
                return redirect(back)
        except Stale as stale:
            return _review_conflict(request, stale, form, context, ends=ends)
    return render(request, "goals/close.html", {**context, "form": form})


def _review_conflict(
    request: HttpRequest, stale: Stale, form: ReviewForm, context: dict[str, Any], *, ends: bool
) -> HttpResponse:
    """Both texts: what somebody wrote meanwhile, and this person's, ready to be sent over it."""
    there = stale.current
    if not isinstance(there, Review):  # pragma: no cover - the action raises it of a review alone
        raise TypeError(type(there))
    yours = form.cleaned_data
    pairs = (
        ("How it ended", there.outcome, yours["outcome"]),
        ("What we learned", there.learned, yours["learned"]),
    )
    found = tuple(
        Difference(label, _outcome(one), _outcome(other))
        for label, one, other in pairs
        if one != other
    )
    again = ReviewForm(with_version(request.POST, version_of_review(there)), {}, ends=ends)
    again.is_valid()
    conflict = Conflict(there.by.name, there.at, found)
    shown = {**context, "form": again, "conflict": conflict}
    return render(request, "goals/close.html", shown, status=409)


def _outcome(value: str) -> str:
    return str(Review.Outcome(value).label) if value in Review.Outcome.values else value


# --- What happened on a day ----------------------------------------------------------------------


@access(SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def note_new(request: HttpRequest, pk: int) -> HttpResponse:
    """What happened, and when?"""
    goal = visible_goal(request, pk)
    person = person_of(request)
    if not can_note(person, goal):
        raise PermissionDenied
    today = today_for(goal)
    form = NoteForm(sent(request), initial={"day": day_asked(request, "day") or today})
    if form.is_bound and form.is_valid():
        day, text = form.cleaned_data["day"], form.cleaned_data["text"]
        if attempt(form, lambda: add_note(person, goal, day=day, text=text, now=timezone.now())):
            messages.success(request, "Noted.")
            return redirect(_on(goal, day))
    context = {
        "goal": goal,
        "form": form,
        "title": "Add a note",
        "lede": "A few words about a day: they stand on the chart, in your name.",
        "submit": "Add the note",
    }
    return render(request, FORM, context)


@access(SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def note_edit(request: HttpRequest, pk: int, note: int) -> HttpResponse:
    """Mend one's own note."""
    goal, found = _own_note(request, pk, note)
    person = person_of(request)
    initial = {"day": found.day, "text": found.text, "version": version_of(found, FIELDS)}
    form = NoteForm(sent(request), initial=initial)
    context = {
        "goal": goal,
        "title": "Your note",
        "lede": "Everybody who sees the goal reads it.",
        "submit": "Save",
        "remove": reverse("goals:note_remove", args=[pk, note]),
    }
    if form.is_bound and form.is_valid():
        values = form.cleaned_data
        try:
            if attempt(form, lambda: edit_note(person, found, now=timezone.now(), **values)):
                messages.success(request, "Saved.")
                return redirect(_on(goal, values["day"]))
        except Stale:
            return _note_conflict(request, found.pk, form, context)
    return render(request, FORM, {**context, "form": form})


def _note_conflict(
    request: HttpRequest, note: int, form: NoteForm, context: dict[str, Any]
) -> HttpResponse:
    """One wrote in two windows: both texts."""
    there = GoalNote.objects.select_related("by", "goal__team").get(pk=note)
    today = today_for(there.goal)
    yours = form.cleaned_data
    found = [Difference("What happened", there.text, yours["text"])]
    if there.day != yours["day"]:
        days = dates.long_day(there.day, today), dates.long_day(yours["day"], today)
        found.append(Difference("Day", *days))
    again = NoteForm(with_version(request.POST, version_of(there, FIELDS)))
    again.is_valid()
    conflict = Conflict(there.by.name, there.edited_at, tuple(found))
    return render(request, FORM, {**context, "form": again, "conflict": conflict}, status=409)


@access(SIGNED_IN)
@require_POST
def note_remove(request: HttpRequest, pk: int, note: int) -> HttpResponse:
    """Take one's own note out."""
    goal, found = _own_note(request, pk, note)
    remove_note(person_of(request), found, now=timezone.now())
    messages.success(request, "The note is taken out.")
    return redirect(_on(goal, found.day))


def _own_note(request: HttpRequest, pk: int, note: int) -> tuple[Goal, GoalNote]:
    """The note, where this person sees it: 404 otherwise, 403 where it is somebody else's."""
    goal = visible_goal(request, pk)
    found = get_object_or_404(GoalNote, pk=note, goal=goal, removed_at=None)
    if found.by_id != request.user.pk or not can_note(person_of(request), goal):
        raise PermissionDenied
    return goal, found


def _on(goal: Goal, day: date) -> str:
    """The goal's page on the period of a day."""
    address = reverse("goals:goal", args=[goal.pk])
    running = rhythm_of(goal, Organisation.objects.get(pk=1)).period_of(today_for(goal))
    if running is not None and day in running:
        return address
    return f"{address}?period={day}"
