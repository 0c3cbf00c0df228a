"""How tasks are spoken of: where one stands, what it fits, when the next check-in is."""

from __future__ import annotations

from datetime import date

from django.urls import reverse

from feedback import delegated_life as life
from feedback.models import DelegatedTask, Rhythm, TaskStep, Wish
from goals import dates

Kind = TaskStep.Kind
STATES: dict[str, str] = dict(DelegatedTask.State.choices)
_TONES = {life.CLOSED: "kudos", life.DISCUSSED: "watch"}
_GOING = {life.WELL: "going well", life.NEED: "I need something", life.DONE: "done"}
_WISH = {
    Wish.Kind.GOOD_AT: "good at",
    Wish.Kind.GROW_IN: "wants to grow in",
    Wish.Kind.WORK_ON: "wants to work on",
}


def url_of(pk: int) -> str:
    """Where a task stands."""
    return reverse("feedback:task", args=[pk])


def tone_of(task: DelegatedTask) -> str:
    """The tag's: what needs somebody has one, and what is done has that of thanks."""
    return "watch" if task.needs_since else _TONES.get(task.state, "")


NEEDS_SOMETHING = "Needs something"


def state_of(task: DelegatedTask) -> str:
    """`Under way`, `Needs something`."""
    return NEEDS_SOMETHING if task.needs_since else STATES[task.state]


def due_words(task: DelegatedTask, today: date) -> str:
    """`By Thu 20 Nov`; of what is under way past its day, so."""
    day = dates.day(task.due_on, today)
    if task.state == life.TAKEN and task.due_on < today:
        return f"Was to be done by {day}"
    return f"By {day}"


def next_words(task: DelegatedTask, today: date) -> str:
    """`Next check-in: Thu 20 Nov`; nothing where none is to come or it is not under way."""
    if task.state != life.TAKEN or task.next_on is None:
        return ""
    if task.next_on == task.due_on and task.rhythm == Rhythm.NONE:
        return "No check-ins on the way"
    if task.next_on <= today:
        return "Check-in is due"
    return f"Next check-in: {dates.day(task.next_on, today)}"


def rhythm_words(task: DelegatedTask, today: date) -> str:
    """What was chosen: `On days of my own: Thu 20 Nov, Fri 28 Nov`."""
    label = Rhythm(task.rhythm).label.partition(":")[0]
    if task.rhythm != Rhythm.OWN:
        return f"{label}"
    days = ", ".join(dates.day(date.fromisoformat(day), today) for day in task.own_days)
    return f"{label}: {days}"


def fit_words(task: DelegatedTask, *, with_wish: bool) -> str:
    """`Listened first. Wants to grow in “Written work”`; of a wish one may not read only that there is one."""
    found = [] if task.strength is None else [task.strength.name]
    wish = task.wish
    if wish is not None and with_wish:
        if task.strength is None or wish.words != task.strength.name:
            found.append(f"{_WISH[Wish.Kind(wish.kind)].capitalize()}: “{wish.words}”")
    elif wish is not None and not found:
        found.append("Something they said of themself")
    return ". ".join(found)


def step_words(step: TaskStep, today: date) -> str:
    """What follows the name: `checked in: going well`."""
    going = _GOING.get(step.going, "")
    said = {
        Kind.ACCEPTED: "took it on",
        Kind.ASKED: "asked for a change",
        Kind.DECLINED: "said: not this time",
        Kind.REVISED: "changed the offer",
        Kind.CHECKED: f"checked in: {going}",
        Kind.PLANNED: "chose other check-ins",
        Kind.ANSWERED: "answered",
        Kind.CARRIED_ON: "asked for something more",
        Kind.CLOSED: "closed it",
        Kind.GIVEN_BACK: "gave it back",
        Kind.WITHDRAWN: "took it back",
    }[Kind(step.kind)]
    if step.kind == Kind.GIVEN_BACK and not step.words:
        # Given back for good always has a line.
        said = "had taken it on by mistake"
    return said if step.by_when is None else f"{said}, by {dates.day(step.by_when, today)}"
