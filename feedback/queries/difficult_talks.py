"""What the page of a difficult talk shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from feedback.models import Talk
from feedback.permissions.notes import can_coach, can_release
from feedback.queries.papers import due_words, moment, our_clock, readers_of
from feedback.queries.releases import Let, lets_of
from goals.dates import short_day
from teams.calendar import Clock
from teams.models import User
from teams.names import first_name


@dataclass(frozen=True, slots=True)
class StepLine:
    """An agreed step of a talk."""

    pk: int
    words: str
    who: str
    state: str
    is_open: bool
    can_do: bool
    can_drop: bool


@dataclass(frozen=True, slots=True)
class TalkPage:
    """A difficult talk for one of the two. `own_words` are empty for the person.

    `can_write`: its author, while they lead the person, changes it and adds steps. `can_close`: its author, always.
    """

    talk: Talk
    is_author: bool
    other: str
    other_id: int
    readers: str
    is_private: bool
    when: str
    own_words: str
    steps: tuple[StepLine, ...]
    due: str
    outcome: str
    closed: str
    lets: tuple[Let, ...]
    can_write: bool
    can_close: bool
    can_delete: bool
    can_release: bool


def talk_page(viewer: User, talk: Talk, now: datetime) -> TalkPage:
    """A talk as one of the two reads it. Five statements."""
    clock = our_clock()
    today = clock.day_of(now)
    is_author = viewer.pk == talk.author_id
    other = talk.person if is_author else talk.author
    lets = lets_of(talk.releases, viewer, clock, today)
    can_close = is_author and talk.closed_at is None
    return TalkPage(
        talk=talk,
        is_author=is_author,
        other=first_name(other.name),
        other_id=other.pk,
        readers=readers_of(talk, viewer, (let.reads for let in lets if let.reads)),
        is_private=talk.shared_at is None,
        when=moment(clock, talk.opened_at, today),
        own_words=talk.own_words if is_author else "",
        steps=steps_of(talk, viewer, clock, today),
        due=due_words(talk, today)[0],
        outcome=talk.get_outcome_display() if talk.outcome else "",
        closed="" if talk.closed_at is None else moment(clock, talk.closed_at, today),
        lets=lets,
        can_write=can_close and can_coach(viewer, talk.person, today),
        can_close=can_close,
        can_delete=is_author and talk.shared_at is None,
        can_release=can_release(viewer, talk),
    )


def steps_of(talk: Talk, viewer: User, clock: Clock, today: date) -> tuple[StepLine, ...]:
    """What was agreed. One statement."""
    is_author = viewer.pk == talk.author_id
    found = []
    for step in talk.steps.select_related("owner"):
        state = "Open" if step.due_on is None else f"By {short_day(step.due_on, today)}"
        if step.done_at is not None:
            state = f"Done on {moment(clock, step.done_at, today)}"
        elif step.dropped_at is not None:
            state = f"Dropped on {moment(clock, step.dropped_at, today)}"
        is_open = step.done_at is None and step.dropped_at is None and talk.closed_at is None
        owns = step.owner_id == viewer.pk
        who = "You" if owns else first_name(step.owner.name)
        found.append(
            StepLine(
                step.pk, step.words, who, state, is_open, is_open and (is_author or owns),
                is_open and is_author,
            )
        )  # fmt: skip
    return tuple(found)
