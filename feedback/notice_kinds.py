"""The kinds of notice that feedback gives rise to, as people choose by them.

What is private is never in a notice's words, in the inbox no more than in mail: `Marcus shared a note with you.`
"""

from __future__ import annotations

from teams.kinds import Kind, register

THANKED = "feedback.thanked"
SEEN_TOO = "feedback.seen_too"
PRAISED = "feedback.praised"
NOTE_SHARED = "feedback.note_shared"
FOLLOW_UP = "feedback.follow_up"
RELEASED = "feedback.released"
ONE_TO_ONE = "feedback.one_to_one"
AGREEMENT = "feedback.agreement"
APPRAISAL = "feedback.appraisal"
IDEA_ANSWERED = "feedback.idea_answered"
IDEA_WAITS = "feedback.idea_waits"
PULSE = "feedback.pulse"
HELP = "feedback.help"


def name_them() -> None:
    """Called once, when the app is ready."""
    register(
        Kind(THANKED, "Somebody thanks you", icon="heart", tone="kudos"),
        Kind(SEEN_TOO, "Somebody answers your kudos, or saw it too", icon="heart"),
        Kind(PRAISED, "A customer praised you", icon="quote", tone="kudos"),
        Kind(NOTE_SHARED, "A note or a talk is shared with you", icon="notebook-pen"),
        Kind(FOLLOW_UP, "Something you wanted to follow up", icon="calendar-check"),
        Kind(RELEASED, "Somebody is let in to a private note", icon="lock-open"),
        Kind(ONE_TO_ONE, "A one-to-one is booked, moved or near", icon="messages-square"),
        Kind(AGREEMENT, "Something you promised in a one-to-one is due", icon="handshake"),
        Kind(APPRAISAL, "It is your turn in an appraisal", icon="file-pen"),
        Kind(IDEA_ANSWERED, "Your idea, or one you back, is answered", icon="lightbulb"),
        Kind(IDEA_WAITS, "An idea waits for your answer", icon="lightbulb", tone="watch"),
        Kind(HELP, "Somebody says that you helped, or that they helped you", icon="life-buoy"),
        Kind(PULSE, "The question of the week", icon="activity"),
    )
