"""The looks at the wall of thanks, at who has been thanked, and at customers' words."""

from __future__ import annotations

from django.urls import reverse

from feedback.models import Praise
from teams.models import User
from tests.journeys.looks import Look, Where, at

MANAGER, SUPERVISOR, AGENT, ADMINISTRATOR = "priya", "marcus", "jin", "ada"
SAVE = "main form:not([method=get]) button.btn--primary"


def covered(page: str) -> Where:
    """About Jin, whom Marcus leads."""
    return lambda: reverse(f"feedback:{page}", args=[User.objects.get(username=AGENT).pk])


def praise(page: str) -> Where:
    """One of the customers' words about North."""
    return lambda: reverse(
        f"feedback:{page}",
        args=[Praise.objects.filter(team__slug="north", told_at=None).latest("pk").pk],
    )


WALL: dict[str, tuple[Look, ...]] = {
    "feedback:coverage": (
        Look(SUPERVISOR, at("feedback:coverage"), thorough=True),
        Look(MANAGER, at("feedback:coverage", query="?order=name")),
        Look(ADMINISTRATOR, at("feedback:coverage")),
    ),
    "feedback:snooze": (
        Look(SUPERVISOR, covered("snooze")),
        Look(SUPERVISOR, covered("snooze"), press=SAVE),
    ),
    "feedback:praise": (
        Look(SUPERVISOR, at("feedback:praise"), thorough=True),
        Look(ADMINISTRATOR, at("feedback:praise")),
    ),
    "feedback:praise_new": (
        Look(AGENT, at("feedback:praise_new")),
        Look(AGENT, at("feedback:praise_new"), press=SAVE),
    ),
    "feedback:praise_import": (
        Look(AGENT, at("feedback:praise_import")),
        Look(AGENT, at("feedback:praise_import"), press=SAVE),
    ),
    "feedback:praise_item": (Look(SUPERVISOR, praise("praise_item")),),
    "feedback:praise_for": (Look(SUPERVISOR, praise("praise_for")),),
}

WALL_ITSELF: dict[str, tuple[Look, ...]] = {
    "feedback:kudos": (
        Look(SUPERVISOR, at("feedback:kudos"), thorough=True),
        Look(AGENT, at("feedback:kudos")),
        Look(ADMINISTRATOR, at("feedback:kudos")),
        Look(AGENT, at("feedback:kudos", query="?show=themes&q=nothing+of+the+kind")),
    ),
}
"""The wall, with thanks on it."""
