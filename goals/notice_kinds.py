"""The kinds of notice that goals give rise to, as people choose by them."""

from __future__ import annotations

from teams.kinds import Kind, register

TURNED = "goals.turned"
GUARD = "goals.guard"
GOOD_NEWS = "goals.good_news"
CLOSED = "goals.closed"
REVISED = "goals.revised"
MOMENTUM = "goals.momentum"
PROPOSED = "goals.proposed"
ANSWERED = "goals.answered"
AGREED = "goals.agreed"
BALANCE = "goals.balance"


def name_them() -> None:
    """Called once, when the app is ready."""
    register(
        Kind(
            TURNED,
            "A goal turns to watch or behind",
            "With what it takes to get there.",
            example="Behind: First-contact resolutions. 142 behind even pace; 231 a day gets us there.",
            act="Open the goal",
            icon="target",
            tone="watch",
            by_mail=True,
        ),
        Kind(
            GUARD,
            "A goal's guard is out of bounds",
            "With what that holds back.",
            example="Calls answered is held back: waiting time is out of bounds.",
            act="Open the goal",
            icon="shield-alert",
            tone="watch",
            by_mail=True,
        ),
        Kind(
            GOOD_NEWS,
            "A goal is back on pace, or met; its guard holds again",
            example="Back on pace: Happy customers.",
            act="Open the goal",
            icon="circle-check",
            by_mail=True,
        ),
        Kind(
            CLOSED,
            "A week, month or longer closes",
            "How it ended.",
            example="October is over: 4,050 of 4,200.",
            act="Look at it",
            icon="flag",
            by_mail=True,
        ),
        Kind(
            REVISED,
            "A closed period is revised",
            "A figure came in late, or was corrected.",
            example="November is revised: 4,012 is now 4,020.",
            act="Look at it",
            icon="history",
            by_mail=True,
        ),
        Kind(
            MOMENTUM,
            "How your team's goals moved last week",
            "Once a week, when the first shift of the next one starts.",
            example="Last week two of North’s goals came nearer.",
            act="Look at it",
            icon="history",
            by_mail=True,
        ),
        Kind(
            PROPOSED,
            "A goal is proposed to your team",
            "Agree, lower or raise.",
            example="Proposed for December: 4,200 first-contact resolutions.",
            act="Say what you think",
            icon="messages-square",
            by_mail=True,
        ),
        Kind(
            ANSWERED,
            "Everybody has answered your proposal",
            example="Everybody has answered: 4,200 first-contact resolutions.",
            act="See what was said",
            icon="messages-square",
        ),
        Kind(
            AGREED,
            "A proposed goal is agreed on, or withdrawn",
            example="Agreed on: 4,200 first-contact resolutions.",
            act="Open the goal",
            icon="handshake",
        ),
        Kind(
            BALANCE,
            "Who covers what in your team",
            example="You cover the phones on Mondays from 09:00.",
            act="See the plan",
            icon="users",
        ),
        # Named by those who tell them; their words may name colleagues, so mail says only that they wait.
        Kind("challenges.momentum", "How a challenge that you joined goes", icon="trophy"),
        Kind("challenges.result", "A challenge is over", icon="trophy"),
        Kind("challenges.cancelled", "A challenge is called off", icon="trophy"),
        Kind("rewards.given", "A reward is given, or taken back", icon="gift"),
        Kind("rewards.nominated", "Somebody is put forward for a reward", icon="gift"),
        Kind("rewards.answered", "Whom you put forward is decided on", icon="gift"),
    )
