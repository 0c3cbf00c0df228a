"""How long things are kept: an administrator's to say, and told in numbers before anything is gone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.forms import BoundField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from teams.access import ADMINISTRATORS, access, person_of
from teams.actions.keeping import set_keeping
from teams.forms.keeping import KeepingForm
from teams.keeping import HOUR, kept_since, kinds
from teams.models import Keeping, Organisation


@dataclass(frozen=True, slots=True)
class Line:
    """A kind on the page: its choice, how many would go by it, and what the last night did."""

    field: BoundField
    due: int
    last: Keeping | None


@access(ADMINISTRATORS)
@require_http_methods(["GET", "HEAD", "POST"])
def keeping(request: HttpRequest) -> HttpResponse:
    """How long each kind is kept. A shorter time is asked about once more where something would go by it."""
    now, offered = timezone.now(), kinds()
    rows = {row.kind: row for row in Keeping.objects.all()}
    kept = {key: row.months for key, row in rows.items()}
    form = KeepingForm(offered, kept, request.POST if request.method == "POST" else None)
    chosen: dict[str, int | None] = {**kept}
    if form.is_valid():
        chosen = form.chosen()
    due = _due(chosen, now)
    new = {key for key, number in due.items() if number and chosen[key] != kept.get(key)}
    if form.is_valid() and (not new or request.POST.get("sure")):
        changed = set_keeping(person_of(request), chosen, now=now)
        messages.success(request, _saved(len(changed), sum(due[key] for key in new)))
        return redirect("teams:keeping")
    lines = [Line(form[kind.key], due.get(kind.key, 0), rows.get(kind.key)) for kind in offered]
    context = {"form": form, "lines": lines, "asks": bool(new) and form.is_bound, "hour": HOUR}
    return render(request, "teams/keeping.html", context)


def _due(chosen: dict[str, int | None], now: datetime) -> dict[str, int]:
    """How many of each kind would go. One statement for each that is limited, and one for the clock."""
    organisation = Organisation.objects.first()
    if organisation is None:
        return {}
    return {
        kind.key: kind.due(kept_since(months, organisation.clock, now)).count()
        for kind in kinds()
        if (months := chosen.get(kind.key))
    }


def _saved(changed: int, going: int) -> str:
    if not changed:
        return "Nothing was changed."
    if not going:
        return "How long things are kept is saved."
    return f"Saved. Next night {going:,} {'goes' if going == 1 else 'go'}; until then choose otherwise to keep them."
