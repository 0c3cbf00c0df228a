"""Search: a page, and the palette over every page, which asks for the same without its frame."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from goals import dates
from goals.queries.state import kept, kept_organisation
from goals.views.freshness import clock_for
from goals.views.unchanged import state_for, unchanged
from teams.access import SIGNED_IN, access, person_of
from teams.menu import every_page
from teams.models import User
from teams.permissions import standing_of
from teams.queries.search import Asked, Found, Hit, Reach, found, reach_of
from teams.search_words import LONGEST_QUERY
from teams.searching import verbs_for

PAGE, PALETTE = "config/_found.html", "config/_palette_found.html"


@dataclass(frozen=True, slots=True)
class Drawn:
    """What was found, as it is drawn: nothing in it is of the request."""

    found: Found
    html: SafeString


@access(SIGNED_IN)
@require_safe
@unchanged
def search(request: HttpRequest) -> HttpResponse:
    """Where is it? `?q=` says what, `in=` of which kind alone."""
    asked = _asked(request)
    context = {
        "asked": asked,
        "longest": LONGEST_QUERY,
        "drawn": _drawn(request, asked, PAGE),
    }
    return render(request, "config/search.html", context)


@access(SIGNED_IN)
@require_safe
@unchanged
def palette(request: HttpRequest) -> HttpResponse:
    """The same for the palette: options of a list box, without a frame."""
    return HttpResponse(_drawn(request, _asked(request), PALETTE).html)


def _asked(request: HttpRequest) -> Asked:
    return Asked.of(request.GET.get("q", ""), request.GET.get("in", ""))


def _drawn(request: HttpRequest, asked: Asked, template: str) -> Drawn:
    """Kept for this person as they stand, for as long as nothing changes, a minute at most."""
    person, now = person_of(request), timezone.now()
    state = state_for(request)
    what = ("search", template, person.pk, standing_of(person), asked, f"{now:%x %H:%M}")
    return kept(state, what, lambda: _draw(request, asked, template, now))


def _draw(request: HttpRequest, asked: Asked, template: str, now: datetime) -> Drawn:
    person = person_of(request)
    clock = clock_for(request, kept_organisation(state_for(request)))
    today = clock.day_of(now)
    hits = found(
        _reach(request, person, asked.kind, now),
        asked,
        lambda at: dates.day(clock.day_of(at) if isinstance(at, datetime) else at, today),
    )
    return Drawn(hits, render_to_string(template, {"found": hits, "asked": asked}))


def _reach(request: HttpRequest, person: User, kind: str, now: datetime) -> Reach:
    """Kept for this person as they stand, a minute at most, whatever changes meanwhile: it rests on their standing
    and the organisation's day alone, and what is stored is asked with each search.
    """
    clock = kept_organisation(state_for(request)).clock
    what = ("search", person.pk, standing_of(person), kind, f"{now:%x %H:%M}")
    return kept(
        repr(clock),
        what,
        lambda: reach_of(person, now, kind, pages=_pages(request), verbs=verbs_for(person)),
    )


def _pages(request: HttpRequest) -> list[Hit]:
    return [
        Hit(page.label, page.hint, page.url, page.icon, page.words) for page in every_page(request)
    ]
