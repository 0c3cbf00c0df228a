"""The one place where an escalation moves on, as the verbs find it.

It stands in `escalations.recompute`, because the clock moves escalations on too. What a verb writes is handed
on as soon as it is committed; what the clock writes, by its next round.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from escalations import lifecycle
from escalations.models import Escalation, Step
from escalations.recompute import asking, timeline
from escalations.recompute.timeline import NotNow, check_step, locked, say
from escalations.tasks import wake_after_commit
from teams.models import User

_SETTLING = (
    lifecycle.CLAIM,
    lifecycle.HAND_OVER,
    lifecycle.DECIDE,
    lifecycle.CALL_BACK,
    lifecycle.RESOLVE,
    lifecycle.WITHDRAW,
)

__all__ = ["NotNow", "check_step", "locked", "say", "write_step"]


def write_step(
    current: Escalation, step: str, by: User | None, *, now: datetime, **more: Any
) -> Step:
    """`timeline.write_step`, and a word to the jobs once it is committed; what others were asked waits no longer."""
    written = timeline.write_step(current, step, by, now=now, **more)
    if step in _SETTLING:
        asking.settle_case(current, now)
    wake_after_commit()
    return written
