"""What tests of escalations have in common: a category, a draft, a moment of a working day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction

from escalations.actions import drafts
from escalations.actions.steps import locked, write_step
from escalations.models import Category, Escalation
from teams.models import User

NOW = datetime(2026, 11, 20, 10, 5, tzinfo=UTC)
"""Friday, 10:05 in London: North is at work."""
MINUTE = timedelta(minutes=1)


def delivery() -> Category:
    """An everyday category."""
    return Category.objects.get(slug="delivery")


def safety() -> Category:
    """The urgent one."""
    return Category.objects.get(is_urgent=True)


def a_draft(person: User, *, now: datetime = NOW, **fields: Any) -> Escalation:
    """Something whole, not sent."""
    values = {"category": delivery(), "about": "Sofa missed its slot", "need": "decision", **fields}
    return drafts.start_draft(person, now=now, **values).escalation


def sent(person: User, *, now: datetime = NOW, **fields: Any) -> Escalation:
    """Something sent."""
    return drafts.send(person, a_draft(person, now=now, **fields), now=now)


def answered(case: Escalation, by: User, *, now: datetime, **changes: Any) -> Escalation:
    """Taken and agreed to by a leader, as their actions write it."""
    with transaction.atomic():
        current = locked(case.pk)
        write_step(current, "claim", by, now=now, claimed_by=by, claimed_at=now)
        fields = {"answered_at": now, "outcome": "agreed", "decision": "Yes", "decided_by": by}
        write_step(current, "decide", by, now=now, **fields | changes)
    return current


def over(case: Escalation, by: User, *, now: datetime, **changes: Any) -> Escalation:
    """Answered and ended."""
    answered(case, by, now=now)
    with transaction.atomic():
        current = locked(case.pk)
        write_step(current, "resolve", by, now=now, resolved_at=now, due_at=None, **changes)
    return current
