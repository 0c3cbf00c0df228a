"""Writing a protocol: new, its next version, what stands around it, publishing, putting away."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from escalations.actions import keeping
from escalations.actions import playbook as actions
from escalations.actions.keeping import FACTS, NEXT_REVIEW
from escalations.forms.playbook import AboutForm, ContentForm, NewProtocolForm, written_in
from escalations.models import Category, Escalation, Limit, Protocol, ProtocolVersion
from escalations.permissions import can_keep_protocol, can_write_protocols, escalations_visible_to
from escalations.queries.versions import draft_of, token_of, version_in_force
from escalations.views.playbook import visible_protocol
from teams.access import LEADERS, SIGNED_IN, access, person_of
from teams.actions.errors import ActionRefused, Stale
from teams.actions.versions import version_of
from teams.forms.base import attempt
from teams.permissions import organisation_day
from teams.views.conflict import Conflict, Difference, conflict_of, with_version

PUBLISH = "publish"


def limits_to_choose(category: Category | None = None) -> QuerySet[Limit]:
    """The limits that a line may rest on, of one category where it is known."""
    found = Limit.objects.filter(archived_at=None).select_related("category")
    if category is not None:
        found = found.filter(category=category)
    return found.order_by("category__position", "name", "pk")


def _case(request: HttpRequest) -> Escalation | None:
    """The case it is learned from (`case`), where this person may see it."""
    text = request.GET.get("case", "")
    if not (text.isascii() and text.isdigit() and len(text) < 18):
        return None
    return escalations_visible_to(person_of(request)).filter(pk=int(text)).first()


@access(LEADERS)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """What to do in a situation that nobody has written down yet. `category` and `case` start it off."""
    person = person_of(request)
    now = timezone.now()
    today = organisation_day(now)
    case = _case(request)
    category = request.GET.get("category", "")
    chosen = Category.objects.filter(Q(slug=category) | Q(pk=case.category_id if case else None))
    form = NewProtocolForm(
        request.POST if request.method == "POST" else None,
        today=today,
        limits=limits_to_choose(),
        owner=person.pk,
        review_on=today + NEXT_REVIEW,
        category=chosen.values_list("pk", flat=True).first(),
        situation=case.about if case else "",
    )
    if _is_sent(request) and form.is_valid():
        data = form.cleaned_data
        made: list[Protocol] = []
        if attempt(
            form,
            lambda: made.append(
                actions.write_protocol(
                    person,
                    title=data["title"],
                    category=data["category"],
                    owner=data["owner"],
                    review_on=data["review_on"],
                    situation=data["situation"],
                    lines=form.lines(),
                    publish=PUBLISH in request.POST,
                    from_case=case,
                    now=now,
                )
            ),
            lines="text_1",
        ):
            words = "is published" if PUBLISH in request.POST else "is there as a draft"
            messages.success(request, f"{made[0].title} {words}.")
            return redirect("escalations:protocol", made[0].slug)
    context = {"form": form, "is_new": True, "can_publish": True, "case": case}
    return render(request, "escalations/playbook/edit.html", context)


@access(SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, slug: str) -> HttpResponse:
    """What is different from now on? The next version, or the draft of it."""
    found = visible_protocol(request, slug)
    person = person_of(request)
    if not can_write_protocols(person):
        raise PermissionDenied
    form = _content_form(found, request.POST if request.method == "POST" else None)
    if _is_sent(request) and form.is_valid():
        data = form.cleaned_data
        publish = PUBLISH in request.POST
        written: list[ProtocolVersion] = []
        try:
            if attempt(
                form,
                lambda: written.append(
                    actions.write_version(
                        person,
                        found,
                        situation=data["situation"],
                        change=data["change"],
                        lines=form.lines(),
                        token=data["token"] or None,
                        publish=publish,
                        from_case=_case(request),
                        now=timezone.now(),
                    )
                ),
                lines="text_1",
            ):
                word = "is published" if publish else "is kept as a draft"
                messages.success(request, f"Version {written[0].number} {word}.")
                return redirect("escalations:protocol", slug)
        except Stale as stale:
            return _conflict(request, found, form, stale)
    return _edit_shown(request, found, form)


def _is_sent(request: HttpRequest) -> bool:
    """Whether it is to be kept, not only to have another row."""
    return request.method == "POST" and "more" not in request.POST


def _content_form(protocol: Protocol, data: Any = None, *, token: str = "") -> ContentForm:
    draft = draft_of(protocol)
    base = draft or version_in_force(protocol)
    return ContentForm(
        data,
        limits=limits_to_choose(protocol.category),
        version=base,
        token=token or (token_of(base) if base else ""),
        is_draft=draft is not None,
    )


def _edit_shown(
    request: HttpRequest, found: Protocol, form: ContentForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    last = version_in_force(found)
    draft = draft_of(found)
    context = {
        "protocol": found,
        "form": form,
        "next": (last.number if last else 0) + 1,
        "draft": draft,
        "can_publish": can_keep_protocol(person_of(request), found),
        "can_discard": draft is not None and last is not None,
        **more,
    }
    return render(request, "escalations/playbook/edit.html", context, status=status)


def _conflict(
    request: HttpRequest, found: Protocol, sent: ContentForm, stale: Stale
) -> HttpResponse:
    """Both texts: what stands in the draft by now, and what this person wrote, ready to be sent over it."""
    current: Any = stale.current
    theirs, yours = written_in(current), sent.written()
    differences = tuple(
        Difference(label, theirs[label], yours[label])
        for label in theirs
        if theirs[label] != yours[label]
    )
    again = request.POST.copy()
    again["token"] = token_of(current)
    return _edit_shown(
        request,
        found,
        _content_form(found, again),
        status=409,
        conflict=Conflict(current.written_by.name, current.written_at, differences),
    )


@access(SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def about(request: HttpRequest, slug: str) -> HttpResponse:
    """What is it called, who looks after it, when is it looked at again?"""
    found = _kept(request, slug)
    person = person_of(request)
    now = timezone.now()
    today = organisation_day(now)
    version = version_of(found, FACTS)
    form = AboutForm(
        request.POST if request.method == "POST" else None,
        today=today,
        protocol=found,
        version=version,
    )
    if request.method == "POST" and form.is_valid():
        try:
            if attempt(
                form,
                lambda: keeping.describe_protocol(person, found, now=now, **form.cleaned_data),
            ):
                messages.success(request, "Saved.")
                return redirect("escalations:protocol", slug)
        except Stale:
            current = visible_protocol(request, slug)
            fresh = version_of(current, FACTS)
            context = {
                "protocol": current,
                "form": AboutForm(with_version(request.POST, fresh), today=today, protocol=current),
                "conflict": conflict_of(current, AboutForm(today=today, protocol=current), form),
            }
            return render(request, "escalations/playbook/about.html", context, status=409)
    context = {"protocol": found, "form": form}
    return render(request, "escalations/playbook/about.html", context)


@access(SIGNED_IN)
@require_POST
def publish(request: HttpRequest, slug: str) -> HttpResponse:
    """The draft holds from now on."""
    found = _kept(request, slug)
    try:
        version = actions.publish_draft(
            person_of(request), found, token=request.POST.get("token", ""), now=timezone.now()
        )
    except ActionRefused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, f"Version {version.number} is published. Everybody is told.")
    return redirect("escalations:protocol", slug)


@access(SIGNED_IN)
@require_POST
def discard(request: HttpRequest, slug: str) -> HttpResponse:
    """Throw the draft away."""
    found = visible_protocol(request, slug)
    try:
        actions.discard_draft(person_of(request), found, now=timezone.now())
    except ActionRefused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, "The draft is gone. What is published stays.")
    return redirect("escalations:protocol", slug)


@access(SIGNED_IN)
@require_POST
def reviewed(request: HttpRequest, slug: str) -> HttpResponse:
    """Looked at again and still right: the next time is in half a year."""
    found = _kept(request, slug)
    now = timezone.now()
    day = organisation_day(now) + NEXT_REVIEW
    keeping.set_review_day(person_of(request), found, day, now=now)
    messages.success(request, "Thank you. You are asked again in half a year.")
    return redirect("escalations:protocol", slug)


@access(SIGNED_IN)
@require_POST
def away(request: HttpRequest, slug: str) -> HttpResponse:
    """Put it away, or take it out again (`do=restore`)."""
    found = _kept(request, slug)
    gone = request.POST.get("do") != "restore"
    try:
        keeping.put_protocol_away(person_of(request), found, away=gone, now=timezone.now())
    except ActionRefused as refused:
        messages.error(request, refused.message)
    else:
        words = "is put away. Its history stays" if gone else "is in use again"
        messages.success(request, f"{found.title} {words}.")
    return redirect("escalations:protocol", slug)


def _kept(request: HttpRequest, slug: str) -> Protocol:
    """A protocol this person keeps: 404 where they may not read it, 403 where it is not theirs to keep."""
    found = visible_protocol(request, slug)
    if not can_keep_protocol(person_of(request), found):
        raise PermissionDenied
    return get_object_or_404(Protocol.objects.select_related("category", "owner"), pk=found.pk)
