"""One thing to do, and the list of them."""

from __future__ import annotations

from dataclasses import dataclass

from goals.today import Chosen, list_ends

LONGEST = 160
"""Signs of somebody's words: more are read where they stand."""


@dataclass(frozen=True, slots=True)
class ToDo:
    """One thing to do, as `components/_todo.html` shows it. With `post` the action changes something.

    `hidden` are the values that go along with a post; `more_url` is where one looks first. `answers` are
    forms by label and address, which open in the item itself where there is script; `pk` tells items apart then.
    """

    icon: str
    tone: str
    title: str
    text: str
    action_url: str = ""
    action_label: str = ""
    action_class: str = ""
    post: bool = False
    hidden: tuple[tuple[str, object], ...] = ()
    more_url: str = ""
    answers: tuple[tuple[str, str], ...] = ()
    pk: int = 0


@dataclass(frozen=True, slots=True)
class ToDos:
    """At most four of them, and what the list ends with."""

    items: tuple[ToDo, ...]
    end: str


def listed(chosen: Chosen[ToDo], until: str = "") -> ToDos:
    """What was chosen, with how the list ends."""
    return ToDos(chosen.items, list_ends(chosen.beyond, until))


def shortened(words: str) -> str:
    """Somebody's words, cut at a word where they are long."""
    text = " ".join(words.split())
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1].rsplit(' ', 1)[0]}…"
