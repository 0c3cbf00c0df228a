"""Cases to learn from, hard cases from three sides, and answers that contradict each other."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from escalations.actions import conflicts as conflict_actions
from escalations.actions import views as view_actions
from escalations.actions.training_cases import (
    FIELDS,
    Told,
    publish_training_case,
    put_training_case_away,
)
from escalations.addresses import case_path, protocol_path
from escalations.forms.learn import protocols_of
from escalations.forms.told import ConflictForm, SettleForm, TrainingCaseForm, ViewsForm
from escalations.models import Conflict, Escalation, ThreeViews, TrainingCase
from escalations.permissions import (
    can_review,
    can_settle,
    can_write_views,
    conflicts_visible_to,
    escalations_visible_to,
    protocols_visible_to,
)
from escalations.queries.conflicts import Answer, answer_of, conflicts_for, others_like, sides_of
from escalations.queries.told import first_draft, training_lines
from escalations.views.learn import led_case, seen_case, sent
from teams.access import SIGNED_IN, access, person_of
from teams.actions.errors import Stale
from teams.actions.versions import version_of
from teams.forms.base import attempt
from teams.permissions import organisation_day
from teams.views.conflict import conflict_of, with_version

TWO = 2


# --- Cases to learn from -------------------------------------------------------------------------


@access(SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def training_case(request: HttpRequest, pk: int) -> HttpResponse:
    """Let everybody learn from it, with the names taken out."""
    case = led_case(request, pk)
    person = person_of(request)
    there = TrainingCase.objects.filter(escalation=case).first()
    form = TrainingCaseForm(sent(request), _initial(there) or first_draft(case), protocols_of(case))
    context: dict[str, Any] = {"case": case, "there": there, "case_url": case_path(case.pk)}
    status = 200
    if form.is_bound and form.is_valid():
        told = Told(**{field: form.cleaned_data[field] for field in FIELDS})
        more = {
            "protocol": form.cleaned_data["protocol"],
            "version": form.cleaned_data["version"] or None,
        }
        try:
            made: list[TrainingCase] = []
            if attempt(
                form,
                lambda: made.append(
                    publish_training_case(person, case, told, now=timezone.now(), **more)
                ),
            ):
                messages.success(request, "Everybody can learn from it now.")
                return redirect("escalations:training_case", made[0].pk)
        except Stale:
            there = TrainingCase.objects.get(escalation=case)
            theirs = TrainingCaseForm(None, _initial(there) or {}, protocols_of(case))
            context["conflict"], status = conflict_of(there, theirs, form), 409
            again = with_version(request.POST, version_of(there, FIELDS))
            form = TrainingCaseForm(again, {}, protocols_of(case))
            form.is_valid()
    context["form"] = form
    return render(request, "escalations/learn/training_form.html", context, status=status)


def _initial(there: TrainingCase | None) -> dict[str, Any] | None:
    if there is None:
        return None
    said: dict[str, Any] = {field: getattr(there, field) for field in FIELDS}
    return {**said, "protocol": there.protocol_id, "version": version_of(there, FIELDS)}


@access(SIGNED_IN)
@require_safe
def training_cases(request: HttpRequest) -> HttpResponse:
    """What we have learned from: cases without names."""
    page = training_lines(organisation_day(timezone.now()), request.GET)
    return render(request, "escalations/learn/training_list.html", {"page": page})


@access(SIGNED_IN)
@require_safe
def training(request: HttpRequest, pk: int) -> HttpResponse:
    """One of them, with its question first and its answer folded away."""
    found = TrainingCase.objects.filter(archived_at=None).select_related(
        "protocol", "escalation__category", "escalation__team"
    )
    case = get_object_or_404(found, pk=pk)
    context = {
        "told": case,
        "protocol_url": protocol_path(case.protocol.slug) if case.protocol else "",
        "may": can_review(person_of(request), case.escalation),
    }
    return render(request, "escalations/learn/training.html", context)


@access(SIGNED_IN)
@require_POST
def training_away(request: HttpRequest, pk: int) -> HttpResponse:
    """Nobody reads it any more."""
    case = get_object_or_404(TrainingCase.objects.filter(archived_at=None), pk=pk)
    put_training_case_away(person_of(request), case, now=timezone.now())
    messages.success(request, "Put away. It can be published again from the case.")
    return redirect("escalations:training_cases")


# --- Three views ---------------------------------------------------------------------------------


@access(SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def views(request: HttpRequest, pk: int) -> HttpResponse:
    """What the customer wants, what the agent can do, what we offer; why, and what was agreed."""
    case = seen_case(request, pk)
    person = person_of(request)
    if not can_write_views(person, case):
        raise PermissionDenied
    there = ThreeViews.objects.filter(escalation=case).select_related("by").first()
    form = ViewsForm(sent(request), initial=_views(there))
    context: dict[str, Any] = {"case": case, "case_url": case_path(case.pk), "there": there}
    status = 200
    if form.is_bound and form.is_valid():
        said = dict(form.cleaned_data)
        said["version"] = said["version"] or None
        try:
            if attempt(
                form,
                lambda: view_actions.write_views(person, case, now=timezone.now(), **said),
            ):
                messages.success(request, "Kept: the case from three sides.")
                return redirect("escalations:views", pk)
        except Stale:
            there = ThreeViews.objects.get(escalation=case)
            theirs = ViewsForm(None, initial=_views(there))
            context["conflict"], status = conflict_of(there, theirs, form), 409
            again = with_version(request.POST, version_of(there, view_actions.FIELDS))
            form = ViewsForm(again)
            form.is_valid()
    context["form"] = form
    return render(request, "escalations/learn/views.html", context, status=status)


def _views(there: ThreeViews | None) -> dict[str, Any]:
    if there is None:
        return {}
    said: dict[str, Any] = {field: getattr(there, field) for field in view_actions.FIELDS}
    return {**said, "version": version_of(there, view_actions.FIELDS)}


# --- Answers that contradict each other ----------------------------------------------------------


@access(SIGNED_IN)
@require_safe
def conflicts(request: HttpRequest) -> HttpResponse:
    """Reported, settled, and what may be one."""
    found = conflicts_for(person_of(request), timezone.now(), request.GET)
    return render(request, "escalations/learn/conflicts.html", {"found": found})


@access(SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def conflict_new(request: HttpRequest) -> HttpResponse:
    """Say that two answers contradict each other: two of `protocol` and `case` in the address, or one of them, and
    the other is chosen.
    """
    person = person_of(request)
    readable = protocols_visible_to(person).filter(archived_at=None)
    protocols = _asked(request, "protocol", readable)
    cases = _asked(request, "case", escalations_visible_to(person).exclude(state="draft"))
    named = [*protocols, *cases]
    if len(named) not in (1, TWO):
        raise Http404
    today = organisation_day(timezone.now())
    others = others_like(person, named[0], today) if len(named) == 1 else None
    form = ConflictForm(sent(request), others)

    def report() -> None:
        kind, _, pk = form.cleaned_data.get("other", "").partition(":")
        conflict_actions.report_conflict(
            person,
            protocols=_pair([*protocols, *readable.filter(pk=pk if kind == "protocol" else 0)]),
            cases=_pair([*cases, *(Escalation.objects.filter(pk=pk) if kind == "case" else ())]),
            text=form.cleaned_data["text"],
            now=timezone.now(),
        )

    if form.is_bound and form.is_valid() and attempt(form, report):
        messages.success(request, "Reported. Whoever owns them hears of it.")
        return redirect("escalations:conflicts")
    sides = [
        *(Answer(each.title, protocol_path(each.slug)) for each in protocols),
        *(answer_of(each, today) for each in cases),
    ]
    context = {"form": form, "sides": sides, "action": request.get_full_path()}
    return render(request, "escalations/learn/conflict_new.html", context)


def _asked(request: HttpRequest, name: str, found: Any) -> list[Any]:
    """The rows that the address names, each of which must be there for this person; else 404."""
    texts = list(dict.fromkeys(request.GET.getlist(name)))[: TWO + 1]
    if not all(text.isascii() and text.isdigit() and len(text) < 16 for text in texts):
        raise Http404
    rows = list(found.filter(pk__in=texts).order_by("pk")) if texts else []
    if len(rows) != len(texts):
        raise Http404
    return rows


def _pair(rows: list[Any]) -> tuple[Any, Any]:
    return (rows[0] if rows else None, rows[1] if len(rows) == TWO else None)


@access(SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def conflict(request: HttpRequest, pk: int) -> HttpResponse:
    """One of them; whoever owns the answers says which holds."""
    person = person_of(request)
    found = conflicts_visible_to(person).select_related(
        "by", "settled_by", "protocol", "other_protocol", "escalation", "other_escalation"
    )
    row: Conflict = get_object_or_404(found, pk=pk)
    may = can_settle(person, row)
    if request.method == "POST" and not may:
        raise PermissionDenied
    form = SettleForm(sent(request))
    if form.is_bound and form.is_valid():
        settled = form.cleaned_data["settled"]
        if attempt(
            form,
            lambda: conflict_actions.settle_conflict(person, row, text=settled, now=timezone.now()),
            text="settled",
        ):
            messages.success(request, "Settled. Whoever found it hears of it.")
            return redirect("escalations:conflicts")
    context = {
        "row": row,
        "sides": sides_of(row, organisation_day(timezone.now())),
        "form": form if may and row.settled_at is None else None,
    }
    return render(request, "escalations/learn/conflict.html", context)
