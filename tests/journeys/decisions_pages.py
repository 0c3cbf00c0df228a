"""The looks at decisions and at the mirror."""

from __future__ import annotations

from django.urls import reverse

from teams.demo.decisions import LUNCH, REFUNDS
from teams.models import Decision
from tests.journeys.looks import Look, Where, at

MANAGER, SUPERVISOR, AGENT = "priya", "marcus", "jin"
SAVE = "main form.form button.btn--primary"


def of(page: str, what: str) -> Where:
    """A page of one of the decisions."""
    return lambda: reverse(f"teams:{page}", args=[Decision.objects.get(what=what).pk])


DECISIONS: dict[str, tuple[Look, ...]] = {
    "teams:decisions": (
        Look(MANAGER, at("teams:decisions"), thorough=True),
        Look(AGENT, at("teams:decisions", query="?show=ended")),
        Look(AGENT, at("teams:decisions", query="?q=nothing+of+the+kind")),
    ),
    "teams:decision": (
        Look(AGENT, of("decision", LUNCH), thorough=True),
        Look(MANAGER, of("decision", REFUNDS)),
    ),
    "teams:decision_new": (
        Look(MANAGER, at("teams:decision_new")),
        Look(SUPERVISOR, at("teams:decision_new"), press=SAVE),
    ),
    "teams:decision_correct": (
        Look(MANAGER, of("decision_correct", REFUNDS)),
        Look(SUPERVISOR, of("decision_correct", REFUNDS), press=SAVE),
    ),
    "teams:decision_stands": (Look(MANAGER, of("decision_stands", REFUNDS)),),
    "teams:decision_end": (Look(MANAGER, of("decision_end", REFUNDS)),),
    "teams:decision_back": (Look(SUPERVISOR, of("decision_back", LUNCH), press=SAVE),),
}
MIRROR: dict[str, tuple[Look, ...]] = {
    "teams:mirror": (
        Look(MANAGER, at("teams:mirror"), thorough=True),
        Look(SUPERVISOR, at("teams:mirror", query="?over=quarter")),
    ),
    "teams:mirror_figure": (
        Look(SUPERVISOR, at("teams:mirror_figure", "thanks", query="?over=quarter")),
        Look(MANAGER, at("teams:mirror_figure", "help")),
    ),
}
