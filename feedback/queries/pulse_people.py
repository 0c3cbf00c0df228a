"""Whom the question of the week is put to."""

from __future__ import annotations

from datetime import date

from teams.models import Membership, Team


def people_asked(day: date, team: Team | None = None) -> list[int]:
    """Ids of those in a team that day, or in the one given, as whatever. One statement."""
    held = Membership.objects.on(day).filter(team__archived_at=None, user__is_active=True)
    held = held.filter(team__isnull=False) if team is None else held.filter(team=team)
    return sorted(set(held.values_list("user_id", flat=True)))
