"""What stops the next one? The look back on a case, and what is done about its cause."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from escalations import lifecycle
from escalations.actions import remedies as actions
from escalations.actions.reviews import answer_alone, review
from escalations.addresses import case_path, protocol_path
from escalations.forms.learn import (
    NO,
    NOTHING,
    YES,
    DropForm,
    LimitForm,
    ProtocolForm,
    RemedyForm,
    ReviewForm,
    TrainingForm,
)
from escalations.models import Escalation, ProtocolVersion, Remedy, Review
from escalations.permissions import (
    can_finish_remedy,
    can_review,
    escalations_visible_to,
    remedies_visible_to,
)
from escalations.queries.learn import (
    KINDS,
    known_causes,
    last_review,
    similar_to,
    ways,
)
from escalations.queries.remedies import Remedies, open_remedies, over_remedies, remedy_lines
from escalations.views.case import show_case
from escalations.views.going_back import TODAY, address_after
from goals.views.goals import number_asked
from teams.access import SIGNED_IN, access, person_of
from teams.actions.errors import ActionRefused, Stale
from teams.forms.base import attempt
from teams.models import Organisation
from teams.permissions import standing_of
from teams.permissions.decisions import can_write_decision
from teams.views.conflict import Conflict, Difference, shown, with_version
from teams.views.today import today_at

MOST_PAGES = 1_000


def seen_case(request: HttpRequest, pk: int) -> Escalation:
    """The case, where this person may open it; else 404. Drafts are no cases yet."""
    cases = escalations_visible_to(person_of(request)).exclude(state="draft")
    rows = cases.select_related(
        "team", "category", "cause", "logged_by", "claimed_by", "decided_by", "on_duty"
    )
    return get_object_or_404(rows, pk=pk)


def led_case(request: HttpRequest, pk: int) -> Escalation:
    """The case, for who may look back on it; 403 for who sees it but may not."""
    case = seen_case(request, pk)
    if not can_review(person_of(request), case):
        raise PermissionDenied
    return case


def sent(request: HttpRequest) -> Any:
    """What was posted; None for a first look."""
    return request.POST if request.method == "POST" else None


@access(SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def learn(request: HttpRequest, pk: int) -> HttpResponse:
    """Could the agent have decided it, and what stops the next one?"""
    case = led_case(request, pk)
    person, now = person_of(request), timezone.now()
    there = last_review(case)
    whole = there if there is not None and there.is_whole else None
    form = ReviewForm(sent(request), _said(case, there), agent=case.logged_by.name)
    conflict, status = None, 200
    if form.is_bound and form.is_valid():
        try:
            if attempt(form, lambda: review(person, case, now=now, **form.values())):
                messages.success(request, "Kept. What stops the next one?")
                return redirect("escalations:learn", pk)
        except Stale:
            case = seen_case(request, pk)
            conflict, status = _conflict(case, form), 409
            again = with_version(request.POST, str(case.version))
            form = ReviewForm(again, {}, agent=case.logged_by.name)
            form.is_valid()
            there = last_review(case)
            whole = there if there is not None and there.is_whole else None
    today = case.team.clock.day_of(now)
    leads = standing_of(person).leads
    about_it = remedies_visible_to(person).filter(cause=case.cause_id, team=case.team_id)
    context = {
        "case": case,
        "case_url": case_path(case.pk),
        "is_over": case.state in lifecycle.OVER,
        "form": form,
        "review": whole,
        "causes": known_causes(case),
        "ways": ways(whole) if case.cause_id else (),
        "similar": similar_to(person, case, today),
        "remedies": remedy_lines(about_it, person, leads, today) if case.cause_id else (),
        "conflict": conflict,
        "keep_url": request.path,
        "idea": urlencode({"link": case_path(case.pk), "label": f"Escalation {case.pk}"}),
        "decision": _decision(case) if can_write_decision(person, case.team_id) else "",
    }
    return render(request, "escalations/learn/learn.html", context, status=status)


def _decision(case: Escalation) -> str:
    """The query that begins a decision with this case."""
    return urlencode({"team": case.team.slug, "from": case_path(case.pk)})


def _said(case: Escalation, there: Review | None) -> dict[str, Any]:
    """What the form shows at first: what was said before, if anything was."""
    initial: dict[str, Any] = {"version": case.version}
    if there is not None:
        initial["happy_alone"] = YES if there.happy_alone else NO
    if there is not None and there.is_whole:
        initial |= {
            "why_not": there.why_not or NOTHING,
            "cause": case.cause.name if case.cause else "",
            "learned": there.learned,
        }
    return initial


def _conflict(case: Escalation, form: ReviewForm) -> Conflict:
    """What stands there by now, beside what this person wrote."""
    there = last_review(case)
    theirs, yours = _said(case, there), form.cleaned_data
    found = []
    for name in ("happy_alone", "why_not", "cause", "learned"):
        field = form.fields[name]
        as_it_is, written = shown(field, theirs.get(name)), shown(field, yours.get(name))
        if as_it_is != written:
            found.append(Difference(str(field.label), as_it_is, written))
    last = case.steps.select_related("by").order_by("-number").first()
    who = last.by.name if last and last.by else ""
    return Conflict(who, last.at if last else None, tuple(found))


@access(SIGNED_IN)
@require_POST
def alone(request: HttpRequest, pk: int) -> HttpResponse:
    """Would you have been happy for them to decide this alone? `answer` is yes or no."""
    case = led_case(request, pk)
    said = request.POST.get("answer", "")
    if said not in (YES, NO):
        raise Http404
    try:
        answer_alone(person_of(request), case, happy_alone=said == YES, now=timezone.now())
    except ActionRefused as refused:
        return show_case(request, seen_case(request, pk), problem=refused.message, status=409)
    messages.success(request, "Kept: it counts where the limits are.")
    return redirect(address_after(request, pk))


# --- What is done --------------------------------------------------------------------------------


@access(SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def remedy(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """One of the four things that can be done about the cause of a case."""
    case = led_case(request, pk)
    if kind not in Remedy.Kind.values:
        raise Http404
    person, now = person_of(request), timezone.now()
    if case.cause_id is None:
        messages.error(request, actions.NO_CAUSE)
        return redirect("escalations:learn", pk)
    today = case.team.clock.day_of(now)
    form: LimitForm | ProtocolForm | RemedyForm
    if kind == Remedy.Kind.LIMIT:
        form = LimitForm(sent(request), case)
    elif kind == Remedy.Kind.PROTOCOL:
        form = ProtocolForm(sent(request), case)
    else:
        kinds = {Remedy.Kind.TRAINING: TrainingForm, Remedy.Kind.FIX: RemedyForm}
        form = kinds[Remedy.Kind(kind)](sent(request), case, person, today)
    if form.is_bound and form.is_valid():
        act: Any = {
            Remedy.Kind.LIMIT: actions.raise_limit,
            Remedy.Kind.PROTOCOL: actions.write_protocol,
            Remedy.Kind.TRAINING: actions.ask_training,
            Remedy.Kind.FIX: actions.fix_cause,
        }[Remedy.Kind(kind)]
        made: list[Any] = []
        if attempt(form, lambda: made.append(act(person, case, now=now, **form.values()))):
            messages.success(request, _told(case, made[0]))
            return redirect("escalations:learn", pk)
    context = {
        "case": case,
        "form": form,
        "title": KINDS[Remedy.Kind(kind)][0],
        "hint": KINDS[Remedy.Kind(kind)][1],
        "kind": kind,
        "currency": Organisation.objects.get(pk=1).currency,
    }
    return render(request, "escalations/learn/remedy.html", context)


def _told(case: Escalation, made: Any) -> str:
    if isinstance(made, ProtocolVersion):
        path = protocol_path(made.protocol.slug)
        if made.from_case_id == case.pk:
            return f"A draft of “{made.protocol.title}” is started: {path}"
        return f"“{made.protocol.title}” is being changed already. Add to the draft: {path}"
    if isinstance(made, Remedy):
        return f"{made.owner.name} has it, and hears of it."
    return "Proposed. A manager decides, with this case beside it."


@access(SIGNED_IN)
@require_safe
def remedies(request: HttpRequest) -> HttpResponse:
    """What is done so that causes do not come back: yours, and your teams'."""
    person, now = person_of(request), timezone.now()
    today = Organisation.objects.get(pk=1).clock.day_of(now)
    leads = standing_of(person).leads
    part, page = request.GET.get("part", ""), number_asked(request, "page") or 1
    if part not in ("", "open", "over") or page > MOST_PAGES:
        raise Http404
    asked = (remedies_visible_to(person), person, leads, today, page)
    context = {
        "open": open_remedies(*asked) if part != "over" else Remedies(()),
        "over": over_remedies(*asked) if part != "open" else Remedies(()),
        "part": part,
        "page": page,
    }
    return render(request, "escalations/learn/remedies.html", context)


def _visible_remedy(request: HttpRequest, pk: int) -> Remedy:
    found = remedies_visible_to(person_of(request)).select_related("team", "cause", "owner")
    made = get_object_or_404(found, pk=pk)
    if not can_finish_remedy(person_of(request), made):
        raise PermissionDenied
    return made


@access(SIGNED_IN)
@require_POST
def remedy_done(request: HttpRequest, pk: int) -> HttpResponse:
    """It is done."""
    made = _visible_remedy(request, pk)
    try:
        actions.finish_remedy(person_of(request), made, now=timezone.now())
    except ActionRefused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, "Done. From tomorrow on we count whether it comes back.")
    back = request.POST.get("back") == TODAY
    return redirect(today_at() if back else "escalations:remedies")


@access(SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def remedy_drop(request: HttpRequest, pk: int) -> HttpResponse:
    """It is not done after all."""
    made = _visible_remedy(request, pk)
    form = DropForm(sent(request))
    if form.is_bound and form.is_valid():
        why = form.cleaned_data["why"]
        if attempt(
            form,
            lambda: actions.drop_remedy(person_of(request), made, why=why, now=timezone.now()),
        ):
            messages.success(request, "Dropped, with the reason.")
            return redirect("escalations:remedies")
    return render(request, "escalations/learn/drop.html", {"remedy": made, "form": form})
