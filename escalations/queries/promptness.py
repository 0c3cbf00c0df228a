"""How soon a leader's answer may be counted on."""

from __future__ import annotations

from datetime import datetime, timedelta
from statistics import median

from escalations import lifecycle
from escalations.models import Escalation
from teams.models import Team, User
from teams.names import first_name

WEEKS = 4
MOST = 200
FEWEST = 5


def on_duty_words(leader: User | None, team: Team, now: datetime) -> str:
    """`Priya is free now. Usual answer: 4 min`. Two statements."""
    if leader is None:
        who = f"Nobody is on duty now. It goes to all who lead {team.name}."
    else:
        busy = Escalation.objects.filter(claimed_by=leader, state=lifecycle.CLAIMED).exists()
        name = first_name(leader.name)
        who = f"{name} has another one in hand." if busy else f"{name} is free now."
    usual = usual_answer(team, now)
    return f"{who} {usual}" if usual else who


def usual_answer(team: Team, now: datetime) -> str:
    """`Usual answer: 4 min`: the middle of the last answers of four weeks, two hundred at most; empty where
    there are fewer than five. One statement.
    """
    since = team.clock.day_of(now) - timedelta(weeks=WEEKS)
    rows = (
        Escalation.objects.filter(team=team, day__gte=since, answered_at__isnull=False)
        .order_by("-day", "-id")
        .values_list("opened_at", "answered_at")[:MOST]
    )
    took = [(answered - opened).total_seconds() for opened, answered in rows if opened and answered]
    if len(took) < FEWEST:
        return ""
    minutes = max(1, round(median(took) / 60))
    if minutes < 60:
        return f"Usual answer: {minutes} min"
    return f"Usual answer: {minutes // 60} h {minutes % 60:02d}"
