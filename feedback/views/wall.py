"""The wall of thanks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from feedback.permissions.help import can_log_help
from feedback.permissions.kudos import can_thank
from feedback.queries.composer import Composer, Draft, composer_for
from feedback.queries.wall import (
    EVERYONE,
    FOR_ME,
    FROM_ME,
    LONGEST_SEARCH,
    THEMES,
    Wall,
    Wanted,
)
from feedback.queries.wall import wall as read_wall
from goals.queries.state import State, kept
from goals.views.unchanged import own_state, state_for, unchanged
from teams.access import LEADERS, SIGNED_IN, access, person_of
from teams.models import User
from teams.queries.tabs import Tab

TABS = (
    (EVERYONE, "Everyone"),
    (FOR_ME, "For me"),
    (FROM_ME, "From me"),
    (THEMES, "By theme"),
)


@dataclass(frozen=True, slots=True)
class Drawn:
    """The wall as it stands, the ways around it, and its two columns as they are drawn: nothing of it is the
    request's.
    """

    wall: Wall
    tabs: tuple[Tab, ...]
    themes: tuple[Tab, ...]
    older_url: str
    newest_url: str
    cards: SafeString
    side: SafeString


@access(SIGNED_IN)
@require_safe
@unchanged
def kudos_wall(request: HttpRequest) -> HttpResponse:
    """Who did something worth repeating? `?show=`, `theme=`, `q=` and `before=` are its addresses."""
    person, now = person_of(request), timezone.now()
    wanted = wanted_of(request)
    state = state_for(request)
    drawn = kept(
        state,
        ("wall", person.pk, wanted, f"{now:%x %H}", own_state(request)),
        lambda: _drawn(read_wall(person, wanted, now), wanted),
    )
    thanks = can_thank(person)
    context = {
        "drawn": drawn,
        "wall": drawn.wall,
        "wanted": wanted,
        "composer": _empty_composer(state, person, now) if wanted.is_front and thanks else None,
        "can_thank": thanks,
        "logs_help": can_log_help(person),
        "leads": LEADERS.allows(person),
        "token": get_token(request),
        "unread": [card.pk for card in drawn.wall.cards if card.is_unread]
        if wanted.show == FOR_ME
        else [],
    }
    return render(request, "feedback/wall/wall.html", context)


def wanted_of(request: HttpRequest) -> Wanted:
    """What the address asks for. What is no view of ours is everyone's."""
    asked = {name: request.GET.get(name, "").replace("\x00", "") for name in ("show", "q")}
    show = asked["show"] if asked["show"] in dict(TABS) else EVERYONE
    return Wanted(
        show=show,
        theme=request.GET.get("theme", "")[:50] if show in (EVERYONE, THEMES) else "",
        q=" ".join(asked["q"].split())[:LONGEST_SEARCH],
        before=request.GET.get("before", "")[:40],
    )


def address(wanted: Wanted | None = None, **changes: str) -> str:
    """The wall, asked for something."""
    values = {"show": "", "theme": "", "q": "", "before": ""}
    if wanted is not None:
        values |= {name: getattr(wanted, name) for name in values}
    values |= changes
    query = urlencode([(name, value) for name, value in values.items() if value])
    return reverse("feedback:kudos") + (f"?{query}" if query else "")


def _empty_composer(state: State, person: User, now: datetime) -> Composer:
    return kept(state, ("composer", person.pk), lambda: composer_for(person, Draft(), now))


def _drawn(found: Wall, wanted: Wanted) -> Drawn:
    context = {"wall": found, "wanted": wanted}
    current = THEMES if wanted.theme else wanted.show
    return Drawn(
        found,
        tabs=tuple(Tab(label, address(show=show), show == current) for show, label in TABS),
        themes=tuple(
            Tab(one.name, address(theme=one.slug), one.slug == wanted.theme) for one in found.themes
        ),
        older_url=address(wanted, before=found.older) if found.older else "",
        newest_url=address(wanted, before="") if wanted.before else "",
        cards=render_to_string("feedback/wall/_cards.html", context),
        side=render_to_string("feedback/wall/_side.html", context),
    )
