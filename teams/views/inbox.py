"""The inbox: what needs me, and what I was told."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from teams.access import SIGNED_IN, access, person_of
from teams.actions.notices import mark_all_read, mark_read
from teams.queries.inbox import inbox_of, is_ours

_LARGEST_ID = 2**62


@access(SIGNED_IN)
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """What is new, latest first, and what was seen before. Looking at it marks nothing."""
    before = number_in(request.GET.get("before", ""))
    page = inbox_of(person_of(request), timezone.now(), before=before)
    return render(request, "teams/inbox.html", {"page": page, "further_back": before is not None})


@access(SIGNED_IN)
@require_POST
def open_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark a notice read and go where it is acted on."""
    notice = mark_read(person_of(request), pk, timezone.now())
    if notice is None:
        raise Http404
    return redirect(notice.url if is_ours(notice.url) else "teams:inbox")


@access(SIGNED_IN)
@require_POST
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark a notice read, and stay."""
    if mark_read(person_of(request), pk, timezone.now()) is None:
        raise Http404
    return redirect("teams:inbox")


@access(SIGNED_IN)
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark read what the page showed; what has come in since stays new."""
    until = number_in(request.POST.get("until", ""))
    if mark_all_read(person_of(request), until, timezone.now()):
        messages.success(request, "All read.")
    return redirect("teams:inbox")


def number_in(text: str) -> int | None:
    """A row's number as an address or a form has it; None for anything else."""
    if not (text.isascii() and text.isdigit() and len(text) < 20):
        return None
    return min(int(text), _LARGEST_ID)
