"""What a decision came from: a goal, a case, an idea, a huddle.

`teams` knows no other app. What can be found (`teams.searching`) says of each of its kinds who may open a thing and
where it is; a huddle is our own. Whoever reads a decision sees what it came from by name only where they may open
it themself; all others see what kind of thing it was.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import parse_qs, urlsplit

from django.urls import reverse

from teams.models import Huddle, HuddleEntry, SearchDocument, User
from teams.permissions import huddles_visible_to
from teams.searching import Source, sources
from teams.spans import day_words

HUDDLE = "huddle"
KINDS = {"goal": "a goal", "escalation": "an escalation", "idea": "an idea", HUDDLE: "a huddle"}
"""What a decision may come from, as it is called to whoever may not open it."""
_NUMBER = re.compile(r"/(\d{1,15})/")
_DAY = re.compile(r"/(\d{4}-\d{2}-\d{2})/")


@dataclass(frozen=True, slots=True)
class Origin:
    """What something came from: its kind and number, and, where the viewer may open it, its name and address."""

    kind: str
    pk: int
    label: str
    url: str = ""


def origin_at(viewer: User, address: str, now: datetime) -> Origin | None:
    """What stands at an address of ours, as somebody copies it from the browser; None where it is nothing that the
    viewer may open. Two statements at most.
    """
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return None
    path = parts.path
    day = _DAY.search(path)
    if day is not None and path.startswith(reverse("teams:huddle")):
        return _huddle_at(viewer, day[1], parse_qs(parts.query).get("team", [""])[0])
    number = _NUMBER.search(path)
    if number is None:
        return None
    for source in _sources():
        if path.startswith(source.address(number[1])):
            return origin_of(viewer, source.kind, int(number[1]), now, named_only=True)
    return None


def origin_of(
    viewer: User, kind: str, pk: int | None, now: datetime, *, named_only: bool = False
) -> Origin | None:
    """The thing as this viewer may know of it; with `named_only` None where they may not open it. Two statements."""
    if not kind or pk is None:
        return None
    found = _huddle(viewer, pk) if kind == HUDDLE else _thing(viewer, kind, pk, now)
    if found is None and not named_only:
        return Origin(kind, pk, KINDS.get(kind, "something else"))
    return found


def begun_by_entry(viewer: User, number: str) -> dict[str, str]:
    """What a decision begins with that comes from something taken on at a huddle: its words, its team, and where it
    came from; nothing where that is not there for this viewer. One statement.
    """
    if not (number.isascii() and number.isdigit() and len(number) < 16):
        return {}
    taken = HuddleEntry.objects.filter(
        pk=int(number), kind=HuddleEntry.Kind.COMMITMENT, huddle__in=huddles_visible_to(viewer)
    )
    found = taken.select_related("huddle__team").first()
    if found is None:
        return {}
    origin = _of_huddle(found.huddle)
    return {"what": found.words, "team": found.huddle.team.slug, "came_from": origin.url}


def _sources() -> list[Source]:
    return [one for one in sources() if one.kind in KINDS and not one.of]


def _thing(viewer: User, kind: str, pk: int, now: datetime) -> Origin | None:
    source = next((one for one in _sources() if one.kind == kind), None)
    if source is None or not source.visible(viewer, now).filter(pk=pk).exists():
        return None
    document = SearchDocument.objects.filter(kind=kind, object_id=pk).first()
    if document is None:
        return None
    return Origin(kind, pk, document.title, source.address(document.key))


def _huddle(viewer: User, pk: int) -> Origin | None:
    found = huddles_visible_to(viewer).filter(pk=pk).select_related("team").first()
    return None if found is None else _of_huddle(found)


def _huddle_at(viewer: User, day: str, slug: str) -> Origin | None:
    try:
        on = date.fromisoformat(day)
    except ValueError:
        return None
    held = huddles_visible_to(viewer).filter(day=on).select_related("team")
    named = held.filter(team__slug=slug) if slug else held
    found = list(named[:2])
    return _of_huddle(found[0]) if len(found) == 1 else None


def _of_huddle(found: Huddle) -> Origin:
    url = reverse("teams:huddle_day", args=[str(found.day)])
    label = f"{found.team.name} huddle of {day_words(found.day, found.day)}"
    return Origin(HUDDLE, found.pk, label, f"{url}?team={found.team.slug}")
