"""The looks at the balance of a team, and at help among its peers."""

from __future__ import annotations

from django.urls import reverse

from feedback.demo.helping import WAITS
from feedback.models import Help
from goals.demo.balance import MONDAYS
from goals.models import PlanLine
from tests.journeys.looks import Look, Where, at

MANAGER, SUPERVISOR, AGENT, NAMED = "priya", "marcus", "jin", "dele"
SAVE = "main form.form button.btn--primary"
FROM_A_SWING = "?days=0&from=09:00&until=11:00&metric=contacts-coming-in"


def line(page: str) -> Where:
    """A page of the line for Monday mornings."""
    return lambda: reverse(f"goals:{page}", args=[PlanLine.objects.get(what=MONDAYS).pk])


def waiting() -> str:
    """Help that waits for who was helped."""
    return reverse("feedback:help_item", args=[Help.objects.get(what=WAITS, state="waiting").pk])


def of_helped() -> str:
    """Help that counts, for who leads."""
    return reverse("feedback:help_item", args=[Help.objects.filter(state="counts", team__slug="north").latest("pk").pk])  # fmt: skip


BALANCE: dict[str, tuple[Look, ...]] = {
    "goals:balance": (
        Look(SUPERVISOR, at("goals:balance", "north"), thorough=True),
        Look(AGENT, at("goals:balance", "north")),
        Look("bronte", at("goals:balance", "south")),
    ),
    "goals:plan_line_new": (
        Look(SUPERVISOR, at("goals:plan_line_new", "north", query=FROM_A_SWING)),
        Look(SUPERVISOR, at("goals:plan_line_new", "north"), press=SAVE),
    ),
    "goals:plan_line": (
        Look(SUPERVISOR, line("plan_line")),
        Look(NAMED, line("plan_line"), thorough=True),
    ),
    "goals:plan_line_change": (
        Look(SUPERVISOR, line("plan_line_change")),
        Look(MANAGER, line("plan_line_change"), press=SAVE),
    ),
    "goals:plan_line_end": (Look(MANAGER, line("plan_line_end")),),
    "goals:plan_line_cannot": (Look(NAMED, line("plan_line_cannot"), press=SAVE),),
}
HELP: dict[str, tuple[Look, ...]] = {
    "feedback:help": (
        Look(AGENT, at("feedback:help"), thorough=True),
        Look(AGENT, at("feedback:help"), press=SAVE),
        Look(SUPERVISOR, at("feedback:help", query="?show=team")),
        Look("bronte", at("feedback:help", query="?show=shared")),
    ),
    "feedback:help_item": (
        Look(SUPERVISOR, of_helped),
        Look(AGENT, waiting),
    ),
}
