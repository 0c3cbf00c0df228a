"""What all verbs begin and end with: the row under its lock, who may, and telling the agent."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied

from escalations.actions.steps import NotNow, check_step, locked
from escalations.models import Escalation, Step
from escalations.notice_kinds import ANSWERED
from escalations.permissions import can_answer
from escalations.recompute.asking import url_of
from teams.actions.errors import Stale
from teams.actions.texts import kept_text
from teams.models import User
from teams.telling import tell

LONGEST_LINE = 500
LONGEST_NOTE = 5_000


def to_answer(actor: User, escalation: Escalation, step: str, version: int | None) -> Escalation:
    """The case under its lock, for somebody who may answer it, in a state that allows the step.

    Raises PermissionDenied (their own, or another team's), Stale, NotNow.
    """
    current = locked(escalation.pk)
    if not can_answer(actor, current):
        raise PermissionDenied
    check_step(current, step)
    refuse_stale(current, version)
    return current


def to_say(
    actor: User, escalation: Escalation, step: str, version: int | None = None
) -> Escalation:
    """The same for whoever logged it as well."""
    current = locked(escalation.pk)
    if actor.pk != current.logged_by_id and not can_answer(actor, current):
        raise PermissionDenied
    check_step(current, step)
    refuse_stale(current, version)
    return current


def of_ones_own(
    actor: User, escalation: Escalation, step: str, version: int | None = None
) -> Escalation:
    """The same for nobody but who logged it."""
    current = locked(escalation.pk)
    if actor.pk != current.logged_by_id:
        raise PermissionDenied
    check_step(current, step)
    refuse_stale(current, version)
    return current


def refuse_stale(current: Escalation, version: int | None) -> None:
    """Raise Stale where somebody did something since `version`; what the clock did in between is no conflict."""
    if version is None or version == current.version:
        return
    since = Step.objects.filter(escalation=current, number__gt=version, by__isnull=False)
    last = since.select_related("by").order_by("-number").first()
    if version > current.version or last is None:
        return
    name = "" if last.by is None else last.by.name
    raise Stale(current, f"{name} was here while you were writing: {last.get_kind_display()}.")


def check_line(field: str, text: str, *, missing: str, limit: int = LONGEST_LINE) -> str:
    """A text of some lines as it is kept; `missing` empty lets an empty one through. Raises ActionRefused."""
    return kept_text(field, text, missing=missing, limit=limit)


def taken(current: Escalation, by: User, now: datetime) -> dict[str, Any]:
    """What a row shows when somebody has it who answers without having taken it first."""
    changes: dict[str, Any] = {"pass_on_at": None}
    if current.claimed_by_id is None:
        changes |= {"claimed_by": by, "claimed_at": now}
    if current.answered_at is None:
        changes["answered_at"] = now
    return changes


def refuse_held(current: Escalation, by: User, step: str) -> None:
    """Whoever has it answers it; another leader takes it over first. Raises NotNow with who has it."""
    holder = current.claimed_by
    if holder is not None and holder.pk != by.pk and current.state == Escalation.State.CLAIMED:
        raise NotNow(current, step)


def tell_agent(
    current: Escalation, kind: str, text: str, now: datetime, *, detail: str = ""
) -> None:
    """Tell whoever logged it, in one notice a step."""
    key = f"escalation-{current.pk}-{current.version}"
    tell([current.logged_by_id], kind, key, text, detail=detail, url=url_of(current), now=now)


def tell_answer(current: Escalation, text: str, line: str, now: datetime) -> None:
    """The answer, to the agent who waits for it."""
    tell_agent(current, ANSWERED, text, now, detail=line)
