"""Challenges: what we try together, joining and leaving, how it stands and how it ended."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from goals.actions import challenges as actions
from goals.forms.challenges import ChangeForm, ReasonForm
from goals.models import Challenge, Participation
from goals.permissions import (
    can_change_challenge,
    can_create_goals_for,
    can_grant_in,
    can_join,
    challenges_visible_to,
)
from goals.queries.challenge_list import challenge_list
from goals.queries.challenge_page import challenge_page
from goals.queries.challenge_parts import with_parts
from goals.queries.challenge_people import join_terms
from goals.queries.challenge_words import rule_sentence
from goals.queries.figures import Writer
from goals.queries.shape import clock_of
from goals.views.unchanged import unchanged
from teams.access import SIGNED_IN, access, person_of
from teams.actions.errors import ActionRefused, Stale
from teams.forms.base import attempt
from teams.models import Organisation
from teams.permissions import can_lead, standing_of
from teams.views.conflict import conflict_of, with_version


def visible_challenge(request: HttpRequest, pk: int) -> Challenge:
    """The challenge, where this person may see it; else 404."""
    return get_object_or_404(with_parts(challenges_visible_to(person_of(request))), pk=pk)


def _organisation() -> Organisation:
    return get_object_or_404(Organisation, pk=1)


@access(SIGNED_IN)
@require_safe
@unchanged
def challenges(request: HttpRequest) -> HttpResponse:
    """What are we trying together?"""
    person = person_of(request)
    context = {
        "page": challenge_list(person, _organisation(), timezone.now()),
        "can_add": can_lead(person)
        and (bool(standing_of(person).leads) or can_create_goals_for(person, None)),
    }
    return render(request, "goals/challenges/list.html", context)


@access(SIGNED_IN)
@require_safe
@unchanged
def challenge(request: HttpRequest, pk: int) -> HttpResponse:
    """How are we doing with this one, and shall I join?"""
    person = person_of(request)
    found = visible_challenge(request, pk)
    context = {
        "page": challenge_page(person, found, _organisation(), timezone.now()),
        "challenge": found,
        "terms": join_terms(found),
        "may_grant": found.reward is not None
        and bool(found.reached)
        and (
            can_grant_in(person, found.team)
            if found.team is not None
            else bool(standing_of(person).manages)
        ),
    }
    return render(request, "goals/challenges/challenge.html", context)


@access(SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, pk: int) -> HttpResponse:
    """What others will see, said before; then join, by one's own choice."""
    person = person_of(request)
    found = visible_challenge(request, pk)
    if not can_join(person, found):
        raise PermissionDenied
    if request.method != "POST" and found.state != Challenge.State.OPEN:
        return redirect("goals:challenge", pk)
    if request.method == "POST":
        try:
            actions.join_challenge(person, found, now=timezone.now())
        except ActionRefused as refused:
            messages.error(request, refused.message)
        else:
            messages.success(request, f"You take part in {found.name}.")
        return redirect("goals:challenge", pk)
    organisation = _organisation()
    writer = Writer(found.metric, organisation.currency)
    today = clock_of(found.team, organisation).day_of(timezone.now())
    context = {
        "challenge": found,
        "terms": join_terms(found),
        "rule": rule_sentence(found, writer, today),
    }
    return render(request, "goals/challenges/join.html", context)


@access(SIGNED_IN)
@require_POST
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """Take part no longer."""
    found = visible_challenge(request, pk)
    try:
        actions.leave_challenge(person_of(request), found, now=timezone.now())
    except ActionRefused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, f"You take no part in {found.name} any more.")
    if challenges_visible_to(person_of(request)).filter(pk=pk).exists():
        return redirect("goals:challenge", pk)
    return redirect("goals:challenges")


@access(SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """What changes? The words; and all else as long as nobody has joined."""
    person = person_of(request)
    found = visible_challenge(request, pk)
    if not can_change_challenge(person, found):
        raise PermissionDenied
    joined = Participation.objects.filter(challenge=found, left_at=None).exists()
    form = ChangeForm(found, request.POST if request.method == "POST" else None, joined=joined)
    if request.method == "POST" and form.is_valid():
        try:
            if attempt(
                form,
                lambda: actions.change_challenge(
                    person,
                    found,
                    version=form.cleaned_data["version"],
                    now=timezone.now(),
                    **form.changes(),
                ),
            ):
                messages.success(request, "Saved.")
                return redirect("goals:challenge", pk)
        except Stale:
            return _conflict(request, pk, form)
    context = {"challenge": found, "form": form, "joined": joined}
    return render(request, "goals/challenges/edit.html", context)


def _conflict(request: HttpRequest, pk: int, sent: ChangeForm) -> HttpResponse:
    """Both texts: what stands now, and what this person wrote, ready to be sent over it."""
    found = visible_challenge(request, pk)
    joined = Participation.objects.filter(challenge=found, left_at=None).exists()
    again = with_version(request.POST, str(found.version))
    context = {
        "challenge": found,
        "form": ChangeForm(found, again, joined=joined),
        "joined": joined,
        "conflict": conflict_of(found, ChangeForm(found, joined=joined), sent),
    }
    return render(request, "goals/challenges/edit.html", context, status=409)


@access(SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Call it off, with a reason."""
    person = person_of(request)
    found = visible_challenge(request, pk)
    if not can_change_challenge(person, found):
        raise PermissionDenied
    form = ReasonForm(
        request.POST if request.method == "POST" else None,
        label="Why is it called off?",
        missing="Say why, for those who had joined.",
        hint="Everybody who sees the challenge reads it.",
    )
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(
            form,
            lambda: actions.cancel_challenge(
                person, found, reason=form.cleaned_data["reason"], now=timezone.now()
            ),
        )
    ):
        messages.success(request, f"{found.name} is cancelled, with your reason.")
        return redirect("goals:challenge", pk)
    return render(request, "goals/challenges/cancel.html", {"challenge": found, "form": form})
