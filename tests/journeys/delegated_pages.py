"""The looks at strengths and at tasks that are handed over."""

from __future__ import annotations

from django.urls import reverse

from feedback.models import DelegatedTask
from tests.journeys.looks import Look, Where, at

MANAGER, SUPERVISOR, AGENT, ADMINISTRATOR = "priya", "marcus", "jin", "ada"
OFFERED = "Show two newcomers the returns screen"
NEEDS = "Collect what customers say about the new tracking page"
REPORTED = "Sit beside Yusuf on his first returns"
DONE = "Write down how we settle lost parcels"
DISCUSSED = "Find out why Mondays are slow"
DECLINED = "Take the Saturday figures to the depot"
OFFER = "main form.form button.btn--primary"


def task(what: str) -> Where:
    """The page of one of the tasks."""
    return lambda: reverse("feedback:task", args=[DelegatedTask.objects.get(what=what).pk])


DELEGATED: dict[str, tuple[Look, ...]] = {
    "feedback:strengths_matrix": (
        Look(SUPERVISOR, at("feedback:strengths_matrix"), thorough=True),
        Look("liam", at("feedback:strengths_matrix")),
    ),
    "feedback:team_strengths": (
        Look(AGENT, at("feedback:team_strengths", "north")),
        Look(MANAGER, at("feedback:team_strengths", "north")),
    ),
    "feedback:tasks": (
        Look(SUPERVISOR, at("feedback:tasks"), thorough=True),
        Look(AGENT, at("feedback:tasks")),
        Look(SUPERVISOR, at("feedback:tasks", query="?show=over")),
        Look(ADMINISTRATOR, at("feedback:tasks")),
    ),
    "feedback:task_new": (
        Look(SUPERVISOR, at("feedback:task_new", query="?strength=stayed-calm")),
        Look(SUPERVISOR, at("feedback:task_new"), press=OFFER),
    ),
    "feedback:task": (
        Look(AGENT, task(OFFERED), thorough=True),
        Look(AGENT, task(NEEDS)),
        Look(SUPERVISOR, task(NEEDS), thorough=True),
        Look(SUPERVISOR, task(REPORTED)),
        Look(SUPERVISOR, task(DONE)),
        Look(MANAGER, task(DISCUSSED)),
        Look(MANAGER, task(DECLINED)),
    ),
}
