"""Amends of a case: given, asked for, answered, taken back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from escalations.actions.amends import (
    answer_request,
    drop_request,
    give_amends,
    reverse_amends,
)
from escalations.forms.cases import AmendsForm, AnswerAmendsForm, CaseForm, ReverseForm
from escalations.models import Amends, AmendsKind, AmendsRequest, Escalation
from escalations.permissions import can_answer
from escalations.queries.agreed import Agreed, agreed_of
from escalations.queries.budgets import budget_of
from escalations.queries.limits import limit_for
from escalations.views.case import show_case, visible_case
from escalations.views.going_back import address_after
from goals import formats
from teams.access import SIGNED_IN, access, person_of
from teams.actions.errors import ActionRefused
from teams.models import Organisation, User

FORM = "escalations/act.html"


@access(SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def give(request: HttpRequest, pk: int) -> HttpResponse:
    """What is given to put it right, within whose limit?"""
    current = visible_case(request, pk)
    person = person_of(request)
    if current.logged_by_id != person.pk and not can_answer(person, current):
        raise PermissionDenied
    agreed = agreed_of(current)
    form = AmendsForm(
        request.POST if request.method == "POST" else None, initial=_agreed_to(agreed)
    )
    values = _values(form)
    if values is not None:
        done = _tried(form, lambda: give_amends(person, current, now=timezone.now(), **values))
        if done is not None:
            said = (
                "Given, and in the ledger."
                if isinstance(done, Amends)
                else "That needs somebody else's yes. They have been asked."
            )
            messages.success(request, said)
            return redirect("escalations:case", pk)
    lede = _lede(person, current, _agreed_words(agreed, current))
    context = {"title": "Make amends", "lede": lede, "submit": "Give it"}
    return _shown(request, current, form, context)


def _agreed_to(agreed: Agreed | None) -> dict[str, Any]:
    """What the form shows at first: what a leader agreed to, so that nobody writes it again."""
    if agreed is None:
        return {"kind": "refund"}
    return {"kind": agreed.kind or "refund", "amount": f"{agreed.amount.normalize():f}"}


def _agreed_words(agreed: Agreed | None, current: Escalation) -> str:
    """`Marcus Webb agreed to £90: that needs no second yes.`; empty where it does, or nobody agreed to a sum."""
    if agreed is None or not agreed.covers(current, agreed.kind or "refund", agreed.amount):
        return ""
    shown = formats.money(agreed.amount, Organisation.objects.get(pk=1).currency)
    return f"{agreed.by.name} agreed to {shown}: that needs no second yes."


def _values(form: CaseForm) -> dict[str, Any] | None:
    """What was sent, without what only the page needs; None where nothing was, or it is not right."""
    if not form.is_bound or not form.is_valid():
        return None
    return {k: v for k, v in form.cleaned_data.items() if k not in ("version", "back")}


def _tried(form: CaseForm, action: Callable[[], Any]) -> Any:
    """What the action gives; None where it is refused, with why at its field."""
    try:
        return action()
    except ActionRefused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, refused.message)
        return None


def _lede(person: User, current: Escalation, agreed: str = "") -> str:
    """`Yours alone: refund up to £75. £120 of £500 given in November. £380 left.`"""
    currency = Organisation.objects.get(pk=1).currency
    today = current.team.clock.day_of(timezone.now())
    yours = [
        f"{AmendsKind(kind).label.lower()} up to {formats.money(limit, currency)}"
        for kind in AmendsKind.values
        if (limit := limit_for(person, current.category, kind)) is not None
    ]
    others = "Anything else" if agreed else "All of it"
    alone = f"Yours alone: {', '.join(yours)}." if yours else f"{others} needs somebody else's yes."
    alone = f"{agreed} {alone}".strip()
    if not can_answer(person, current):
        return alone
    return f"{alone} {budget_of(current.team, today).words(currency, today)}"


@access(SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, pk: int, asked: int) -> HttpResponse:
    """Do you agree to what somebody would give?"""
    current = visible_case(request, pk)
    person = person_of(request)
    wanted = _request(current, asked)
    if not can_answer(person, current) or wanted.asked_by_id == person.pk:
        raise PermissionDenied
    over = "" if wanted.state != AmendsRequest.State.WAITING else _over_budget(current, wanted)
    form = AnswerAmendsForm(request.POST if request.method == "POST" else None, over=over)
    values = _values(form)
    if values is not None:
        approve = request.POST.get("as") == "agreed"
        done = _tried(
            form,
            lambda: answer_request(
                person, wanted, approve=approve, now=timezone.now(), line=values["line"]
            ),
        )
        if done is not None:
            messages.success(
                request, "Given, and in the ledger." if approve else "They have your answer."
            )
            return redirect(address_after(request, pk))
        if "reason" not in form.fields and wanted.state != AmendsRequest.State.WAITING:
            return show_case(request, current, problem="It is answered already.", status=409)
    currency = Organisation.objects.get(pk=1).currency
    what = wanted.what or wanted.get_kind_display()
    amount = formats.money(wanted.amount, currency)
    context = {
        "title": f"Give {amount}?",
        "lede": f"{wanted.asked_by.name} asks for it: {what}. {_lede(person, current)}",
        "speech": wanted.line,
        "choices": (("agreed", "Agree to it", "btn--primary"), ("refused", "Not this time", "")),
    }
    return _shown(request, current, form, context)


def _over_budget(current: Escalation, wanted: AmendsRequest) -> str:
    """`That is £186 over North's budget.`; empty where it is not."""
    over = budget_of(current.team, current.team.clock.day_of(timezone.now())).over(wanted.amount)
    if not over:
        return ""
    shown = formats.money(over, Organisation.objects.get(pk=1).currency)
    return f"That is {shown} over {current.team.name}'s budget."


def _request(current: Escalation, pk: int) -> AmendsRequest:
    rows = AmendsRequest.objects.filter(escalation=current).select_related("asked_by")
    return get_object_or_404(rows, pk=pk)


@access(SIGNED_IN)
@require_POST
def drop(request: HttpRequest, pk: int, asked: int) -> HttpResponse:
    """It is not needed any more, says who asked."""
    current = visible_case(request, pk)
    wanted = _request(current, asked)
    if wanted.asked_by_id != request.user.pk:
        raise PermissionDenied
    try:
        drop_request(person_of(request), wanted, now=timezone.now())
    except ActionRefused as refused:
        return show_case(request, current, problem=refused.message, status=409)
    messages.success(request, "Nobody is asked for it any more.")
    return redirect("escalations:case", pk)


@access(SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def back(request: HttpRequest, pk: int, entry: int) -> HttpResponse:
    """Take an entry back by a counter-entry."""
    current = visible_case(request, pk)
    person = person_of(request)
    if not can_answer(person, current):
        raise PermissionDenied
    row = get_object_or_404(Amends, pk=entry, escalation=current)
    form = ReverseForm(request.POST if request.method == "POST" else None)
    values = _values(form)
    if values is not None:
        done = _tried(form, lambda: reverse_amends(person, row, now=timezone.now(), **values))
        if done is not None:
            messages.success(request, "Taken back by a counter-entry.")
            return redirect("escalations:case", pk)
    amount = formats.money(row.amount, Organisation.objects.get(pk=1).currency)
    context = {
        "title": f"Take {amount} back?",
        "lede": "The entry stays in the ledger; a counter-entry takes it back.",
        "submit": "Take it back",
        "danger": True,
    }
    return _shown(request, current, form, context)


def _shown(
    request: HttpRequest, current: Escalation, form: CaseForm, context: dict[str, Any]
) -> HttpResponse:
    shown = {"case": current, "form": form, "can_send": True, **context}
    return render(request, FORM, shown)
