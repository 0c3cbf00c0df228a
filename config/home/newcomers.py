"""*Today* for somebody who is in no team now: new, away, or between two teams. Who can help, and from when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from config.home.visit import Visit
from goals import dates
from goals.today import Sentence, for_newcomer
from teams.models import Membership, Role, User
from teams.names import first_name

MOST_NAMES = 3


@dataclass(frozen=True, slots=True)
class NewcomersToday:
    """What the page shows: `text` names those who can help; empty where a day is known already."""

    sentence: Sentence
    title: str
    text: str


def newcomers_today(visit: Visit) -> NewcomersToday:
    """Where this person was, where they are from a day that is known, and administrators by name. Two statements."""
    day = visit.clock.day_of(visit.now)
    was, back = _before_and_after(visit.user, day)
    first = first_name(visit.user.name)
    if back is not None:
        on = dates.day(back.starts_on, day)
        return NewcomersToday(
            for_newcomer(first, was_in=was, back_in=back.team_name, back_on=on),
            title=f"From {on} in {back.team_name}",
            text="Its goals, and what needs you, show here from then on.",
        )
    held = Membership.objects.on(day).filter(role=Role.ADMINISTRATOR).values("user_id")
    names = list(
        User.objects.filter(Q(pk__in=held) | Q(is_superuser=True), is_active=True)
        .order_by("name", "pk")
        .values_list("name", flat=True)[:MOST_NAMES]
    )
    who = "An administrator" if not names else _either(names)
    yet = "in a team yet" if not was else "in any team now"
    return NewcomersToday(
        for_newcomer(first, was_in=was),
        title="No team yet" if not was else "No team now",
        text=f"You are not {yet}. {who} can put you in one; its goals show here from then on.",
    )


@dataclass(frozen=True, slots=True)
class _Next:
    team_name: str
    starts_on: date


def _before_and_after(user: User, day: date) -> tuple[str, _Next | None]:
    """The team this person was in last, and the one they come to next. One statement."""
    rows = Membership.objects.filter(user=user, team__archived_at=None, team__isnull=False)
    was, coming = "", None
    for name, starts_on, ends_on in rows.order_by("starts_on", "pk").values_list(
        "team__name", "starts_on", "ends_on"
    ):
        if starts_on > day and coming is None:
            coming = _Next(name, starts_on)
        elif ends_on is not None and ends_on <= day:
            was = name
    return was, coming


def _either(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"
