"""What somebody's role needs, by its job profile: for those whom it is for, and not only for whoever writes it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from feedback.models import JobProfile, ProfileLine
from teams.models import Membership, User


@dataclass(frozen=True, slots=True)
class RoleNeeds:
    """A job profile: its name, what it is there for, what one does and how one is."""

    name: str
    purpose: str
    actions: tuple[str, ...]
    attitudes: tuple[str, ...]


def needs_of_role(person: User, today: date) -> tuple[RoleNeeds, ...]:
    """The profiles in use of the roles this person has today, by name. Two statements."""
    roles = Membership.objects.on(today).filter(user=person).values("role")
    found = JobProfile.objects.filter(role__in=roles, archived_at=None)
    return tuple(
        RoleNeeds(
            one.name,
            one.purpose,
            _lines(one, ProfileLine.Kind.ACTION),
            _lines(one, ProfileLine.Kind.ATTITUDE),
        )
        for one in found.order_by("name").prefetch_related("lines")
    )


def _lines(profile: JobProfile, kind: ProfileLine.Kind) -> tuple[str, ...]:
    return tuple(line.words for line in profile.lines.all() if line.kind == kind)
