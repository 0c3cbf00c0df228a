"""The looks at what is held of a person."""

from __future__ import annotations

from django.urls import reverse

from teams.models import User
from tests.journeys.looks import Look, Where, at

AGENT, ADMINISTRATOR, GONE = "jin", "ada", "tom"
SAVE = "main form:not([method=get]) button.btn--primary"


def of_person(name: str, username: str = AGENT) -> Where:
    """A page about a person of the demonstration."""
    return lambda: reverse(name, args=[User.objects.get(username=username).pk])


PRIVACY: dict[str, tuple[Look, ...]] = {
    "teams:keeping": (
        Look(ADMINISTRATOR, at("teams:keeping")),
        Look(AGENT, at("teams:keeping"), status=404),
    ),
    "teams:privacy": (Look(AGENT, at("teams:privacy")),),
    "teams:person_file": (
        Look(ADMINISTRATOR, of_person("teams:person_file")),
        Look(ADMINISTRATOR, of_person("teams:person_file"), press=SAVE),
        Look(AGENT, of_person("teams:person_file"), status=404),
    ),
    "teams:person_erase": (
        Look(ADMINISTRATOR, of_person("teams:person_erase", GONE)),
        Look(ADMINISTRATOR, of_person("teams:person_erase", GONE), press=SAVE),
        Look(ADMINISTRATOR, of_person("teams:person_erase")),
        Look(AGENT, of_person("teams:person_erase"), status=404),
    ),
}
