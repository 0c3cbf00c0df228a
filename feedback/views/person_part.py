"""What `feedback` brings to a person's page: the thanks they got and the tasks they hold, as far as the viewer may
read them.
"""

from __future__ import annotations

from datetime import datetime

from feedback.queries.delegated import tasks_part_of
from feedback.queries.received import thanks_of
from teams.models import User
from teams.parts import Part


def kudos_part(viewer: User, person: User, now: datetime) -> Part:
    """For whoever opens the page. A private one is read by the two alone, here as anywhere."""
    return Part("feedback/kudos/_person.html", thanks_of(viewer, person, now))


def tasks_part(viewer: User, person: User, now: datetime) -> Part | None:
    """For themself and those who lead them; to others there is none."""
    found = tasks_part_of(viewer, person, now)
    return None if found is None else Part("feedback/tasks/_person.html", found)
