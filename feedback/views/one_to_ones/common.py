"""What the pages of one-to-ones share: fetching through what one may see, and where one goes on."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from feedback.models import Meeting, Series
from feedback.permissions.one_to_ones import meetings_visible_to, series_visible_to
from feedback.recompute.one_to_ones_told import meeting_url, pair_url
from teams.access import person_of
from teams.actions.errors import ActionRefused


def series_of(request: HttpRequest, pk: int) -> Series:
    """A series of the viewer's, with its people; 404 for everybody else."""
    mine = series_visible_to(person_of(request)).select_related("leader", "person")
    return get_object_or_404(mine, pk=pk)


def meeting_of(request: HttpRequest, pk: int) -> Meeting:
    """A meeting of the viewer's, with its series and people; 404 for everybody else."""
    mine = meetings_visible_to(person_of(request))
    return get_object_or_404(mine.select_related("series__leader", "series__person"), pk=pk)


def asked_meeting(request: HttpRequest, series: Series) -> Meeting | None:
    """The meeting of the series whose page a form was sent from, if it was."""
    text = request.POST.get("meeting", "")
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        return None
    return Meeting.objects.filter(pk=int(text), series=series).first()


def go_on(request: HttpRequest, series: Series, anchor: str = "") -> HttpResponse:
    """Back to the meeting that a form was sent from, else to the page of the two."""
    meeting = asked_meeting(request, series)
    url = pair_url(series) if meeting is None else meeting_url(meeting.pk)
    return redirect(f"{url}{anchor}")


def tried(request: HttpRequest, action: Callable[[], object]) -> bool:
    """Run a button's action; where it is refused, say why on the page that follows."""
    try:
        action()
    except ActionRefused as refused:
        messages.error(request, refused.message)
        return False
    return True
