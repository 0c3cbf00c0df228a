"""The kinds of notice that escalations give rise to, as people choose by them.

Their words are about a customer's case, not about anybody's figures, and name no customer: so mail may carry
what waits for a leader. What was answered names colleagues; mail says only that it waits.
"""

from __future__ import annotations

from teams.kinds import Kind, register

SAFETY = "escalations.safety"
URGENT = "escalations.urgent"
ASKED = "escalations.asked"
DUE_SOON = "escalations.due_soon"
OVERDUE = "escalations.overdue"
ANSWERED = "escalations.answered"
TAKEN = "escalations.taken"
HANDED_OVER = "escalations.handed_over"
BREAK = "escalations.break"
AMENDS = "escalations.amends"
DRAFT = "escalations.draft"
NOBODY = "escalations.nobody"


def name_them() -> None:
    """Called once, when the app is ready."""
    register(
        Kind(
            SAFETY,
            "Safety or law",
            "At once, in the inbox and by mail, in quiet hours too.",
            example="Safety, legal: Jin Park asks for a manager now.",
            act="Open the case",
            icon="shield-alert",
            tone="behind",
            by_mail=True,
            urgent=True,
        ),
        Kind(
            URGENT,
            "A customer wants a manager now",
            "At once, in the inbox and by mail. Quiet hours hold the mail back.",
            example="A customer wants a manager now: third missed delivery.",
            act="Open the case",
            icon="phone-call",
            tone="behind",
            by_mail=True,
            urgent=True,
        ),
        Kind(
            ASKED,
            "You are asked to answer an escalation",
            example="Jin Park asks for a decision: third missed delivery.",
            act="Answer it",
            icon="message-circle-question-mark",
            tone="watch",
            by_mail=True,
        ),
        Kind(
            DUE_SOON,
            "A promise to a customer is nearly due",
            example="Promised by 10:15: third missed delivery.",
            act="Open the case",
            icon="clock",
            tone="watch",
            by_mail=True,
        ),
        Kind(
            OVERDUE,
            "A promise to a customer is missed",
            example="Promised by 10:15, and not yet done: third missed delivery.",
            act="Open the case",
            icon="clock-alert",
            tone="behind",
            by_mail=True,
        ),
        Kind(HANDED_OVER, "An escalation is handed over to you", icon="arrow-right-left"),
        Kind(
            ANSWERED,
            "Your escalation is answered",
            example="Priya Nair agrees: refund the courier fee.",
            act="Read the answer",
            icon="message-circle",
        ),
        Kind(TAKEN, "Somebody has taken your escalation", icon="hand"),
        Kind(BREAK, "Somebody asks for a break, or yours is agreed", icon="coffee"),
        Kind(AMENDS, "Amends wait for you, or are answered", icon="banknote"),
        Kind(
            NOBODY,
            "An escalation waits in a team without a leader",
            "For administrators: that it waits, not what it is about.",
            icon="message-circle-question-mark",
            tone="behind",
            by_mail=True,
        ),
        Kind(
            DRAFT,
            "A draft that you put off waits for you",
            example="To be finished: third missed delivery.",
            act="Go on",
            icon="file-pen",
        ),
    )
