"""Decisions: written down, corrected where all can see it, looked at again, and ended.

Each is one transaction, is recorded, leaves an entry that readers see, and is told to them. Raises ActionRefused
(Stale among it) and PermissionDenied.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from teams.actions.audit import fields_of, record
from teams.actions.decision_rows import (
    FIELDS,
    LONGEST_AGAIN,
    LONGEST_WHAT,
    LONGEST_WHY,
    LONGEST_WORDS,
    NO_WHAT,
    NO_WHY,
    add_entry,
    check_again,
    check_decided,
    locked,
    refuse_stale,
    tell_readers,
    text,
)
from teams.actions.errors import ActionRefused
from teams.models import Decision, DecisionEntry, Team, User
from teams.origins import origin_at
from teams.permissions.decisions import can_write_decision
from teams.queries.decision_words import quoted, today_of

Kind = DecisionEntry.Kind
AT_ONCE = timedelta(minutes=1)
"""Within which the same words from the same person are a button pressed twice."""


@transaction.atomic
def log_decision(
    actor: User,
    *,
    team: Team | None,
    what: str,
    how: str,
    why: str,
    decided_on: date | None = None,
    again_if: str = "",
    review_on: date | None = None,
    came_from: str = "",
    now: datetime,
) -> Decision:
    """Write down what was decided for a team one leads, or, managing one, for everybody.

    Sent twice within a minute, it is one. `decided_on` is today by default; `came_from` is the address of a goal, case, idea or huddle.
    """
    if not can_write_decision(actor, None if team is None else team.pk):
        raise PermissionDenied
    if team is not None and team.archived_at is not None:
        raise ActionRefused("team", f"{team.name} is archived. Choose another team.")
    # Of two that are sent at the same time the second waits here, and finds the first.
    User.objects.select_for_update().only("pk").get(pk=actor.pk)
    made = Decision(team=team, logged_by=actor, logged_at=now)
    today = today_of(made, now)
    values = _checked(
        actor, made, what=what, how=how, why=why, decided_on=decided_on or today, again_if=again_if,
        review_on=review_on, came_from=came_from, now=now,
    )  # fmt: skip
    lately = Decision.objects.filter(logged_by=actor, team=team, logged_at__gt=now - AT_ONCE)
    twice = lately.filter(**values, version=0).first()
    if twice is not None:
        return twice
    for name, value in values.items():
        setattr(made, name, value)
    made.save()
    record(actor, "created", made, after=fields_of(made, (*FIELDS, "team")), at=now)
    whom = "everybody" if team is None else team.name
    tell_readers(made, actor, f"Decided for {whom}: {quoted(made)}", now)
    return made


@transaction.atomic
def correct_decision(
    actor: User,
    decision: Decision,
    *,
    what: str,
    how: str,
    why: str,
    decided_on: date,
    again_if: str = "",
    review_on: date | None = None,
    came_from: str | None = None,
    because: str,
    version: int | None = None,
    now: datetime,
) -> Decision:
    """Put right what it says, and say why it needed to be: both stay to be read. Nothing changed, nothing happens.

    `came_from` None keeps what it came from.
    """
    current = locked(actor, decision)
    wanted = _checked(
        actor, current, what=what, how=how, why=why, decided_on=decided_on, again_if=again_if,
        review_on=review_on, came_from=came_from, now=now,
    )  # fmt: skip
    changes = {name: value for name, value in wanted.items() if getattr(current, name) != value}
    if not changes:
        return current
    refuse_stale(current, version)
    words = text("because", because, LONGEST_WORDS, "Say why it is corrected. Readers see it.")
    add_entry(current, Kind.CORRECTED, actor, words, now, **changes)
    tell_readers(current, actor, f"{actor.name} corrected a decision: {quoted(current)}", now)
    return current


@transaction.atomic
def let_decision_stand(
    actor: User,
    decision: Decision,
    *,
    words: str,
    review_on: date | None = None,
    version: int | None = None,
    now: datetime,
) -> Decision:
    """Looked at again, it stands; until the next day, if there is one."""
    current = locked(actor, decision)
    refuse_stale(current, version)
    _refuse_ended(current)
    words = text("words", words, LONGEST_WORDS, "Say what you looked at, in a sentence.")
    day = check_again(review_on, today_of(current, now))
    add_entry(current, Kind.STANDS, actor, words, now, review_on=day)
    return current


@transaction.atomic
def end_decision(
    actor: User, decision: Decision, *, words: str, version: int | None = None, now: datetime
) -> Decision:
    """It no longer holds, and why. It stays in the log. Done twice in the same words, it is done once."""
    current = locked(actor, decision)
    words = text("words", words, LONGEST_WORDS, "Say why, and what holds instead.")
    if current.ended_at is not None and current.ended_why == words:
        return current
    refuse_stale(current, version)
    _refuse_ended(current)
    add_entry(current, Kind.ENDED, actor, words, now, ended_at=now, ended_why=words)
    tell_readers(current, actor, f"No longer holds: {quoted(current)}", now)
    return current


@transaction.atomic
def bring_decision_back(
    actor: User, decision: Decision, *, words: str, version: int | None = None, now: datetime
) -> Decision:
    """It holds again, and why."""
    current = locked(actor, decision)
    refuse_stale(current, version)
    if current.ended_at is None:
        raise ActionRefused("", "It holds already.")
    words = text("words", words, LONGEST_WORDS, "Say why it holds again.")
    # A day that has passed meanwhile would ask for it at once.
    day = current.review_on
    kept = day if day is not None and day > today_of(current, now) else None
    add_entry(
        current, Kind.BACK, actor, words, now, ended_at=None, ended_why="", review_on=kept
    )  # fmt: skip
    tell_readers(current, actor, f"Holds again: {quoted(current)}", now)
    return current


def _refuse_ended(current: Decision) -> None:
    if current.ended_at is not None:
        raise ActionRefused("", "It no longer holds. Bring it back first.")


def _checked(
    actor: User,
    decision: Decision,
    *,
    what: str,
    how: str,
    why: str,
    decided_on: date,
    again_if: str,
    review_on: date | None,
    came_from: str | None,
    now: datetime,
) -> dict[str, Any]:
    today = today_of(decision, now)
    if how not in Decision.How.values:
        raise ActionRefused("how", "Say how it was decided.")
    same_day = not decision._state.adding and review_on == decision.review_on
    return {
        "what": " ".join(text("what", what, LONGEST_WHAT, NO_WHAT).split()),
        "how": how,
        "why": text("why", why, LONGEST_WHY, NO_WHY),
        "decided_on": check_decided(decided_on, today),
        "again_if": " ".join(text("again_if", again_if, LONGEST_AGAIN).split()),
        # What was promised before stays as it was, even once it is over.
        "review_on": review_on if same_day else check_again(review_on, today),
        **_origin(actor, decision, came_from, now),
    }


def _origin(
    actor: User, decision: Decision, came_from: str | None, now: datetime
) -> dict[str, Any]:
    if came_from is None:
        return {"origin": decision.origin, "origin_id": decision.origin_id}
    if not came_from.strip():
        return {"origin": "", "origin_id": None}
    found = origin_at(actor, came_from, now)
    if found is None:
        raise ActionRefused(
            "came_from",
            "Copy the address of a goal, an escalation, an idea or a huddle that you may open yourself, for "
            "example /goals/12/.",
        )
    return {"origin": found.kind, "origin_id": found.pk}
