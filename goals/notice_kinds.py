"""The kinds of notice that goals give rise to, as people choose by them."""

from __future__ import annotations

from teams.kinds import Kind, register

TURNED = "goals.turned"
GOOD_NEWS = "goals.good_news"
CLOSED = "goals.closed"
REVISED = "goals.revised"
PROPOSED = "goals.proposed"
ANSWERED = "goals.answered"
AGREED = "goals.agreed"


def name_them() -> None:
    """Called once, when the app is ready."""
    register(
        Kind(
            TURNED,
            "A goal turns to watch or behind",
            "With what it takes to get there.",
            icon="target",
            tone="watch",
            by_mail=True,
        ),
        Kind(GOOD_NEWS, "A goal is back on pace, or met", icon="circle-check", by_mail=True),
        Kind(
            CLOSED,
            "A week, month or longer closes",
            "How it ended.",
            icon="flag",
            by_mail=True,
        ),
        Kind(
            REVISED,
            "A closed period is revised",
            "A figure came in late, or was corrected.",
            icon="history",
            by_mail=True,
        ),
        Kind(
            PROPOSED,
            "A goal is proposed to your team",
            "Agree, lower or raise.",
            icon="messages-square",
            by_mail=True,
        ),
        Kind(ANSWERED, "Everybody has answered your proposal", icon="messages-square"),
        Kind(AGREED, "A proposed goal is agreed on, or withdrawn", icon="handshake"),
    )
