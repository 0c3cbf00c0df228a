"""What a leader wanted to come back on, for *Today* and for reminders."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q, QuerySet, Value
from django.urls import reverse

from feedback.models import CoachingNote, Talk, TalkStep
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
    """What the viewer wanted to come back on, oldest first, for *Today*. One statement.

    Also of people they no longer lead: it is theirs to say what came of it, and then it is gone from here.
    """
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


@dataclass(frozen=True, slots=True)
class StepDue:
    """That something agreed in a difficult talk is to be seen to by today; never a word of what."""

    talk_id: int
    other: str
    stands: str
    is_late: bool


def steps_due(today: date) -> QuerySet[TalkStep]:
    """Open steps whose day has come, of talks that are open and that their owner may read."""
    return TalkStep.objects.filter(
        Q(owner=F("talk__author")) | Q(talk__shared_at__isnull=False),
        due_on__lte=today,
        done_at=None,
        dropped_at=None,
        talk__closed_at=None,
    ).select_related("talk__author", "talk__person")


def own_steps_due(viewer: User, today: date) -> tuple[StepDue, ...]:
    """What the viewer agreed to do by today, oldest first, for *Today*. One statement."""
    rows = steps_due(today).filter(owner=viewer).order_by("due_on", "pk")
    return tuple(_step(row, today) for row in rows[:10])


def _step(row: TalkStep, today: date) -> StepDue:
    day = row.due_on or today
    is_late = day < today
    return StepDue(
        talk_id=row.talk_id,
        other=_other_of(row),
        stands=f"It was for {short_day(day, today)}" if is_late else "It is for today",
        is_late=is_late,
    )


def step_words(row: TalkStep, today: date) -> str:
    """`Something you agreed on with Marcus is for today.` Never a word of what."""
    day = row.due_on or today
    when = "is for today" if day == today else f"was for {short_day(day, today)}"
    return f"Something you agreed on with {_other_of(row)} {when}."


def _other_of(row: TalkStep) -> str:
    talk = row.talk
    return first_name((talk.person if row.owner_id == talk.author_id else talk.author).name)
