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
TASK = "feedback.task"
TASK_WAITS = "feedback.task_waits"
TASK_CHECK_IN = "feedback.task_check_in"
HELP = "feedback.help"


def name_them() -> None:
    """Called once, when the app is ready."""
    register(
        Kind(
            THANKED,
            "Somebody thanks you",
            icon="heart",
            tone="kudos",
            in_mail="Somebody thanks you.",
            for_all=True,
            example="Marcus Webb thanks you.",
            act="Read it",
        ),
        Kind(
            SEEN_TOO,
            "Somebody answers your kudos, or saw it too",
            example="Dele Adeyemi saw it too.",
            act="Read it",
            icon="heart",
        ),
        Kind(
            PRAISED,
            "A customer praised you",
            example="A customer praised you.",
            act="Read it",
            icon="quote",
            tone="kudos",
            in_mail="A customer praised you.",
            for_all=True,
        ),
        Kind(
            NOTE_SHARED,
            "A note or a talk is shared with you, or goes on",
            example="Marcus Webb shared a note with you.",
            act="Read it",
            icon="notebook-pen",
        ),
        Kind(
            FOLLOW_UP, "Something you wanted to follow up, or agreed to do", icon="calendar-check"
        ),
        Kind(RELEASED, "Somebody is let in to a private note", icon="lock-open"),
        Kind(
            ONE_TO_ONE,
            "A one-to-one is booked, moved or near",
            example="Your one-to-one with Marcus Webb is on Tue 25 Nov at 10:00.",
            icon="messages-square",
        ),
        Kind(
            AGREEMENT,
            "A promise in a one-to-one is due, or let go",
            example="Something you promised is due today.",
            act="Open it",
            icon="handshake",
        ),
        Kind(
            APPRAISAL,
            "It is your turn in an appraisal",
            example="It is your turn in your appraisal.",
            act="Go on",
            icon="file-pen",
        ),
        Kind(
            IDEA_ANSWERED,
            "Your idea, or one you back, is answered",
            example="We do it: your idea about the courier line.",
            act="Read the answer",
            icon="lightbulb",
        ),
        Kind(
            IDEA_WAITS,
            "An idea waits for your answer",
            example="An idea waits for your answer until Friday.",
            act="Answer it",
            icon="lightbulb",
            tone="watch",
        ),
        Kind(
            PULSE,
            "The question of the week",
            example="How did this week feel?",
            act="Answer it",
            icon="activity",
        ),
        Kind(
            TASK,
            "A task is offered to you, or you have an answer about one",
            example="Marcus Webb offers you a task.",
            act="Open it",
            icon="hand-helping",
        ),
        Kind(
            TASK_WAITS,
            "Somebody answers you about a task you handed over",
            example="Jin Park needs something for a task.",
            icon="hand-helping",
        ),
        Kind(
            TASK_CHECK_IN,
            "A check-in you chose for a task is due",
            example="How is the task going? You wanted to say so today.",
            act="Say it",
            icon="calendar-check",
        ),
        Kind(
            HELP,
            "Somebody says that you helped, or that they helped you",
            example="Dele Adeyemi says that you helped.",
            act="Read it",
            icon="life-buoy",
        ),
    )
