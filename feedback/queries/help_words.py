"""Help among peers in a team as a whole, in words: how often, and at which hours. Never by person."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.urls import reverse

from feedback.models import Help
from feedback.permissions.help import help_visible_to, openly_thanked
from teams.models import Team, User
from teams.permissions import standing_of

WEEKS = timedelta(weeks=4)
FEWEST_TOLD = 5
"""Of fewer the number is not said, nor when: it would be somebody."""
_HOURS = 24


@dataclass(frozen=True, slots=True)
class TeamHelp:
    """What a team's page says: `to_thank` is for those who lead, and may be empty."""

    words: str
    to_thank: str


def address(pk: int) -> str:
    """Where one of it is read."""
    return reverse("feedback:help_item", args=[pk])


def help_in(viewer: User, team: Team, now: datetime) -> TeamHelp:
    """The last four weeks of a team the viewer is in. One statement, two for who leads it."""
    found = Help.objects.filter(
        Q(team=team) | Q(helper_team=team), state=Help.State.COUNTS, at__gte=now - WEEKS
    )
    hours = [team.clock.local(at).hour for at in found.order_by().values_list("at", flat=True)]
    to_thank = ""
    if team.pk in standing_of(viewer).leads:
        # Without one's own: what one owes oneself stands in one's own list.
        due = help_visible_to(viewer).filter(
            Q(team=team) | Q(helper_team=team), ~openly_thanked(viewer), state=Help.State.COUNTS, at__gte=now - WEEKS
        )  # fmt: skip
        number = due.exclude(helped=viewer).exclude(helper=viewer).count()
        if number:
            are = "One of it is" if number == 1 else f"{number} of it are"
            to_thank = f"{are} not openly thanked yet"
    return TeamHelp(_words(hours), to_thank)


def _words(hours: list[int]) -> str:
    if not hours:
        return "No help has been written down in the last four weeks. It happens all the same."
    if len(hours) < FEWEST_TOLD:
        return "Help was logged a few times in the last four weeks."
    said = f"Help was logged {len(hours)} times in the last four weeks"
    flows = when_it_flows(hours)
    if flows is None:
        return f"{said}, all through the day."
    return f"{said}, most often between {flows:02d}:00 and {(flows + 2) % _HOURS:02d}:00."


def when_it_flows(hours: list[int]) -> int | None:
    """The first of the two hours in a row that have most of it, where they have a third of it or more."""
    counts = Counter(hours)
    two = {hour: counts[hour] + counts[(hour + 1) % _HOURS] for hour in range(_HOURS)}
    # Of two alike the one that begins with more.
    best = max(range(_HOURS), key=lambda hour: (two[hour], counts[hour], -hour))
    return best if 3 * two[best] >= len(hours) else None
