"""The looks at the queue, at cases and at who is on duty."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from escalations.models import Amends, AmendsRequest, Escalation, OnCall
from tests.journeys.looks import Look, Where, at
from tests.journeys.waiting import CHARGED, LAMP, MOVED, RAIN, RUSHED, SOFA

MANAGER, SUPERVISOR, AGENT, ADMINISTRATOR = "priya", "marcus", "jin", "ada"
SAVE = "main form:not([method=get]) button.btn--primary"


def case(page: str, about: str, **more: Any) -> Where:
    """A page of one of the waiting cases."""
    return lambda: reverse(
        f"escalations:{page}", args=[Escalation.objects.filter(about=about).latest("pk").pk]
    )


def asked() -> str:
    """Amends that wait for a yes."""
    found = AmendsRequest.objects.filter(state="waiting").latest("pk")
    return reverse("escalations:amends_asked", args=[found.escalation_id, found.pk])


def entry() -> str:
    """Where amends are taken back."""
    found = Amends.objects.filter(what="Soaked box").latest("pk")
    return reverse("escalations:amends_back", args=[found.escalation_id, found.pk])


def on_call() -> str:
    """Somebody on North's list."""
    found = OnCall.objects.filter(team__slug="north").latest("pk")
    return reverse("escalations:duty_entry", args=["north", found.pk])


CASES: dict[str, tuple[Look, ...]] = {
    "escalations:list": (
        Look(SUPERVISOR, at("escalations:list"), thorough=True),
        Look(MANAGER, at("escalations:list", query="?need=manager")),
        Look(SUPERVISOR, at("escalations:list", query="?category=account")),
        Look(SUPERVISOR, at("escalations:list", query="?mine=1")),
        Look(AGENT, at("escalations:list")),
    ),
    "escalations:case": (
        Look(SUPERVISOR, case("case", SOFA)),
        Look(SUPERVISOR, case("case", LAMP), thorough=True),
        Look(MANAGER, case("case", RUSHED)),
        Look(MANAGER, case("case", RAIN)),
        Look(AGENT, case("case", RAIN)),
        Look(AGENT, case("case", MOVED)),
    ),
    "escalations:decide": (
        Look(SUPERVISOR, case("decide", CHARGED)),
        Look(SUPERVISOR, case("decide", CHARGED), press=SAVE),
    ),
    "escalations:decline": (Look(SUPERVISOR, case("decline", CHARGED), press=SAVE),),
    "escalations:call_back": (Look(SUPERVISOR, case("call_back", CHARGED)),),
    "escalations:not_reached": (
        Look(SUPERVISOR, case("not_reached", RUSHED)),
        Look(SUPERVISOR, case("not_reached", RUSHED), press=SAVE),
    ),
    "escalations:hand_over": (Look(SUPERVISOR, case("hand_over", RUSHED), press=SAVE),),
    "escalations:end": (
        Look(SUPERVISOR, case("end", RUSHED), press=SAVE),
        Look(SUPERVISOR, case("end", RAIN), status=409),
    ),
    "escalations:withdraw": (Look(AGENT, case("withdraw", LAMP)),),
    "escalations:reopen": (Look(AGENT, case("reopen", RAIN), press=SAVE),),
    "escalations:note": (Look(AGENT, case("note", RAIN), press=SAVE),),
    "escalations:rate": (Look(AGENT, case("rate", RAIN)),),
    "escalations:see_break": (Look(SUPERVISOR, case("see_break", RUSHED)),),
    "escalations:amends": (
        Look(SUPERVISOR, case("amends", RAIN)),
        Look(AGENT, case("amends", RAIN), press=SAVE),
    ),
    "escalations:amends_asked": (Look(MANAGER, asked),),
    "escalations:amends_back": (Look(MANAGER, entry),),
    "escalations:duty": (
        Look(MANAGER, at("escalations:duty"), leads_on=True),
        Look(ADMINISTRATOR, at("escalations:duty")),
    ),
    "escalations:duty_team": (
        Look(MANAGER, at("escalations:duty_team", "north")),
        Look(ADMINISTRATOR, at("escalations:duty_team", "south")),
    ),
    "escalations:duty_minutes": (Look(MANAGER, at("escalations:duty_minutes", "north")),),
    "escalations:duty_budget": (Look(MANAGER, at("escalations:duty_budget", "north")),),
    "escalations:duty_entry_new": (
        Look(SUPERVISOR, at("escalations:duty_entry_new", "north"), press=SAVE),
    ),
    "escalations:duty_entry": (Look(SUPERVISOR, on_call),),
}

PARTS = {"escalations:changes": "a part of the list, for a page that is open"}
"""Answered with something other than a page."""
