"""Who is told of what a protocol needs: its owner, or whoever answers for it now that they are gone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from escalations.models import Protocol
from escalations.permissions import can_keep_protocol
from teams.models import Membership, Role
from teams.permissions import organisation_day
from teams.queries.people import administrators


def keepers_of(protocol: Protocol, now: datetime, *, near: Iterable[int] = ()) -> list[int]:
    """Ids of its owner while they still keep it; else of the managers of the teams `near`, else of administrators.

    One statement where the owner is there, three more at most.
    """
    if protocol.owner.is_active and can_keep_protocol(protocol.owner, protocol):
        return [protocol.owner_id]
    today = organisation_day(now)
    managers = Membership.objects.on(today).filter(
        team__in=list(near), team__archived_at=None, role=Role.MANAGER, user__is_active=True
    )
    found = list(managers.order_by("user_id").values_list("user_id", flat=True).distinct())
    return found or [one.user_id for one in administrators(today)]
