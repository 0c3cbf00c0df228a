"""Tasks, as whoever hands one over deals with them: offering, changing, answering, closing, taking back.

Each is one transaction and raises ActionRefused (TaskNotNow and Stale among it) and PermissionDenied. What whoever
holds it does is in `delegated_holding`.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from feedback import delegated_life as life
from feedback.actions.days import coming_day
from feedback.actions.delegated_rows import (
    LONGEST_WHAT,
    NO_DAY,
    SENT_TWICE,
    check_line,
    planned_next,
    tell_holder,
    to_step,
    today_of,
    write,
)
from feedback.models import DelegatedTask, Strength, TaskStep, Wish
from feedback.permissions.delegated import can_hand_over, people_to_hand_to, teams_between
from feedback.permissions.one_to_ones import wishes_visible_to
from goals.actions.checks import check_text
from teams.actions.audit import record
from teams.actions.errors import ActionRefused
from teams.models import Team, User
from teams.permissions import organisation_day

NO_WHAT = "Say what the task is, in a line."
NO_WHY = "Say why it matters: it is what makes somebody want to take it on."
NO_RESULT = "Say what came of it: what is different now?"
Kind = TaskStep.Kind


@transaction.atomic
def offer_task(
    actor: User,
    to: User | None,
    *,
    what: str,
    why: str,
    decide_alone: str = "",
    strength: Strength | None = None,
    wish: Wish | None = None,
    due_on: date | None,
    team: Team | None = None,
    now: datetime,
) -> DelegatedTask:
    """Offer somebody one leads a task. It is an offer: nothing is under way until they take it.

    `team` is one in which the one leads the other; left out, it is the first of them by name. The same offer sent
    twice is one.
    """
    if not can_hand_over(actor):
        raise PermissionDenied
    today = organisation_day(now)
    if to is None or not people_to_hand_to(actor, today).filter(pk=to.pk).exists():
        raise ActionRefused("to", "Choose somebody you lead.")
    teams = list(teams_between(actor, to, today))
    if team is not None:
        teams = [one for one in teams if one.pk == team.pk]
    if not teams:
        raise ActionRefused("team", f"Choose a team in which you lead {to.name}.")
    fields = _fields(
        what,
        why,
        decide_alone,
        coming_day("due_on", due_on, teams[0].clock.day_of(now), missing=NO_DAY),
    )
    fields |= _fit(actor, to, strength, wish, today)
    # Two requests of one person follow one another here, so that the second finds what the first one wrote.
    User.objects.select_for_update().only("pk").get(pk=actor.pk)
    same = DelegatedTask.objects.filter(
        by=actor,
        to=to,
        team=teams[0],
        state=life.OFFERED,
        offered_at__gt=now - SENT_TWICE,
        **fields,
    )
    there = same.select_related("team", "by", "to").first()
    if there is not None:
        return there
    task = DelegatedTask.objects.create(by=actor, to=to, team=teams[0], offered_at=now, **fields)
    record(actor, "offered", task, after={"to": to, "team": teams[0]}, at=now)
    tell_holder(task, f"{actor.name} offers you a task.", now)
    return task


@transaction.atomic
def revise_task(
    actor: User,
    task: DelegatedTask,
    *,
    what: str,
    why: str,
    decide_alone: str = "",
    due_on: date | None,
    words: str = "",
    version: int | None = None,
    now: datetime,
) -> DelegatedTask:
    """The offer in other words or for another day, with a line to who asked for that. It is an offer anew."""
    current, state = to_step(actor, task, life.REVISE, version)
    fields = _fields(
        what,
        why,
        decide_alone,
        coming_day("due_on", due_on, today_of(current, now), missing=NO_DAY),
    )
    words = check_line("words", words, missing="")
    is_same = all(getattr(current, name) == value for name, value in fields.items())
    if is_same and state == current.state and not words:
        return current
    write(current, Kind.REVISED, actor, words=words, state=state, now=now, **fields)
    tell_holder(current, f"{actor.name} changed the offer of a task.", now)
    return current


@transaction.atomic
def answer_task(
    actor: User,
    task: DelegatedTask,
    *,
    words: str,
    due_on: date | None = None,
    version: int | None = None,
    now: datetime,
) -> DelegatedTask:
    """Answer a check-in; with `due_on` there is until then. The same said twice in a row is said once."""
    current, _ = to_step(actor, task, life.ANSWER, version)
    words = check_line("words", words)
    last = current.steps.last()
    if (
        last is not None
        and (last.kind, last.by_id, last.words) == (Kind.ANSWERED, actor.pk, words)
        and last.at > now - SENT_TWICE
    ):
        return current
    more, by_when = _another_day(current, due_on, now)
    write(
        current, Kind.ANSWERED, actor, words=words, by_when=by_when, needs_since=None, now=now, **more
    )  # fmt: skip
    tell_holder(current, f"{actor.name} answers you about a task.", now)
    return current


@transaction.atomic
def carry_on(
    actor: User,
    task: DelegatedTask,
    *,
    words: str,
    due_on: date | None = None,
    version: int | None = None,
    now: datetime,
) -> DelegatedTask:
    """Something is missing: what, in a line, and perhaps by another day."""
    current, state = to_step(actor, task, life.CARRY_ON, version)
    words = check_line("words", words, missing="Say what is missing, in a line.")
    more, by_when = _another_day(current, due_on, now)
    write(
        current, Kind.CARRIED_ON, actor, words=words, by_when=by_when, state=state, now=now, **more
    )
    tell_holder(current, f"{actor.name} says that something of a task is missing.", now)
    return current


@transaction.atomic
def close_task(
    actor: User,
    task: DelegatedTask,
    *,
    came_of_it: str,
    version: int | None = None,
    now: datetime,
) -> DelegatedTask:
    """It is done: what came of it. Whoever did it is remembered for it, and can be thanked."""
    current, state = to_step(actor, task, life.CLOSE, version)
    words = check_line("came_of_it", came_of_it, missing=NO_RESULT)
    write(
        current, Kind.CLOSED, actor, words=words, state=state, came_of_it=words, ended_at=now, now=now
    )  # fmt: skip
    tell_holder(current, f"{actor.name} says that a task of yours is done.", now)
    return current


@transaction.atomic
def withdraw_task(
    actor: User, task: DelegatedTask, *, words: str, version: int | None = None, now: datetime
) -> DelegatedTask:
    """It is needed no longer, or by somebody else: why, in a line."""
    current, state = to_step(actor, task, life.WITHDRAW, version)
    words = check_line("words", words, missing="Say why you take it back, in a line.")
    write(
        current, Kind.WITHDRAWN, actor, words=words, state=state, next_on=None, needs_since=None,
        ended_at=now, now=now,
    )  # fmt: skip
    tell_holder(current, f"{actor.name} takes a task back.", now)
    return current


# --- Shared --------------------------------------------------------------------------------------


def _fields(what: str, why: str, decide_alone: str, due_on: date) -> dict[str, Any]:
    return {
        "what": check_text("what", what.replace("\x00", ""), limit=LONGEST_WHAT, missing=NO_WHAT),
        "why": check_line("why", why, missing=NO_WHY),
        "decide_alone": check_line("decide_alone", decide_alone, missing=""),
        "due_on": due_on,
    }


def _fit(
    actor: User, to: User, strength: Strength | None, wish: Wish | None, today: date
) -> dict[str, Any]:
    """What of theirs it fits: a strength that is in use, or something they said that the actor reads."""
    if strength is not None and strength.archived_at is not None:
        raise ActionRefused("fits", f"“{strength.name}” is put away. Choose another one.")
    if wish is not None:
        theirs = wishes_visible_to(actor, today).filter(person=to).exclude(kind=Wish.Kind.NEEDS)
        if not theirs.filter(pk=wish.pk).exists():
            raise ActionRefused("fits", f"Choose something that {to.name} said, or a strength.")
        strength = strength or wish.strength
    return {"strength": strength, "wish": wish}


def _another_day(
    current: DelegatedTask, due_on: date | None, now: datetime
) -> tuple[dict[str, Any], date | None]:
    """The fields of another day it is to be done by, and that day where there is one."""
    if due_on is None or due_on == current.due_on:
        return {}, None
    day = coming_day("due_on", due_on, today_of(current, now), missing=NO_DAY)
    following = planned_next(current, due_on=day, last_in_on=current.last_in_on)
    return {"due_on": day, "next_on": following}, day
