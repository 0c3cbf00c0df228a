"""The catalogue of rewards and their budgets."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from goals.actions import reward_catalogue as actions
from goals.actions.reward_catalogue import KIND_FIELDS
from goals.forms.rewards import BudgetForm, KindForm
from goals.models import RewardBudget, RewardKind
from goals.queries.purses import price
from teams.access import ADMINISTRATORS, MANAGERS, access, person_of
from teams.actions.errors import Stale
from teams.actions.versions import version_of
from teams.forms.base import attempt
from teams.models import Organisation, Team
from teams.views.conflict import conflict_of, with_version


@access(MANAGERS)
@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """What can be given, and what does it cost?"""
    currency = get_object_or_404(Organisation, pk=1).currency
    kinds = list(RewardKind.objects.all())
    context = {
        "kinds": [(kind, price(kind.cost, currency)) for kind in kinds if not kind.archived_at],
        "away": [(kind, price(kind.cost, currency)) for kind in kinds if kind.archived_at],
    }
    return render(request, "goals/rewards/catalogue.html", context)


@access(MANAGERS)
@require_http_methods(["GET", "HEAD", "POST"])
def kind_new(request: HttpRequest) -> HttpResponse:
    """Something new that can be given."""
    return _kind(request, None)


@access(MANAGERS)
@require_http_methods(["GET", "HEAD", "POST"])
def kind_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """What changes? What was given keeps the cost it had."""
    return _kind(request, get_object_or_404(RewardKind, pk=pk))


def _kind(request: HttpRequest, kind: RewardKind | None) -> HttpResponse:
    version = version_of(kind, KIND_FIELDS) if kind else ""
    form = KindForm(kind, version, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            if attempt(
                form,
                lambda: actions.save_kind(
                    person_of(request),
                    kind,
                    name=data["name"],
                    what=data["what"],
                    cost=data["cost"],
                    version=data["version"] or None,
                    now=timezone.now(),
                ),
            ):
                messages.success(request, f"{data['name']} is in the catalogue.")
                return redirect("goals:reward_catalogue")
        except Stale:
            found = get_object_or_404(RewardKind, pk=kind.pk if kind else 0)
            version = version_of(found, KIND_FIELDS)
            context = {
                "kind": found,
                "form": KindForm(found, version, with_version(request.POST, version)),
                "conflict": conflict_of(found, KindForm(found, version), form),
            }
            return render(request, "goals/rewards/kind.html", context, status=409)
    return render(request, "goals/rewards/kind.html", {"kind": kind, "form": form})


@access(MANAGERS)
@require_POST
def kind_state(request: HttpRequest, pk: int) -> HttpResponse:
    """Give it no more, or again."""
    kind = get_object_or_404(RewardKind, pk=pk)
    wish = request.POST.get("to", "")
    if wish not in {"archive", "restore"}:
        raise Http404
    away = wish == "archive"
    actions.put_kind_away(person_of(request), kind, away=away, now=timezone.now())
    words = "is not given any more" if away else "can be given again"
    messages.success(request, f"{kind.name} {words}.")
    return redirect("goals:reward_catalogue")


@access(ADMINISTRATORS)
@require_http_methods(["GET", "HEAD", "POST"])
def budgets(request: HttpRequest) -> HttpResponse:
    """Who may spend how much, from when on?"""
    organisation = get_object_or_404(Organisation, pk=1)
    now = timezone.now()
    today = organisation.clock.day_of(now)
    teams = Team.objects.filter(archived_at=None)
    form = BudgetForm(
        teams,
        organisation.name,
        request.POST if request.method == "POST" else None,
        {"cadence": RewardBudget.Cadence.MONTHLY, "since": today},
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if attempt(
            form,
            lambda: actions.set_budget(
                person_of(request),
                team=data["team"],
                cadence=data["cadence"],
                since=data["since"],
                amount=data["amount"],
                reason=data["reason"],
                now=now,
            ),
        ):
            messages.success(request, "Set. It holds from the first day of that month or quarter.")
            return redirect("goals:reward_budgets")
    rows = RewardBudget.objects.select_related("team", "set_by").order_by("-id")[:50]
    context = {
        "form": form,
        "rows": [(row, price(row.amount, organisation.currency)) for row in rows],
        "organisation": organisation,
    }
    return render(request, "goals/rewards/budgets.html", context)
