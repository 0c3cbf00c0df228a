"""The inbox: what needs me, and what I was told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from teams.access import SIGNED_IN, access, person_of
from teams.actions.notices import mark_all_read, mark_read, mark_unread, mark_unread_again
from teams.inbox_rows import Place, number_in, place_in
from teams.models import Notice, User
from teams.notice_ways import GROUPS, group_of
from teams.queries.inbox import inbox_of, is_ours, notices_about
from teams.reachable import can_open

_LATEST = 10**17
GONE = "That is not there any more, or is no longer yours to see."


@access(SIGNED_IN)
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """What is new, latest first, and what was seen before. Looking at it marks nothing."""
    before = number_in(request.GET.get("before", ""))
    group = group_of(request.GET.get("about", ""))
    done = number_in(request.GET.get("done", ""))
    page = inbox_of(person_of(request), timezone.now(), before=before, group=group, done=done)
    context = {"page": page, "further_back": before is not None, "groups": GROUPS, "group": group}
    return render(request, "teams/inbox.html", context)


@access(SIGNED_IN)
@require_POST
def open_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark a notice read and go where it is acted on; where that is not there any more, say so."""
    person = person_of(request)
    notice = mark_read(person, pk, timezone.now())
    if notice is None:
        raise Http404
    if not is_ours(notice.url):
        return redirect("teams:inbox")
    if not can_open(person, notice.url):
        messages.info(request, GONE)
        return redirect("teams:inbox")
    return redirect(notice.url)


@access(SIGNED_IN)
@require_safe
def see(request: HttpRequest, pk: int) -> HttpResponse:
    """Go where something that was read is about, or say that it is not there any more. It marks nothing."""
    person = person_of(request)
    notice = get_object_or_404(Notice, pk=pk, user=person, in_inbox=True)
    if is_ours(notice.url) and can_open(person, notice.url):
        return redirect(notice.url)
    return render(request, "teams/notice_gone.html", {"notice": notice})


@access(SIGNED_IN)
@require_POST
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark a notice read, and stay; it can be undone."""
    if mark_read(person_of(request), pk, timezone.now()) is None:
        raise Http404
    undo = f"undo={reverse('teams:inbox_unread', args=[pk])}"
    messages.success(request, "Marked read.", extra_tags=undo)
    return _back(request)


@access(SIGNED_IN)
@require_POST
def unread(request: HttpRequest, pk: int) -> HttpResponse:
    """Have it new again."""
    if not mark_unread(person_of(request), pk):
        raise Http404
    return redirect("teams:inbox")


@access(SIGNED_IN)
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark read what the page showed; what has come in since stays new. With `undo`, what was marked then is new."""
    person = person_of(request)
    undone = instant_in(request.GET.get("undo", ""))
    if undone is not None:
        mark_unread_again(person, undone)
        return redirect("teams:inbox")
    until = number_in(request.POST.get("until", ""))
    group = group_of(request.POST.get("about", ""))
    now = timezone.now()
    if mark_all_read(person, until, now, among=notices_about(group)):
        undo = f"undo={reverse('teams:inbox_read_all')}?undo={int(now.timestamp() * 1_000_000)}"
        messages.success(request, "All read.", extra_tags=undo)
    return _back(request)


def back_in_inbox(person: User, back: str, now: datetime) -> str | None:
    """The inbox where it was left to answer a notice there, which is read now; taken back, it is new again. None
    where `back` is not a place there.
    """
    place = place_in(back)
    if place is None:
        return None
    if place.notice is not None:
        mark_read(person, place.notice, now)
    if place.again is not None:
        mark_unread(person, place.again)
    return address_of(place)


def address_of(place: Place) -> str:
    """Where that place is, at the row that was answered."""
    group, row = group_of(place.about), place.notice or place.again
    values = [] if group is None else [("about", group.code)]
    if place.notice is not None:
        values.append(("done", str(place.notice)))
    tail = f"?{urlencode(values)}" if values else ""
    return f"{reverse('teams:inbox')}{tail}{f'#notice-{row}' if row else ''}"


def _back(request: HttpRequest) -> HttpResponse:
    group = group_of(request.POST.get("about", ""))
    here = reverse("teams:inbox")
    return redirect(here if group is None else f"{here}?about={group.code}")


def instant_in(text: str) -> datetime | None:
    """An instant as microseconds since 1970; None for anything else."""
    number = number_in(text)
    if number is None or number > _LATEST:
        return None
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=number)
