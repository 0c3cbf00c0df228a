"""Tasks that are handed over: one's own, an offer, one task, and each step of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from feedback import delegated_life as life
from feedback.actions.delegated import offer_task
from feedback.actions.delegated_holding import undo_accept
from feedback.actions.delegated_rows import RELATED, TaskNotNow, today_of
from feedback.forms.delegated import OWN_DAYS, STRENGTH, WISH, OfferForm, Versioned
from feedback.models import DelegatedTask, Strength
from feedback.permissions.delegated import (
    is_giver,
    is_holder,
    people_to_hand_to,
    steps_open_to,
    tasks_visible_to,
)
from feedback.queries.delegated_list import task_list
from feedback.queries.delegated_page import task_page
from feedback.queries.delegated_people import whom_it_fits
from feedback.views.delegated_forms import VERBS, Verb, form_for, step_forms
from teams.access import SIGNED_IN, TEAM_LEADERS, access, person_of
from teams.actions.errors import Stale
from teams.forms.base import attempt
from teams.inbox_rows import number_in
from teams.models import User
from teams.names import first_name
from teams.permissions import organisation_day
from teams.views.conflict import with_version
from teams.views.inbox import back_in_inbox
from teams.views.today import back_to_today

LOOK = "look"
_KEPT = ("words", "came_of_it", "why")


def visible_task(request: HttpRequest, pk: int) -> DelegatedTask:
    """The task, where this person may read it; else 404."""
    found = tasks_visible_to(person_of(request)).select_related(*RELATED)
    return get_object_or_404(found, pk=pk)


@access(SIGNED_IN)
@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What do I hold, and what did I hand over?"""
    show, of, after = (request.GET.get(name, "") for name in ("show", "of", "after"))
    page = task_list(person_of(request), show, of, after, timezone.now())
    return render(request, "feedback/tasks/list.html", {"page": page})


# --- The offer -------------------------------------------------------------------------------------


@access(TEAM_LEADERS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Who could take this on? An address may begin it: `to`, `strength` (its slug) and `wish`.

    `look` asks whom it would fit, `choose` takes one of them; what is typed is kept either way.
    """
    viewer, now = person_of(request), timezone.now()
    today = organisation_day(now)
    sent = request.POST if request.method == "POST" else None
    if sent is None or "choose" in sent or sent.get("do") == LOOK:
        initial = _begun(request) if sent is None else {name: sent[name] for name in sent}
        if sent is not None and "choose" in sent:
            initial["to"] = sent["choose"]
        person = _person(viewer, str(initial.get("to", "")), today)
        form = OfferForm(viewer, person, today, initial=initial)
        fits = str(initial.get("fits", ""))
        return _offer_page(request, form, viewer, person, fits, today)
    person = _person(viewer, sent.get("to", ""), today)
    form = OfferForm(viewer, person, today, sent)
    if form.is_valid():
        given, made = form.cleaned_data, []
        if attempt(form, lambda: made.append(offer_task(viewer, now=now, **given))):
            messages.success(request, f"{given['to'].name} has your offer.")
            return redirect("feedback:task", made[0].pk)
    return _offer_page(request, form, viewer, person, sent.get("fits", ""), today)


def _offer_page(
    request: HttpRequest,
    form: OfferForm,
    viewer: User,
    person: User | None,
    fits: str,
    today: date,
) -> HttpResponse:
    strength = _strength_of(fits)
    context = {
        "form": form,
        "person": person,
        "strength": strength,
        "people": [] if strength is None else whom_it_fits(viewer, strength, today),
    }
    return render(request, "feedback/tasks/new.html", context)


def _begun(request: HttpRequest) -> dict[str, Any]:
    """What an address says: who, and what it fits."""
    asked = request.GET
    found: dict[str, Any] = {"to": asked.get("to", "")[:18]}
    strength = Strength.objects.filter(slug=asked.get("strength", "")[:50], archived_at=None)
    slug = strength.first() if asked.get("strength") else None
    if slug is not None:
        found["fits"] = f"{STRENGTH}{slug.pk}"
    elif _is_number(asked.get("wish", "")):
        found["fits"] = f"{WISH}{asked['wish']}"
    return found


def _person(viewer: User, text: str, today: date) -> User | None:
    """Whoever is chosen, among the people one leads."""
    if not _is_number(text):
        return None
    return people_to_hand_to(viewer, today).filter(pk=int(text)).first()


def _strength_of(fits: str) -> Strength | None:
    number = fits.removeprefix(STRENGTH)
    if not fits.startswith(STRENGTH) or not _is_number(number):
        return None
    return Strength.objects.filter(pk=int(number), archived_at=None).first()


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 18


# --- One task --------------------------------------------------------------------------------------


@access(SIGNED_IN)
@never_cache
@require_safe
def item(request: HttpRequest, pk: int) -> HttpResponse:
    """What is it, how does it stand, and what is the next step?"""
    return show_task(request, visible_task(request, pk))


def show_task(
    request: HttpRequest,
    task: DelegatedTask,
    *,
    sent: tuple[Verb, Versioned] | None = None,
    problem: str = "",
    kept: str = "",
    status: int = 200,
) -> HttpResponse:
    """The page. `problem` says why what was asked for is not possible, `kept` are words typed for it."""
    page = task_page(person_of(request), task, timezone.now())
    context: dict[str, Any] = {
        "page": page,
        "steps": step_forms(task, page.steps, page.today, sent),
        "refused": sent[1] if sent is not None else None,
        "problem": problem,
        "kept": kept,
    }
    return render(request, "feedback/tasks/item.html", context, status=status)


Page = Callable[..., HttpResponseBase]


def page_of(verb: Verb) -> Page:
    """Where the form of a step is sent to; refused, it stands on the task's page again."""

    @access(SIGNED_IN)
    @require_POST
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        task, person = visible_task(request, pk), person_of(request)
        may = is_holder if verb.step in life.OF_HOLDER else is_giver
        if not may(person, task):
            raise PermissionDenied
        now = timezone.now()
        today = today_of(task, now)
        form = form_for(verb, task, today, request.POST)
        if not form.is_valid():
            if verb.step not in steps_open_to(person, task):
                problem = TaskNotNow(person, task).message
                return show_task(request, task, problem=problem, kept=_typed(form), status=409)
            return show_task(request, task, sent=(verb, form))
        values = form.values()
        after: list[DelegatedTask] = []
        try:
            done = attempt(
                form,
                lambda: after.append(verb.run(person, task, now=now, **values)),
                own_days=OWN_DAYS[0],
            )
        except TaskNotNow as refused:
            current = visible_task(request, pk)
            return show_task(
                request, current, problem=refused.message, kept=_typed(form), status=409
            )
        except Stale as refused:
            current = visible_task(request, pk)
            again = form_for(verb, current, today, with_version(request.POST, str(current.version)))
            return show_task(
                request, current, sent=(verb, again), problem=refused.message, status=409
            )
        if not done:
            return show_task(request, task, sent=(verb, form))
        names = {"holder": first_name(task.to.name), "giver": first_name(task.by.name)}
        messages.success(request, verb.done.format(**names), extra_tags=_undo_of(verb, after[0]))
        return _gone_on(request, pk)

    return view


def _undo_of(verb: Verb, after: DelegatedTask) -> str:
    """What takes the step back, for a moment, as long as nothing else was said."""
    if verb.step != life.ACCEPT:
        return ""
    return f"undo={reverse('feedback:task_undo', args=[after.pk])}?version={after.version}"


def _gone_on(request: HttpRequest, pk: int) -> HttpResponse:
    """To where it was answered: *Today*, a row of the inbox, else its page."""
    back = request.POST.get("back", "")
    if back == "today":
        return back_to_today()
    inbox = back_in_inbox(person_of(request), back, timezone.now())
    return redirect(inbox or reverse("feedback:task", args=[pk]))


@access(SIGNED_IN)
@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Have what was taken on a moment ago an offer again."""
    task, person = visible_task(request, pk), person_of(request)
    if not is_holder(person, task):
        raise PermissionDenied
    version = number_in(request.GET.get("version", ""))
    try:
        undo_accept(person, task, version=version, now=timezone.now())
    except (TaskNotNow, Stale) as refused:
        current = visible_task(request, pk)
        return show_task(request, current, problem=refused.message, status=409)
    messages.success(request, f"It is an offer again. {first_name(task.by.name)} knows.")
    return _gone_on(request, pk)


def _typed(form: Versioned) -> str:
    """The words that were typed, wherever they go."""
    found = (str(form.data.get(name, "")) for name in _KEPT)
    return next((text for text in found if text), "")


(
    accept, ask, decline, check_in, plan, give_back, answer, close, carry_on, revise, withdraw,
) = map(page_of, VERBS)  # fmt: skip
