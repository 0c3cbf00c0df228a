"""Whom learning is told to, and where it is read."""

from __future__ import annotations

from datetime import date

from django.urls import reverse

from teams.models import Membership, Role, User


def address(path_id: int) -> str:
    """Where a path is read."""
    return reverse("teams:learning_path", args=[path_id])


def leads_of(person: User, today: date) -> list[int]:
    """Who looks after somebody's learning: an agent's supervisors, without any the managers; a supervisor's managers.

    Two statements.
    """
    held = list(Membership.objects.on(today).filter(user=person).values_list("team_id", "role"))
    agent_in = {team for team, role in held if role == Role.AGENT}
    supervises = {team for team, role in held if role == Role.SUPERVISOR}
    leads = (
        Membership.objects.on(today)
        .leads()
        .filter(team__in=agent_in | supervises, user__is_active=True)
        .exclude(user=person)
        .order_by("user_id")
    )
    rows = list(leads.values_list("user_id", "team_id", "role"))
    found: set[int] = set()
    for team in agent_in:
        near = {who for who, of, role in rows if of == team and role == Role.SUPERVISOR}
        found |= near or {who for who, of, _ in rows if of == team}
    found |= {who for who, of, role in rows if of in supervises and role == Role.MANAGER}
    return sorted(found)
