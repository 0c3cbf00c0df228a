"""The kinds of notice that the playbook and authority give rise to, as people choose by them."""

from __future__ import annotations

from teams.kinds import Kind, register

PROTOCOL = "escalations.protocol"
REMINDER = "escalations.confirm"
DRAFTED = "escalations.drafted"
QUESTION = "escalations.question"
ANSWER = "escalations.answer"
REVIEW_DUE = "escalations.review_due"
THANKED = "escalations.words"
LIMIT_PROPOSED = "escalations.limit_proposed"
LIMIT_ANSWERED = "escalations.limit_answered"
LEVEL = "escalations.level"


def name_them() -> None:
    """Called once, when the app is ready."""
    register(
        Kind(
            PROTOCOL,
            "A protocol is new, or changed",
            "With what is new. You are asked to confirm it.",
            icon="book-open",
            by_mail=True,
            for_all=True,
            example="Late deliveries is changed: a credit of £15 is yours to decide.",
        ),
        Kind(
            REMINDER,
            "A protocol waits for you to confirm it",
            example="Late deliveries waits for you to confirm it.",
            act="Read and confirm",
            icon="book-open",
            by_mail=True,
        ),
        Kind(THANKED, "Words of yours stand in the playbook", icon="heart", tone="kudos"),
        Kind(
            LEVEL,
            "What you may decide alone changes",
            "With the reason.",
            example="You may decide refunds up to £25 alone.",
            icon="badge-check",
            by_mail=True,
            for_all=True,
        ),
        Kind(ANSWER, "Your question about a protocol is answered", icon="messages-square"),
        Kind(
            QUESTION,
            "Somebody asks about a protocol of yours",
            example="Jin Park asks about Late deliveries.",
            act="Answer it",
            icon="messages-square",
        ),
        Kind(DRAFTED, "Somebody drafts a change of a protocol of yours", icon="book-open"),
        Kind(
            REVIEW_DUE,
            "A protocol of yours is to be looked at again",
            icon="calendar-clock",
            tone="watch",
            by_mail=True,
        ),
        Kind(LIMIT_PROPOSED, "Another limit is proposed", icon="scale"),
        Kind(LIMIT_ANSWERED, "A limit that you proposed is decided on", icon="scale"),
    )
