"""What notes bring to a person's page."""

from __future__ import annotations

from datetime import datetime

from feedback.queries.notes import counted_for
from teams.models import User
from teams.parts import Part


def notes_part(viewer: User, person: User, now: datetime) -> Part | None:
    """How many notes there are: for the person what was shared with them, for an author their own."""
    found = counted_for(viewer, person, now)
    return None if found is None else Part("feedback/notes/_person_notes.html", found)
