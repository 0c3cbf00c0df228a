"""What `feedback` brings to a person's page: the thanks they got and the tasks they hold, as far as the viewer may
read them; and what their role needs.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from feedback.queries.delegated import tasks_part_of
from feedback.queries.received import thanks_of
from feedback.queries.role_needs import RoleNeeds, needs_of_role
from teams.models import User
from teams.names import first_name
from teams.parts import Part
from teams.permissions import organisation_day


def kudos_part(viewer: User, person: User, now: datetime) -> Part:
    """For whoever opens the page. A private one is read by the two alone, here as anywhere."""
    return Part("feedback/kudos/_person.html", thanks_of(viewer, person, now))


def tasks_part(viewer: User, person: User, now: datetime) -> Part | None:
    """For themself and those who lead them; to others there is none."""
    found = tasks_part_of(viewer, person, now)
    return None if found is None else Part("feedback/tasks/_person.html", found, found.says)


@dataclass(frozen=True, slots=True)
class RolePart:
    """What their role needs."""

    profiles: tuple[RoleNeeds, ...]
    is_self: bool
    name: str


def role_part(viewer: User, person: User, now: datetime) -> Part | None:
    """For whoever opens the page, where there is a job profile of the role: it says nothing of the person."""
    profiles = needs_of_role(person, organisation_day(now))
    if not profiles:
        return None
    content = RolePart(profiles, viewer.pk == person.pk, first_name(person.name))
    return Part("feedback/appraisals/_role.html", content)
