"""The looks at learning."""

from __future__ import annotations

from django.urls import reverse

from teams.demo.learning import CALM, FIRST_WEEKS
from teams.models import GivenPath, LearningPath, LearningStep, LearningWish
from tests.journeys.looks import Look, Where, at

MANAGER, SUPERVISOR, AGENT, ADMINISTRATOR = "priya", "marcus", "jin", "ada"
SAVE = "main form.form button.btn--primary"


def path(page: str, name: str = CALM) -> Where:
    """A page of one of the paths."""
    return lambda: reverse(f"teams:{page}", args=[LearningPath.objects.get(name=name).pk])


def step() -> str:
    """The first step of the calm calls."""
    first = LearningStep.objects.filter(path__name=CALM).order_by("position")[0]
    return reverse("teams:learning_step", args=[first.path_id, first.pk])


def pair(login: str) -> Where:
    """Who could stand by somebody on the calm calls."""
    return lambda: reverse(
        "teams:learning_pair",
        args=[GivenPath.objects.get(path__name=CALM, person__username=login).pk],
    )


def back() -> str:
    """Ben's calm calls, which he is on."""
    given = GivenPath.objects.get(path__name=CALM, person__username="ben")
    return reverse("teams:learning_back", args=[given.pk])


def wish() -> str:
    """What Callum asks for."""
    return reverse(
        "teams:learning_wish", args=[LearningWish.objects.get(person__username="callum").pk]
    )


TRAINING: dict[str, tuple[Look, ...]] = {
    "teams:learning": (
        Look(AGENT, at("teams:learning"), thorough=True),
        Look("hannah", at("teams:learning")),
        Look("callum", at("teams:learning")),
        Look(MANAGER, at("teams:learning")),
    ),
    "teams:learning_path": (
        Look(AGENT, path("learning_path"), thorough=True),
        Look("dele", path("learning_path")),
        Look(SUPERVISOR, path("learning_path", FIRST_WEEKS)),
    ),
    "teams:learning_team": (
        Look(SUPERVISOR, at("teams:learning_team"), thorough=True),
        Look(ADMINISTRATOR, at("teams:learning_team")),
    ),
    "teams:learning_give": (
        Look(SUPERVISOR, at("teams:learning_give")),
        Look(MANAGER, at("teams:learning_give"), press=SAVE),
    ),
    "teams:learning_back": (
        Look(SUPERVISOR, back),
        Look(SUPERVISOR, back, press="main form.form button.btn--danger"),
    ),
    "teams:learning_pair": (
        Look(SUPERVISOR, pair("ben")),
        Look(SUPERVISOR, pair("jin"), press=SAVE),
    ),
    "teams:learning_wish": (Look(SUPERVISOR, wish), Look(SUPERVISOR, wish, press=SAVE)),
    "teams:learning_new": (
        Look(SUPERVISOR, at("teams:learning_new")),
        Look(MANAGER, at("teams:learning_new"), press=SAVE),
    ),
    "teams:learning_edit": (Look(SUPERVISOR, path("learning_edit")),),
    "teams:learning_step_new": (
        Look(SUPERVISOR, path("learning_step_new")),
        Look(SUPERVISOR, path("learning_step_new"), press=SAVE),
    ),
    "teams:learning_step": (Look(SUPERVISOR, step),),
}
