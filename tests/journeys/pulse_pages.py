"""The looks at the question of the week and at what came of it."""

from __future__ import annotations

from collections.abc import Callable

from django.urls import reverse

from feedback.models import Question, Round
from tests.journeys.looks import Look, Where, at

MANAGER, SUPERVISOR, AGENT, ADMINISTRATOR = "priya", "marcus", "jin", "ada"
SAVE = "main form:not([method=get]) button.btn--primary"


def week(page: str, which: Callable[[], Round | None]) -> Where:
    """A page of a closed week."""
    return lambda: reverse(f"feedback:{page}", args=[getattr(which(), "week", "")])


def newest() -> Round | None:
    return Round.objects.filter(closed_at__isnull=False).order_by("-week").first()


def question() -> str:
    """A question of the set."""
    return reverse("feedback:pulse_question", args=[Question.objects.earliest("position").pk])


PULSE: dict[str, tuple[Look, ...]] = {
    "feedback:pulse": (
        Look(AGENT, at("feedback:pulse"), thorough=True),
        Look(ADMINISTRATOR, at("feedback:pulse")),
    ),
    "feedback:pulse_round": (Look(MANAGER, week("pulse_round", newest)),),
    "feedback:pulse_answer": (
        Look(AGENT, at("feedback:pulse_answer"), thorough=True),
        Look(AGENT, at("feedback:pulse_answer"), press=SAVE),
    ),
    "feedback:pulse_how": (Look(AGENT, at("feedback:pulse_how")),),
    "feedback:team_health": (Look(MANAGER, at("feedback:team_health"), thorough=True),),
    "feedback:pulse_act": (
        Look(SUPERVISOR, week("pulse_act", newest)),
        Look(SUPERVISOR, week("pulse_act", newest), press=SAVE),
    ),
    "feedback:pulse_questions": (Look(MANAGER, at("feedback:pulse_questions")),),
    "feedback:pulse_question_new": (Look(MANAGER, at("feedback:pulse_question_new"), press=SAVE),),
    "feedback:pulse_question": (Look(MANAGER, question),),
}
"""The pulse."""
