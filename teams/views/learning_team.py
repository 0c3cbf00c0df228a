"""Learning, for whoever leads: who is ready for what, and what they do about it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from teams.access import LEADERS, access, person_of
from teams.actions import learning as actions
from teams.actions import learning_together as together
from teams.actions.errors import ActionRefused
from teams.forms.base import attempt
from teams.forms.learning import GiveForm, PairForm, TakeBackForm, WishAnswerForm
from teams.models import GivenPath, LearningPath, LearningWish, Pairing, User
from teams.names import first_name
from teams.permissions import organisation_day
from teams.permissions.learning import (
    colleagues_for,
    given_led_by,
    learners_of,
    paths_visible_to,
    wishes_led_by,
)
from teams.queries.learning import wish_words
from teams.queries.learning_team import newcomers_of, team_learning

MOST = 200


@access(LEADERS)
@require_safe
def team(request: HttpRequest) -> HttpResponse:
    """Who is ready for what?"""
    page = team_learning(person_of(request), timezone.now(), request.GET)
    return render(request, "teams/learning/team.html", {"page": page})


def _paths_to_give(person: User) -> QuerySet[LearningPath]:
    found = paths_visible_to(person).filter(archived_at=None, steps__archived_at=None)
    return found.filter(steps__isnull=False).distinct().order_by("name", "pk")


@access(LEADERS)
@require_http_methods(["GET", "HEAD", "POST"])
def give(request: HttpRequest) -> HttpResponse:
    """Who learns this next? An address may begin it: `path` and `person`, once or several times."""
    person = person_of(request)
    now = timezone.now()
    today = organisation_day(now)
    led = learners_of(person, today)
    people = [pk for text in request.GET.getlist("person")[:MOST] if (pk := _number(text))]
    begun = {
        "path": _number(request.GET.get("path", "")),
        "people": people,
    }
    form = GiveForm(
        _paths_to_give(person),
        led,
        newcomers_of(person, today),
        request.POST if request.method == "POST" else None,
        begun,
    )
    if form.is_bound and form.is_valid():
        values = form.cleaned_data
        given: list[GivenPath] = []

        def act() -> None:
            given.extend(
                actions.give_path(
                    person,
                    values["path"],
                    values["chosen"],
                    begins_on=values["begins_on"],
                    why=values["why"],
                    now=now,
                )
            )

        if attempt(form, act):
            messages.success(request, _given_words(values["path"], values["chosen"], given))
            return redirect("teams:learning_team")
    context = {"form": form, "anybody": led.exists(), "paths": _paths_to_give(person).exists()}
    return render(request, "teams/learning/give.html", context)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else None


def _given_words(path: LearningPath, chosen: list[User], given: list[GivenPath]) -> str:
    had = len(chosen) - len(given)
    rest = "" if not had else f" {had} had it already." if given else ""
    if not given:
        return f"“{path.name}”: all of them had it already."
    if len(given) == 1:
        return f"{given[0].person.name} has “{path.name}” now, and is told.{rest}"
    return f"{len(given)} people have “{path.name}” now, and are told.{rest}"


def _led(request: HttpRequest, pk: int) -> GivenPath:
    found = given_led_by(person_of(request), organisation_day(timezone.now()))
    return get_object_or_404(found.select_related("path", "person"), pk=pk)


@access(LEADERS)
@require_POST
def ready(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody is ready."""
    given = _led(request, pk)
    try:
        actions.say_ready(person_of(request), given, now=timezone.now())
        messages.success(request, f"{given.person.name} is ready, and is told.")
    except ActionRefused as refused:
        messages.error(request, refused.message)
    return redirect("teams:learning_team")


@access(LEADERS)
@require_http_methods(["GET", "HEAD", "POST"])
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """It was not for them after all: why?"""
    given = _led(request, pk)
    data = request.POST if request.method == "POST" else None
    form = TakeBackForm(first_name(given.person.name), data)
    if form.is_bound and form.is_valid():
        why, now = form.cleaned_data["why"], timezone.now()
        if attempt(form, lambda: actions.take_back(person_of(request), given, why=why, now=now)):
            messages.success(
                request, f"“{given.path.name}” is taken back. {given.person.name} is told."
            )
            return redirect("teams:learning_team")
    return render(request, "teams/learning/back.html", {"given": given, "form": form})


@access(LEADERS)
@require_POST
def pair_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """A colleague who has not answered need not."""
    led = given_led_by(person_of(request), organisation_day(timezone.now()))
    pairing = get_object_or_404(Pairing.objects.select_related("colleague"), pk=pk, given__in=led)
    try:
        together.withdraw_pairing(person_of(request), pairing, now=timezone.now())
        messages.success(request, f"{pairing.colleague.name} is not asked any more, and is told.")
    except ActionRefused as refused:
        messages.error(request, refused.message)
    return redirect("teams:learning_team")


@access(LEADERS)
@require_http_methods(["GET", "HEAD", "POST"])
def pair(request: HttpRequest, pk: int) -> HttpResponse:
    """Who could stand by?"""
    person = person_of(request)
    given = _led(request, pk)
    now = timezone.now()
    colleagues = colleagues_for(given, organisation_day(now))
    form = PairForm(colleagues, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        colleague = form.cleaned_data["colleague"]
        if attempt(form, lambda: together.ask_to_pair(person, given, colleague, now=now)):
            messages.success(request, f"{colleague.name} is asked.")
            return redirect("teams:learning_team")
    pairings = given.pairings.select_related("colleague").order_by("pk")
    context = {
        "given": given,
        "form": form,
        "anybody": colleagues.exists(),
        "pairings": list(pairings),
    }
    return render(request, "teams/learning/pair.html", context)


@access(LEADERS)
@require_http_methods(["GET", "HEAD", "POST"])
def wish(request: HttpRequest, pk: int) -> HttpResponse:
    """What does somebody want to learn, and what do you say?"""
    person = person_of(request)
    now = timezone.now()
    found = wishes_led_by(person, organisation_day(now)).select_related(
        "person", "path", "answered_by"
    )
    asked: LearningWish = get_object_or_404(found, pk=pk)
    # Whom nobody leads, an administrator answers; a path is for those whom one may give one.
    may_give = learners_of(person, organisation_day(now)).filter(pk=asked.person_id).exists()
    form = WishAnswerForm(
        _paths_to_give(person) if may_give else None,
        request.POST if request.method == "POST" else None,
        {"path": asked.path_id},
    )
    if form.is_bound and form.is_valid():
        values: dict[str, Any] = form.cleaned_data
        if attempt(
            form,
            lambda: together.answer_wish(person, asked, now=now, **values),
            people="path",
        ):
            messages.success(request, f"{asked.person.name} is told.")
            return redirect("teams:learning_team")
    context = {"wish": asked, "words": wish_words(asked), "form": form}
    return render(request, "teams/learning/wish.html", context)
