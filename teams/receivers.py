"""What follows from joining: newcomers have their paths from their first day, without anybody thinking of it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone

from teams.actions.learning import give_newcomers
from teams.models import Team, User


def welcome_newcomers(sender: object, user: User, team: Team | None, since: date, **_: Any) -> None:
    """Told of every change of a membership: only somebody's first in any team counts. Within its transaction."""
    if team is not None:
        give_newcomers(user, team, since, timezone.now())
