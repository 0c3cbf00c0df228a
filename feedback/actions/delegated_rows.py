"""What all verbs of tasks begin and end with: the row under its lock, who may, the entry, and who is told."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied

from feedback import delegated_life as life
from feedback.actions.steps import StepNotNow
from feedback.models import DelegatedTask, TaskStep
from feedback.notice_kinds import TASK, TASK_CHECK_IN, TASK_WAITS
from feedback.permissions.delegated import is_giver, is_holder, steps_open_to, tasks_visible_to
from feedback.queries.delegated_people import givers_of
from feedback.queries.delegated_words import url_of
from teams.actions.audit import record
from teams.actions.errors import Stale
from teams.actions.texts import kept_text
from teams.models import User
from teams.permissions import organisation_day
from teams.settling import settle
from teams.telling import tell

LONGEST_WHAT = 120
LONGEST_LINE = 500
SENT_TWICE = timedelta(minutes=2)
"""The same from the same person within this time is the same, pressed twice."""
RELATED = ("team", "by", "to", "strength", "wish")
NO_WORDS = "Say it in a line. The two of you read it."
NO_DAY = "Say by when."
_BY_GIVER = (
    TaskStep.Kind.REVISED,
    TaskStep.Kind.ANSWERED,
    TaskStep.Kind.CARRIED_ON,
    TaskStep.Kind.CLOSED,
    TaskStep.Kind.WITHDRAWN,
)
_WHY_NOT = {
    life.OFFERED: "It is an offer by now, and waits for an answer.",
    life.DISCUSSED: "A change is asked for by now. It waits for another offer.",
    life.TAKEN: "It is under way by now.",
    life.REPORTED: "It is said to be done by now.",
    life.CLOSED: "It is done and closed already.",
    life.DECLINED: "It was answered already: not this time.",
    life.GIVEN_BACK: "It was given back already.",
    life.WITHDRAWN: "It was taken back already.",
}


class TaskNotNow(StepNotNow):
    """The state of a task does not allow the step."""

    def __init__(self, actor: User, current: DelegatedTask) -> None:
        allowed = steps_open_to(actor, current)
        super().__init__(current, current.state, _WHY_NOT[current.state], allowed)


def to_step(
    actor: User, task: DelegatedTask, step: str, version: int | None
) -> tuple[DelegatedTask, str]:
    """The task under its lock and the state that the step leads to.

    Locked first and read after: what PostgreSQL joins to a row that it waited for is as it was before the wait.
    Raises PermissionDenied, TaskNotNow, Stale.
    """
    DelegatedTask.objects.select_for_update().only("pk").get(pk=task.pk)
    current = DelegatedTask.objects.select_related(*RELATED).get(pk=task.pk)
    if not tasks_visible_to(actor).filter(pk=current.pk).exists():
        raise PermissionDenied
    may = is_holder(actor, current) if step in life.OF_HOLDER else is_giver(actor, current)
    if not may:
        raise PermissionDenied
    try:
        state = life.after(current.state, step)
    except life.IllegalStep as error:
        raise TaskNotNow(actor, current) from error
    if version is not None and version != current.version:
        last = current.steps.select_related("by").last()
        who = "Somebody" if last is None else last.by.name
        raise Stale(current, f"{who} was here while you were writing.")
    return current, state


def write(
    current: DelegatedTask,
    kind: str,
    by: User,
    *,
    now: datetime,
    going: str = "",
    words: str = "",
    by_when: date | None = None,
    **changes: Any,
) -> DelegatedTask:
    """Write what becomes of a locked task: its fields, its entry and the record, which holds states and no words."""
    before = current.state
    current.version += 1
    for name, value in changes.items():
        setattr(current, name, value)
    current.save(update_fields=["version", *changes])
    TaskStep.objects.create(
        task=current, kind=kind, by=by, going=going, words=words, by_when=by_when, at=now
    )
    record(by, kind, current, {"state": before}, {"state": current.state}, at=now)
    _settle(current, kind, now)
    return current


def _settle(current: DelegatedTask, kind: str, now: datetime) -> None:
    """What waited for one of several who lead there is answered; what was offered is another offer, or none."""
    url, since = url_of(current.pk), current.offered_at
    if kind in _BY_GIVER or current.state in life.OVER:
        settle([TASK_WAITS], url, since, now)
    if kind in (TaskStep.Kind.REVISED, TaskStep.Kind.WITHDRAWN):
        settle([TASK, TASK_CHECK_IN], url, since, now, people=[current.to_id])


def tell_holder(current: DelegatedTask, text: str, now: datetime) -> None:
    """Tell whom it is offered to, once for each step: who did what, and no word of the task or of what was said."""
    tell(
        [current.to_id], TASK, f"task-{current.pk}-{current.version}", text,
        url=url_of(current.pk), now=now,
    )  # fmt: skip


def tell_giver(current: DelegatedTask, text: str, now: datetime) -> None:
    """Tell who handed it over, or who leads the holder where they do so no longer; as above, no words of theirs.

    Whoever stands in keeps the notice when the task is theirs to read no more.
    """
    tell(
        givers_of(current, organisation_day(now)), TASK_WAITS, f"task-{current.pk}-{current.version}",
        text, url=url_of(current.pk), now=now,
    )  # fmt: skip


def check_line(field: str, text: str, *, missing: str = NO_WORDS) -> str:
    """A text of some lines as it is kept; `missing` empty lets an empty one through. Raises ActionRefused."""
    return kept_text(field, text, missing=missing, limit=LONGEST_LINE)


def today_of(task: DelegatedTask, now: datetime) -> date:
    """What day it is where the two work."""
    return task.team.clock.day_of(now)


def plan_of(
    rhythm: str, own: list[str], begun_on: date, due_on: date, last_in_on: date | None
) -> dict[str, Any]:
    """The fields of check-ins as they were chosen on a day."""
    days = life.check_in_days(rhythm, map(date.fromisoformat, own), begun_on, due_on)
    return {
        "rhythm": rhythm,
        "own_days": own,
        "planned_from": begun_on,
        "next_on": life.next_day(days, last_in_on),
    }


def planned_next(current: DelegatedTask, *, due_on: date, last_in_on: date | None) -> date | None:
    """The next check-in by what was chosen, for another day it is due or after another check-in."""
    if current.planned_from is None:
        return None
    plan = plan_of(current.rhythm, current.own_days, current.planned_from, due_on, last_in_on)
    found: date | None = plan["next_on"]
    return found
