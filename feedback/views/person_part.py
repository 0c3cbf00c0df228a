"""What `feedback` brings to a person's page: the thanks they got, as far as the viewer may read them."""

from __future__ import annotations

from datetime import datetime

from feedback.queries.received import thanks_of
from teams.models import User
from teams.parts import Part


def kudos_part(viewer: User, person: User, now: datetime) -> Part:
    """For whoever opens the page. A private one is read by the two alone, here as anywhere."""
    return Part("feedback/kudos/_person.html", thanks_of(viewer, person, now))
