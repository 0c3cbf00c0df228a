"""Cases as they are when they have been sent, for tests of what follows.

Everything plays on Friday 20 November 2026, 12:00 in London, within North's working hours.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from escalations.actions.steps import write_step
from escalations.models import Category, Escalation, Promise
from escalations.queries.duty import leader_on_duty, rule_of
from teams.models import User

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def after(minutes: float) -> datetime:
    """So many minutes from `NOW`."""
    return NOW + MINUTE * minutes


def a_draft(by: User, **fields: Any) -> Escalation:
    """Written, not sent."""
    team = fields.pop("team", None) or by.memberships.first().team
    category = fields.pop("category", None) or Category.objects.get(slug="delivery")
    values: dict[str, Any] = {
        "about": "Sofa missed its third slot",
        "reference": "HP-482913",
        "customer_name": "Mrs Okafor",
        "said": "This is the third day off I have taken.",
        "need": "decision",
        "proposal": "Refund the £90 delivery, book Friday",
        "created_at": NOW,
        "saved_at": NOW,
        **fields,
    }
    return Escalation.objects.create(team=team, logged_by=by, category=category, **values)


def sent(by: User, *, now: datetime = NOW, due: float | None = 15, **fields: Any) -> Escalation:
    """Sent to whoever is on duty, with an answer promised in so many minutes."""
    case = a_draft(by, **fields)
    team = case.team
    leader = leader_on_duty(team, now, without={by.pk})
    urgent = case.need == "manager"
    due_at = None if due is None else now + MINUTE * due
    warn = None if due_at is None else due_at - MINUTE * rule_of(team).warn_before
    write_step(
        case,
        "send",
        by,
        now=now,
        data={"need": case.need, "to": [leader.pk] if leader else []},
        on_duty=leader,
        opened_at=now,
        day=team.clock.day_of(now),
        hour=team.clock.local(now).hour,
        due_at=due_at,
        due_soon_at=warn if warn and warn > now else None,
        overdue_at=due_at,
        pass_on_at=rule_of(team).pass_on_at(now) if urgent else None,
    )
    if due_at is not None:
        words = "A manager comes to them now" if urgent else "An answer"
        Promise.objects.create(escalation=case, text=words, due_at=due_at, made_by=by, made_at=now)
    return Escalation.objects.get(pk=case.pk)
