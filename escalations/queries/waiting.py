"""How many cases wait for somebody: the number in their menu."""

from __future__ import annotations

from django.db.models import IntegerField
from django.db.models.expressions import Combinable, RawSQL

_WAITING = """
CASE WHEN teams_membership.role = 'agent' THEN (
    SELECT COUNT(*) FROM escalations_escalation there
    WHERE there.logged_by_id = teams_membership.user_id AND there.state = 'claimed'
    AND there.outcome <> '' AND there.decided_by_id <> teams_membership.user_id
    AND there.team_id = teams_membership.team_id
) ELSE (
    SELECT COUNT(*) FROM escalations_escalation there
    WHERE there.team_id = teams_membership.team_id AND there.state IN ('open', 'claimed')
    AND there.state = 'open' AND there.logged_by_id <> teams_membership.user_id
) END
"""
"""Both states are named in the second as well: that is what its index is of."""


def waiting_in() -> Combinable:
    """Of one membership, for the statement that reads it: what nobody has taken in the team of who leads it, one's
    own aside; for an agent their own there that a leader has decided, and of which they have not said how they ended.

    Written out, as every page asks it and building it would cost more than answering it.
    """
    return RawSQL(_WAITING, [], output_field=IntegerField())  # noqa: S611
