"""What was answered to calls that came under a name of their own: kept for two days, then forgotten."""

from __future__ import annotations

from datetime import datetime, timedelta

from teams.models import TakenCall

REMEMBERED_FOR = timedelta(days=2)


def forget_taken_calls(now: datetime) -> int:
    """Drop the answers that are older; how many. Some hold, sealed, what was asked for: customers' words too."""
    gone, _ = TakenCall.objects.filter(at__lt=now - REMEMBERED_FOR).delete()
    return gone
