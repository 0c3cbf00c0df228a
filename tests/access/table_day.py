"""Who may do what with the times that leaders set aside. Part of the table.

Priya (manager) set one aside. Nobody else is of any account: neither who leads with her nor an administrator.
"""

from __future__ import annotations

from typing import Any

from tests.access.table import MANAGER, Row, button, form, roles
from tests.access.world import World

TEAM_LEADERS = roles("supervisor other_supervisor manager")
BOX = {"title": "Walk the floor", "at": "14:00", "minutes": "30"}


def of_priya(world: World) -> dict[str, Any]:
    return {"pk": world.day_box.pk}


DAY: dict[str, Row] = {
    "teams:day_box_new": form(TEAM_LEADERS, body=BOX),
    "teams:day_box": form(MANAGER, of_priya, body=BOX),
    "teams:day_box_away": button(MANAGER, of_priya),
    "teams:day_box_back": button(MANAGER, of_priya),
}
