"""The day of what somebody works on: its owner is told of it once. Nobody else hears of it.

The day is in the notice's key, and whoever was told under a key is not told again: however often this runs, by how
many workers, and wherever it is cut off. Given another day, that day is told of as well.
"""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse

from teams.growth_kinds import FOCUS_DUE
from teams.models import Focus, Notice
from teams.permissions import organisation_day
from teams.telling import tell


def look(now: datetime) -> None:
    """Say what has come to its day. Two statements where nothing has, three where all of it is told."""
    due = Focus.objects.filter(
        closed_at=None, until__lte=organisation_day(now), person__is_active=True
    )
    waits = {_key(one): one for one in due.order_by("pk")}
    if not waits:
        return
    told = Notice.objects.filter(
        user__in={one.person_id for one in waits.values()}, key__in=waits
    ).values_list("key", flat=True)
    for key in waits.keys() - set(told):
        one = waits[key]
        tell(
            [one.person_id],
            FOCUS_DUE,
            key,
            "The day you set yourself for the skill you work on is here.",
            detail="Say how it goes, give it another day, or close it with what came of it.",
            url=reverse("teams:focus", args=[one.pk]),
            about=one.person_id,
            now=now,
        )


def _key(one: Focus) -> str:
    return f"focus-{one.pk}-{one.until}"
