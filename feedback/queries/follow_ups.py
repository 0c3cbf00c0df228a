"""What a leader wanted to come back on, for *Today* and for reminders."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Value
from django.urls import reverse

from feedback.models import CoachingNote, Talk
from goals.dates import short_day
from teams.models import User
from teams.names import first_name


@dataclass(frozen=True, slots=True)
class ToFollowUp:
    """Something its author wanted to come back on by today."""

    title: str
    url: str
    is_today: bool


def to_follow_up(viewer: User, today: date) -> tuple[ToFollowUp, ...]:
    """What the viewer wanted to come back on, oldest first, for *Today*. One statement."""
    held = ("kind", "pk", "follow_up_on", "person__name")
    open_ones = {"author": viewer, "follow_up_on__lte": today, "followed_up_at": None}
    notes = CoachingNote.objects.filter(**open_ones).order_by()
    talks = Talk.objects.filter(**open_ones, closed_at=None).order_by()
    rows = (
        notes.annotate(kind=Value(0))
        .values_list(*held)
        .union(talks.annotate(kind=Value(1)).values_list(*held), all=True)
        .order_by("follow_up_on", "pk")
    )
    return tuple(
        ToFollowUp(
            title=follow_up_words(name, day, today),
            url=reverse("feedback:talk" if kind else "feedback:note", args=[pk]),
            is_today=day == today,
        )
        for kind, pk, day, name in rows[:10]
    )


def follow_up_words(name: str, day: date, today: date) -> str:
    """`You wanted to follow up with Jin today.` Never a word of what about."""
    when = "today" if day == today else f"on {short_day(day, today)}"
    return f"You wanted to follow up with {first_name(name)} {when}."
