"""Limits: where each is, whether it holds us back, proposing and deciding."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from escalations.actions import limits as actions
from escalations.actions.proposing import propose_limit
from escalations.forms.limits import DeclineForm, LimitForm, ProposeForm
from escalations.models import MANAGER_LEVEL, Limit, LimitProposal
from escalations.permissions import (
    can_answer_limit,
    can_propose_limits,
    can_set_amount,
    can_set_limits,
)
from escalations.queries.limit_page import history_of, limit_page, proposal_shown
from escalations.queries.limits import amounts_of
from escalations.views.playbook import the_organisation
from teams.access import LEADERS, MANAGERS, SIGNED_IN, access, person_of
from teams.actions.errors import ActionRefused, Stale
from teams.forms.base import attempt
from teams.models import User
from teams.views.conflict import Conflict, conflict_of


@access(SIGNED_IN)
@require_safe
def limits(request: HttpRequest) -> HttpResponse:
    """Where is each limit, and does it hold us back?"""
    page = limit_page(person_of(request), the_organisation(), timezone.now())
    return render(request, "escalations/limits/list.html", {"page": page})


def _highest(person: User) -> int:
    return MANAGER_LEVEL if can_set_amount(person, MANAGER_LEVEL) else MANAGER_LEVEL - 1


@access(MANAGERS)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Something more that may be given."""
    person = person_of(request)
    form = LimitForm(request.POST if request.method == "POST" else None, highest=_highest(person))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if attempt(
            form,
            lambda: actions.add_limit(
                person,
                category=data["category"],
                name=data["name"],
                kind=data["kind"],
                amounts=form.amounts(),
                reason=data["reason"],
                now=timezone.now(),
            ),
        ):
            messages.success(request, f"{data['name']} is a limit now.")
            return redirect("escalations:limits")
    return render(request, "escalations/limits/edit.html", {"form": form})


@access(SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Up to how much, and why?"""
    limit = get_object_or_404(Limit.objects.select_related("category"), pk=pk)
    person = person_of(request)
    if not can_set_limits(person):
        raise PermissionDenied
    form = _form(limit, person, request)
    if request.method == "POST" and form.is_valid():
        try:
            if attempt(form, lambda: _save(person, limit, form)):
                messages.success(request, f"{form.cleaned_data['name']} is saved.")
                return redirect("escalations:limits")
        except Stale:
            return _conflict(request, limit, form)
    return _edit_shown(request, limit, form)


def _form(limit: Limit, person: User, request: HttpRequest | None = None) -> LimitForm:
    data = request.POST if request is not None and request.method == "POST" else None
    there = amounts_of([limit.pk]).get(limit.pk, {})
    return LimitForm(data, limit=limit, amounts=there, highest=_highest(person))


def _save(person: User, limit: Limit, form: LimitForm) -> None:
    """The amounts first: they are what two people may have changed at once."""
    now = timezone.now()
    if form.amounts():
        actions.set_amounts(
            person,
            limit,
            form.amounts(),
            reason=form.cleaned_data["reason"],
            seen=form.seen_amounts(),
            now=now,
        )
    actions.describe_limit(person, limit, name=form.cleaned_data["name"], now=now)


def _edit_shown(
    request: HttpRequest,
    limit: Limit,
    form: LimitForm,
    *,
    status: int = 200,
    conflict: Conflict | None = None,
) -> HttpResponse:
    context = {
        "limit": limit,
        "form": form,
        "history": history_of(limit, the_organisation(), timezone.now()),
        "conflict": conflict,
    }
    return render(request, "escalations/limits/edit.html", context, status=status)


def _conflict(request: HttpRequest, limit: Limit, sent: LimitForm) -> HttpResponse:
    """Both: the amounts as they stand, and what this person wrote, ready to be sent over them."""
    person = person_of(request)
    current = _form(limit, person)
    again = request.POST.copy()
    again["seen"] = current.initial["seen"]
    there = amounts_of([limit.pk]).get(limit.pk, {})
    form = LimitForm(again, limit=limit, amounts=there, highest=_highest(person))
    return _edit_shown(request, limit, form, status=409, conflict=conflict_of(limit, current, sent))


@access(SIGNED_IN)
@require_POST
def away(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a limit away, or take it out again (`do=restore`)."""
    limit = get_object_or_404(Limit, pk=pk)
    gone = request.POST.get("do") != "restore"
    actions.put_limit_away(person_of(request), limit, away=gone, now=timezone.now())
    words = "is put away: nothing is given by it" if gone else "is in use again"
    messages.success(request, f"{limit.name} {words}.")
    return redirect("escalations:limits")


# --- Proposals -----------------------------------------------------------------------------------


@access(SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest, pk: int) -> HttpResponse:
    """Propose another amount: with one click what the evidence bears, or one's own with a reason."""
    limit = get_object_or_404(Limit.objects.select_related("category"), pk=pk, archived_at=None)
    person = person_of(request)
    if not can_propose_limits(person):
        raise PermissionDenied
    initial = {"level": request.GET.get("level", "0")}
    form = ProposeForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        made: list[LimitProposal] = []
        if attempt(
            form,
            lambda: made.append(
                propose_limit(
                    person,
                    limit,
                    level=data["level"],
                    amount=data["amount"],
                    reason=data["reason"],
                    now=timezone.now(),
                )
            ),
        ):
            messages.success(request, "Proposed, with the evidence. A manager decides.")
            return redirect("escalations:limit_proposal", made[0].pk)
    context = {"limit": limit, "form": form}
    return render(request, "escalations/limits/propose.html", context)


@access(LEADERS)
@require_http_methods(["GET", "HEAD", "POST"])
def proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """Shall it be so? `do=agree` with one click, `do=decline` with a line."""
    person = person_of(request)
    rows = LimitProposal.objects.select_related("limit__category", "by", "answered_by")
    found = get_object_or_404(rows, pk=pk)
    form = DeclineForm()
    if request.method == "POST":
        if not can_answer_limit(person, found):
            raise PermissionDenied
        agree = request.POST.get("do") == "agree"
        if not agree:
            form = DeclineForm(request.POST)
        if agree or form.is_valid():
            line = "" if agree else form.cleaned_data["line"]
            if _answered(request, found, form, agree=agree, line=line):
                return redirect("escalations:limits")
            found = get_object_or_404(rows, pk=pk)
    shown = proposal_shown(found, person, the_organisation(), timezone.now())
    context = {"proposal": shown, "limit": found.limit, "form": form}
    return render(request, "escalations/limits/proposal.html", context)


def _answered(
    request: HttpRequest, found: LimitProposal, form: DeclineForm, *, agree: bool, line: str
) -> bool:
    person = person_of(request)
    if agree:
        try:
            actions.answer_limit(person, found, agree=True, now=timezone.now())
        except ActionRefused as refused:
            messages.error(request, refused.message)
            return False
        messages.success(request, f"Agreed. It holds from now on, and {found.by.name} is told.")
        return True
    if attempt(
        form,
        lambda: actions.answer_limit(person, found, agree=False, line=line, now=timezone.now()),
    ):
        messages.success(request, f"Declined. {found.by.name} reads your line.")
        return True
    return False
