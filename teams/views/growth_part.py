"""How somebody grows as a leader, on their own page: for themself, and for a leader they let see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from teams.models import User
from teams.parts import Part
from teams.permissions import organisation_day
from teams.permissions.growth import shares_with
from teams.queries.growth import FocusNow, open_focus


@dataclass(frozen=True, slots=True)
class GrowthPart:
    """What they work on now, where it is shared, and the way to the rest."""

    name: str
    focus: FocusNow | None
    url: str
    is_me: bool


def growth_part(viewer: User, person: User, now: datetime) -> Part | None:
    """Nothing for anybody else, administrators among them. Two statements, some more where something is worked on."""
    if viewer.pk == person.pk:
        mine = GrowthPart("", open_focus(person, now), reverse("teams:growth"), is_me=True)
        return Part("teams/growth/_person_part.html", mine)
    share = shares_with(viewer, organisation_day(now)).filter(person=person).first()
    if share is None:
        return None
    shown = GrowthPart(
        person.name,
        open_focus(person, now) if share.focus else None,
        reverse("teams:growth_of", args=[person.pk]),
        is_me=False,
    )
    return Part("teams/growth/_person_part.html", shown)
