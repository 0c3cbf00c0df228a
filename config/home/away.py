"""*Today* of somebody who is away: it says so, and asks for nothing but what is theirs alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from django.urls import reverse

from config.home.administrators import AdministratorsToday
from config.home.agents import AgentsToday
from config.home.leaders import LeadersToday
from config.home.todos import ToDo, listed
from config.home.visit import Visit
from goals.queries.state import kept
from goals.today import choose, while_away
from teams.names import first_name
from teams.queries.absences import away_until

Page = TypeVar("Page", LeadersToday, AgentsToday, AdministratorsToday)


@dataclass(frozen=True, slots=True)
class Until:
    """`Mon 8 Dec`, or empty: what is kept must be something."""

    day: str


def as_away(
    page: Page, visit: Visit, held: Callable[[Visit], Sequence[ToDo]] = lambda _: ()
) -> Page:
    """The page as it is, but for its sentence and for what it asks for, where its reader is away today: then only for
    what `held` says. One statement while it is not kept and nobody is away, else four.
    """
    user = visit.user
    until = kept(
        visit.state,
        ("away", user.pk, visit.minute),
        lambda: Until(away_until([user.pk], visit.now).get(user.pk, "")),
    ).day
    if not until:
        return page
    first = first_name(user.name)
    rest = replace(
        listed(choose(held(visit), (), ()), "you hold"),
        cleared="No escalation of yours waits.",
        link_url=reverse("teams:away", args=[user.pk]),
        link_label="You are here after all?",
    )
    return replace(page, sentence=while_away(first, until), todos=rest)
