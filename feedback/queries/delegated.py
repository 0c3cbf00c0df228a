"""What other pages show of tasks: *Today*, a person's page, a one-to-one, and what somebody is remembered for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from feedback import delegated_life as life
from feedback.models import DelegatedTask
from feedback.permissions.delegated import given_by, people_to_hand_to, tasks_visible_to
from feedback.queries.delegated_list import Line, tasks_of
from feedback.queries.delegated_words import NEEDS_SOMETHING, due_words, state_of, url_of
from feedback.queries.idea_words import sentence
from feedback.queries.strengths_matrix import hand_url
from goals import dates
from teams.calendar import dates_somewhere
from teams.evidence import Fact
from teams.models import User
from teams.names import first_name
from teams.permissions import organisation_day

OFFER, CHECK_IN, NEEDS, DISCUSSED, REPORTED = "offer", "check_in", "needs", "discussed", "reported"
PAST = "past"
MOST_WAITING = 5


@dataclass(frozen=True, slots=True)
class Waiting:
    """A task that waits for this person: `kind` says for what. An offer that can be taken as it stands has
    `accept_with`, the values which go along with the yes.
    """

    kind: str
    pk: int
    url: str
    what: str
    who: str
    text: str
    is_late: bool = False
    accept_with: tuple[tuple[str, object], ...] = ()
    in_short: str = ""


def waiting_tasks(person: User, now: datetime, today: date) -> list[Waiting]:
    """What waits for an answer, a check-in or a look of this person, oldest first. One statement.

    Of what they handed over only they are asked, while they lead there; then whoever leads the holder. What is past
    its day with no check-in to come is asked of both: nothing else would bring it up. `today` is the organisation's.
    """
    _, latest = dates_somewhere(now, now)
    past = Q(state=life.TAKEN, next_on=None, due_on__lt=latest)
    held = Q(to=person) & (Q(state=life.OFFERED) | Q(state=life.TAKEN, next_on__lte=latest) | past)
    given = given_by(person, today) & (
        Q(state__in=[life.DISCUSSED, life.REPORTED])
        | Q(state=life.TAKEN, needs_since__isnull=False)
        | past
    )
    rows = DelegatedTask.objects.filter(held | given).select_related("team", "by", "to")
    found = (_waiting(person, task, now) for task in rows.order_by("pk")[: 2 * MOST_WAITING])
    return [one for one in found if one is not None][:MOST_WAITING]


def states_of(person: User, numbers: Iterable[int], now: datetime) -> dict[int, Waiting | str]:
    """What of these tasks waits for this person, as far as they read them; of the others how they stand. One
    statement.
    """
    rows = tasks_visible_to(person).filter(pk__in=list(numbers))
    tasks = rows.select_related("team", "by", "to")
    return {
        task.pk: (_may_wait(person, task) and _waiting(person, task, now)) or f"{state_of(task)}."
        for task in tasks
    }


def _may_wait(person: User, task: DelegatedTask) -> bool:
    """Whether there is something to say in this state, for whom it is offered to, or for who gave it."""
    whose = (life.OFFERED,) if task.to_id == person.pk else (life.DISCUSSED, life.REPORTED)
    return task.state in (*whose, life.TAKEN)


def _waiting(person: User, task: DelegatedTask, now: datetime) -> Waiting | None:
    today = task.team.clock.day_of(now)
    url, what = url_of(task.pk), task.what
    if task.to_id == person.pk:
        if task.state == life.OFFERED:
            return _offer(task, url, first_name(task.by.name), today)
        if task.next_on is None:
            # What is needed waits for who gave it.
            return None if task.needs_since else _past(task, url, first_name(task.by.name), today)
        if task.next_on > today:
            return None
        is_last = task.next_on == task.due_on
        day = dates.day(task.next_on, today)
        text = f"To be done by {day}." if is_last else f"You chose {day} for it."
        return Waiting(
            CHECK_IN, task.pk, url, what, first_name(task.by.name), text, task.due_on < today
        )
    if task.state == life.TAKEN and not task.needs_since:
        return _past(task, url, first_name(task.to.name), today)
    kind = NEEDS if task.needs_since else task.state
    return Waiting(kind, task.pk, url, what, first_name(task.to.name), f"{due_words(task, today)}.")


def _offer(task: DelegatedTask, url: str, who: str, today: date) -> Waiting:
    """Taken where it stands it comes with the check-in that its form begins with; past its day it needs another one
    first.
    """
    by = due_words(task, today)
    if task.due_on < today:
        return Waiting(OFFER, task.pk, url, task.what, who, f"{by}. {sentence(task.why)}")
    days = life.check_in_days(life.HALFWAY, (), today, task.due_on)
    with_it = ", with one check-in half-way" if len(days) > 1 else ""
    return Waiting(
        OFFER, task.pk, url, task.what, who, f"{by}{with_it}. {sentence(task.why)}",
        accept_with=(("version", task.version), ("rhythm", life.HALFWAY)),
        in_short=f"{sentence(task.what)} {by}{with_it}.",
    )  # fmt: skip


def _past(task: DelegatedTask, url: str, who: str, today: date) -> Waiting | None:
    """What was to be done by a day that is over; that day itself asks for nothing more once one has checked in."""
    if task.due_on >= today:
        return None
    text = f"{due_words(task, today)}. Say how it stands, or choose another day together."
    return Waiting(PAST, task.pk, url, task.what, who, text, is_late=True)


# --- A person's page, and a one-to-one ------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TasksPart:
    """A section of a person's page. `hand_url` is there where the viewer may hand them a task."""

    is_self: bool
    name: str
    lines: tuple[Line, ...]
    hand_url: str

    @property
    def says(self) -> str:
        """What one reads first of somebody one leads: which task needs something."""
        needs = [line.what for line in self.lines if line.state == NEEDS_SOMETHING]
        if self.is_self or not needs:
            return ""
        return (
            f"The task “{needs[0]}” needs something."
            if len(needs) == 1
            else f"{len(needs)} tasks need something."
        )


def tasks_part_of(viewer: User, person: User, now: datetime) -> TasksPart | None:
    """For themself and those who lead them; None for whoever has no business there. Three statements."""
    today = organisation_day(now)
    is_self = viewer.pk == person.pk
    may_hand = not is_self and people_to_hand_to(viewer, today).filter(pk=person.pk).exists()
    lines = tasks_of(viewer, person, now)
    if not (is_self or may_hand or lines):
        return None
    return TasksPart(
        is_self=is_self,
        name=first_name(person.name),
        lines=lines,
        hand_url=hand_url(person.pk) if may_hand else "",
    )


# --- What somebody is remembered for ---------------------------------------------------------------


def closed_tasks(
    viewer: User, people: frozenset[int], since: datetime, until: datetime
) -> Iterator[Fact]:
    """Tasks of these people that were done in the window, as far as `viewer` reads them. One statement.

    The link's label names none of them: it may come to stand where others read it.
    """
    done = tasks_visible_to(viewer).filter(
        to__in=people, state=life.CLOSED, ended_at__gte=since, ended_at__lte=until
    )
    for task in done.order_by("-ended_at", "-pk"):
        if task.ended_at is not None:
            yield Fact(
                task.to_id,
                "task",
                task.pk,
                task.ended_at,
                f"took on “{task.what}” and saw it through",
                f"Task {task.pk}",
                url_of(task.pk),
            )
