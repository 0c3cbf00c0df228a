"""How a verb is a page or a button. What the state does not allow any more is a 409 that keeps the text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from escalations import lifecycle
from escalations.actions.steps import NotNow
from escalations.forms import cases as asked
from escalations.models import Escalation
from escalations.permissions import can_review
from escalations.queries.timeline import timeline_of
from escalations.views.case import RELATED, show_case, visible_case
from escalations.views.going_back import address_after
from teams.access import SIGNED_IN, access, person_of
from teams.actions.errors import ActionRefused, Stale
from teams.models import Organisation, User
from teams.views.conflict import Conflict, Difference, with_version

Values = dict[str, Any]
Run = Callable[[User, Escalation, Values, datetime], Escalation]
Page = Callable[..., HttpResponseBase]


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb as its page and its button know it. `who` may at all; `done` is said when it is done; with
    `asks_alone` a leader is asked then whether the agent could have decided it.
    """

    step: str
    title: Callable[[Escalation], str]
    submit: Callable[[Escalation], str]
    lede: str
    who: Callable[[User, Escalation], bool]
    form: Callable[[User, Escalation, Any], asked.CaseForm]
    run: Run
    done: Callable[[Escalation], str]
    undo: bool = False
    asks_alone: bool = False
    danger: bool = False


def page_of(verb: Verb) -> Page:
    """A page with the verb's form, which posts to itself."""

    @access(SIGNED_IN)
    @require_http_methods(["GET", "HEAD", "POST"])
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        current = visible_case(request, pk)
        person = person_of(request)
        if not verb.who(person, current):
            raise PermissionDenied
        form = verb.form(person, current, request.POST if request.method == "POST" else None)
        form.fields["back"].initial = request.GET.get("back", "")[:300]
        if not form.is_bound:
            if not _is_possible(verb, current):
                return show_case(request, current, problem=_not_any_more(current, verb), status=409)
            if request.headers.get("HX-Request"):
                return _in_the_row(request, current, verb, form)
            return _shown(request, current, verb, form)
        if not form.is_valid():
            return _shown(request, current, verb, form)
        return _done(request, current, verb, form)

    return view


def button_of(verb: Verb) -> Page:
    """A button: no page of its own."""

    @access(SIGNED_IN)
    @require_POST
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        current = visible_case(request, pk)
        person = person_of(request)
        if not verb.who(person, current):
            raise PermissionDenied
        form = verb.form(person, current, request.POST)
        form.is_valid()
        return _done(request, current, verb, form)

    return view


def _done(
    request: HttpRequest, current: Escalation, verb: Verb, form: asked.CaseForm
) -> HttpResponse:
    try:
        after = verb.run(person_of(request), current, form.cleaned_data, timezone.now())
    except (NotNow, Stale) as refused:
        return _too_late(request, current.pk, verb, form, refused)
    except ActionRefused as refused:
        if not form.visible_fields():
            return show_case(request, anew(current.pk), problem=refused.message, status=409)
        form.add_error(refused.field if refused.field in form.fields else None, refused.message)
        return _shown(request, current, verb, form)
    undo = reverse("escalations:undo", args=[current.pk])
    tags = [f"undo={undo}?version={after.version}"] if verb.undo else []
    text = verb.done(after)
    if verb.asks_alone and not form.cleaned_data.get("alone") and asks_alone(request, after):
        text = f"{text} {asked.happy_alone(after)}"
        tags.append(f"ask={reverse('escalations:alone', args=[after.pk])}?{_back(request)}")
    messages.success(request, text, extra_tags=" ".join(tags))
    return redirect(address_after(request, current.pk))


def asks_alone(request: HttpRequest, after: Escalation) -> bool:
    """Whether it is over, and this person may say whether it had to come to them."""
    return after.state in lifecycle.OVER and can_review(person_of(request), after)


def _back(request: HttpRequest) -> str:
    return urlencode({"back": request.POST.get("back", "")[:300]})


def anew(pk: int) -> Escalation:
    """The case as it stands by now."""
    return Escalation.objects.select_related(*RELATED).get(pk=pk)


def _is_possible(verb: Verb, current: Escalation) -> bool:
    return verb.step in lifecycle.allowed(current.state, decided=bool(current.outcome))


def _not_any_more(current: Escalation, verb: Verb) -> str:
    return NotNow(current, verb.step).message


def _too_late(
    request: HttpRequest,
    pk: int,
    verb: Verb,
    form: asked.CaseForm,
    refused: ActionRefused,
) -> HttpResponse:
    """Somebody was here first: what they did, beside what was typed, which is ready to be sent again."""
    current = anew(pk)
    if not form.visible_fields():
        return show_case(request, current, problem=refused.message, status=409)
    now = timezone.now()
    currency = Organisation.objects.get(pk=1).currency
    last = next((one for one in reversed(timeline_of(current, currency, now)) if one.who), None)
    theirs = "" if last is None else f"{last.who} {last.what}. {last.text}".strip()
    differences = tuple(
        Difference(str(bound.label), theirs, str(bound.value() or ""))
        for bound in form.visible_fields()
        if bound.value() and not isinstance(bound.field.widget, forms.RadioSelect)
    )
    sent = with_version(request.POST, str(current.version))
    again = verb.form(person_of(request), current, sent)
    again.is_valid()
    conflict = Conflict("" if last is None else last.who, None, differences)
    return _shown(
        request, current, verb, again, conflict=conflict, problem=refused.message, status=409
    )


def _in_the_row(
    request: HttpRequest, current: Escalation, verb: Verb, form: asked.CaseForm
) -> HttpResponse:
    """The form alone, for the row of the list that asks for it."""
    context = {
        "action": request.path,
        "form": form,
        "submit": verb.submit(current),
        "ident": str(current.pk),
    }
    return render(request, "escalations/_line.html", context)


def _shown(
    request: HttpRequest,
    current: Escalation,
    verb: Verb,
    form: asked.CaseForm,
    *,
    conflict: Conflict | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        "case": current,
        "form": form,
        "title": verb.title(current),
        "lede": verb.lede,
        "submit": verb.submit(current),
        "danger": verb.danger,
        "conflict": conflict,
        "problem": problem,
        "proposal": current.proposal if verb.step == lifecycle.DECIDE else "",
        "can_send": _is_possible(verb, current),
    }
    return render(request, "escalations/act.html", context, status=status)
