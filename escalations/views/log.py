"""The page on which an escalation is written down while the customer is there; and what it asks the server for."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from escalations import lifecycle
from escalations.access import LOGGERS
from escalations.actions.drafting import FIELDS, missing
from escalations.actions.drafts import (
    Saved,
    ask_for_break,
    decide_alone,
    discard_draft,
    finish_later,
    save_draft,
    send,
    start_draft,
)
from escalations.actions.rest import OTHERS, fill_in, keep_rest, with_others
from escalations.forms.log import LogForm
from escalations.models import Category, Escalation
from escalations.permissions import escalations_visible_to
from escalations.queries.clocks import moment
from escalations.queries.earlier import earlier_of
from escalations.queries.mine import draft_url
from escalations.queries.panel import panel_for
from escalations.views.log_page import (
    blank_form,
    clock_for,
    form_of,
    page_of,
    sent_words,
)
from goals import dates
from teams.access import access, person_of
from teams.actions.errors import ActionRefused, Stale
from teams.forms.base import attempt
from teams.models import Organisation
from teams.views.conflict import Conflict, Difference

PAGE = "escalations/new.html"


def own_case(request: HttpRequest, pk: int) -> Escalation:
    """What this person logged: 404 for what they may not see, 403 for somebody else's."""
    person = person_of(request)
    found = get_object_or_404(
        escalations_visible_to(person).select_related("team", "category", "on_duty", "writing"),
        pk=pk,
    )
    if found.logged_by_id != person.pk:
        raise PermissionDenied
    return found


@access(LOGGERS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def log(request: HttpRequest) -> HttpResponse:
    """What happened?"""
    if request.method == "POST":
        return _posted(request, None)
    return render(request, PAGE, page_of(request, blank_form(request), None))


@access(LOGGERS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Going on with a draft; once it is sent, what became of it."""
    found = own_case(request, pk)
    if request.method == "POST":
        return _posted(request, found)
    return render(request, PAGE, page_of(request, form_of(request, found), found))


def _posted(request: HttpRequest, found: Escalation | None) -> HttpResponse:
    """Keep what stands there, then do what was asked. A refusal leaves it kept, and says what to mend."""
    now = timezone.now()
    if found is not None and request.POST.get("do") in ("discard", "break"):
        return _aside(request, found, now)
    form = form_of(request, found, request.POST)
    if not form.is_valid():
        return render(request, PAGE, page_of(request, form, found))
    if found is not None and found.state != lifecycle.DRAFT:
        # Sent already: by a double click, from another page, or at once because it is urgent.
        fill_in(person_of(request), found, now=now, **_rest(request, form, found))
        return redirect("escalations:draft", found.pk)
    if found is None and not form.has_words():
        return _refused(request, form, None, Escalation())
    return _kept(request, form, found, now)


def _kept(
    request: HttpRequest, form: LogForm, found: Escalation | None, now: datetime
) -> HttpResponse:
    try:
        current = _save(request, form, found, now, settled=True).escalation
    except Stale as stale:
        return _conflict(request, form, stale)
    except ActionRefused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, refused.message)
        return render(request, PAGE, page_of(request, form, found))
    return _done(request, form, current, now)


def _aside(request: HttpRequest, found: Escalation, now: datetime) -> HttpResponse:
    """What is done with a case without reading the form."""
    person = person_of(request)
    if request.POST.get("do") == "break":
        ask_for_break(person, found, now=now)
        messages.success(request, "Whoever leads you sees that you would like a break and a word.")
        return redirect("escalations:draft", found.pk)
    if found.state == lifecycle.DRAFT:
        discard_draft(person, found, now=now)
        messages.success(request, "Thrown away. Nothing of it is left.")
        return redirect("escalations:log")
    return redirect("escalations:draft", found.pk)


def _refused(
    request: HttpRequest, form: LogForm, found: Escalation | None, current: Escalation
) -> HttpResponse:
    """Everything that is missing, at once."""
    for one in missing(current, need=request.POST.get("do") != "alone"):
        form.add_error(one.field, one.message)
    return render(request, PAGE, page_of(request, form, found))


def _done(request: HttpRequest, form: LogForm, current: Escalation, now: datetime) -> HttpResponse:
    do = request.POST.get("do", "save")
    if current.state == lifecycle.DRAFT:
        if do in ("send", "alone") and missing(current, need=do == "send"):
            return _refused(request, form, own_case(request, current.pk), current)
        if not attempt(form, lambda: _do(request, do, form, current, now)):
            return render(request, PAGE, page_of(request, form, own_case(request, current.pk)))
        if do == "later":
            current.refresh_from_db()
            until = moment(current.finish_at or now, now, current.team.clock)
            when = f"on {until}" if "," in until else f"at {until}"
            messages.success(request, f"Kept for later. It comes back to you {when}.")
            return redirect("home")
    return redirect("escalations:draft", current.pk)


def _do(
    request: HttpRequest, do: str, form: LogForm, current: Escalation, now: datetime
) -> Escalation | None:
    person = person_of(request)
    if do == "send":
        return send(person, current, now=now)
    if do == "later":
        return finish_later(person, current, now=now)
    if do == "alone":
        asked = ("decision", "left", "kind", "amount", "reason")
        values = {name: form.cleaned_data[name] for name in asked}
        return decide_alone(person, current, now=now, **values)
    return None


def _save(
    request: HttpRequest, form: LogForm, found: Escalation | None, now: datetime, *, settled: bool
) -> Saved:
    person, values = person_of(request), form.cleaned_data
    kept: dict[str, Any] = {
        "page": values["page"],
        "sequence": values["sequence"] or 0,
        "settled": settled,
        "now": now,
        **form.drafted(),
    }
    if found is None:
        return start_draft(person, team=values["team"], **kept)
    return save_draft(person, found, base=values["base"], **kept)


def _rest(request: HttpRequest, form: LogForm, found: Escalation) -> dict[str, str]:
    """What was written on; `more` says that the field holds only what follows what was sent."""
    values = form.cleaned_data
    rest = {name: values[name] for name in ("reference", "customer_name", "said")}
    if request.POST.get("more") and found.said and rest["said"]:
        rest["said"] = f"{found.said}\n{rest['said']}"
    return with_others(found, rest, {name: values[name] for name in OTHERS})


def _conflict(request: HttpRequest, form: LogForm, stale: Stale) -> HttpResponse:
    """Two pages wrote the same draft: both texts, and the form with one's own."""
    current = own_case(request, stale.current.pk)  # type: ignore[attr-defined]
    there = form_of(request, current)
    differences = []
    for name in form.fields:
        if name not in FIELDS:
            continue
        theirs, yours = _shown(there, name), _shown(form, name)
        if theirs != yours:
            differences.append(Difference(str(form[name].label), theirs, yours))
    conflict = Conflict(
        who="",
        at=current.saved_at,
        differences=tuple(differences),
    )
    data = request.POST.copy()
    data["base"] = str(current.writing.saves)
    context = page_of(request, form_of(request, current, data), current)
    context |= {"conflict": conflict, "keep_url": request.path}
    return render(request, PAGE, context, status=409)


def _shown(form: LogForm, name: str) -> str:
    value = form.value(name)
    if name == "answer_by" and form.is_bound and value == form.value("answer_default"):
        # Proposed by the page; nobody chose it.
        return ""
    field: Any = form.fields[name]
    if name == "category":
        found = next((one.name for one in field.queryset if str(one.pk) == str(value)), "")
        return str(found)
    if name == "wants_break":
        return "Yes" if value else ""
    if hasattr(field, "choices"):
        return str(dict(field.choices).get(value, value or ""))
    return str(value or "")


# --- What the page asks for while one types ------------------------------------------------------


@access(LOGGERS)
@require_POST
def save(request: HttpRequest) -> JsonResponse:
    """Keep what stands in the form: `{"draft", "url", "saves", "saved", "sent"}`.

    400 names what cannot be kept, 409 says that another page has written since.
    """
    now = timezone.now()
    asked = request.POST.get("draft", "")
    found = own_case(request, int(asked)) if asked.isdecimal() and len(asked) < 19 else None
    form = form_of(request, found, request.POST)
    if not form.is_valid():
        first = next(iter(form.errors.values()))[0]
        return JsonResponse({"message": str(first)}, status=400)
    if found is not None and found.state != lifecycle.DRAFT:
        return _written_on(request, form, found, now)
    settled = bool(request.POST.get("settled"))
    try:
        saved = _save(request, form, found, now, settled=settled)
    except Stale as stale:
        return JsonResponse({"message": stale.message}, status=409)
    except ActionRefused as refused:
        return JsonResponse({"message": refused.message}, status=400)
    return _answer(request, saved.escalation, saved.saves, now)


def _written_on(
    request: HttpRequest, form: LogForm, found: Escalation, now: datetime
) -> JsonResponse:
    """Sent already: what is written on is kept until it is added."""
    values, rest = form.cleaned_data, _rest(request, form, found)
    try:
        saves = keep_rest(
            person_of(request),
            found,
            page=values["page"],
            sequence=values["sequence"] or 0,
            base=values["base"],
            fields=rest,
        )
    except Stale as stale:
        return JsonResponse({"message": stale.message}, status=409)
    except ActionRefused as refused:
        return JsonResponse({"message": refused.message}, status=400)
    return _answer(request, found, saves, now)


def _answer(request: HttpRequest, current: Escalation, saves: int, now: datetime) -> JsonResponse:
    sent = current.state != lifecycle.DRAFT
    return JsonResponse(
        {
            "draft": current.pk,
            "url": draft_url(current.pk),
            "saves": saves,
            "saved": dates.clock_time(current.team.clock.local(now).time()),
            "sent": sent_words(current) if sent else "",
        }
    )


@access(LOGGERS)
@never_cache
@require_safe
def panel(request: HttpRequest) -> HttpResponse:
    """What is one's own to decide in a category."""
    asked = request.GET.get("category", "")
    category = None
    if asked.isdecimal() and len(asked) < 19:
        category = get_object_or_404(Category.objects.filter(archived_at=None), pk=int(asked))
    person, organisation = person_of(request), Organisation.objects.get(pk=1)
    today = clock_for(person, organisation).day_of(timezone.now())
    found = panel_for(person, category, organisation, today)
    return render(
        request, "escalations/_panel.html", {"panel": found, "category": category, "beside": True}
    )


@access(LOGGERS)
@never_cache
@require_POST
def earlier(request: HttpRequest) -> HttpResponse:
    """Earlier escalations of the customer that is being typed. A POST, so that no log keeps the reference."""
    person, organisation = person_of(request), Organisation.objects.get(pk=1)
    reference = request.POST.get("reference", "")[:200]
    asked = request.POST.get("draft", "")
    without = int(asked) if asked.isdecimal() and len(asked) < 19 else 0
    found = earlier_of(person, reference, organisation.currency, timezone.now(), without=without)
    return render(request, "escalations/_earlier.html", {"earlier": found})
