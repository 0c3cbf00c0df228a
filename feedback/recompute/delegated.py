"""Check-ins that are due: whoever chose them is told of each, once.

What they were told of is in the row and is taken by a conditional update in the transaction that tells it: however
often this runs, by how many workers, and wherever it is cut off, each is told once. Nobody else hears of it.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F, Q

from feedback.delegated_life import TAKEN
from feedback.models import DelegatedTask
from feedback.notice_kinds import TASK_CHECK_IN
from feedback.queries.delegated_words import url_of
from teams.calendar import dates_somewhere
from teams.telling import tell


def look(now: datetime) -> None:
    """Say what is due. One statement where nothing is, and a few for each that is told of."""
    due = DelegatedTask.objects.filter(
        Q(told_for__isnull=True) | ~Q(told_for=F("next_on")),
        state=TAKEN,
        next_on__lte=dates_somewhere(now, now)[1],
        to__is_active=True,
    ).select_related("team")
    for task in due.order_by("next_on", "pk"):
        if task.next_on is not None and task.next_on <= task.team.clock.day_of(now):
            _tell_once(task, now)


@transaction.atomic
def _tell_once(task: DelegatedTask, now: datetime) -> None:
    still = DelegatedTask.objects.filter(pk=task.pk, state=TAKEN, next_on=task.next_on)
    if not still.exclude(told_for=task.next_on).update(told_for=task.next_on):
        return
    is_last = task.next_on == task.due_on
    tell(
        [task.to_id],
        TASK_CHECK_IN,
        f"task-{task.pk}-check-in-{task.next_on}",
        "The day of a task is here." if is_last else "A check-in you chose for a task is due.",
        detail="A line is enough: going well, I need something, or done.",
        url=url_of(task.pk),
        now=now,
    )
