"""Screens on a wall: made and taken back by leaders; shown to whoever stands before one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from goals import dates
from goals.actions.screens import create_screen, note_seen, revoke_screen, screen_in_use
from goals.forms.screens import ScreenForm
from goals.models import Screen
from goals.permissions import screens_visible_to
from goals.queries.release import release
from goals.queries.state import read_state
from goals.queries.wall import moment_of, wall_of
from teams.access import ANYONE, LEADERS, access, person_of
from teams.forms.base import attempt


@dataclass(frozen=True, slots=True)
class Row:
    """A screen in the list: never its link."""

    name: str
    team: str
    shows: str
    start: str
    seen: datetime | None
    seen_words: str
    revoke_url: str


@access(LEADERS)
@never_cache
@sensitive_variables("plain", "made", "link")
@require_http_methods(["GET", "HEAD", "POST"])
def screens(request: HttpRequest) -> HttpResponse:
    """List the screens; make one, whose link this very answer shows and no other will."""
    person = person_of(request)
    now = timezone.now()
    form = ScreenForm(person, request.POST if request.method == "POST" else None)
    made: list[tuple[Screen, str]] = []
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data

        def make() -> None:
            chosen = list(values["goals"])
            made.append(
                create_screen(
                    person, values["team"], values["name"], values["theme"], chosen, now=now
                )
            )

        if attempt(form, make):
            form = ScreenForm(person)
    screen, plain = made[0] if made else (None, "")
    link = settings.SITE_URL + reverse("goals:wall", args=[plain]) if plain else ""
    listed = screens_visible_to(person).select_related("team").prefetch_related("goals")
    context = {
        "form": form,
        "rows": [_row(one, now) for one in listed],
        "made": screen,
        "link": link,
    }
    return render(request, "goals/screens.html", context)


def _row(screen: Screen, now: datetime) -> Row:
    chosen = [goal.name for goal in screen.goals.all()]
    seen = screen.last_seen_at
    return Row(
        name=screen.name,
        team=screen.team.name,
        shows=", ".join(chosen) if chosen else "The most urgent four",
        start=screen.prefix,
        seen=seen,
        seen_words="Not yet" if seen is None else dates.ago(now - seen),
        revoke_url=reverse("goals:screen_revoke", args=[screen.pk]),
    )


@access(LEADERS)
@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a screen's link back, from its next request on."""
    person = person_of(request)
    screen = get_object_or_404(screens_visible_to(person).select_related("team"), pk=pk)
    revoke_screen(person, screen, now=timezone.now())
    messages.success(request, f"“{screen.name}” is taken down. Its link opens nothing any more.")
    return redirect("goals:screens")


@access(ANYONE)
@sensitive_variables("token")
@require_safe
def wall(request: HttpRequest, token: str) -> HttpResponseBase:
    """How are we doing right now? For the room: no person is asked for, and none is shown with a figure."""
    screen = screen_in_use(token)
    if screen is None:
        raise Http404
    now = timezone.now()
    note_seen(screen, now)
    moment = moment_of(screen, now)
    etag = f'"{moment.version(read_state(), release())}"'
    answer = get_conditional_response(request, etag=etag)
    if answer is None:
        page = wall_of(moment)
        turn = now.minute % len(page.pages) if page.pages else 0
        context = {"wall": page, "theme": screen.theme, "etag": etag, "now": now, "turn": turn}
        # Without the request: neither who is signed in here nor the frame around pages is anybody's business.
        answer = HttpResponse(render_to_string("goals/wall.html", context))
    answer["ETag"] = etag
    # Neither the page nor the address it has may stay behind anywhere.
    answer["Cache-Control"] = "no-store"
    answer["Referrer-Policy"] = "no-referrer"
    answer["X-Robots-Tag"] = "noindex, nofollow"
    return answer
