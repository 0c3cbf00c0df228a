"""The looks at who stays and who left."""

from __future__ import annotations

from django.urls import reverse

from teams.models import User
from tests.journeys.looks import Look, at

ADMINISTRATOR, MANAGER, SUPERVISOR = "ada", "priya", "marcus"
SAVE = "main form:not([method=get]) button.btn--primary"


def leaving() -> str:
    """Of whom nobody has written down why."""
    return reverse("feedback:leaving", args=[User.objects.get(username="freya.left").pk])


def told() -> str:
    """Of whom somebody has."""
    return reverse("feedback:leaving", args=[User.objects.get(username="hollie.left").pk])


STAYING: dict[str, tuple[Look, ...]] = {
    "feedback:staying": (
        Look(ADMINISTRATOR, at("feedback:staying"), thorough=True),
        Look(MANAGER, at("feedback:staying")),
        Look(SUPERVISOR, at("feedback:staying")),
        Look(ADMINISTRATOR, at("feedback:staying", query="?team=night-desk")),
    ),
    "feedback:here": (
        Look(SUPERVISOR, at("feedback:here")),
        Look(ADMINISTRATOR, at("feedback:here")),
    ),
    "feedback:left": (Look(MANAGER, at("feedback:left")), Look(ADMINISTRATOR, at("feedback:left"))),
    "feedback:leaving": (
        Look(MANAGER, leaving, thorough=True),
        Look(MANAGER, leaving, press=SAVE),
        Look(ADMINISTRATOR, told),
    ),
}
"""Who stays."""
