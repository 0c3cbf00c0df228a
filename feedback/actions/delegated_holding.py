"""Tasks, as whom one is offered to deals with it: yes, no, otherwise; check-ins; done; back.

Nobody but whom it is offered to. Each is one transaction and raises ActionRefused (TaskNotNow and Stale among it)
and PermissionDenied.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from feedback import delegated_life as life
from feedback.actions.delegated_rows import (
    SENT_TWICE,
    TaskNotNow,
    check_line,
    plan_of,
    planned_next,
    tell_giver,
    to_step,
    today_of,
    write,
)
from feedback.models import DelegatedTask, Rhythm, TaskStep
from feedback.permissions.delegated import can_be_undone
from goals import dates
from teams.actions.errors import ActionRefused
from teams.models import User

MOST_OWN_DAYS = 12
Kind = TaskStep.Kind


@transaction.atomic
def accept_task(
    actor: User,
    task: DelegatedTask,
    *,
    rhythm: str,
    own_days: Iterable[date] = (),
    words: str = "",
    version: int | None = None,
    now: datetime,
) -> DelegatedTask:
    """Take it on, with the check-ins that suit oneself."""
    current, state = to_step(actor, task, life.ACCEPT, version)
    today = today_of(current, now)
    if current.due_on < today:
        raise ActionRefused("", "Its day has passed. Ask for another one first.")
    own = _own(rhythm, own_days, today, current.due_on)
    words = check_line("words", words, missing="")
    write(
        current, Kind.ACCEPTED, actor, words=words, state=state, taken_at=now,
        **plan_of(rhythm, own, today, current.due_on, None), now=now,
    )  # fmt: skip
    tell_giver(current, f"{actor.name} takes on a task.", now)
    return current


@transaction.atomic
def undo_accept(
    actor: User, task: DelegatedTask, *, version: int | None = None, now: datetime
) -> DelegatedTask:
    """Have it an offer again, as long as nobody said anything since. The story keeps both."""
    current, state = to_step(actor, task, life.UNDO, version)
    if not can_be_undone(current, now):
        raise TaskNotNow(actor, current)
    write(
        current, Kind.GIVEN_BACK, actor, state=state, taken_at=None, rhythm=Rhythm.NONE, own_days=[],
        planned_from=None, next_on=None, told_for=None, now=now,
    )  # fmt: skip
    told = f"{actor.name} had taken on a task by mistake: it is an offer again."
    tell_giver(current, told, now)
    return current


@transaction.atomic
def ask_for_change(
    actor: User, task: DelegatedTask, *, words: str, version: int | None = None, now: datetime
) -> DelegatedTask:
    """Yes, but otherwise: what would have to change."""
    current, state = to_step(actor, task, life.ASK, version)
    words = check_line("words", words, missing="Say what would have to change, in a line.")
    last = current.steps.last()
    if (
        last is not None
        and (last.kind, last.words) == (Kind.ASKED, words)
        and last.at > now - SENT_TWICE
    ):
        return current
    write(current, Kind.ASKED, actor, words=words, state=state, now=now)
    tell_giver(current, f"{actor.name} asks you to change a task.", now)
    return current


@transaction.atomic
def decline_task(
    actor: User, task: DelegatedTask, *, words: str, version: int | None = None, now: datetime
) -> DelegatedTask:
    """No, with a line. That is fine: it was an offer."""
    current, state = to_step(actor, task, life.DECLINE, version)
    words = check_line("words", words, missing="Say why not this time, in a line.")
    write(current, Kind.DECLINED, actor, words=words, state=state, ended_at=now, now=now)
    tell_giver(current, f"{actor.name} says “not this time” to a task.", now)
    return current


@transaction.atomic
def check_in(
    actor: User,
    task: DelegatedTask,
    *,
    going: str,
    words: str = "",
    version: int | None = None,
    now: datetime,
) -> DelegatedTask:
    """Going well, I need something, or done. It stands for every check-in up to today.

    What is needed waits for an answer until there is one. The same said twice in a row is said once.
    """
    if going not in life.GOINGS:
        raise ActionRefused("going", "Say how it is going.")
    is_done = going == life.DONE
    current, state = to_step(actor, task, life.FINISH if is_done else life.CHECK_IN, version)
    missing = "" if going == life.WELL else _MISSING[going]
    words = check_line("words", words, missing=missing)
    last = current.steps.last()
    if (
        last is not None
        and (last.kind, last.going, last.words) == (Kind.CHECKED, going, words)
        and last.at > now - SENT_TWICE
    ):
        return current
    today = today_of(current, now)
    following = planned_next(current, due_on=current.due_on, last_in_on=today)
    needs_since = current.needs_since
    if is_done:
        needs_since = None
    elif going == life.NEED:
        needs_since = needs_since or now
    write(
        current, Kind.CHECKED, actor, going=going, words=words, state=state, last_in_on=today,
        next_on=following, needs_since=needs_since, now=now,
    )  # fmt: skip
    tell_giver(current, _TOLD[going].format(actor.name), now)
    return current


@transaction.atomic
def plan_check_ins(
    actor: User,
    task: DelegatedTask,
    *,
    rhythm: str,
    own_days: Iterable[date] = (),
    version: int | None = None,
    now: datetime,
) -> DelegatedTask:
    """Other check-ins, from today on. They are whoever holds it to choose."""
    current, _ = to_step(actor, task, life.PLAN, version)
    today = today_of(current, now)
    own = _own(rhythm, own_days, today, current.due_on)
    if (rhythm, own) == (current.rhythm, current.own_days):
        return current
    plan = plan_of(rhythm, own, today, current.due_on, current.last_in_on)
    return write(current, Kind.PLANNED, actor, now=now, **plan)


@transaction.atomic
def give_back(
    actor: User, task: DelegatedTask, *, words: str, version: int | None = None, now: datetime
) -> DelegatedTask:
    """It does not work out: why, in a line."""
    current, state = to_step(actor, task, life.GIVE_BACK, version)
    words = check_line("words", words, missing="Say why you give it back, in a line.")
    write(
        current, Kind.GIVEN_BACK, actor, words=words, state=state, next_on=None, needs_since=None,
        ended_at=now, now=now,
    )  # fmt: skip
    tell_giver(current, f"{actor.name} gives a task back.", now)
    return current


# --- Shared --------------------------------------------------------------------------------------

_MISSING = {
    life.NEED: "Say what you need, in a line.",
    life.DONE: "Say what you did, in a line.",
}
_TOLD = {
    life.WELL: "{} checks in about a task: going well.",
    life.NEED: "{} needs something for a task.",
    life.DONE: "{} says that a task is done.",
}


def _own(rhythm: str, days: Iterable[date], today: date, due_on: date) -> list[str]:
    """The days of one's own as they are kept, in order; none for another rhythm. Raises ActionRefused."""
    if rhythm not in Rhythm.values:
        raise ActionRefused("rhythm", "Choose which check-ins suit you.")
    if rhythm != Rhythm.OWN:
        return []
    chosen = sorted(set(days))
    if not chosen:
        raise ActionRefused("own_days", "Name a day at least, or choose other check-ins.")
    if len(chosen) > MOST_OWN_DAYS:
        raise ActionRefused("own_days", f"Name {MOST_OWN_DAYS} days at most.")
    if chosen[0] <= today or chosen[-1] > due_on:
        raise ActionRefused(
            "own_days",
            f"Choose days after today and up to {dates.day(due_on, today)}, when it is to be done.",
        )
    return [day.isoformat() for day in chosen]
