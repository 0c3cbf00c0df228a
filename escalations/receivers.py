"""What comes with an installation, the first categories; and what follows when a team's clock changes."""

from __future__ import annotations

from typing import Any

from django.apps import apps as installed
from django.apps.registry import Apps
from django.utils.text import slugify

from escalations import lifecycle
from escalations.models import Escalation, StaleDays
from escalations.tasks import wake_after_commit
from teams.models import Team

CATEGORIES = (
    ("Delivery", 1, False),
    ("Refund", 2, False),
    ("Faulty item", 3, False),
    ("Billing", 4, False),
    ("Account", 5, False),
    ("How we acted", 6, False),
    ("Other", 7, False),
    ("Safety, legal", 0, True),
)
"""Name, the digit that picks it, and whether it goes to the leader on duty at once."""


def put_first_categories(using: str, apps: Apps = installed, **_: Any) -> None:
    """After the tables are made: the eight tiles, where there are none yet. They are the installation's then."""
    try:
        model = apps.get_model("escalations", "Category")
    except LookupError:
        # Migrated back to before there were any.
        return
    categories = model._default_manager.using(using)
    if categories.exists():
        return
    categories.bulk_create(
        model(name=name, slug=slugify(name), key=key, position=place, is_urgent=is_urgent)
        for place, (name, key, is_urgent) in enumerate(CATEGORIES, 1)
    )


def place_cases_anew(sender: object, team: Team, **_: Any) -> None:
    """A team's days and hours are others: its cases are placed by them at the next round of the clock."""
    StaleDays.objects.create(team=team)
    wake_after_commit()


def cases_wait(sender: object, team: Team, **_: Any) -> str | None:
    """Nobody would ever answer the cases of an archived team: they are answered before. One statement."""
    number = Escalation.objects.filter(team=team, state__in=lifecycle.WAITING).count()
    if not number:
        return None
    waiting = "1 escalation still waits" if number == 1 else f"{number} escalations still wait"
    those = "it" if number == 1 else "them"
    return (
        f"{waiting} for an answer in {team.name}. Have a leader of the team answer {those} first, or who"
        f" asked take {those} back, then archive it."
    )
