"""The kinds of notice that a huddle gives rise to, as people choose by them."""

from __future__ import annotations

from teams.kinds import Kind, register

MISSED = "teams.huddle_missed"
TAKEN_ON = "teams.huddle_taken_on"
TAKEN_OUT = "teams.huddle_taken_out"


def name_them() -> None:
    """Called once, when the app is ready."""
    register(
        Kind(
            MISSED,
            "What was agreed in a huddle without you",
            example="In today’s huddle: call back before noon.",
            act="Read it",
            icon="megaphone",
            by_mail=True,
        ),
        Kind(
            TAKEN_ON,
            "Something you take on from a huddle",
            example="You take on: ask the courier for a named contact.",
            act="Open it",
            icon="handshake",
        ),
        Kind(
            TAKEN_OUT,
            "Somebody takes out what you wrote down in a huddle",
            example="Jin Park took out what you wrote down in a huddle.",
            act="Open it",
            icon="handshake",
        ),
    )
