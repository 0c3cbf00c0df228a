"""Writing an escalation down in one go, as programs do: whole, or not at all."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from django.db import transaction

from escalations import lifecycle
from escalations.actions.drafting import checked
from escalations.actions.drafts import ask_for_break, send, start_draft
from escalations.models import Draft, Escalation
from teams.actions.errors import ActionRefused, Stale
from teams.models import Team, User

KEPT = ("category", "channel", "about", "reference", "said", "proposal")
"""What stays as it was sent: by these a key that is used for something else is found out."""


def write_down(
    actor: User,
    *,
    key: str = "",
    draft: bool = False,
    team: Team | None = None,
    now: datetime,
    **fields: Any,
) -> tuple[Escalation, bool]:
    """Write it and send it, or keep it as a draft; and whether it is new. Where it cannot be sent, nothing is kept.

    `key` is the sender's own name for this one: sent again with it, it is written once. Raises ActionRefused,
    PermissionDenied, and Stale for a key under which something else was written.
    """
    started = _started(actor, key)
    try:
        return _write(actor, started, draft=draft, team=team, now=now, **fields)
    except ActionRefused:
        # Of two at the same moment the second finds what the first has written.
        if not started or _begun(actor, started) is None:
            raise
        return _write(actor, started, draft=draft, team=team, now=now, **fields)


@transaction.atomic
def _write(
    actor: User, started: str, *, draft: bool, team: Team | None, now: datetime, **fields: Any
) -> tuple[Escalation, bool]:
    there = _begun(actor, started)
    if there is not None:
        return _the_same(there, fields), False
    begun = start_draft(actor, team=team, page=started, now=now, **fields).escalation
    if draft:
        return begun, True
    if fields.get("wants_break"):
        begun = ask_for_break(actor, begun, now=now)
    return send(actor, begun, now=now), True


def _begun(actor: User, started: str) -> Escalation | None:
    if not started:
        return None
    found = Draft.objects.filter(started=started, escalation__logged_by=actor)
    kept = found.select_related("escalation__category").first()
    return None if kept is None else kept.escalation


def _the_same(there: Escalation, fields: dict[str, Any]) -> Escalation:
    sent = checked({name: fields[name] for name in KEPT if name in fields})
    is_same = all(getattr(there, name) == value for name, value in sent.items())
    # A draft may have been written on since.
    if there.state != lifecycle.DRAFT and not is_same:
        raise Stale(there, "Something else was sent under this key. Choose another one.")
    return there


def _started(actor: User, key: str) -> str:
    """The key as a draft remembers it: everybody's keys are their own."""
    return hashlib.sha256(f"{actor.pk}:{key}".encode()).hexdigest()[:32] if key else ""
