"""One task: what it is, how it stands, what was said, and what this person may do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from django.urls import reverse

from feedback import delegated_life as life
from feedback.models import DelegatedTask, TaskStep
from feedback.permissions.delegated import left_alone, steps_open_to
from feedback.permissions.kudos import can_thank
from feedback.queries.delegated_people import reads_wish
from feedback.queries.delegated_words import (
    due_words,
    fit_words,
    next_words,
    rhythm_words,
    state_of,
    step_words,
    tone_of,
)
from feedback.queries.entries import Entry
from goals import dates
from teams.models import User
from teams.names import first_name
from teams.permissions import organisation_day


@dataclass(frozen=True, slots=True)
class TaskPage:
    """The page. `steps` are what this person may do; `thanks_url` leads to the composer, with what they did in it."""

    pk: int
    version: int
    today: date
    what: str
    why: str
    decide_alone: str
    fits: str
    lede: str
    holder: str
    giver: str
    is_holder: bool
    state: str
    tone: str
    is_running: bool
    due: str
    next: str
    rhythm: str
    came_of_it: str
    thanks_url: str
    steps: frozenset[str]
    timeline: tuple[Entry, ...]


def task_page(viewer: User, task: DelegatedTask, now: datetime) -> TaskPage:
    """Five statements at most. `task` comes with team, by, to, strength and wish."""
    clock = task.team.clock
    today = clock.day_of(now)
    is_holder = task.to_id == viewer.pk
    # What somebody says of themself no more is theirs to look back on.
    with_wish = (
        task.wish is None
        or is_holder
        or (task.wish.ended_at is None and reads_wish(viewer, task, organisation_day(now)))
    )
    holder, giver = first_name(task.to.name), first_name(task.by.name)
    gave = "You" if task.by_id == viewer.pk else task.by.name
    whom = "you" if is_holder else task.to.name
    offered = dates.day(clock.day_of(task.offered_at), today)
    two = "The two of you" if viewer.pk in (task.by_id, task.to_id) else "The two"
    led = "you" if is_holder else holder
    readers = f"those who lead {led} in {task.team.name}"
    if DelegatedTask.objects.filter(left_alone(today), pk=task.pk).exists():
        readers = f"administrators, as nobody leads {led} in {task.team.name} any more,"
    return TaskPage(
        pk=task.pk,
        version=task.version,
        today=today,
        what=task.what,
        why=task.why,
        decide_alone=task.decide_alone,
        fits=fit_words(task, with_wish=with_wish),
        lede=f"{gave} offered it to {whom} on {offered}. {two} and {readers} read it.",
        holder=holder,
        giver=giver,
        is_holder=is_holder,
        state=state_of(task),
        tone=tone_of(task),
        is_running=task.state in life.RUNNING,
        due=due_words(task, today),
        next=next_words(task, today),
        rhythm=rhythm_words(task, today) if task.taken_at else "",
        came_of_it=task.came_of_it,
        thanks_url="" if is_holder or not can_thank(viewer) else thanks_url(task),
        steps=frozenset(steps_open_to(viewer, task)),
        timeline=_timeline(task, gave, whom, today),
    )


def thanks_url(task: DelegatedTask) -> str:
    """The composer with whoever did it chosen and what they did offered, once it is closed."""
    if task.state != life.CLOSED:
        return ""
    asked = urlencode({"to": task.to.username, "fact": f"task-{task.pk}"})
    return f"{reverse('feedback:kudos_new')}?{asked}"


def _timeline(task: DelegatedTask, gave: str, whom: str, today: date) -> tuple[Entry, ...]:
    """From the beginning. One statement."""
    clock = task.team.clock
    began = Entry(
        gave, f"offered it to {whom}", dates.day(clock.day_of(task.offered_at), today),
        task.offered_at.isoformat(timespec="minutes"), "",
    )  # fmt: skip
    steps = TaskStep.objects.filter(task=task).select_related("by").order_by("pk")
    return (
        began,
        *(
            Entry(
                step.by.name,
                step_words(step, today),
                dates.day(clock.day_of(step.at), today),
                step.at.isoformat(timespec="minutes"),
                step.words,
            )
            for step in steps
        ),
    )
