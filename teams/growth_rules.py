"""What may become of a request to read or attend something, and how it is said. A pure room."""

from __future__ import annotations

from decimal import Decimal

ASKED, TALK, YES, NOT_NOW, DONE, WITHDRAWN = "asked", "talk", "yes", "not_now", "done", "withdrawn"
ANSWERS = (YES, TALK, NOT_NOW)
WAITS = (ASKED, TALK)
"""Until then it is the leader's turn."""

_NEXT: dict[str, frozenset[str]] = {
    ASKED: frozenset({YES, TALK, NOT_NOW, WITHDRAWN}),
    TALK: frozenset({YES, NOT_NOW, WITHDRAWN}),
    # A promise is kept: what was agreed to is not taken away by a click.
    YES: frozenset({DONE, WITHDRAWN}),
    # Not now is not never.
    NOT_NOW: frozenset({YES, WITHDRAWN}),
    DONE: frozenset(),
    WITHDRAWN: frozenset(),
}
_WORDS = {
    ASKED: "Asked",
    TALK: "Let us talk",
    YES: "Yes",
    NOT_NOW: "Not now",
    DONE: "Done",
    WITHDRAWN: "Taken back",
}
_SIGNS = {"GBP": "£", "USD": "$", "EUR": "€"}


def may_become(state: str, wanted: str) -> bool:
    """Whether a request in one state may come into another."""
    return wanted in _NEXT[state]


def answers_left(state: str) -> tuple[str, ...]:
    """What a leader may still answer, the yes first."""
    return tuple(one for one in ANSWERS if may_become(state, one))


def state_words(state: str) -> str:
    """A state in a word or two."""
    return _WORDS[state]


def cost_words(amount: Decimal, currency: str) -> str:
    """`£45`, `£45.50`, `CHF 45`."""
    whole = amount == amount.to_integral_value()
    number = f"{amount:,.0f}" if whole else f"{amount:,.2f}"
    return f"{_SIGNS[currency]}{number}" if currency in _SIGNS else f"{currency} {number}"
