"""The looks at a leader's own day."""

from __future__ import annotations

from datetime import datetime, time

from django.urls import reverse

from teams.actions.day import add_box
from teams.models import DayBox, User
from teams.queries.inbox import clock_of_person
from tests.journeys.looks import Look, at

MANAGER, AGENT = "priya", "jin"
SAVE = "main form:not([method=get]) button.btn--primary"
TITLE = "Walk the floor"


def add_day(now: datetime) -> None:
    """Two times that lie across each other in Priya's day."""
    priya = User.objects.get(username=MANAGER)
    clock = clock_of_person(priya)
    for title, hour, minutes in (
        (TITLE, time(15, 0), 60),
        ("Read the week's cases", time(15, 45), 30),
    ):
        add_box(priya, title=title, at=hour, minutes=minutes, clock=clock, now=now)


def box() -> str:
    """Where she changes the first."""
    return reverse("teams:day_box", args=[DayBox.objects.get(title=TITLE).pk])


DAY: dict[str, tuple[Look, ...]] = {
    "teams:day_box_new": (
        Look(MANAGER, at("teams:day_box_new"), thorough=True),
        Look(MANAGER, at("teams:day_box_new"), press=SAVE),
        Look(AGENT, at("teams:day_box_new"), status=404),
    ),
    "teams:day_box": (Look(MANAGER, box), Look("marcus", box, status=404)),
}
