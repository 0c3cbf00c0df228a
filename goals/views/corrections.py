"""Entering, correcting, withdrawing and leaving out readings, and bringing them back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from goals import dates
from goals.forms.corrections import AwayForm, CorrectionForm, EntryForm
from goals.ingest.by_hand import enter_reading
from goals.ingest.corrections import (
    READING_FIELDS,
    correct_reading,
    exclude_reading,
    restore_reading,
    take_back,
    withdraw_reading,
)
from goals.models import Correction, ExcludedReading, Metric, Reading
from goals.permissions import (
    can_correct_readings_of,
    corrections_visible_to,
    excluded_visible_to,
    readings_visible_to,
)
from goals.queries.decisions import decisions_of
from goals.queries.explained_rows import NO_ONE_AGENT, moment
from goals.queries.figures import sent
from teams.access import LEADERS, SIGNED_IN, access, person_of
from teams.actions.errors import ActionRefused, Stale
from teams.actions.versions import version_of
from teams.forms.base import attempt
from teams.models import Organisation, User
from teams.views.conflict import conflict_of, with_version


@access(LEADERS)
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest, slug: str) -> HttpResponse:
    """A figure that no file and no program counts."""
    metric = get_object_or_404(Metric, slug=slug)
    organisation = get_object_or_404(Organisation, pk=1)
    person, now = person_of(request), timezone.now()
    data = request.POST if request.method == "POST" else None
    form = EntryForm(person, metric, organisation.clock.day_of(now), data)
    if data is not None and form.is_valid():
        made: list[Reading] = []
        entry = form.entry()
        if attempt(form, lambda: made.append(enter_reading(person, metric, entry, now=now))):
            messages.success(request, f"Entered. {metric.name} is worked out again with it.")
            return redirect(explain_url(made[0]))
    context = {"metric": metric, "form": form}
    return render(request, "goals/reading_new.html", context)


@access(SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def reading(request: HttpRequest, pk: int) -> HttpResponse:
    """One reading: correct it, leave it out, withdraw it. Each with its reason."""
    person = person_of(request)
    found = (
        readings_visible_to(person).select_related("metric", "team", "source").filter(pk=pk).first()
    )
    if found is None:
        return _done_before(request, pk)
    if not can_correct_readings_of(person, found.team_id, found.agent_id):
        raise PermissionDenied
    wish = request.POST.get("do", "") if request.method == "POST" else ""
    if request.method == "POST" and wish not in ("correct", "exclude", "withdraw"):
        raise Http404
    forms_ = _forms(found, request.POST, wish)
    if wish and forms_[wish].is_valid():
        return _act(request, found, wish, forms_)
    return _page(request, found, forms_)


def _forms(found: Reading, data: Any, wish: str) -> dict[str, Any]:
    """The three forms of the page; what was sent belongs to the one whose button was pressed."""

    def given(name: str) -> Any:
        return data if wish == name else None

    return {
        "correct": CorrectionForm(found, given("correct")),
        "exclude": AwayForm("Why would counting it be unfair?", "exclude", given("exclude")),
        "withdraw": AwayForm("Why should it not be there?", "withdraw", given("withdraw")),
    }


def _act(request: HttpRequest, found: Reading, wish: str, forms_: dict[str, Any]) -> HttpResponse:
    person, now = person_of(request), timezone.now()
    form = forms_[wish]
    values = form.cleaned_data
    undo: list[str] = []

    def correct() -> None:
        correct_reading(
            person,
            found,
            value=values["value"],
            weight=values.get("weight"),
            reason=values["reason"],
            version=values["version"],
            now=now,
        )

    def exclude() -> None:
        row = exclude_reading(person, found, reason=values["reason"], now=now)
        undo.append(f"undo={reverse('goals:excluded_restore', args=[row.pk])}")

    def withdraw() -> None:
        row = withdraw_reading(person, found, reason=values["reason"], now=now)
        undo.append(f"undo={reverse('goals:correction_undo', args=[row.pk])}")

    acts: dict[str, tuple[Callable[[], None], str]] = {
        "correct": (correct, "Corrected. The figures follow."),
        "exclude": (exclude, "Left out. It counts nowhere, and can be brought back."),
        "withdraw": (withdraw, "Withdrawn. The figures follow."),
    }
    act, said = acts[wish]
    try:
        if attempt(form, act):
            messages.success(request, said, extra_tags=" ".join(undo))
            return redirect(explain_url(found))
    except Stale:
        return _conflict(request, found.pk, form)
    return _page(request, found, forms_)


def _page(
    request: HttpRequest,
    found: Reading,
    forms_: dict[str, Any],
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    clock = found.team.clock
    today = clock.day_of(timezone.now())
    agent = User.objects.filter(pk=found.agent_id).first()
    change = (
        Correction.objects.filter(
            source=found.source, metric=found.metric, external_id=found.external_id
        )
        .exclude(kind=Correction.Kind.MOVED)
        .select_related("by")
        .first()
    )
    context = {
        "reading": found,
        "metric": found.metric,
        "who": agent.name if agent else NO_ONE_AGENT,
        "at": moment(clock, found.at, today),
        "zone": clock.zone,
        "day": dates.day(found.day, today),
        "figure": sent(found.metric, found.value, found.weight),
        "change": change,
        "sent": sent(found.metric, change.sent_value, change.sent_weight) if change else "",
        "back": explain_url(found),
        "here": reverse("goals:reading", args=[found.pk]),
        **{f"{name}_form": form for name, form in forms_.items()},
        **more,
    }
    return render(request, "goals/reading.html", context, status=status)


def _conflict(request: HttpRequest, pk: int, form: CorrectionForm) -> HttpResponse:
    """Both texts: what stands now, and what this person wrote, ready to be sent over it."""
    now = (
        readings_visible_to(person_of(request))
        .select_related("metric", "team", "source")
        .get(pk=pk)
    )
    again = with_version(request.POST, version_of(now, READING_FIELDS))
    conflict = conflict_of(now, CorrectionForm(now), form)
    return _page(request, now, _forms(now, again, "correct"), status=409, conflict=conflict)


def _done_before(request: HttpRequest, pk: int) -> HttpResponse:
    """A reading that was there until somebody left it out or withdrew it, perhaps by a first click."""
    person = person_of(request)
    for rows in (excluded_visible_to(person), corrections_visible_to(person)):
        row = rows.filter(reading_id=pk).select_related("metric").first()
        if row is not None:
            messages.info(request, "This reading does not count any more.")
            return redirect("goals:excluded", row.metric.slug)
    raise Http404


def explain_url(found: Reading) -> str:
    """Where the figure of the reading's day is explained."""
    query = {"team": found.team.slug, "from": found.day, "until": found.day}
    return f"{reverse('goals:metric_explain', args=[found.metric.slug])}?{urlencode(query)}"


# --- What was decided ----------------------------------------------------------------------------


@access(LEADERS)
@require_safe
def excluded(request: HttpRequest, slug: str) -> HttpResponse:
    """What was left out, corrected and withdrawn by hand, by whom and why; and the way back."""
    metric = get_object_or_404(Metric, slug=slug)
    organisation = get_object_or_404(Organisation, pk=1)
    today = organisation.clock.day_of(timezone.now())
    context = {"metric": metric, "found": decisions_of(person_of(request), metric, today)}
    return render(request, "goals/excluded.html", context)


@access(LEADERS)
@require_POST
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Count a reading again that was left out."""
    person = person_of(request)
    rows = excluded_visible_to(person).select_related("metric")
    row: ExcludedReading = get_object_or_404(rows, pk=pk)
    return _bring_back(
        request,
        row.metric,
        lambda: restore_reading(person, row, now=timezone.now()),
        "It counts again, as it did before.",
    )


@access(LEADERS)
@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Have a reading say again what its source had sent."""
    person = person_of(request)
    rows = corrections_visible_to(person).select_related("metric")
    row: Correction = get_object_or_404(rows, pk=pk)
    return _bring_back(
        request,
        row.metric,
        lambda: take_back(person, row, now=timezone.now()),
        "It says again what its source had sent.",
    )


def _bring_back(
    request: HttpRequest, metric: Metric, act: Callable[[], object], said: str
) -> HttpResponse:
    try:
        act()
    except ActionRefused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, said)
    return redirect("goals:excluded", metric.slug)
