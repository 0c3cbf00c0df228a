"""The days on which nobody asks for a goal, as rows: part of the actions that pause it and take it up."""

from __future__ import annotations

from datetime import date

from goals.models import Goal, Pause
from teams.models import User


def begin_pause(actor: User | None, goal: Goal, today: date, reason: str) -> None:
    """From today on. One that lasts already goes on: who puts away what was paused changes no day."""
    if Pause.objects.filter(goal=goal, until=None).exists():
        return
    # Taken up and paused again within a day, it was never taken up.
    if Pause.objects.filter(goal=goal, until=today).update(until=None):
        return
    Pause.objects.create(goal=goal, since=today, reason=reason, by=actor)


def end_pause(goal: Goal, today: date) -> None:
    """Pursued again from today on; a pause that began today held on no day, and goes."""
    lasting = Pause.objects.filter(goal=goal, until=None)
    lasting.filter(since__gte=today).delete()
    lasting.update(until=today)
