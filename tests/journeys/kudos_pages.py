"""The looks at thanks: writing one, reading one, and the strengths."""

from __future__ import annotations

from django.urls import reverse

from feedback.models import Kudos, Strength
from tests.journeys.looks import Look, Where, at
from tests.journeys.thanks import EDITED, PRIVATE, SEEN

MANAGER, SUPERVISOR, AGENT, ADMINISTRATOR = "priya", "marcus", "jin", "ada"
SHARE = "main [data-share]"
SAVE = "main form:not([method=get]) button.btn--primary"


def kudos(page: str, words: str) -> Where:
    """A page of one of the thanks that begin so."""
    return lambda: reverse(
        f"feedback:{page}", args=[Kudos.objects.filter(words__startswith=words).latest("pk").pk]
    )


def strength() -> str:
    """One of the strengths."""
    return reverse("feedback:strength_edit", args=[Strength.objects.get(slug="owned-it").pk])


KUDOS: dict[str, tuple[Look, ...]] = {
    "feedback:kudos_new": (
        Look(SUPERVISOR, at("feedback:kudos_new")),
        Look(SUPERVISOR, at("feedback:kudos_new", query="?to=jin"), press=SHARE, thorough=True),
        Look(AGENT, at("feedback:kudos_new", query="?who=Nobody"), press=SHARE),
    ),
    "feedback:kudos_item": (
        Look(SUPERVISOR, kudos("kudos_item", SEEN), thorough=True),
        Look(AGENT, kudos("kudos_item", EDITED)),
        Look(AGENT, kudos("kudos_item", PRIVATE)),
        Look(MANAGER, kudos("kudos_item", EDITED), press="main form[action$=reply\\/] button"),
    ),
    "feedback:kudos_edit": (
        Look(SUPERVISOR, kudos("kudos_edit", EDITED), press=SAVE),
        Look(SUPERVISOR, kudos("kudos_edit", PRIVATE)),
    ),
    "feedback:strengths": (Look(MANAGER, at("feedback:strengths")),),
    "feedback:strength_new": (Look(ADMINISTRATOR, at("feedback:strength_new"), press=SAVE),),
    "feedback:strength_edit": (Look(MANAGER, strength),),
}

PARTS = {"feedback:kudos_people": "a part of the composer, for whoever types a name"}
"""Answered with something other than a page."""
