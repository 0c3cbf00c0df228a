"""A step that the state of a thing does not allow."""

from __future__ import annotations

from collections.abc import Iterable

from teams.actions.errors import Stale


class StepNotNow(Stale):
    """`current` is how the thing stands, `state` its state; `allowed` are the steps it allows this person."""

    def __init__(self, current: object, state: str, message: str, allowed: Iterable[str]) -> None:
        super().__init__(current, message)
        self.state = state
        self.allowed = tuple(allowed)
