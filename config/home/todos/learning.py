"""What comes next on somebody's learning paths."""

from __future__ import annotations

from collections.abc import Iterable

from config.home.todos.item import ToDo
from teams.queries.learning import NextStep


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
