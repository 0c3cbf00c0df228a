"""*Today* for somebody who is in no team: nothing to show, but who can help."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from config.home.visit import Visit
from teams.models import Membership, Role, User

MOST_NAMES = 3


@dataclass(frozen=True, slots=True)
class NewcomersToday:
    """What the page shows: `text` names those who can put this person in a team."""

    first_name: str
    text: str


def newcomers_today(visit: Visit) -> NewcomersToday:
    """Who can help: administrators, by name. One statement."""
    day = visit.clock.day_of(visit.now)
    held = Membership.objects.on(day).filter(role=Role.ADMINISTRATOR).values("user_id")
    names = list(
        User.objects.filter(Q(pk__in=held) | Q(is_superuser=True), is_active=True)
        .order_by("name", "pk")
        .values_list("name", flat=True)[:MOST_NAMES]
    )
    who = "An administrator" if not names else _either(names)
    return NewcomersToday(
        first_name=visit.user.name.partition(" ")[0],
        text=f"You are not in a team yet. {who} can put you in one; its goals show here from then on.",
    )


def _either(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"
