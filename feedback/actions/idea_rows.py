"""What all verbs of ideas begin and end with: the row under its lock, who may, the entry, and who is told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied

from feedback import idea_life
from feedback.actions.steps import StepNotNow
from feedback.models import Idea, IdeaStep
from feedback.notice_kinds import IDEA_WAITS
from feedback.permissions.ideas import steps_open_to
from feedback.queries.idea_people import calendar_of
from feedback.queries.idea_words import url_of
from teams.actions.audit import record
from teams.actions.errors import Stale
from teams.models import User
from teams.settling import settle

LONGEST_LINE = 500
_SETTLING = ("considered", "agreed", "declined", "finished", "withdrawn")
"""After which nobody is asked any more, until somebody is asked anew."""
_RELATED = ("team", "author", "owner", "decided_by")


class IdeaNotNow(StepNotNow):
    """The state of an idea does not allow the step."""

    def __init__(self, actor: User, current: Idea, step: str) -> None:
        allowed = steps_open_to(actor, current)
        super().__init__(current, current.state, why_not(current, step), allowed)


class Withdrawn(Stale):
    """Its author took it back meanwhile."""

    def __init__(self, current: Idea) -> None:
        super().__init__(current, "Whoever had this idea has taken it back.")


def why_not(current: Idea, step: str) -> str:
    """How it stands, to somebody who came too late or too early for a step."""
    who = "" if current.decided_by is None else f" by {current.decided_by.name}"
    if current.state == idea_life.DONE:
        return "It is done already." if step != idea_life.UNBACK else "It is done: it stays backed."
    if current.state == idea_life.AGREED:
        return f"It is agreed{who} already."
    if current.state == idea_life.DECLINED:
        return f"It is answered{who} already: not now. Open it again first."
    if step == idea_life.EDIT:
        return "It was answered once. What was answered stays as it was written."
    if step == idea_life.REOPEN:
        return "It is open already."
    return "Nobody has agreed to it yet. Agree first, then say that it is done."


def locked(pk: int) -> Idea:
    """The idea as it is now, held until the transaction ends. Raises Withdrawn.

    Locked first and read after: what PostgreSQL joins to a row that it waited for is as it was before the wait.
    """
    Idea.objects.select_for_update().only("pk").get(pk=pk)
    current = Idea.objects.select_related(*_RELATED).get(pk=pk)
    if current.withdrawn_at is not None:
        raise Withdrawn(current)
    return current


def to_step(
    actor: User,
    idea: Idea,
    step: str,
    may: Callable[[User, Idea], bool],
    version: int | None = None,
) -> tuple[Idea, str]:
    """The idea under its lock and the state that the step leads to.

    Raises PermissionDenied, IdeaNotNow, Stale.
    """
    current = locked(idea.pk)
    if not may(actor, current):
        raise PermissionDenied
    try:
        state = idea_life.after(current.state, step, answered=current.answered_at is not None)
    except idea_life.IllegalStep as error:
        raise IdeaNotNow(actor, current, step) from error
    refuse_stale(current, version)
    return current, state


def refuse_stale(current: Idea, version: int | None) -> None:
    """Raise Stale where somebody changed how it stands since `version`; what was only said is no conflict."""
    if version is None or version == current.version:
        return
    last = current.steps.exclude(kind=IdeaStep.Kind.SAID).select_related("by").last()
    said = (
        "It was changed while you were writing."
        if last is None
        else f"{last.by.name} was here while you were writing: {last.get_kind_display()}."
    )
    raise Stale(current, said)


def write(
    current: Idea,
    verb: str,
    by: User,
    *,
    now: datetime,
    entry: str = "",
    words: str = "",
    by_when: date | None = None,
    **changes: Any,
) -> Idea:
    """Write what becomes of a locked idea: its fields, its entry (`entry` is a kind), and the record.

    The record holds states and ids, and none of what was written.
    """
    before = current.state
    current.version += 1
    for name, value in changes.items():
        setattr(current, name, value)
    current.save(update_fields=["version", *changes])
    if entry:
        add_entry(current, entry, by, words=words, by_when=by_when, now=now)
    record(by, verb, current, {"state": before}, {"state": current.state}, at=now)
    if verb in _SETTLING:
        settle([IDEA_WAITS], url_of(current.pk), current.added_at, now)
    return current


def add_entry(
    current: Idea, kind: str, by: User, *, words: str, now: datetime, by_when: date | None = None
) -> IdeaStep:
    """One more entry of its story."""
    return IdeaStep.objects.create(
        idea=current, kind=kind, by=by, words=words, by_when=by_when, at=now
    )


def new_promise(current: Idea, today: date, promise: date | None = None) -> dict[str, Any]:
    """The fields of a promise that begins: by the calendar, or for a day that somebody names."""
    day = promise or idea_life.promised_for(today, calendar_of(current.team).is_worked)
    return {
        "answer_by": day,
        "remind_on": reminder_of(current, today, day),
        "late_told_at": None,
        "first_promise": None,
    }


def new_day(current: Idea, today: date, day: date) -> dict[str, Any]:
    """The fields of a day by which an agreed idea is done: whoever sees to it is reminded of it."""
    return {"do_by": day, "remind_on": reminder_of(current, today, day), "late_told_at": None}


def reminder_of(current: Idea, today: date, day: date) -> date | None:
    """From when whoever is to keep a promise is reminded. One for tomorrow needs no reminder before it was made."""
    remind = idea_life.reminded_on(day, calendar_of(current.team).is_worked)
    remind = max(remind, today + timedelta(days=1))
    return remind if remind <= day else None
