"""The kinds of notice that looking back gives rise to, as people choose by them."""

from __future__ import annotations

from teams.kinds import Kind, register

REVIEWED = "escalations.reviewed"
REMEDY = "escalations.remedy"
REMEDY_DUE = "escalations.remedy_due"
CONFLICT = "escalations.conflict"


def name_them() -> None:
    """Called once, when the app is ready."""
    register(
        # Their words may name colleagues and cases, so mail says only that they wait.
        Kind(REVIEWED, "A case of yours is looked back on", icon="lightbulb"),
        Kind(REMEDY, "Something is yours to change, or is done", icon="wrench"),
        Kind(
            REMEDY_DUE,
            "What you see to is past its day",
            icon="calendar-clock",
            tone="watch",
            act="See what is yours",
        ),
        Kind(CONFLICT, "Two answers contradict each other", icon="split"),
    )
