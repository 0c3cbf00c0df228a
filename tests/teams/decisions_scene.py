"""Decisions for tests: North's, on Friday 20 November 2026, noon."""

from datetime import UTC, date, datetime, timedelta

from teams.actions.decisions import correct_decision, log_decision
from teams.models import Decision

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
TODAY = date(2026, 11, 20)
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
WHAT = "Refunds up to £40 are settled on the call"
WHY = "Nine of ten were agreed to anyway."


def decided(leader, team=None, what=WHAT, *, how="agreed", why=WHY, now=NOW, **more):
    """Written down; for everybody without a team."""
    return log_decision(leader, team=team, what=what, how=how, why=why, now=now, **more)


def corrected(leader, decision, *, because="We voted.", now=NOW + MINUTE, **changes):
    """With some of it changed."""
    now_is = anew(decision)
    kept = {
        name: getattr(now_is, name)
        for name in ("what", "how", "why", "decided_on", "again_if", "review_on")
    }
    return correct_decision(leader, decision, because=because, now=now, **(kept | changes))


def anew(decision):
    return Decision.objects.get(pk=decision.pk)
