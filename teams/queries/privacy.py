"""Everything that is held of one person, written out row by row."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Q

from teams.models import AuditEntry, User
from teams.personal import Held, held_by_app

A_BATCH = 1000
TITLES = {
    "escalations": "Escalations and the playbook",
    "feedback": "Thanks, notes and talks",
    "goals": "Goals and figures",
    "teams": "You, your teams and learning",
}
BY_OFFICE = (
    "What administrators do not read: notices, figures, thanks, notes, talks, appraisals, tasks, ideas and cases. The "
    "person makes a file with these themself, under Settings, Privacy, while they can sign in."
)


def left_out(*, by_office: bool = False) -> list[str]:
    """What such a file does not hold and why: to the person it is about, or to the office that makes it for them."""
    whom, they, theirs = ("them", "they", "theirs") if by_office else ("you", "you", "yours")
    sentences = [
        f"Notes that somebody keeps about {whom} for themself, until they share them.",
        "Why somebody left, as managers see it.",
        (
            "What is entered of customers, as it is theirs: names, how they can be reached and what they said. Where a "
            "text in the file names one, it stands as it was written."
        ),
        f"What notices say that are not about {whom} alone: others may be named there. Kind and day are in the file.",
        f"Answers to the question of the week: kept without names, so nobody can tell which are {theirs}.",
        f"What colleagues wrote to each other, even where {they} are named.",
        "Passwords and the secret part of API tokens: they are not kept in a form that anybody could read.",
    ]
    return [BY_OFFICE, *sentences] if by_office else sentences


@dataclass(frozen=True, slots=True)
class Kinds:
    """The kinds of rows that one app gives, in words."""

    title: str
    labels: tuple[str, ...]


def kinds_held(*, by_office: bool = False) -> list[Kinds]:
    """What such a file holds, for the page that offers it."""
    return [
        Kinds(TITLES[app], tuple(one.label for one in _given(held, by_office=by_office)))
        for app, held in held_by_app().items()
    ]


def file_of(person: User, now: datetime, *, by_office: bool = False) -> Iterator[str]:
    """The file, in pieces of JSON. One statement for each kind of row, read as it is written."""
    told = [*left_out(), *([BY_OFFICE] if by_office else [])]
    yield f'{{"made_at": {_json(now)}, "not_in_this_file": {_json(told)}'
    for app, held in held_by_app().items():
        yield f",\n{_json(app)}: {{"
        between = ""
        for one in _given(held, by_office=by_office):
            yield f"{between}\n {_json(one.name)}: ["
            yield from _joined(_rows(one, person))
            yield "]"
            between = ","
        yield "}"
    yield "}\n"


def _given(held: Iterable[Held], *, by_office: bool) -> list[Held]:
    return [one for one in held if one.by_office or not by_office]


def _rows(held: Held, person: User) -> Iterator[dict[str, Any]]:
    """As the person may read them; by whose they are alone, so that it is the same once they have left."""
    whose = Q()
    for way in held.by.split():
        whose |= Q(**{way: person.pk})
    found = held.model._base_manager.filter(whose)
    if held.only is not None:
        found = found.filter(held.only)
    rows = found.order_by("pk").values(*held.fields.split())
    for row in rows.iterator(chunk_size=A_BATCH):
        yield {name.replace("__", "_"): value for name, value in row.items()}


def _joined(rows: Iterable[dict[str, Any]]) -> Iterator[str]:
    between = "\n  "
    for row in rows:
        yield between + _json(row)
        between = ",\n  "


def _json(value: Any) -> str:
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False)


# --- Who was erased --------------------------------------------------------------------------------

ERASED = "erased"
"""The verb in the record."""


ERASED_NAME = "Former colleague"


def erased_name(person: User) -> str:
    """What somebody is called once they were erased."""
    return f"{ERASED_NAME} {person.pk}"


def is_erased(person: User) -> bool:
    """Whether they were. What they were called before is not known any more."""
    if person.name != erased_name(person):
        return False
    told = AuditEntry.objects.filter(kind=User._meta.label_lower, object_id=person.pk, verb=ERASED)
    return told.exists()
