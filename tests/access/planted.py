"""What two people say to each other, planted in the world of the matrix: it is on no page or answer of anybody else.

Threat 3. Every GET of the matrix is held to it.
"""

from __future__ import annotations

from django.http import HttpResponseBase

from tests.access.world_one_to_ones import OF_ONE, OF_THE_TWO

MAY = {
    OF_THE_TWO: frozenset({"agent", "supervisor", "agent's program", "supervisor's program"}),
    OF_ONE: frozenset({"supervisor"}),
}
"""Who may read which of the planted words."""


def body_of(answer: HttpResponseBase) -> str:
    """What an answer says, whole."""
    body = b"".join(answer) if answer.streaming else answer.content  # type: ignore[attr-defined]
    return bytes(body).decode(errors="replace")


def overheard(role: str, answer: HttpResponseBase) -> list[str]:
    """Which of the planted words this role gets to read and may not."""
    body = body_of(answer)
    return [words for words, readers in MAY.items() if words in body and role not in readers]
