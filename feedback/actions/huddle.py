"""An idea that came up in a huddle, on the board."""

from __future__ import annotations

from datetime import datetime

from feedback.actions.ideas import add_idea
from teams.models import Team, User


def idea_of_huddle(person: User, team: Team, words: str, now: datetime) -> str:
    """Add it for the team, in the name of who caught it; its key. Raises ActionRefused."""
    return f"idea:{add_idea(person, title=words, team=team, now=now).pk}"
