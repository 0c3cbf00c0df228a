"""A case to learn from, with the names taken out: drafted by rule, edited by a leader, checked before it is shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from escalations import lifecycle
from escalations.actions.steps import locked
from escalations.masking import still_there
from escalations.models import Escalation, Protocol, TrainingCase
from escalations.permissions import can_review
from escalations.queries.known_names import known_of
from goals.actions.checks import check_text
from teams.actions.audit import record
from teams.actions.errors import ActionRefused
from teams.actions.versions import refuse_stale
from teams.models import User

FIELDS = ("title", "story", "question", "answer")
LONGEST = {"title": 120, "story": 10_000, "question": 300, "answer": 4_000}
MISSING = {
    "title": "Give it a title.",
    "story": "Tell what happened.",
    "question": "Ask something, for example: What would you do?",
    "answer": "Say what was done, and what came of it.",
}


@dataclass(frozen=True, slots=True)
class Told:
    """What a leader makes of a case."""

    title: str
    story: str
    question: str
    answer: str


@transaction.atomic
def publish_training_case(
    actor: User,
    escalation: Escalation,
    told: Told,
    *,
    protocol: Protocol | None = None,
    version: str | None = None,
    now: datetime,
) -> TrainingCase:
    """Let everybody learn from a case that is over; again for one that stands, which changes it.

    Refuses while a name or reference that is known of the case stands in any field, and says which and where.
    Raises ActionRefused, Stale, PermissionDenied.
    """
    current = locked(escalation.pk)
    if not can_review(actor, current):
        raise PermissionDenied
    if current.state not in lifecycle.OVER:
        raise ActionRefused("", "It is not over yet. Make a case to learn from once it has ended.")
    values = {field: _checked(field, getattr(told, field)) for field in FIELDS}
    known = known_of(current)
    for field, text in values.items():
        if left := still_there(text, known.names, known.references):
            raise ActionRefused(
                field, f"This still holds {_listed(left)}. Take it out: everybody will read it."
            )
    there = TrainingCase.objects.select_for_update().filter(escalation=current).first()
    wanted: dict[str, Any] = {**values, "protocol_id": protocol.pk if protocol else None}
    if there is None:
        made = TrainingCase.objects.create(escalation=current, made_by=actor, made_at=now, **wanted)
        record(actor, "published", made, after={"title": made.title}, at=now)
        return made
    refuse_stale(there, FIELDS, version, wanted)
    before = {"title": there.title}
    for field, value in wanted.items():
        setattr(there, field, value)
    there.archived_at = None
    there.save(update_fields=[*wanted, "archived_at"])
    record(actor, "changed", there, before, {"title": there.title}, at=now)
    return there


@transaction.atomic
def put_training_case_away(actor: User, case: TrainingCase, *, now: datetime) -> None:
    """Nobody reads it any more. Raises PermissionDenied."""
    current = locked(case.escalation_id)
    if not can_review(actor, current):
        raise PermissionDenied
    there = TrainingCase.objects.select_for_update().get(pk=case.pk)
    if there.archived_at is None:
        there.archived_at = now
        there.save(update_fields=["archived_at"])
        record(actor, "archived", there, at=now)


def _checked(field: str, text: str) -> str:
    if field in ("title", "question"):
        return check_text(field, text, limit=LONGEST[field], missing=MISSING[field])
    kept = text.replace("\r\n", "\n").strip()
    if not kept:
        raise ActionRefused(field, MISSING[field])
    if "\x00" in kept:
        raise ActionRefused(field, "The text holds a character that cannot be kept. Type it again.")
    if len(kept) > LONGEST[field]:
        raise ActionRefused(
            field, f"Keep it under {LONGEST[field]:,} characters. This has {len(kept):,}."
        )
    return kept


def _listed(words: list[str]) -> str:
    said = [f"“{word}”" for word in words]
    return said[0] if len(said) == 1 else f"{', '.join(said[:-1])} and {said[-1]}"
