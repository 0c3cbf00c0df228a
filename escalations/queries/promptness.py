"""How soon a leader's answer may be counted on."""

from __future__ import annotations

from datetime import datetime, timedelta
from statistics import median

from escalations import lifecycle
from escalations.models import Escalation
from escalations.queries.duty import leaders_to_tell
from teams.models import Team, User
from teams.names import first_name

WEEKS = 4
MOST = 200
FEWEST = 5


def whom_it_goes_to(team: Team, logged_by: int, now: datetime) -> str:
    """Of a case that nobody is on duty for: `all who lead North`, the name of the only one; empty where nobody but who
    logs it leads the team. Two statements, as `leaders_to_tell`.
    """
    others = leaders_to_tell(team, now, without={logged_by})
    if len(others) == 1:
        return first_name(others[0].name)
    return f"all who lead {team.name}" if others else ""


def on_duty_words(leader: User | None, team: Team, now: datetime, goes_to: str) -> str:
    """`Priya is free now. Usual answer: 4 min`. `goes_to` is `whom_it_goes_to` where there is no `leader`. Two
    statements.
    """
    if leader is None and goes_to:
        who = f"Nobody is on duty now. It goes to {goes_to}."
    elif leader is None:
        who = f"Nobody else leads {team.name}. Administrators hear that it waits."
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
