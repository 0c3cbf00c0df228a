"""Who may look into a mirror: whoever leads a team, into their own. No address names anybody; an administrator who
leads no team has none.
"""

from __future__ import annotations

from tests.access.table import Row, page, roles

TEAM_LEADERS = roles("supervisor other_supervisor manager")

MIRROR: dict[str, Row] = {
    "teams:mirror": page(TEAM_LEADERS),
    "teams:mirror_figure": page(TEAM_LEADERS, lambda _world: {"key": "promises"}),
}
