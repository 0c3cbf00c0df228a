"""The kinds of notice that learning, decisions and days away give rise to, as people choose by them."""

from __future__ import annotations

from teams.away_kinds import AWAY
from teams.decision_kinds import DECIDED, LOOK_AGAIN
from teams.kinds import Kind, register
from teams.learning_kinds import ASSIGNED, DUE, FINISHED, PAIRED, WISHED


def name_them() -> None:
    """Called once, when the app is ready."""
    register(
        Kind(
            ASSIGNED,
            "You are given something to learn",
            example="Marcus Webb gives you the path Difficult calls.",
            act="Open the path",
            icon="graduation-cap",
        ),
        Kind(
            DUE,
            "A step of yours is due, or of somebody you lead",
            example="Listen to two calls is due on Friday.",
            act="Open the path",
            icon="graduation-cap",
        ),
        Kind(PAIRED, "Somebody learns with you", icon="users"),
        Kind(FINISHED, "Somebody has finished a path", icon="graduation-cap"),
        Kind(WISHED, "Somebody asks to learn something, or is answered", icon="sprout"),
        Kind(
            DECIDED,
            "Something is decided, corrected or no longer holds",
            example="Decided: refunds under £25 need no second pair of eyes.",
            act="Read it",
            icon="signpost",
        ),
        Kind(LOOK_AGAIN, "A decision is to be looked at again", icon="signpost"),
        Kind(
            AWAY,
            "Somebody marks you as away, or as there again",
            by_mail=True,
            example="Priya Nair has marked you as away from Thu 20 Nov, back on Mon 8 Dec.",
            act="See the days",
            icon="calendar-off",
        ),
    )
