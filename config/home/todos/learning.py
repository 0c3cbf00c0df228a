"""What comes next on somebody's learning paths; who waits for an answer to what they would like to read or attend."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse

from config.home.todos.item import ToDo
from teams.queries.learning import NextStep
from teams.queries.study import ToAnswer


def next_to_learn(steps: Iterable[NextStep]) -> list[ToDo]:
    """The step of a path that is due first."""
    return [
        ToDo(
            icon="graduation-cap",
            tone="watch" if step.is_late else "",
            title=f"Next: {step.title}, {step.due}",
            text=f"A step of “{step.path}”.",
            action_url=step.url,
            action_label="Open the path",
            mail=f"Next to learn: {step.title}, {step.due}.",
        )
        for step in steps
    ]


def focus_due(pk: int | None) -> list[ToDo]:
    """The day of what one works on has come. Without a word of what that is: it is one's own."""
    if pk is None:
        return []
    return [
        ToDo(
            icon="sprout",
            tone="",
            title="The day of the skill you work on is here",
            text="Say how it goes, give it another day, or close it with what came of it.",
            action_url=reverse("teams:focus", args=[pk]),
            action_label="Say how it goes",
            mail="The day of the skill you work on is here.",
        )
    ]


def studies_to_answer(first: ToAnswer | None) -> list[ToDo]:
    """Who waits longest, and never what for: that stands where it is answered."""
    if first is None:
        return []
    rest = {0: "", 1: " One more waits."}.get(first.more, f" {first.more} more wait.")
    return [
        ToDo(
            icon="book-open",
            tone="",
            title=first.title,
            text=f"Say yes, let us talk, or not now and why.{rest}",
            action_url=first.url,
            action_label="Answer",
        )
    ]
