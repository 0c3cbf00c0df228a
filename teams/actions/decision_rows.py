"""What the verbs of decisions share: the row under its lock, checked words and days, its address, who is told."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied

from teams.actions.audit import plain, record
from teams.actions.errors import ActionRefused, Stale
from teams.decision_kinds import DECIDED
from teams.models import Decision, DecisionEntry, Membership, User
from teams.permissions.decisions import can_write_decision
from teams.queries.decision_words import address, today_of
from teams.telling import tell

LONGEST_WHAT, LONGEST_WHY, LONGEST_AGAIN, LONGEST_WORDS = 200, 1_000, 200, 300
EARLIEST = timedelta(days=5 * 366)
LATEST = timedelta(days=2 * 366)
FIELDS = ("what", "how", "why", "decided_on", "again_if", "review_on", "origin", "origin_id")
"""What can be corrected. Whose it is, stays: it was told to those people."""
NO_WHAT = "Say what was decided, in a sentence."
NO_WHY = "Say why. Whoever reads it in half a year was not there."


def locked(actor: User, decision: Decision) -> Decision:
    """The decision as it is now, held until the transaction ends. Raises PermissionDenied."""
    Decision.objects.select_for_update().only("pk").get(pk=decision.pk)
    current = Decision.objects.select_related("team").get(pk=decision.pk)
    if not can_write_decision(actor, current.team_id):
        raise PermissionDenied
    return current


def refuse_stale(current: Decision, version: int | None) -> None:
    """Raise Stale unless nobody has done anything since `version` (None: nothing was read)."""
    if version is not None and version != current.version:
        raise Stale(current, "Somebody else changed this while you were writing.")


def text(field: str, words: str, limit: int, missing: str = "") -> str:
    """Words without spaces around them, lines kept. Raises ActionRefused."""
    kept = words.replace("\r\n", "\n").strip()
    if missing and not kept:
        raise ActionRefused(field, missing)
    if "\x00" in kept:
        raise ActionRefused(field, "The text holds a character that cannot be kept. Type it again.")
    if len(kept) > limit:
        raise ActionRefused(field, f"Keep it under {limit:,} characters. This has {len(kept):,}.")
    return kept


def check_decided(day: date, today: date) -> date:
    """A day that has come. Raises ActionRefused."""
    if day > today:
        raise ActionRefused(
            "decided_on", "That day is still to come. Write down what is decided, once it is."
        )
    if day < today - EARLIEST:
        raise ActionRefused("decided_on", "Choose a day within the last five years.")
    return day


def check_again(day: date | None, today: date) -> date | None:
    """A day to come, or none. Raises ActionRefused."""
    if day is not None and not today < day <= today + LATEST:
        raise ActionRefused("review_on", "Choose a day after today, within two years.")
    return day


def add_entry(
    current: Decision,
    kind: DecisionEntry.Kind,
    actor: User,
    words: str,
    now: datetime,
    **changes: Any,
) -> None:
    """Write what was done with what it was before, and change the row. In the caller's transaction."""
    before = {
        name: plain(current.serializable_value(name))
        for name, value in changes.items()
        if getattr(current, name) != value
    }
    for name, value in changes.items():
        setattr(current, name, value)
    current.version += 1
    current.save(update_fields=[*changes, "version"])
    DecisionEntry.objects.create(
        decision=current, kind=kind, by=actor, at=now, words=words, before=before
    )
    after = {name: current.serializable_value(name) for name in before}
    record(actor, str(kind), current, before=before, after=after, reason=words, at=now)


def tell_readers(current: Decision, actor: User, text: str, now: datetime) -> None:
    """Everybody who may read it but whoever did it, once a version."""
    today = today_of(current, now)
    held = Membership.objects.on(today).filter(user__is_active=True)
    if current.team is None:
        held = held.filter(team__isnull=False, team__archived_at=None)
    else:
        held = held.filter(team=current.team)
    readers = held.exclude(user=actor).order_by("user_id").values_list("user_id", flat=True)
    tell(
        list(readers.distinct()),
        DECIDED,
        f"decision-{current.pk}-{current.version}",
        text,
        detail=current.why,
        url=address(current.pk),
        now=now,
    )
