"""What the two do with an appraisal: write, send, put in evidence, say what was agreed, disagree, sign."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from feedback import appraisal_life as life
from feedback.actions.appraisals import evidence as evidence_actions
from feedback.actions.appraisals import settling, writing
from feedback.actions.appraisals.common import NotNow, may_now
from feedback.forms.appraisals.life import (
    AboutForm,
    DisagreeForm,
    OwnEvidenceForm,
    PartForm,
    TalkForm,
    texts,
)
from feedback.models import Appraisal
from feedback.permissions.appraisals import side_of
from feedback.queries.appraisals.page import appraisal_page, entry_read_by
from feedback.queries.appraisals.suggestions import by_kind, suggestions_for
from feedback.queries.appraisals.templates import lines_of
from feedback.queries.appraisals.words import (
    competencies_of,
    disagreement_token,
    own_words,
    part_token,
    said_by,
    settled_token,
)
from feedback.views.appraisals.common import appraisal_of, not_now, say, sent, shown
from feedback.views.appraisals.former import gives_words_back
from teams.access import SIGNED_IN, access, person_of
from teams.actions.errors import ActionRefused, Stale
from teams.forms.base import attempt
from teams.views.conflict import Conflict, Difference, conflict_of

_MOST_DIGITS = 18
_CHANGED = "You changed this on another page. Both stand below."


@access(SIGNED_IN)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@gives_words_back
def write(request: HttpRequest, pk: int) -> HttpResponse:
    """What is the fair picture, as I see it? Kept as a draft, or sent (`do=send`). Kept, `do=evidence` goes on to what it
    rests on, `do=evidence-7` for the competency 7.
    """
    person, found = person_of(request), appraisal_of(request, pk)
    form = _part_form(request, found, sent(request))
    is_sending = request.POST.get("do") == "send"
    if request.method == "POST" and form.is_valid():
        act = writing.send_part if is_sending else writing.save_part
        try:
            if attempt(
                form,
                lambda: act(
                    person,
                    found,
                    says=form.says(),
                    own=form.cleaned_data["own"],
                    token=form.cleaned_data["token"] or None,
                    now=timezone.now(),
                ),
            ):
                return _written(request, found, is_sending=is_sending)
        except Stale:
            return _conflict(request, pk, form)
    try:
        may_now(found, side_of(person, found), life.WRITE)
    except NotNow as refused:
        if request.method == "POST":
            return _too_late(request, pk, form.written(), refused.message)
        return not_now(request, refused, pk)
    return _write_shown(request, found, form)


def _written(request: HttpRequest, found: Appraisal, *, is_sending: bool) -> HttpResponse:
    side = side_of(person_of(request), found)
    other = found.leader.name if side == life.OF_PERSON else found.person.name
    if is_sending:
        say(request, f"Sent. {other} reads it now, and is told.")
        return redirect("feedback:appraisal", found.pk)
    say(request, f"Kept as a draft. {other} sees nothing of it until you send it.")
    what, _, about = request.POST.get("do", "").partition("-")
    if what == "evidence":
        return _to_evidence(found.pk, about)
    return redirect("feedback:appraisal_write", found.pk)


def _part_form(request: HttpRequest, found: Appraisal, data: Any = None) -> PartForm:
    side = side_of(person_of(request), found)
    said, own = said_by(found, side), own_words(found, side)
    rows = competencies_of(found.cycle.template_id)
    return PartForm(rows, said, data, own=own, token=part_token(said, own))


def _write_shown(
    request: HttpRequest, found: Appraisal, form: PartForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    page = appraisal_page(person_of(request), found, timezone.now())
    profile = found.cycle.template.profile
    lines = {line.pk: line for line in page.lines}
    context = {
        "page": page,
        "form": form,
        "asked": [(one, lines[one.pk]) for one in form.asked()],
        "profile": profile,
        "actions": lines_of(profile, "action") if profile else [],
        "attitudes": lines_of(profile, "attitude") if profile else [],
        **more,
    }
    return render(request, "feedback/appraisals/write.html", context, status=status)


def _conflict(request: HttpRequest, pk: int, form: PartForm) -> HttpResponse:
    """One wrote in two windows: both texts, and the form ready to be sent over what stands."""
    found = appraisal_of(request, pk)
    side = side_of(person_of(request), found)
    said, own = said_by(found, side), own_words(found, side)
    theirs = texts(competencies_of(found.cycle.template_id), said, own)
    yours = form.written()
    again = request.POST.copy()
    again["token"] = part_token(said, own)
    differences = tuple(
        Difference(label, theirs[label], yours[label])
        for label in yours
        if theirs[label] != yours[label]
    )
    conflict = Conflict("", None, differences)
    return _write_shown(
        request, found, _part_form(request, found, again), status=409, conflict=conflict
    )


def _too_late(request: HttpRequest, pk: int, texts: dict[str, str], problem: str) -> HttpResponse:
    """It is not theirs to write any more: how it stands, and their words to be copied."""
    kept = {label: words for label, words in texts.items() if words}
    return shown(request, pk, status=409, problem=problem, kept=kept)


@access(SIGNED_IN)
@require_POST
@gives_words_back
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """One's own part, to write it otherwise."""
    found = appraisal_of(request, pk)
    try:
        writing.take_back(person_of(request), found, now=timezone.now())
    except NotNow as refused:
        return not_now(request, refused, pk)
    say(request, "You have your part back. Send it again when it is as you want it.")
    return redirect("feedback:appraisal_write", pk)


# --- Evidence ------------------------------------------------------------------------------------


@access(SIGNED_IN)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@gives_words_back
def evidence(request: HttpRequest, pk: int) -> HttpResponse:
    """What does it rest on? `what` is a suggestion (`kudos-17`); without one, `words` are one's own. `competency` is what
    it speaks for; `?for=` chooses it beforehand.
    """
    found = appraisal_of(request, pk)
    person, now = person_of(request), timezone.now()
    what = request.POST.get("what", "")
    rows = competencies_of(found.cycle.template_id)
    is_sent, chosen = request.method == "POST", request.GET.get("for", "")
    named = AboutForm(
        rows, request.POST if is_sent and what else None, chosen=chosen, auto_id="s_%s"
    )
    form = OwnEvidenceForm(rows, request.POST if is_sent and not what else None, chosen=chosen)
    asked = named if what else form
    try:
        may_now(found, side_of(person, found), life.ADD_EVIDENCE)
        if is_sent and asked.is_valid() and _put_in(request, found, what, asked):
            return _to_evidence(pk, asked.cleaned_data["competency"])
    except NotNow as refused:
        # What is a suggestion stands where it was found.
        label = str(form.fields["words"].label)
        kept = {} if what else {label: request.POST.get("words", "").strip()}
        return _too_late(request, pk, kept, refused.message)
    context = {
        "page": appraisal_page(person, found, now),
        "form": form,
        "named": named,
        "asked": asked,
        "groups": by_kind(suggestions_for(found, now)),
    }
    return render(request, "feedback/appraisals/evidence.html", context)


def _to_evidence(pk: int, about: str) -> HttpResponse:
    """The page of evidence, with the competency chosen that one was at."""
    query = f"?for={about}" if about.isascii() and about.isdigit() else ""
    return redirect(reverse("feedback:appraisal_evidence", args=[pk]) + query)


def _put_in(request: HttpRequest, found: Appraisal, what: str, form: AboutForm) -> bool:
    person = person_of(request)
    more: dict[str, Any] = {"competency": form.about(), "now": timezone.now()}
    if not what:
        return attempt(
            form,
            lambda: evidence_actions.add_own_evidence(
                person, found, words=form.cleaned_data["words"], **more
            ),
        )
    kind, _, number = what.rpartition("-")
    is_number = number.isascii() and number.isdigit() and len(number) <= _MOST_DIGITS
    try:
        evidence_actions.add_evidence(
            person, found, kind=kind[:20], object_id=int(number) if is_number else 0, **more
        )
    except NotNow:
        raise
    except ActionRefused as refused:
        messages.error(request, refused.message)
    return True


@access(SIGNED_IN)
@require_POST
def evidence_remove(request: HttpRequest, pk: int, entry: int) -> HttpResponse:
    """Take out what one put in oneself."""
    found = appraisal_of(request, pk)
    person = person_of(request)
    row = entry_read_by(person, found, entry)
    if row is None:
        raise Http404
    try:
        evidence_actions.remove_evidence(person, found, row, now=timezone.now())
    except NotNow as refused:
        return not_now(request, refused, pk)
    return redirect("feedback:appraisal_evidence", pk)


# --- Settling ------------------------------------------------------------------------------------


@access(SIGNED_IN)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@gives_words_back
def talk(request: HttpRequest, pk: int) -> HttpResponse:
    """When did we talk, and what do we aim for?"""
    found = appraisal_of(request, pk)
    form = TalkForm(
        sent(request),
        initial={
            "talked_on": found.talked_on,
            "next_words": found.next_words,
            "token": settled_token(found),
        },
    )
    page = {
        "title": "What did you agree to aim for?",
        "lede": f"{found.cycle.name}. Once it stands here, both can sign.",
        "submit": "Write it down",
    }
    return _settle(
        request,
        found,
        form,
        life.AGREE,
        lambda: settling.agree(
            person_of(request),
            found,
            talked_on=form.cleaned_data["talked_on"],
            next_words=form.cleaned_data["next_words"],
            token=form.cleaned_data["token"] or None,
            now=timezone.now(),
        ),
        done="It stands there for both of you. It can be signed now.",
        page=page,
        theirs=lambda now: (
            {"talked_on": now.talked_on, "next_words": now.next_words},
            settled_token(now),
        ),
    )


@access(SIGNED_IN)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def disagree(request: HttpRequest, pk: int) -> HttpResponse:
    """Where do I see it otherwise? The person's alone to write."""
    found = appraisal_of(request, pk)
    if side_of(person_of(request), found) == life.OF_LEADER:
        raise PermissionDenied
    form = DisagreeForm(
        sent(request),
        initial={"disagreement": found.disagreement, "token": disagreement_token(found)},
    )
    page = {
        "title": "Where do you see it differently?",
        "lede": f"{found.leader.name} reads it, and it stays with what is signed. "
        "Nobody but you writes here.",
        "submit": "Keep my words",
    }
    return _settle(
        request,
        found,
        form,
        life.DISAGREE,
        lambda: settling.disagree(
            person_of(request),
            found,
            words=form.cleaned_data["disagreement"],
            token=form.cleaned_data["token"] or None,
            now=timezone.now(),
        ),
        done="Kept, as you wrote it.",
        page=page,
        theirs=lambda now: (
            {"disagreement": now.disagreement},
            disagreement_token(now),
        ),
    )


def _settle(
    request: HttpRequest,
    found: Appraisal,
    form: TalkForm | DisagreeForm,
    step: str,
    act: Callable[[], object],
    *,
    done: str,
    page: dict[str, str],
    theirs: Callable[[Appraisal], tuple[dict[str, Any], str]],
) -> HttpResponse:
    """A form of a page of its own, over what both read; a conflict shows both texts."""
    status, conflict = 200, None
    try:
        if request.method == "POST" and form.is_valid():
            try:
                if attempt(form, act):
                    say(request, done)
                    return redirect("feedback:appraisal", found.pk)
            except Stale:
                current = appraisal_of(request, found.pk)
                there, token = theirs(current)
                differences = conflict_of(current, type(form)(initial=there), form).differences
                conflict = Conflict("", None, differences)
                again = request.POST.copy()
                again["token"] = token
                form, status = type(form)(again), 409
        side = side_of(person_of(request), found)
        if conflict is None:
            may_now(found, side, step)
    except NotNow as refused:
        kept = {
            str(field.label): form.data.get(name, "")
            for name, field in form.fields.items()
            if name != "token"
        }
        return _too_late(request, found.pk, kept, refused.message)
    context = {"appraisal": found, "form": form, "conflict": conflict, **page}
    return render(request, "feedback/appraisals/act.html", context, status=status)


@access(SIGNED_IN)
@never_cache
@require_POST
@gives_words_back
def sign(request: HttpRequest, pk: int) -> HttpResponse:
    """One's own name under what the page showed."""
    found = appraisal_of(request, pk)
    try:
        settling.sign(
            person_of(request), found, token=request.POST.get("token", ""), now=timezone.now()
        )
    except (NotNow, Stale) as refused:
        return shown(request, pk, status=409, problem=refused.message)
    say(request, "You signed it.")
    return redirect("feedback:appraisal", pk)
