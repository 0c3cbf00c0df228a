"""Who leads whom: one rule for whatever a leader says and writes of one person."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from teams.models import Membership, MembershipQuerySet, Role, User
from teams.permissions import standing_of


def led_by(user: User, today: date) -> MembershipQuerySet:
    """Agents of the teams one leads, and the supervisors of those one manages: nobody looks upwards or sideways."""
    standing = standing_of(user)
    return Membership.objects.on(today).filter(
        Q(role=Role.AGENT, team__in=standing.leads)
        | Q(role=Role.SUPERVISOR, team__in=standing.manages)
    )
