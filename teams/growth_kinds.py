"""The kinds of notice that growing as a leader, and asking to read or attend something, have."""

from teams.kinds import Kind, register

SHARED = "teams.growth_shared"
STUDY = "teams.study"
FOCUS_DUE = "teams.focus_due"


def name_them() -> None:
    """Called once, when the app is ready."""
    register(
        Kind(
            SHARED, "Somebody lets you see how they grow, or adds how they see you", icon="sprout"
        ),
        Kind(STUDY, "Somebody asks to read or attend something, or is answered", icon="book-open"),
        Kind(
            FOCUS_DUE,
            "The day of the skill you work on is here",
            icon="sprout",
            by_mail=True,
            example="The day you set yourself for the skill you work on is here.",
        ),
    )
