"""A case: what happened, what was promised, how it ended; and what is done about it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from escalations.forms.cases import AmendsForm, DecideForm, DeclineForm, NoteForm
from escalations.models import Escalation
from escalations.permissions import escalations_visible_to
from escalations.queries.case import case_page
from teams.access import SIGNED_IN, access, person_of

RELATED = ("team", "category", "logged_by", "claimed_by", "decided_by", "on_duty", "writing")


def visible_case(request: HttpRequest, pk: int) -> Escalation:
    """The case, where this person may see it; else 404. A draft is written on, not looked at."""
    rows = escalations_visible_to(person_of(request)).exclude(state=Escalation.State.DRAFT)
    return get_object_or_404(rows.select_related(*RELATED), pk=pk)


@access(SIGNED_IN)
@require_safe
def case(request: HttpRequest, pk: int) -> HttpResponse:
    """What happened, what was promised, how did it end?"""
    return show_case(request, visible_case(request, pk))


def show_case(
    request: HttpRequest, current: Escalation, *, problem: str = "", status: int = 200
) -> HttpResponse:
    """The page; with `problem`, why what was asked for is not possible as the case stands."""
    page = case_page(person_of(request), current, timezone.now())
    initial = {"version": page.version}
    context: dict[str, Any] = {
        "page": page,
        "problem": problem,
        "decide": DecideForm(initial=initial, prefix=None),
        "decline": DeclineForm(initial=initial),
        "note": NoteForm(),
        "amends": AmendsForm(),
    }
    return render(request, "escalations/case.html", context, status=status)
