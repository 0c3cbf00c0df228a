"""A hard case from three sides: what each wants or can, why, and what was agreed in the end."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from escalations import lifecycle
from escalations.actions.steps import locked
from escalations.models import Escalation, ThreeViews
from escalations.permissions import can_write_views
from goals.actions.checks import check_text
from teams.actions.audit import record
from teams.actions.errors import ActionRefused
from teams.actions.versions import refuse_stale
from teams.models import User

LONGEST = 500
SIDES = {
    "customer_wants": "Say what the customer wants.",
    "agent_can": "Say what the agent can do.",
    "company_offers": "Say what we offer.",
}
FIELDS = (*SIDES, "customer_interest", "company_interest", "agreed")


@transaction.atomic
def write_views(
    actor: User, escalation: Escalation, *, version: str | None = None, now: datetime, **said: str
) -> ThreeViews:
    """Write the three views, or change them. The record keeps who and when, not the customer's words.

    Raises ActionRefused, Stale, PermissionDenied.
    """
    current = locked(escalation.pk)
    if not can_write_views(actor, current):
        raise PermissionDenied
    if current.state == lifecycle.DRAFT:
        raise ActionRefused("", "It has not been sent yet.")
    values: dict[str, str] = {}
    for field in FIELDS:
        text = said.get(field, "")
        if field in SIDES or text.strip():
            text = check_text(field, text, limit=LONGEST, missing=SIDES.get(field, ""))
        values[field] = text.strip()
    there = ThreeViews.objects.select_for_update().filter(escalation=current).first()
    if there is None:
        made = ThreeViews.objects.create(escalation=current, by=actor, at=now, **values)
        record(actor, "created", made, at=now)
        return made
    if all(getattr(there, field) == value for field, value in values.items()):
        return there
    refuse_stale(there, FIELDS, version, values)
    for field, value in values.items():
        setattr(there, field, value)
    there.by, there.at = actor, now
    there.save(update_fields=[*values, "by", "at"])
    record(actor, "changed", there, at=now)
    return there
