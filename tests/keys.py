"""A keyboard that counts what is pressed, and how long that takes a person."""

from __future__ import annotations

from typing import Any

KEY, THOUGHT = 0.28, 1.35
"""Seconds a key of whoever types averagely, and to make up one's mind before a step.

Of the keystroke-level model (Card, Moran and Newell, 1980).
"""


class Keys:
    """What is pressed, and what is written besides."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.pressed: list[str] = []
        self.letters = 0

    def press(self, key: str) -> None:
        """One key, or some held together."""
        self.pressed.append(key)
        self.page.keyboard.press(key)

    def write(self, text: str) -> None:
        """Prose: its letters are no keys of the flow, but take their time."""
        self.letters += len(text)
        self.page.keyboard.type(text)

    @property
    def seconds(self) -> float:
        """Of work, without waiting for answers: each key and letter, and a thought before each key."""
        held = sum(key.count("+") for key in self.pressed)
        return (len(self.pressed) + held + self.letters) * KEY + len(self.pressed) * THOUGHT
