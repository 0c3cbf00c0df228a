"""What of `feedback` can be found: thanks, help and customers' words one may read, ideas, and whom one may thank.

A task is found by the two and those who lead its holder in its team. Notes, difficult talks, one-to-ones, appraisals and the pulse are left out on purpose.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse

from feedback.models import DelegatedTask, Help, Idea, Kudos, Praise
from feedback.permissions.delegated import can_hand_over, tasks_visible_to
from feedback.permissions.help import can_log_help, help_visible_to
from feedback.permissions.ideas import can_add_ideas, ideas_visible_to
from feedback.permissions.kudos import can_thank, kudos_visible_to, people_to_thank
from feedback.permissions.praise import praise_visible_to
from feedback.permissions.pulse import can_read_pulse
from teams.models import User
from teams.permissions import can_lead, organisation_day
from teams.searching import Document, Source, Things, Verb, register_source, register_verbs


def register() -> None:
    """Called once, when the app is ready."""
    register_source(
        Source(
            kind="thank",
            label="Thank somebody",
            icon="heart",
            visible=_to_thank,
            address=_thank,
            place=0,
            by_name=True,
            of="person",
            says="Thank {}",
            calls="thank kudos",
        )
    )
    register_source(
        Source(
            kind="kudos",
            label="Kudos",
            icon="heart",
            things=Things(Kudos, _kudos, frozenset({"words", "taken_back_at"})),
            visible=_thanks,
            address=lambda key: reverse("feedback:kudos_item", args=[int(key)]),
            place=9,
        )
    )
    register_source(
        Source(
            kind="idea",
            label="Ideas",
            icon="lightbulb",
            things=Things(Idea, _idea, frozenset({"title", "words", "withdrawn_at"})),
            visible=_ideas,
            address=lambda key: reverse("feedback:idea", args=[int(key)]),
            place=10,
        )
    )
    register_source(
        Source(
            kind="task",
            label="Tasks",
            icon="hand-helping",
            things=Things(DelegatedTask, _task, frozenset({"what", "why"})),
            visible=_tasks,
            address=lambda key: reverse("feedback:task", args=[int(key)]),
            place=11,
        )
    )
    register_source(
        Source(
            kind="help",
            label="Help",
            icon="life-buoy",
            things=Things(Help, _help, frozenset({"what", "state"})),
            visible=_helps,
            address=lambda key: reverse("feedback:help_item", args=[int(key)]),
            place=13,
        )
    )
    register_source(
        Source(
            kind="praise",
            label="Customers’ words",
            icon="quote",
            things=Things(Praise, _praise, frozenset({"words", "withdrawn_at"})),
            visible=_praises,
            address=lambda key: reverse("feedback:praise_item", args=[int(key)]),
            place=14,
        )
    )
    register_verbs("feedback", _verbs)


def _to_thank(user: User, now: datetime) -> QuerySet[User]:
    if not can_thank(user):
        return User.objects.none()
    return people_to_thank(user, organisation_day(now))


def _thank(key: str) -> str:
    return f"{reverse('feedback:kudos_new')}?{urlencode({'to': key})}"


def _kudos(kudos: Kudos) -> Document | None:
    """Its words alone. Whom it thanks is not among them: one of several may keep that to themself."""
    if kudos.taken_back_at is not None:
        return None
    return Document(kudos.words, at=kudos.shared_at)


def _thanks(user: User, now: datetime) -> QuerySet[Kudos]:
    return kudos_visible_to(user)


def _idea(idea: Idea) -> Document | None:
    if idea.withdrawn_at is not None:
        return None
    return Document(idea.title, (idea.words,), at=idea.added_at)


def _ideas(user: User, now: datetime) -> QuerySet[Idea]:
    return ideas_visible_to(user)


def _task(task: DelegatedTask) -> Document:
    """What it is and why: nothing of what was said about it, nor what of theirs it fits."""
    return Document(task.what, (task.why,), at=task.offered_at)


def _tasks(user: User, now: datetime) -> QuerySet[DelegatedTask]:
    return tasks_visible_to(user)


def _help(one: Help) -> Document | None:
    """Its words, once it counts. Who it was is not among them."""
    if one.state != Help.State.COUNTS:
        return None
    return Document(f"Help with {one.what}", at=one.at)


def _helps(user: User, now: datetime) -> QuerySet[Help]:
    return help_visible_to(user)


def _praise(praise: Praise) -> Document | None:
    """The words alone: who said them is for the people of its team."""
    if praise.withdrawn_at is not None:
        return None
    return Document(praise.words, at=praise.added_at)


def _praises(user: User, now: datetime) -> QuerySet[Praise]:
    return praise_visible_to(user)


def _verbs(person: User) -> Iterator[Verb]:
    if can_thank(person):
        yield Verb("Give kudos", reverse("feedback:kudos_new"), "heart", "thank praise")
    if can_log_help(person):
        yield Verb("Somebody helped me", reverse("feedback:help"), "life-buoy", "help peer log")
    if can_add_ideas(person):
        yield Verb("Add an idea", reverse("feedback:idea_new"), "lightbulb", "new suggest")
    if can_read_pulse(person):
        yield Verb("Read how work feels", reverse("feedback:pulse"), "activity", "pulse results")
    if can_lead(person):
        words = "turnover tenure leaving left attrition staying report"
        yield Verb("Read whether people stay", reverse("feedback:staying"), "chart-column", words)
    if can_hand_over(person):
        yield Verb("Hand over a task", reverse("feedback:task_new"), "hand-helping", "delegate")
