"""What `escalations` brings to a person's page: what they may decide alone."""

from __future__ import annotations

from datetime import datetime

from escalations.permissions import levels_visible_to
from escalations.queries.levels import person_levels
from teams.models import Organisation, User
from teams.parts import Part


def levels_part(viewer: User, person: User, now: datetime) -> Part | None:
    """For themself and for those who lead them; for nobody else."""
    organisation = Organisation.objects.first()
    if organisation is None:
        return None
    today = organisation.clock.day_of(now)
    if not levels_visible_to(viewer, today).filter(pk=person.pk).exists():
        return None
    page = person_levels(viewer, person, organisation, now)
    if page.office or not person.memberships.agents().on(today).exists():
        return None
    return Part("escalations/_person_levels.html", page)
