"""How a notice is answered in its row of the inbox: by what *Today* asks for of the same thing."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime

from django.urls import reverse

from config.home import todos
from config.home.todos import ToDo
from escalations import notice_kinds as customers
from escalations.queries.queue import rows_of
from feedback import notice_kinds as people
from feedback.queries.coverage import thank_url
from feedback.queries.delegated import states_of as states_of_tasks
from feedback.queries.idea_waits import answers_of
from feedback.queries.one_to_ones.today import AtHand, promises_of
from feedback.queries.today import who_thanked
from teams.growth_kinds import STUDY
from teams.inbox_rows import InRow, Place
from teams.models import Notice, User
from teams.queries.inbox import clock_of_person
from teams.queries.study import states_of as states_of_studies

Things = Mapping[int, ToDo | str]
"""By number: what is to be done, or in a sentence what came of it."""
Source = Callable[[User, Collection[int], datetime], Things]


def answers_in_rows(
    person: User, rows: Sequence[Notice], place: Place, now: datetime
) -> dict[int, InRow]:
    """By notice. One statement for each kind of thing that is among them; two more for ideas, one for promises."""
    named: dict[Source, dict[int, int]] = {}
    for row in rows:
        source, number = _SOURCES.get(row.kind), _number_of(row.url)
        if source is not None and number is not None:
            named.setdefault(source, {})[row.pk] = number
    found: dict[int, InRow] = {}
    for source, numbers in named.items():
        things = source(person, set(numbers.values()), now)
        for pk, number in numbers.items():
            thing = things.get(number)
            if thing is not None:
                found[pk] = _in_row(thing, place.back(notice=pk))
    return found


def _number_of(url: str) -> int | None:
    """The last number of a path: that of the thing which its kind says it is."""
    numbers = [
        part for part in url.partition("?")[0].split("/") if part.isascii() and part.isdigit()
    ]
    return int(numbers[-1]) if numbers and len(numbers[-1]) < 19 else None


def _in_row(thing: ToDo | str, back: str) -> InRow:
    if isinstance(thing, str):
        return InRow(said=thing)
    todo = thing.leading_back(back)
    return InRow(
        action_url=todo.action_url,
        action_label=todo.action_label,
        action_class=todo.action_class,
        post=todo.post,
        hidden=todo.hidden,
        answers=todo.answers,
        said=todo.in_row,
    )


def _cases(person: User, numbers: Collection[int], now: datetime) -> Things:
    found: dict[int, ToDo | str] = {}
    for pk, row in rows_of(person, numbers, now).items():
        if isinstance(row, str):
            found[pk] = f"{row.removesuffix('.')}."
            continue
        thing = todos.in_row(row) or row.answer or row.held
        found[pk] = thing if isinstance(thing, ToDo) else f"{thing.removesuffix('.')}."
    return found


def _ideas(person: User, numbers: Collection[int], now: datetime) -> Things:
    return {
        pk: one if isinstance(one, str) else todos.ideas_to_answer([one])[0]
        for pk, one in answers_of(person, numbers, now).items()
    }


def _tasks(person: User, numbers: Collection[int], now: datetime) -> Things:
    """An offer is taken in its row; whatever else waits is written on its page."""
    return {
        pk: one if isinstance(one, str) else todos.tasks([one])[0]
        for pk, one in states_of_tasks(person, numbers, now).items()
        if isinstance(one, str) or one.accept_with
    }


def _promises(person: User, numbers: Collection[int], now: datetime) -> Things:
    return {
        pk: one if isinstance(one, str) else todos.promises(AtHand((), (one,)))[0]
        for pk, one in promises_of(person, numbers, clock_of_person(person), now).items()
    }


def _thanks(person: User, numbers: Collection[int], _now: datetime) -> Things:
    """Thank back: the composer, as *Today* opens it."""
    return {
        pk: ToDo(
            icon="heart",
            tone="kudos",
            title="",
            text="",
            action_url=f"{thank_url(author)}&{todos.TO_TODAY}",
            action_label=f"Thank {name}",
            action_class="btn--kudos",
            more_url=reverse("feedback:kudos_item", args=[pk]),
        )
        for pk, (author, name) in who_thanked(person, numbers).items()
    }


_SOURCES: dict[str, Source] = {
    **dict.fromkeys(
        (
            customers.SAFETY,
            customers.URGENT,
            customers.ASKED,
            customers.DUE_SOON,
            customers.OVERDUE,
            customers.HANDED_OVER,
        ),
        _cases,
    ),
    people.IDEA_WAITS: _ideas,
    people.AGREEMENT: _promises,
    people.THANKED: _thanks,
    **dict.fromkeys((people.TASK, people.TASK_WAITS, people.TASK_CHECK_IN), _tasks),
    STUDY: states_of_studies,
}
