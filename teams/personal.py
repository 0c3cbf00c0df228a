"""What is held of a person, as each app knows it: what stands in the file they are given, and what goes when they do.

An app names its rows once, from its AppConfig. So no app needs to import another, and a test sees that no table with
a person in it was forgotten.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Model, Q

from teams.models import User


@dataclass(frozen=True, slots=True)
class Held:
    """Rows of one kind that are a person's own, or about them and theirs to read.

    `name` is their key in the file, and in words on the page; `by` are the ways from a row to the person, any of which
    is enough; `fields` are columns, over foreign keys where need be; `only` narrows. `by_office` says that
    administrators read such rows in any case: nothing else is in a file that one of them makes.
    """

    name: str
    model: type[Model]
    by: str
    fields: str
    only: Q | None = None
    by_office: bool = False

    @property
    def label(self) -> str:
        """`Thanks given`."""
        return self.name.replace("_", " ").capitalize()


Forget = Callable[[User], None]
_held: dict[str, tuple[Held, ...]] = {}
_forget: dict[str, Forget] = {}


def register_personal(app: str, held: tuple[Held, ...], forget: Forget) -> None:
    """Let an app say what it holds of people, and take out what nobody but the person had of it (`forget`, which runs
    in the transaction of an erasure and is right however often).
    """
    _held[app] = held
    _forget[app] = forget


def held_by_app() -> dict[str, tuple[Held, ...]]:
    """What is in a file, by app, in the order of their names."""
    return {app: _held[app] for app in sorted(_held)}


def forget_in_all(person: User) -> None:
    """What was theirs alone goes, in every app."""
    for app in sorted(_forget):
        _forget[app](person)
